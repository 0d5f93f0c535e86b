//! Presenter mode: a lesson on a projector, a slide at a time.
//!
//! ```text
//!  PresentButton (of every lesson's head) ─ on, kept per tab ─► Presenter (fetched then): bar, keys
//!      the page's elements ─► pieces ─► slides ─► what is away, and the size of all else
//! ```
//! Nothing is drawn twice: a slide is the page itself with everything else put away, so figures stay as they were set
//! and work as they do on the page.
//!
//! * [`slides`]: which parts of a lesson make a slide; no browser in it;
//! * [`stage`]: the page's elements: what there is, what is shown, how large;
//! * [`show`]: which slide is on, and moving about; [`bar`]: buttons for it; [`keys`]: keys for it;
//! * [`watch`]: hearing that the page has changed;
//! * [`fullscreen`]: the whole screen, where the browser allows it.

mod bar;
mod fullscreen;
mod keys;
mod show;
mod slides;
mod stage;
mod watch;

use super::lesson::Lesson;
use super::part::{Part, part};
use super::say::{label, live, say};
use super::storage;
use crate::ui::i18n::use_i18n;
use bar::Presenter;
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;

/// Where the tab remembers that it presents, and which slide.
const KEPT: &str = "teddy.present";

/// What the head of a lesson tells the presenter.
#[derive(Clone, Copy)]
struct Presenting {
    lesson: Lesson,
    on: RwSignal<bool>,
    /// The id of an element that is to be looked at.
    wanted: RwSignal<Option<&'static str>>,
}

/// On the root while the page is presented.
const PRESENT: &str = "data-present";

/// Whether the page is presented now.
pub fn is_on() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute(PRESENT))
}

/// While a lesson is presented: shows the slide with the element called `id`. Whether it is presented.
pub fn bring(presented: Option<Presented>, id: &'static str) -> bool {
    let presented = presented.filter(|_| is_on());
    if let Some(Presented(presenting)) = presented {
        presenting.wanted.set(Some(id));
    }
    presented.is_some()
}

/// The lesson around a widget, for [`bring`].
#[derive(Clone, Copy)]
pub struct Presented(Presenting);

/// Of the lesson that this is a part of.
pub fn presented() -> Option<Presented> {
    use_context().map(Presented)
}

/// Alt and P: without a modifier a letter would take the key from people who dictate (WCAG 2.1.4).
fn is_key(event: &KeyboardEvent) -> bool {
    event.alt_key() && event.code() == "KeyP" && !event.default_prevented()
}

/// Whether `lesson` is presented, for its head; has the key that begins it.
pub fn provide(lesson: Lesson) -> RwSignal<bool> {
    let on = RwSignal::new(storage::read_tab(KEPT).is_some());
    let wanted = RwSignal::new(None);
    provide_context(Presenting { lesson, on, wanted });
    let handle = window_event_listener(keydown, move |event| {
        if is_key(&event) && !on.get_untracked() {
            event.prevent_default();
            on.set(true);
        }
    });
    on_cleanup(move || handle.remove());
    on
}

/// Begins to present.
#[component]
pub fn PresentButton(on: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button type="button" class="button quiet present-button" aria-keyshortcuts="Alt+P"
            title=label!(i18n, present.hint) on:click=move |_| on.set(true)>
            {say!(i18n, present.start)}
        </button>
    }
}

/// The presenter while `on`. Not within what it puts away.
pub fn presenter_if(on: RwSignal<bool>) -> AnyView {
    live(move || on.get().then(|| view! { <Part load=presenter /> }))
}

part!(
    // With the map's code: a file of its own would split what it shares with others, at everybody's cost.
    fn presenter in pages => || view! { <Presenter /> }.into_any()
);
