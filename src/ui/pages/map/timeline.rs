//! The recording as a bar, each lesson as wide as its part of it. The list below it says the same in words.

use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lesson::{Lesson, RECORDING_LENGTH, clock};
use crate::ui::progress;
use leptos::prelude::*;

#[component]
pub fn Timeline(pointed: RwSignal<Option<Lesson>>) -> impl IntoView {
    let i18n = use_i18n();
    let introduction = Lesson::Tasks.start().unwrap_or_default();
    let parts = Lesson::ALL
        .into_iter()
        .filter_map(|lesson| Some((lesson, lesson.start()?, lesson.end()?)))
        .map(|(lesson, start, end)| {
            view! {
                <span
                    class="part"
                    class:opened=progress::is_opened(lesson)
                    class:pointed=move || pointed.get() == Some(lesson)
                    style:flex-grow=(end - start).to_string()
                    on:pointerenter=move |_| pointed.set(Some(lesson))
                    on:pointerleave=move |_| pointed.set(None)
                >
                    {lesson.number()}
                </span>
            }
        })
        .collect_view();
    // Without a pointer the line speaks of the first lesson that the reader has not opened.
    let next = Lesson::ALL
        .into_iter()
        .find(|lesson| !progress::is_opened(*lesson));
    let readout = move || {
        let named = |lesson: Lesson| {
            let time = lesson
                .start()
                .zip(lesson.end())
                .map(|(start, end)| format!(" · {}–{}", clock(start), clock(end)));
            format!(
                "{} · {}{}",
                lesson.number(),
                lesson.title(i18n),
                time.unwrap_or_default()
            )
        };
        match (pointed.get(), next) {
            (Some(lesson), _) => named(lesson),
            (None, Some(lesson)) => t_string!(i18n, map.next, lesson = named(lesson)),
            (None, None) => t_string!(i18n, map.point).to_owned(),
        }
    };
    view! {
        <div
            class="timeline"
            role="img"
            aria-label=move || t_string!(i18n, map.timeline_label, length = clock(RECORDING_LENGTH))
        >
            <div class="parts">
                <span class="part introduction" style:flex-grow=introduction.to_string()></span>
                {parts}
            </div>
            <div class="scale num">
                <span>{clock(0)}</span>
                <span class="readout">{readout}</span>
                <span>{clock(RECORDING_LENGTH)}</span>
            </div>
        </div>
    }
}
