//! Moving about: a bar at the foot of the screen, and keys.

use super::stage::{self, Stage};
use super::{KEPT, Presenting, fullscreen, is_key};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lesson::Lesson;
use crate::ui::part::LessonStyle;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::storage;
use leptos::ev::{KeyboardEvent, fullscreenchange, keydown, resize};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

/// Figures draw themselves anew for the size they were given; then it is looked at once more.
const REDRAWN: Duration = Duration::from_millis(150);
/// What has keys of its own.
const OWN_KEYS: &str = "input, textarea, select, [contenteditable], dialog, [popover], .heatmap, .vector-cells, \
    .token-strip, .head-grid, .line-chart-plot, .scrub, [role=application], [role=grid], [role=listbox], [role=tablist]";
/// A lesson in which arrows mean something everywhere.
const OWN_ARROWS: &str = ".walk";

/// The slides of the lesson on the page, and where we are.
#[derive(Clone, Copy)]
struct Show {
    presenting: Presenting,
    at: RwSignal<usize>,
    total: RwSignal<usize>,
    heading: RwSignal<String>,
    /// Where the slide begins, by which it is found again when others appear before it.
    first: StoredValue<Option<Element>, LocalStorage>,
    /// The slide that was there before a reload, until the page has grown so far.
    wanted: StoredValue<Option<usize>>,
    /// Where the page was read, until another slide is shown.
    read_at: StoredValue<Option<f64>>,
}

/// Where a key or a button leads.
#[derive(Clone, Copy, PartialEq)]
enum To {
    Back,
    Next,
}

impl Show {
    /// Looks at the page anew, since it has changed.
    fn refresh(self) {
        let Some(stage) = Stage::read().filter(|stage| !stage.slides.is_empty()) else {
            return;
        };
        let last = stage.slides.len() - 1;
        self.total.set(last + 1);
        let here = self
            .first
            .with_value(|first| stage.slide_with(first.as_ref()?));
        let here = match self.wanted.get_value() {
            Some(wanted) => wanted.min(last),
            None => here.unwrap_or(self.at.get_untracked().min(last)),
        };
        let is_other = self
            .first
            .with_value(|first| first.as_ref() != stage.first(here));
        stage.show(here);
        if self.wanted.get_value() == Some(here) {
            self.wanted.set_value(None);
        }
        if is_other {
            return self.arrive(&stage, here);
        }
        if self.at.get_untracked() != here {
            // Others have appeared before it.
            self.set_at(here);
        }
        if stage::overflow() > 0.0 {
            stage::fit();
        }
    }

    /// Shows slide `n` of the page as it stands.
    fn go(self, n: usize) {
        if let Some(stage) = Stage::read().filter(|stage| n < stage.slides.len()) {
            self.wanted.set_value(None);
            self.read_at.set_value(None);
            self.total.set(stage.slides.len());
            stage.show(n);
            self.arrive(&stage, n);
        }
    }

    fn set_at(self, n: usize) {
        self.at.set(n);
        if self.wanted.get_value().is_none() {
            storage::write_tab(KEPT, Some(&n.to_string()));
        }
    }

    fn arrive(self, stage: &Stage, n: usize) {
        self.first.set_value(stage.first(n).cloned());
        self.set_at(n);
        window().scroll_to_with_x_and_y(0.0, 0.0);
        stage::fit();
        if let Some(heading) = stage.heading(n) {
            self.heading.set(heading.text_content().unwrap_or_default());
            focus(&heading);
        }
        set_timeout(
            move || {
                if self.at.try_get_untracked() == Some(n) {
                    stage::fit();
                }
            },
            REDRAWN,
        );
    }

    /// The lesson after or before this one.
    fn neighbour(self, to: To) -> Option<Lesson> {
        let here = self.presenting.lesson.number() - 1;
        let there = match to {
            To::Back => here.checked_sub(1)?,
            To::Next => here + 1,
        };
        Lesson::ALL.get(there).copied()
    }

    fn can(self, to: To) -> bool {
        let is_inside = match to {
            To::Back => self.at.get() > 0,
            To::Next => self.at.get() + 1 < self.total.get(),
        };
        is_inside || self.neighbour(to).is_some()
    }

    /// The next slide or the one before; from a lesson's end to the next lesson.
    fn turn(self, to: To, open: &dyn Fn(&str)) {
        let at = self.at.get_untracked();
        let inside = match to {
            To::Back => at.checked_sub(1),
            To::Next => Some(at + 1).filter(|&n| n < self.total.get_untracked()),
        };
        if let Some(n) = inside {
            return self.go(n);
        }
        if let Some(lesson) = self.neighbour(to) {
            let n = match to {
                To::Back => usize::MAX,
                To::Next => 0,
            };
            storage::write_tab(KEPT, Some(&n.to_string()));
            open(&lesson.path());
        }
    }

    /// Within a slide that is taller than the screen; whether there was anything to scroll.
    fn scroll(self, to: To) -> bool {
        let y = window().scroll_y().unwrap_or_default();
        let room = stage::window_height();
        let (left, by) = match to {
            To::Back => (y, -0.8 * room),
            To::Next => (stage::overflow() - y, 0.8 * room),
        };
        let is_more = left > 0.05 * room;
        if is_more {
            window().scroll_by_with_x_and_y(0.0, by);
        }
        is_more
    }

    /// Back to the page, at what was shown last.
    fn leave(self) {
        let heading = Stage::read().and_then(|stage| stage.heading(self.at.get_untracked()));
        storage::write_tab(KEPT, None);
        fullscreen::set(false);
        stage::end();
        if let Some(heading) = heading {
            focus(&heading);
            match self.read_at.get_value() {
                Some(y) => window().scroll_to_with_x_and_y(0.0, y),
                None => self.first.with_value(|first| {
                    if let Some(first) = first {
                        heading.scroll_into_view();
                        // The heading may be far above it.
                        let rect = first.get_bounding_client_rect();
                        if rect.top() > stage::window_height() * 0.6 {
                            first.scroll_into_view();
                        }
                    }
                }),
            }
        }
        self.presenting.on.set(false);
    }
}

/// The focus goes to a heading: reading, by eye or ear, goes on there.
fn focus(heading: &HtmlElement) {
    let _ = heading.set_attribute("tabindex", "-1");
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = heading.focus_with_options(&options);
}

/// The lesson on the page, a slide at a time, for as long as this lives.
#[component]
pub fn Presenter() -> impl IntoView {
    let i18n = use_i18n();
    let presenting: Presenting = expect_context();
    let kept = storage::read_tab(KEPT).and_then(|n| n.parse().ok());
    let show = Show {
        presenting,
        at: RwSignal::new(0),
        total: RwSignal::new(0),
        heading: RwSignal::new(String::new()),
        first: StoredValue::new_local(None),
        wanted: StoredValue::new(kept),
        read_at: StoredValue::new(None),
    };
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
            let here = Stage::read().map_or(0, |stage| stage.slide_in_view());
            show.wanted.set_value(Some(here));
            show.read_at.set_value(window().scroll_y().ok());
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
                    if let Some(heading) =
                        Stage::read().and_then(|s| s.heading(show.at.get_untracked()))
                    {
                        focus(&heading);
                    }
                    return;
                }
            }
            event.prevent_default();
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

#[derive(Clone, Copy)]
enum Key {
    Leave,
    /// A screen further: what remains of a tall slide first.
    Page(To),
    Slide(To),
    ToHeading,
}

/// What a key means to us; nothing where a figure or a field has it.
fn meaning(event: &KeyboardEvent) -> Option<Key> {
    if is_key(event) {
        return Some(Key::Leave);
    }
    if event.default_prevented()
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
        || event.shift_key()
    {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let within = |selector: &str| target.closest(selector).is_ok_and(|found| found.is_some());
    let is_own = within(OWN_KEYS);
    let is_page = matches!(
        target.tag_name().as_str(),
        "BODY" | "HTML" | "MAIN" | "H1" | "H2"
    ) || within(".present-bar");
    let has_arrows = || {
        document()
            .query_selector(OWN_ARROWS)
            .is_ok_and(|found| found.is_some())
    };
    let is_open = || {
        document()
            .query_selector(":popover-open")
            .is_ok_and(|found| found.is_some())
    };
    match event.key().as_str() {
        // Closes what is open.
        "Escape" if is_open() => None,
        "Escape" if is_own => Some(Key::ToHeading),
        "Escape" => Some(Key::Leave),
        "PageDown" if !is_own => Some(Key::Page(To::Next)),
        "PageUp" if !is_own => Some(Key::Page(To::Back)),
        "ArrowRight" if is_page && !has_arrows() => Some(Key::Slide(To::Next)),
        "ArrowLeft" if is_page && !has_arrows() => Some(Key::Slide(To::Back)),
        _ => None,
    }
}

/// Calls `changed` once a frame in which something appeared on the page or went, for as long as the caller lives.
fn watch_page(changed: impl Fn() + Copy + 'static) {
    let is_due = StoredValue::new(false);
    let callback = Closure::<dyn FnMut()>::new(move || {
        if is_due.try_get_value() == Some(false) {
            is_due.set_value(true);
            request_animation_frame(move || {
                is_due.try_update_value(|due| *due = false);
                changed();
            });
        }
    });
    let Ok(observer) = MutationObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    if let Some(main) = document().get_element_by_id("main") {
        let _ = observer.observe_with_options(&main, &options);
    }
    let kept = StoredValue::new_local(Some((observer, callback)));
    on_cleanup(move || {
        if let Some((observer, _callback)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}
