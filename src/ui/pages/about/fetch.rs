//! The small files that say of a model what it is and how good.

use crate::session::manifest::{MANIFEST_FILE, Manifest};
use crate::ui::i18n::{t, use_i18n};
use crate::ui::say::say;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The manifest of the model in `folder`, or in a sentence why not.
pub async fn fetch_manifest(folder: &str) -> Result<Manifest, String> {
    Manifest::from_json(fetch(folder, MANIFEST_FILE).await?.as_bytes())
        .map_err(|error| format!("{folder}/{MANIFEST_FILE}: {error}"))
}

/// One of a model's small files, or why not.
pub async fn fetch(folder: &str, file: &str) -> Result<String, String> {
    let url = format!("/models/{folder}/{file}");
    fetch_text(&url)
        .await
        .map_err(|error| match error.dyn_into::<js_sys::Error>() {
            Ok(error) => format!("{url}: {}", String::from(error.message())),
            Err(other) => format!("{url}: {}", other.as_string().unwrap_or_default()),
        })
}

async fn fetch_text(url: &str) -> Result<String, JsValue> {
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(url))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str(&format!("HTTP {}", response.status())));
    }
    Ok(JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default())
}

/// What was fetched, once it is there; until then that it is on its way, or why it is not.
pub fn when_fetched<T, V>(
    fetched: LocalResource<Result<T, String>>,
    show: impl Fn(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + 'static,
    V: IntoView + 'static,
{
    let i18n = use_i18n();
    move || match fetched.get() {
        None => view! { <p role="status">{say!(i18n, frame.loading)}</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="note">{t!(i18n, about.model.absent, why = move || why.clone())}</p> }
                .into_any()
        }
        Some(Ok(fetched)) => show(fetched).into_any(),
    }
}
