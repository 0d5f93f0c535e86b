//! The words of one lesson with their explanations, at its end.

use super::terms::TERMS;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::say::{say, words};
use leptos::prelude::*;

/// What the words of `lesson` mean, closed until somebody asks.
#[component]
pub fn LessonTerms(lesson: Lesson) -> impl IntoView {
    let i18n = use_i18n();
    let own = TERMS.iter().filter(|term| term.lesson == lesson);
    let rows = own.map(|term| {
        view! {
            <dt>{words(i18n, term.name)}</dt>
            <dd>{words(i18n, term.text)}</dd>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="lesson-terms">
            <summary>{say!(i18n, glossary.words)}</summary>
            <dl class="terms">{rows}</dl>
            <p><a href="/glossary">{say!(i18n, glossary.all)}</a></p>
        </details>
    }
}
