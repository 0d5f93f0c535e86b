//! A bar at the foot of the screen, and what listens to keys, sizes and the page.

use super::keys::{Key, meaning};
use super::show::{Show, To, focus};
use super::stage::{self, Stage};
use super::watch::watch_page;
use super::{KEPT, Presenting, fullscreen};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::part::LessonStyle;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::storage;
use leptos::ev::{PointerEvent, fullscreenchange, keydown, pointerup, resize};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::Element;

fn is_slider(event: &PointerEvent) -> bool {
    let target = event.target().map(|t| t.unchecked_into::<Element>());
    target.is_some_and(|t| t.matches("input[type=range]").unwrap_or(false))
}

fn to_heading(show: Show) {
    let at = show.at.try_get_untracked();
    let heading = at.and_then(|at| Stage::read()?.heading(at));
    if let Some(heading) = heading {
        focus(&heading);
    }
}

/// The lesson on the page, a slide at a time, for as long as this lives.
#[component]
pub fn Presenter() -> impl IntoView {
    let i18n = use_i18n();
    let presenting: Presenting = expect_context();
    let kept = storage::read_tab(KEPT).and_then(|n| n.parse().ok());
    let show = Show::new(presenting, kept);
    let navigate = use_navigate();
    let open = move |path: &str| navigate(path, Default::default());
    let open = StoredValue::new_local(open);
    let turn = move |to| open.with_value(|open| show.turn(to, open));

    // Once the page stands.
    request_animation_frame(move || {
        if show.at.try_get_untracked().is_none() {
            return;
        }
        if kept.is_none() {
            let stage = Stage::read();
            let here = stage.as_ref().map_or(0, Stage::slide_in_view);
            show.wanted.set_value(Some(here));
            let first = stage.as_ref().and_then(|stage| stage.first(here));
            show.read_at
                .set_value(first.map(|first| first.get_bounding_client_rect().top()));
        }
        stage::begin();
        show.refresh();
        if kept.is_none() {
            show.wanted.set_value(None);
            storage::write_tab(KEPT, Some(&show.at.get_untracked().to_string()));
        }
    });
    watch_page(move || {
        if show.at.try_get_untracked().is_some() {
            show.refresh();
        }
    });

    let keys = window_event_listener(keydown, move |event| {
        if let Some(key) = meaning(&event) {
            match key {
                Key::Leave => show.leave(),
                Key::Page(to) if show.scroll(to) => {}
                Key::Page(to) | Key::Slide(to) => turn(to),
                // The widget has done with it; what comes next is for us.
                Key::ToHeading => {
                    to_heading(show);
                    return;
                }
            }
            event.prevent_default();
        }
    });
    // Once a slider was drawn to where it should be, the remote control's arrows turn pages again.
    let drawn = window_event_listener(pointerup, move |event| {
        if is_slider(&event) {
            request_animation_frame(move || to_heading(show));
        }
    });
    Effect::new(move |_| {
        if let Some(id) = presenting.wanted.get() {
            show.bring(id);
            presenting.wanted.set(None);
        }
    });
    let sizes = window_event_listener(resize, move |_| stage::fit());
    // Escape gives the screen back without telling the page which key it was.
    let is_full = RwSignal::new(fullscreen::is_on());
    let screen = window_event_listener(fullscreenchange, move |_| {
        let had = is_full.get_untracked();
        is_full.set(fullscreen::is_on());
        if had && !fullscreen::is_on() {
            show.leave();
        }
    });
    on_cleanup(move || {
        keys.remove();
        drawn.remove();
        sizes.remove();
        screen.remove();
        stage::end();
    });

    let place = move || {
        t_string!(
            i18n,
            present.place,
            n = show.at.get() + 1,
            total = show.total.get(),
            heading = show.heading.get()
        )
    };
    let full = fullscreen::is_possible().then(|| {
        view! {
            <button type="button" class="present-side" aria-pressed=move || is_full.get().to_string()
                on:click=move |_| match is_full.get_untracked() {
                    // Not by way of the event: the mode stays.
                    true => { is_full.set(false); fullscreen::set(false) }
                    false => fullscreen::set(true),
                }>
                {say!(i18n, present.full)}
            </button>
        }
    });
    let way = move |to: To, sign: &'static str, name: Signal<String>| {
        view! {
            <button type="button" class="present-turn" aria-label=name title=name
                aria-disabled=move || (!show.can(to)).to_string() on:click=move |_| turn(to)>
                <span aria-hidden="true">{sign}</span>
            </button>
        }
    };
    view! {
        <LessonStyle />
        <nav class="present-bar" aria-label=label!(i18n, present.region)>
            <span class="present-lesson">{live(move || {
                let lesson = presenting.lesson;
                format!("{} · {}", lesson.number(), lesson.title(i18n))
            })}</span>
            {way(To::Back, "‹", label!(i18n, present.back))}
            <span class="present-place num" aria-hidden="true">
                {live_text(move || format!("{} / {}", show.at.get() + 1, show.total.get()))}
            </span>
            <span class="visually-hidden" role="status">{live_text(place)}</span>
            {way(To::Next, "›", label!(i18n, present.next))}
            <span class="present-end">
                {full}
                <button type="button" class="present-side" aria-keyshortcuts="Escape" on:click=move |_| show.leave()>
                    {say!(i18n, present.leave)}
                </button>
            </span>
        </nav>
    }
}
