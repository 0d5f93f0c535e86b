//! Files from the reader's computer: dropped on a section, or chosen with a button in it.

use js_sys::Reflect;
use leptos::ev::DragEvent;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileList, HtmlInputElement};

/// A section that takes a file that is dropped on it.
#[component]
pub fn FileDrop(
    id: &'static str,
    class: &'static str,
    /// The id of its heading.
    labelledby: &'static str,
    on_file: impl Fn(File) + 'static,
    children: Children,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = dropped(&event) {
            on_file(file);
        }
    };
    view! {
        <section class=class id=id class:over=move || over.get() aria-labelledby=labelledby
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            {children()}
        </section>
    }
}

/// A button that asks for a file.
#[component]
pub fn FileButton(
    label: Signal<String>,
    class: &'static str,
    /// Kinds of file, as in HTML.
    accept: &'static str,
    on_file: impl Fn(File) + 'static,
) -> impl IntoView {
    let on_change = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            on_file(file);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    view! {
        <label class=class>
            {move || label.get()}
            <input type="file" accept=accept on:change=on_change />
        </label>
    }
}

fn dropped(event: &DragEvent) -> Option<File> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let files = get(&get(event.as_ref(), "dataTransfer")?, "files")?;
    files.dyn_into::<FileList>().ok()?.get(0)
}
