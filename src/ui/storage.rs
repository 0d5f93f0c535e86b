//! What the browser remembers for this page. A browser that forbids storage is no error: nothing is kept.

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The value kept under `key`.
pub fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Keeps nothing under `key` any more.
pub fn remove(key: &str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key); // where that is forbidden, nothing was kept
    }
}

/// Keeps `value` under `key`, where the browser allows it.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = local() {
        let _ = storage.set_item(key, value); // full or forbidden: the choice lasts until the page is closed
    }
}

fn of_tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// The value that this tab keeps under `key`: over a reload, not over its closing.
pub fn read_tab(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok()?
}

/// Has this tab keep `value` under `key`, or forget it.
pub fn write_tab(key: &str, value: Option<&str>) {
    if let Some(storage) = of_tab() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
