//! The line of all stages: drag along it, see the chapters.

use super::words;
use crate::session::walkthrough::{Chapter, Walkthrough};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::say::label;
use crate::viz::scrub::ScrubScale;
use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// A slider over all stages, chapters as segments. Arrow keys are those of the whole lesson (see `keyboard`).
#[component]
pub fn Scrubber() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let line = NodeRef::<Div>::new();
    let chapters = Memo::new(move |_| {
        lesson
            .walkthrough
            .get()
            .map(|w| w.chapters())
            .unwrap_or_default()
    });
    let scale = Memo::new(move |_| {
        let weighted: Vec<_> = lesson
            .walkthrough
            .get()
            .map(|w| {
                chapters
                    .read()
                    .iter()
                    .map(|(c, r)| (r.len(), weight(&w, *c)))
                    .collect()
            })
            .unwrap_or_default();
        ScrubScale::new(&weighted)
    });
    let last = move || {
        lesson
            .walkthrough
            .with(|w| w.as_ref().map_or(0, |w| w.last()))
    };
    let position = Memo::new(move |_| lesson.position.get().min(last()));
    let here = Memo::new(move |_| {
        lesson
            .walkthrough
            .with(|w| w.as_ref().map(|w| w.at(position.get()).chapter()))
    });
    let value_text = move || {
        lesson.walkthrough.with(|w| {
            w.as_ref().map(|w| {
                let stage = w.at(position.get());
                format!(
                    "{}: {}",
                    words::place(i18n, w.dims(), stage),
                    words::title(i18n, stage)
                )
            })
        })
    };
    let drag = move |event: PointerEvent| {
        let Some(line) = line.get_untracked() else {
            return;
        };
        let rect = line.get_bounding_client_rect();
        if rect.width() > 0.0 {
            let x = (f64::from(event.client_x()) - rect.left()) / rect.width();
            lesson.position.set(scale.read_untracked().position_at(x));
        }
    };
    let on_down = move |event: PointerEvent| {
        if event.button() == 0 {
            // So that the drag goes on outside of the line.
            if let Some(target) = event.current_target() {
                let target: web_sys::Element = target.unchecked_into();
                // Fails only where the pointer is gone already; then there is nothing to capture.
                let _ = target.set_pointer_capture(event.pointer_id());
            }
            drag(event);
        }
    };
    let on_move = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            drag(event);
        }
    };
    let segments = move || {
        let Some(w) = lesson.walkthrough.get() else {
            return ().into_any();
        };
        groups(&chapters.read())
            .into_iter()
            .map(|group| segment_group(&w, group, here))
            .collect_view()
            .into_any()
    };
    view! {
        <div
            class="scrub"
            role="slider"
            tabindex="0"
            aria-label=label!(i18n, walkthrough.scrubber)
            aria-valuemin="1"
            aria-valuemax=move || last() + 1
            aria-valuenow=move || position.get() + 1
            aria-valuetext=value_text
            on:pointerdown=on_down
            on:pointermove=on_move
        >
            <div class="scrub-line" node_ref=line aria-hidden="true">
                {segments}
                <span class="scrub-thumb"
                    style:left=move || format!("{}%", 100.0 * scale.read().x_of(position.get()))></span>
            </div>
        </div>
    }
}

/// Neighbouring chapters of one kind.
fn groups(chapters: &[(Chapter, std::ops::Range<usize>)]) -> Vec<Vec<Chapter>> {
    let mut groups: Vec<Vec<Chapter>> = Vec::new();
    for (chapter, _) in chapters {
        match groups.last_mut() {
            Some(group) if std::mem::discriminant(&group[0]) == std::mem::discriminant(chapter) => {
                group.push(*chapter);
            }
            _ => groups.push(vec![*chapter]),
        }
    }
    groups
}

/// Room for a label, whatever the number of stages; many steps share what twelve would have.
fn weight(walkthrough: &Walkthrough, chapter: Chapter) -> f64 {
    match chapter {
        Chapter::Input | Chapter::Memory | Chapter::Done => 5.0,
        Chapter::EncoderLayer(_) => 6.0,
        Chapter::Step(_) => 60.0 / walkthrough.dims().n_steps.max(12) as f64,
    }
}

fn segment_group(
    walkthrough: &Arc<Walkthrough>,
    group: Vec<Chapter>,
    here: Memo<Option<Chapter>>,
) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let first = group[0];
    let name = move || match first {
        Chapter::Input => t_string!(i18n, walkthrough.chapter_input),
        Chapter::EncoderLayer(_) => t_string!(i18n, walkthrough.chapter_encoder),
        Chapter::Memory => t_string!(i18n, walkthrough.chapter_memory),
        Chapter::Step(_) => t_string!(i18n, walkthrough.chapter_steps),
        Chapter::Done => t_string!(i18n, walkthrough.chapter_done),
    };
    let class = match first {
        Chapter::EncoderLayer(_) => "scrub-group enc",
        Chapter::Step(_) => "scrub-group dec",
        _ => "scrub-group",
    };
    let sum: f64 = group.iter().map(|c| weight(walkthrough, *c)).sum();
    // Past a dozen or so, not every number finds room.
    let every = group.len().div_ceil(15);
    let cell = |(index, chapter): (usize, Chapter)| {
        let number = match chapter {
            Chapter::EncoderLayer(n) | Chapter::Step(n) if index.is_multiple_of(every) => {
                Some(n + 1)
            }
            _ => None,
        };
        view! {
            <span class="scrub-chapter" class:here=move || here.get() == Some(chapter)>{number}</span>
        }
    };
    view! {
        <div class=class style:flex-grow=sum.to_string()>
            <span class="scrub-name">{name}</span>
            <div class="scrub-chapters">{group.into_iter().enumerate().map(cell).collect_view()}</div>
        </div>
    }
}
