//! Files for the reader: the browser's own download, nothing leaves the page.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};

pub const SVG: &str = "image/svg+xml;charset=utf-8";
pub const JSON: &str = "application/json;charset=utf-8";
pub const CSV: &str = "text/csv;charset=utf-8";
/// Pixels of the picture per unit of the drawing: sharp in print and on dense screens.
const PNG_SCALE: f64 = 2.0;

/// Saves `text` as a file.
pub fn save_text(name: &str, kind: &str, text: &str) {
    // A byte-order mark, else spreadsheet programs read UTF-8 as the system's code page.
    let text = if kind == CSV {
        format!("\u{feff}{text}")
    } else {
        text.to_string()
    };
    if let Ok(blob) = blob(&text, kind) {
        download(name, &blob);
    }
}

/// Saves `bytes` as a file.
pub fn save_bytes(name: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    if let Ok(blob) = Blob::new_with_u8_array_sequence(&parts) {
        download(name, &blob);
    }
}

/// Draws `svg` on a canvas and saves that as PNG.
pub fn save_png(name: String, svg: String) {
    spawn_local(async move {
        if let Err(error) = draw_and_save(name, &svg).await {
            leptos::logging::warn!("PNG: {error:?}");
        }
    });
}

async fn draw_and_save(name: String, svg: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(&blob(svg, SVG)?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    decoded?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let (width, height) = (
        f64::from(image.width()) * PNG_SCALE,
        f64::from(image.height()) * PNG_SCALE,
    );
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let done = Closure::once_into_js(move |png: Option<Blob>| {
        if let Some(png) = png {
            download(&name, &png);
        }
    });
    canvas.to_blob(done.unchecked_ref())
}

fn blob(text: &str, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

fn download(name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Not at once: the download starts after this turn of the event loop.
    set_timeout(
        move || drop(Url::revoke_object_url(&url)),
        std::time::Duration::from_secs(10),
    );
}
