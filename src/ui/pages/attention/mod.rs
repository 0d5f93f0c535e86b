//! Attention on the CPU and on the graphics card, measured on the reader's machine.

mod bench;
mod controls;
mod growth;
mod table;
mod verdict;
mod weights;
mod words;

pub use words::reason as reason_words;

use crate::gpu::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::use_title;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::part::LessonStyle;
use crate::ui::say::say;
use bench::Bench;
use controls::Controls;
use growth::GrowthFigure;
use leptos::prelude::*;
use table::Times;
use verdict::Verdict;
use weights::WeightsFigure;

#[component]
pub fn AttentionPage() -> impl IntoView {
    let i18n = use_i18n();
    use_title(move || t_string!(i18n, attention.title).to_owned());
    let bench = Bench::start(Link::parse(&opened_query()));
    keep_address(move || bench.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide bench">
            <header class="bench-head">
                <h1>{say!(i18n, attention.title)}</h1>
                <p>{say!(i18n, attention.intro)}</p>
            </header>
            <Verdict bench />
            <Controls bench />
            <div class="bench-figures">
                <Times bench />
                <GrowthFigure bench />
                <WeightsFigure bench />
            </div>
            <section class="bench-notes">
                <h2>{say!(i18n, attention.notes.heading)}</h2>
                <ul>
                    <li>{say!(i18n, attention.notes.times)}</li>
                    <li>{say!(i18n, attention.notes.flops)}</li>
                    <li>{say!(i18n, attention.notes.fused)}</li>
                    <li>{say!(i18n, attention.notes.check)}</li>
                </ul>
            </section>
        </article>
    }
}
