//! The head of every lesson: its number, its title, its place in the recording.

use super::title::use_title;
use crate::ui::i18n::{t, use_i18n};
use crate::ui::lesson::{Lesson, clock};
use crate::ui::present::{self, PresentButton};
use crate::ui::progress;
use crate::ui::say::{live, say};
use leptos::prelude::*;

/// Number, title and recording link of a lesson; sets the document's title too.
#[component]
pub fn LessonHeader(lesson: Lesson) -> impl IntoView {
    let i18n = use_i18n();
    progress::opened(lesson);
    let presented = present::provide(lesson);
    use_title(move || lesson.title(i18n).to_owned());
    let recording = lesson
        .start()
        .zip(lesson.recording_url())
        .map(|(start, url)| {
            view! {
                <a class="watch" href=url target="_blank" rel="noopener noreferrer">
                    {t!(i18n, frame.watch_at, time = move || clock(start))}
                    <span class="visually-hidden">" ("{say!(i18n, frame.opens_youtube)}")"</span>
                </a>
            }
        });
    view! {
        <header class="lesson-header">
            <p class="eyebrow">{t!(i18n, frame.lesson, number = move || lesson.number())}</p>
            <h1>{live(move || lesson.title(i18n))}</h1>
            {recording}
            <PresentButton on=presented />
        </header>
        {present::presenter_if(presented)}
    }
}
