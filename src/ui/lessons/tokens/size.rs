//! How many entries? The students' question, with what an entry costs.

use crate::ui::i18n::{t, t_string, use_i18n};
use crate::ui::lesson::Lesson;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::Predict;
use leptos::prelude::*;

/// The lecture's width of a vector, and one size of its two orders of magnitude each.
const WIDTH: usize = 768;
const ONE_LANGUAGE: usize = 30_000;
const MANY_LANGUAGES: usize = 200_000;

#[component]
pub fn SizeSection() -> impl IntoView {
    let i18n = use_i18n();
    let choices = move || {
        vec![
            t_string!(i18n, tokens.size.choice_small).to_string(),
            t_string!(i18n, tokens.size.choice_right).to_string(),
            t_string!(i18n, tokens.size.choice_large).to_string(),
        ]
    };
    let millions = |entries: usize| format!("{:.0}", (entries * WIDTH) as f64 / 1e6);
    let cost = move || {
        t_string!(
            i18n,
            tokens.size.cost,
            width = WIDTH,
            one = millions(ONE_LANGUAGE),
            many = millions(MANY_LANGUAGES)
        )
    };
    view! {
        <section class="tok-section" aria-labelledby="tok-size">
            <h2 id="tok-size">{say!(i18n, tokens.size.heading)}</h2>
            <Predict
                question=Signal::derive(move || t_string!(i18n, tokens.size.question).to_string())
                choices=Signal::derive(choices)
                right=1
            >
                <p>{say!(i18n, tokens.size.answer)}</p>
                <p>{live_text(cost)}</p>
            </Predict>
            <p>{t!(
                i18n, tokens.size.next,
                <link> = |children: ChildrenFn| view! { <a href=Lesson::WordVectors.path()>{children()}</a> }
            )}</p>
        </section>
    }
}
