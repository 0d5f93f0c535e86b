//! The bar at the bottom: buttons, the scrubber, playing by itself.

use super::keyboard::use_keys;
use super::scrubber::Scrubber;
use crate::session::walkthrough::{Command, Move};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::{LessonContext, use_lesson};
use crate::ui::present;
use crate::ui::say::{label, live_text, say};
use leptos::html::Section;
use leptos::prelude::*;
use std::time::Duration;

/// Time for one stage at ordinary speed: a glance at the figure, not a reading of the text.
const STAGE: Duration = Duration::from_millis(2400);
/// Share of the window above the walkthrough beyond which its figure is out of sight.
const FAR_DOWN: f64 = 0.25;
const SPEEDS: [f64; 4] = [0.5, 1.0, 2.0, 4.0];

/// Moves the position; the same for buttons, keys and the timer.
fn go(lesson: LessonContext, to: Move) {
    let position = lesson.position.get_untracked();
    let moved = lesson
        .walkthrough
        .with_untracked(|w| w.as_ref().map(|w| w.moved(position, to)));
    if let Some(moved) = moved.filter(|moved| *moved != position) {
        lesson.position.set(moved);
    }
}

/// The bar. Arrow keys, Home, End and Space work while the walkthrough is what the reader looks at.
#[component]
pub fn PlayerBar(
    /// The walkthrough.
    region: NodeRef<Section>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let playing = RwSignal::new(false);
    let speed = RwSignal::new(1.0f64);
    let last = Memo::new(move |_| {
        lesson
            .walkthrough
            .with(|w| w.as_ref().map_or(0, |w| w.last()))
    });
    let position = Memo::new(move |_| lesson.position.get().min(last.get()));
    let at_end = Memo::new(move |_| position.get() == last.get());
    // One timer for each stage: a step by hand in between starts the time anew.
    Effect::new(move |_| {
        let (wait, end) = (STAGE.div_f64(speed.get()), at_end.get());
        position.track();
        if !playing.get() {
            return;
        }
        if end {
            playing.set(false);
            return;
        }
        if let Ok(timer) = set_timeout_with_handle(move || go(lesson, Move::Next), wait) {
            on_cleanup(move || timer.clear());
        }
    });
    // A room sees each stage from its heading on.
    Effect::new(move |_| {
        position.track();
        if present::is_on() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    // Where the reader is still above: the figure is what the step changes.
    let go = move |to: Move| {
        go(lesson, to);
        bring_into_view(region);
    };
    let toggle = move || {
        if !playing.get_untracked() && at_end.get_untracked() {
            go(Move::First);
        }
        playing.update(|p| *p = !*p);
        bring_into_view(region);
    };
    use_keys(move |command| match command {
        Command::Go(to) => go(to),
        Command::PlayPause => toggle(),
    });
    let button = move |to: Move, icon: &'static str| {
        let label = move || match to {
            Move::First => t_string!(i18n, walkthrough.first),
            Move::PrevChapter => t_string!(i18n, walkthrough.prev_chapter),
            Move::Prev => t_string!(i18n, walkthrough.prev),
            Move::Next => t_string!(i18n, walkthrough.next),
            Move::NextChapter => t_string!(i18n, walkthrough.next_chapter),
            Move::Last => t_string!(i18n, walkthrough.last),
        };
        let stuck = move || match to {
            Move::First | Move::PrevChapter | Move::Prev => position.get() == 0,
            _ => at_end.get(),
        };
        let class = match to {
            Move::First | Move::Last => "button icon quiet walk-far",
            _ => "button icon quiet",
        };
        view! {
            <button type="button" class=class aria-label=label title=label
                aria-disabled=move || stuck().to_string() on:click=move |_| go(to)>
                <Icon path=icon />
            </button>
        }
    };
    let play_label = move || {
        if playing.get() {
            t_string!(i18n, walkthrough.pause)
        } else {
            t_string!(i18n, walkthrough.play)
        }
    };
    let play_icon = Signal::derive(move || if playing.get() { PAUSE } else { PLAY });
    view! {
        <div class="walk-player" role="group" aria-label=label!(i18n, walkthrough.controls)>
            <Scrubber />
            <div class="walk-buttons">
                <p class="walk-count num">
                    {live_text(move || t_string!(i18n, walkthrough.stage_of, n = position.get() + 1, of = last.get() + 1))}
                </p>
                <div class="walk-transport">
                    {button(Move::First, FIRST)} {button(Move::PrevChapter, PREV_CHAPTER)}
                    {button(Move::Prev, PREV)}
                    <button type="button" class="button icon primary walk-play" aria-label=play_label title=play_label
                        on:click=move |_| toggle()>
                        <Icon path=play_icon />
                    </button>
                    {button(Move::Next, NEXT)} {button(Move::NextChapter, NEXT_CHAPTER)}
                    {button(Move::Last, LAST)}
                </div>
                <label class="walk-speed">
                    <span>{say!(i18n, walkthrough.speed)}</span>
                    <select on:change:target=move |event| {
                        if let Ok(chosen) = event.target().value().parse() {
                            speed.set(chosen);
                        }
                    }>
                        {SPEEDS
                            .map(|s| {
                                view! { <option value=s.to_string() selected=s == 1.0>{format!("{s}×")}</option> }
                            })
                            .collect_view()}
                    </select>
                </label>
            </div>
        </div>
    }
}

/// Scrolls to the walkthrough where it begins so far down that its figure is out of sight.
fn bring_into_view(region: NodeRef<Section>) {
    let Some(region) = region.get_untracked() else {
        return;
    };
    let height = window().inner_height().ok().and_then(|h| h.as_f64());
    let top = region.get_bounding_client_rect().top();
    if top > FAR_DOWN * height.unwrap_or(f64::INFINITY) {
        region.scroll_into_view();
    }
}

const PLAY: &str = "M7 4.5v15l12-7.5z";
const PAUSE: &str = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";
const NEXT: &str = "M8.6 4.6 16 12l-7.4 7.4-1.7-1.7 5.7-5.7-5.7-5.7z";
const PREV: &str = "M15.4 4.6 8 12l7.4 7.4 1.7-1.7-5.7-5.7 5.7-5.7z";
const NEXT_CHAPTER: &str = "M5.6 4.6 13 12l-7.4 7.4-1.7-1.7L9.6 12 3.9 6.3zM13.6 4.6 21 12l-7.4 7.4-1.7-1.7 5.7-5.7-5.7-5.7z";
const PREV_CHAPTER: &str = "M18.4 4.6 11 12l7.4 7.4 1.7-1.7-5.7-5.7 5.7-5.7zM10.4 4.6 3 12l7.4 7.4 1.7-1.7L6.4 12l5.7-5.7z";
const FIRST: &str = "M5 5h2.5v14H5zM19 5v14L8.5 12z";
const LAST: &str = "M16.5 5H19v14h-2.5zM5 5v14l10.5-7z";

#[component]
fn Icon(#[prop(into)] path: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor"><path d=path /></svg>
    }
}
