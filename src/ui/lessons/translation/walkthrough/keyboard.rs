//! Keys of the walkthrough, wherever the focus is in the lesson.
//!
//! What a key means is decided in [`Command::of_key`]; here is only whether it is meant for us: not where text is
//! typed, not where a widget has arrows of its own, not where Space presses a button.

use crate::session::walkthrough::Command;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Text fields, lists, dialogues, and widgets that move a cursor of their own.
const OWN_KEYS: &str = "input, textarea, select, [contenteditable], dialog, .heatmap, .vector-cells, .token-strip, \
    .head-grid, [role=grid], [role=listbox], [role=menu], [role=tablist], [role=tree]";
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
    let is_page = matches!(target.tag_name().as_str(), "BODY" | "HTML" | "MAIN");
    if within(".scrub") {
        return Some(command);
    }
    if !is_page && !within(".lesson") || within(OWN_KEYS) {
        return None;
    }
    (command != Command::PlayPause || !within(OWN_SPACE)).then_some(command)
}
