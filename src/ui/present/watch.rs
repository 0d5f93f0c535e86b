//! Hearing of what changes on the page.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MutationObserver, MutationObserverInit};

/// Calls `changed` once a frame in which something appeared on the page or went, for as long as the caller lives.
pub fn watch_page(changed: impl Fn() + Copy + 'static) {
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
