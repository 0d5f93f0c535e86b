//! Keys of the walkthrough, while it is what the reader looks at.
//!
//! What a key means is decided in [`Command::of_key`]; here is only whether it is meant for us: not where text is
//! typed, not where a widget has arrows of its own, not where Space presses a button. From the page at large an arrow is
//! ours until the walkthrough has been read past: its first step brings the figure into the window, which on a phone
//! begins below it. Space, Home and End scroll a page: they are ours where the walkthrough fills much of the window.

use crate::session::walkthrough::Command;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Text fields, lists, dialogues, and widgets that move a cursor of their own.
const OWN_KEYS: &str = "input, textarea, select, [contenteditable], dialog, .heatmap, .vector-cells, .token-strip, \
    .head-grid, [role=grid], [role=listbox], [role=menu], [role=tablist], [role=tree]";
/// So much of the window has to be the walkthrough's for the keys that scroll a page to be its keys.
const MUCH: f64 = 0.4;
/// Space means something here.
const OWN_SPACE: &str = "button, a, summary, [role=button]";

/// Calls `act` for every key that is meant for the walkthrough, for as long as the caller lives.
pub fn use_keys(act: impl Fn(Command) + 'static) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if let Some(command) = command(&event) {
            event.prevent_default();
            act(command);
        }
    });
    on_cleanup(move || handle.remove());
}

fn command(event: &KeyboardEvent) -> Option<Command> {
    if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let command = Command::of_key(&event.key(), event.shift_key())?;
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let within = |selector: &str| target.closest(selector).is_ok_and(|found| found.is_some());
    let is_page = matches!(target.tag_name().as_str(), "BODY" | "HTML" | "MAIN" | "H1");
    if within(".scrub") {
        return Some(command);
    }
    let is_arrow = event.key().starts_with("Arrow");
    let is_meant = within(".walk")
        || is_page
            && in_window().is_some_and(|seen| is_arrow && !seen.is_past || seen.share > MUCH);
    if !is_meant || within(OWN_KEYS) {
        return None;
    }
    (command != Command::PlayPause || !within(OWN_SPACE)).then_some(command)
}

/// Where the walkthrough stands in the window.
struct InWindow {
    /// How much of the window's height it has, 0 to 1.
    share: f64,
    /// Whether it ends above the window.
    is_past: bool,
}

fn in_window() -> Option<InWindow> {
    let region = document().query_selector(".walk").ok().flatten()?;
    let height = window().inner_height().ok()?.as_f64()?;
    let rect = region.get_bounding_client_rect();
    let share = ((rect.bottom().min(height) - rect.top().max(0.0)) / height).max(0.0);
    Some(InWindow {
        share,
        is_past: rect.bottom() <= 0.0,
    })
}
