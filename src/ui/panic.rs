//! A panic must not leave a dead page that looks alive: a banner says so and offers to reload.
//!
//! After a panic no code of ours may be relied on, so the button is wired to the browser's own
//! `location.reload`, not to a Rust closure.

use super::i18n::{Locale, td_string};
use super::locale;
use wasm_bindgen::JsCast;

const BANNER_ID: &str = "crash";

/// Prints a panic to the console and shows the banner.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Must not panic itself; what cannot be shown is left.
        let _ = show_banner();
    }));
}

fn show_banner() -> Option<()> {
    let window = web_sys::window()?;
    let document = window.document()?;
    if document.get_element_by_id(BANNER_ID).is_some() {
        return None;
    }
    let language = document
        .document_element()?
        .get_attribute("lang")
        .and_then(|tag| locale::parse(&tag));
    let language: Locale = language.unwrap_or_default();

    let banner = document.create_element("div").ok()?;
    banner.set_id(BANNER_ID);
    banner.set_attribute("role", "alert").ok()?;

    let text = document.create_element("p").ok()?;
    text.set_text_content(Some(td_string!(language, errors.crashed)));
    banner.append_child(&text).ok()?;

    let button = document.create_element("button").ok()?;
    button.set_class_name("button primary");
    button.set_text_content(Some(td_string!(language, errors.reload)));
    let location = window.location();
    let reload = js_sys::Reflect::get(&location, &"reload".into()).ok()?;
    let reload = reload.dyn_into::<js_sys::Function>().ok()?.bind0(&location);
    button
        .add_event_listener_with_callback("click", &reload)
        .ok()?;
    banner.append_child(&button).ok()?;

    document.body()?.append_child(&banner).ok()?;
    Some(())
}
