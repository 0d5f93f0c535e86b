//! Lesson 7: label smoothing.
//!
//! * [`context`]: what all parts share: the sentence, what two models make of it, ε;
//! * [`target`]: one prediction held against a smoothed target: bars, loss, gradient;
//! * [`curve`]: the loss over the probability of the right token;
//! * [`two_models`]: how sure the two models are, token by token, of the reader's sentence;
//! * [`measured`]: what was measured of both on held-out sentences.

mod context;
mod curve;
mod measured;
mod target;
mod two_models;

use crate::session::studio::smoothing::link::Link;
use crate::ui::address::{keep_address, opened_query};
use crate::ui::frame::LessonHeader;
use crate::ui::glossary::LessonTerms;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use crate::ui::say::say;
use context::SmoothingContext;
use curve::CurveSection;
use leptos::prelude::*;
use measured::MeasuredSection;
use target::TargetSection;
use two_models::TwoModelsSection;

#[component]
pub fn SmoothingPage() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = SmoothingContext::provide(Link::parse(&opened_query()));
    keep_address(move || lesson.link().to_query());
    view! {
        <LessonStyle />
        <article class="wide lesson sm">
            <LessonHeader lesson=Lesson::LabelSmoothing />
            <TargetSection />
            <CurveSection />
            <TwoModelsSection />
            <MeasuredSection />
            <section class="sm-section reading">
                <h2>{say!(i18n, smoothing.lab_title)}</h2>
                <p>{say!(i18n, smoothing.lab_text)}</p>
                <p><a href=Lesson::Lab.path()>{say!(i18n, smoothing.lab_link)}</a></p>
            </section>
            <LessonTerms lesson=Lesson::LabelSmoothing />
        </article>
    }
}
