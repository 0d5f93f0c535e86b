//! The whole screen, where the browser allows it; presenting needs none.

use leptos::prelude::*;

/// Whether the browser lets a page have the whole screen.
pub fn is_possible() -> bool {
    document().fullscreen_enabled()
}

pub fn is_on() -> bool {
    document().fullscreen_element().is_some()
}

/// Takes the whole screen, or gives it back. A browser that refuses leaves all as it is.
pub fn set(on: bool) {
    if !on {
        if is_on() {
            document().exit_fullscreen();
        }
    } else if let Some(root) = document().document_element() {
        let _ = root.request_fullscreen();
    }
}
