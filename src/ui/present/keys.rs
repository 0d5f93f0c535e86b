//! What a key means while a lesson is presented.

use super::is_key;
use super::show::To;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Where keys write or choose.
const OWN_TEXT: &str = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, \
    [popover], [role=listbox]";
/// What has arrows and Escape of its own.
const OWN_KEYS: &str = "input, textarea, select, [contenteditable], dialog, [popover], .heatmap, .vector-cells, \
    .token-strip, .head-grid, .line-chart-plot, .scrub, [role=application], [role=grid], [role=listbox], [role=tablist]";
/// On a slide with this arrows mean something everywhere.
const OWN_ARROWS: &str = ".walk:not([data-away])";

#[derive(Clone, Copy)]
pub enum Key {
    Leave,
    /// A screen further: what remains of a tall slide first.
    Page(To),
    Slide(To),
    ToHeading,
}

/// What a key means to us; nothing where a figure or a field has it.
pub fn meaning(event: &KeyboardEvent) -> Option<Key> {
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
        // What a remote control sends: it turns the page whatever was clicked last.
        "PageDown" if !within(OWN_TEXT) => Some(Key::Page(To::Next)),
        "PageUp" if !within(OWN_TEXT) => Some(Key::Page(To::Back)),
        "ArrowRight" if !is_own && !has_arrows() => Some(Key::Slide(To::Next)),
        "ArrowLeft" if !is_own && !has_arrows() => Some(Key::Slide(To::Back)),
        _ => None,
    }
}
