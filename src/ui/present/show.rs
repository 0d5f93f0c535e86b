//! Which slide is on the screen, and the way from one to another.

use super::stage::{self, Stage};
use super::{KEPT, Presenting, fullscreen};
use crate::ui::lesson::Lesson;
use crate::ui::storage;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::{Element, HtmlElement};

/// Below a slide's end, as a share of the window: see lesson-present.css.
const SPACE: f64 = 0.03;

/// Figures draw themselves anew for the size they were given; then it is looked at once more.
const REDRAWN: Duration = Duration::from_millis(150);

/// The slides of the lesson on the page, and where we are.
#[derive(Clone, Copy)]
pub struct Show {
    pub(super) presenting: Presenting,
    pub(super) at: RwSignal<usize>,
    pub(super) total: RwSignal<usize>,
    pub(super) heading: RwSignal<String>,
    /// Where the slide begins, by which it is found again when others appear before it.
    first: StoredValue<Option<Element>, LocalStorage>,
    /// The slide that was there before a reload, until the page has grown so far.
    pub(super) wanted: StoredValue<Option<usize>>,
    /// How far below the window's top the slide began when the page was read, until another slide is shown.
    pub(super) read_at: StoredValue<Option<f64>>,
}

/// Where a key or a button leads.
#[derive(Clone, Copy, PartialEq)]
pub enum To {
    Back,
    Next,
}

impl Show {
    /// Of a tab that was at slide `wanted` before a reload, if it was.
    pub fn new(presenting: Presenting, wanted: Option<usize>) -> Self {
        Show {
            presenting,
            at: RwSignal::new(0),
            total: RwSignal::new(0),
            heading: RwSignal::new(String::new()),
            first: StoredValue::new_local(None),
            wanted: StoredValue::new(wanted),
            read_at: StoredValue::new(None),
        }
    }

    /// Looks at the page anew, since it has changed.
    pub fn refresh(self) {
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

    /// Shows the slide that has the element called `id`, if it is another.
    pub fn bring(self, id: &str) {
        let n = Stage::read().and_then(|stage| stage.slide_of_id(id));
        if let Some(n) = n.filter(|n| *n != self.at.get_untracked()) {
            self.go(n);
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

    pub fn can(self, to: To) -> bool {
        let is_inside = match to {
            To::Back => self.at.get() > 0,
            To::Next => self.at.get() + 1 < self.total.get(),
        };
        is_inside || self.neighbour(to).is_some()
    }

    /// The next slide or the one before; from a lesson's end to the next lesson.
    pub fn turn(self, to: To, open: &dyn Fn(&str)) {
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
    pub fn scroll(self, to: To) -> bool {
        let y = window().scroll_y().unwrap_or_default();
        let room = stage::window_height();
        let (left, by) = match to {
            To::Back => (y, -0.8 * room),
            To::Next => (stage::overflow() - y, 0.8 * room),
        };
        // The last of it is the space that is kept over the bar.
        let is_more = left > SPACE * room;
        if is_more {
            window().scroll_by_with_x_and_y(0.0, by);
        }
        is_more
    }

    /// Where the page was read; or what another slide showed, with its heading unless that is far above it.
    fn bring_into_view(self, first: &Element, heading: &HtmlElement) {
        let top = || first.get_bounding_client_rect().top();
        if let Some(before) = self.read_at.get_value() {
            // By what stood there, not by the page's length: figures above may have grown meanwhile.
            return window().scroll_by_with_x_and_y(0.0, top() - before);
        }
        heading.scroll_into_view();
        if top() > stage::window_height() * 0.6 {
            first.scroll_into_view();
        }
    }

    /// Back to the page, at what was shown last.
    pub fn leave(self) {
        let heading = Stage::read().and_then(|stage| stage.heading(self.at.get_untracked()));
        storage::write_tab(KEPT, None);
        fullscreen::set(false);
        stage::end();
        if let Some(heading) = heading {
            focus(&heading);
            self.first.with_value(|first| {
                if let Some(first) = first {
                    self.bring_into_view(first, &heading);
                }
            });
        }
        self.presenting.on.set(false);
    }
}

/// The focus goes to a heading: reading, by eye or ear, goes on there.
pub fn focus(heading: &HtmlElement) {
    let _ = heading.set_attribute("tabindex", "-1");
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = heading.focus_with_options(&options);
}
