//! Keys of the walkthrough, while it is what the reader looks at.
//!
//! What a key means is decided in [`Command::of_key`]; here is only whether it is meant for us: not where text is
//! typed, not where a widget has arrows of its own, not where Space presses a button; and from the page at large only
//! while the walkthrough is in the window. Space, Home and End scroll a page: they are ours where it fills much of it.

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
    let scrolls = !event.key().starts_with("Arrow");
    let least = if scrolls { MUCH } else { 0.0 };
    let is_meant = within(".walk") || is_page && share_of_window() > least;
    if !is_meant || within(OWN_KEYS) {
        return None;
    }
    (command != Command::PlayPause || !within(OWN_SPACE)).then_some(command)
}

/// How much of the window's height the walkthrough has.
fn share_of_window() -> f64 {
    let region = document().query_selector(".walk").ok().flatten();
    let height = window().inner_height().ok().and_then(|h| h.as_f64());
    region.zip(height).map_or(0.0, |(region, height)| {
        let rect = region.get_bounding_client_rect();
        ((rect.bottom().min(height) - rect.top().max(0.0)) / height).max(0.0)
    })
}
