//! A button that copies something and says that it has; the one that copies a link.

use crate::ui::address::full_address;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::label;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// How long "copied" stands there.
const SAID: Duration = Duration::from_millis(1800);

#[component]
pub fn CopyButton(label: Signal<String>, text: Callback<(), String>) -> impl IntoView {
    let i18n = use_i18n();
    let outcome = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let text = text.run(());
        spawn_local(async move {
            outcome.set(Some(write(text).await));
            set_timeout(move || outcome.set(None), SAID);
        });
    };
    let shown = move || match outcome.get() {
        None => label.get(),
        Some(true) => t_string!(i18n, translation.copied).to_string(),
        Some(false) => t_string!(i18n, translation.not_copied).to_string(),
    };
    let announced = move || outcome.get().map(|_| shown());
    view! {
        <button type="button" class="button quiet tr-copy" on:click=copy>{shown}</button>
        <span class="visually-hidden" role="status">{announced}</span>
    }
}

/// Copies the address of this page with what is on screen, whose query is asked for when the button is pressed.
#[component]
pub fn CopyLink(#[prop(into)] query: Callback<(), String>) -> impl IntoView {
    let i18n = use_i18n();
    let address = move |()| full_address(&untrack(|| query.run(())));
    view! { <CopyButton label=label!(i18n, translation.copy_link) text=Callback::new(address) /> }
}

/// Whether the clipboard took it. The interface is missing outside HTTPS and localhost.
async fn write(text: String) -> bool {
    let navigator = window().navigator();
    let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    if !has_clipboard {
        return false;
    }
    let promise: js_sys::Promise = navigator.clipboard().write_text(&text).unchecked_into();
    JsFuture::from(promise).await.is_ok()
}
