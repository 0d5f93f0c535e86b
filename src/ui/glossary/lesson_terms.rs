//! The words of one lesson with their explanations, at its end.

use super::terms::TERMS;
use crate::ui::i18n::use_i18n;
use crate::ui::lesson::Lesson;
use crate::ui::say::{label, live_text, say, words};
use leptos::prelude::*;

/// What the words of `lesson` mean, closed until somebody asks; then the way to the lessons before and after it.
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
        <div class="lesson-end">
            <details class="lesson-terms">
                <summary>{say!(i18n, glossary.words)}</summary>
                <dl class="terms">{rows}</dl>
                <p><a href="/glossary">{say!(i18n, glossary.all)}</a></p>
            </details>
            <Neighbours lesson />
        </div>
    }
}

#[component]
fn Neighbours(lesson: Lesson) -> impl IntoView {
    let i18n = use_i18n();
    let place = lesson as usize;
    let link = move |rel: &'static str, lesson: Option<&'static Lesson>| {
        let lesson = *lesson?;
        let title = move || format!("{} · {}", lesson.number(), lesson.title(i18n));
        let name = match rel {
            "prev" => say!(i18n, glossary.previous),
            _ => say!(i18n, glossary.next),
        };
        Some(view! {
            <a href=lesson.path() rel=rel>
                <span>{name}</span>
                <span>{live_text(title)}</span>
            </a>
        })
    };
    let before = place.checked_sub(1).and_then(|i| Lesson::ALL.get(i));
    view! {
        <nav class="lesson-neighbours" aria-label=label!(i18n, glossary.neighbours)>
            {link("prev", before)}
            {link("next", Lesson::ALL.get(place + 1))}
        </nav>
    }
}
