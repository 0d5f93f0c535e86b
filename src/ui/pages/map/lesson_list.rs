//! The lessons in order: number, title, what is done there, and the time in the recording.

use crate::ui::i18n::{t, use_i18n};
use crate::ui::lesson::{Lesson, clock};
use crate::ui::progress;
use crate::ui::say::{live, say};
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub fn LessonList(pointed: RwSignal<Option<Lesson>>) -> impl IntoView {
    view! {
        <ol class="lesson-list" role="list">
            {Lesson::ALL.into_iter().map(|lesson| view! { <LessonItem lesson pointed /> }).collect_view()}
        </ol>
    }
}

#[component]
fn LessonItem(lesson: Lesson, pointed: RwSignal<Option<Lesson>>) -> impl IntoView {
    let i18n = use_i18n();
    let opened = progress::is_opened(lesson);
    let tag = opened.then(|| view! { " " <span class="tag">"✓ "{say!(i18n, map.opened)}</span> });
    let title = move || lesson.title(i18n);
    let time = match lesson.start().zip(lesson.recording_url()) {
        Some((start, url)) => view! {
            <a class="time num" href=url target="_blank" rel="noopener noreferrer">
                <span class="visually-hidden">
                    {t!(i18n, frame.watch_at, time = move || clock(start))}" ("{say!(i18n, frame.opens_youtube)}")"
                </span>
                <span aria-hidden="true">{clock(start)}</span>
            </a>
        }
        .into_any(),
        None => view! { <span class="time">{say!(i18n, map.after)}</span> }.into_any(),
    };
    view! {
        <li
            class:opened=opened
            class:pointed=move || pointed.get() == Some(lesson)
            on:pointerenter=move |_| pointed.set(Some(lesson))
            on:pointerleave=move |_| pointed.set(None)
            on:focusin=move |_| pointed.set(Some(lesson))
            on:focusout=move |_| pointed.set(None)
        >
            <span class="number num" aria-hidden="true">{lesson.number()}</span>
            <h3><A href=lesson.path()>{title}</A>{tag}</h3>
            <p>{live(move || lesson.about(i18n))}</p>
            {time}
        </li>
    }
}
