//! How much room a figure has, and stays informed.

use crate::ui::present;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

/// Width before the first measurement: a phone.
const FIRST_GUESS: f64 = 340.0;

/// The inner width of `node` in sixteenths of a rem: CSS pixels where the root size is 16, so that figures grow with
/// the page's text.
pub fn use_width(node: NodeRef<Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(FIRST_GUESS);
    let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move || {
        let Some(element) = node.get() else { return };
        let measured: HtmlElement = (*element).clone();
        let measure = move || {
            let new = f64::from(measured.client_width()) * 16.0 / root_size();
            // Sub-pixel jitter must not redraw; a hidden element has no width worth knowing.
            if new > 0.0 && (new - width.get_untracked()).abs() >= 1.0 {
                set_width.set(new);
            }
        };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        if let Ok(new) = ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            new.observe(&element);
            disconnect(
                observer
                    .try_update_value(|slot| slot.replace((new, callback)))
                    .flatten(),
            );
        }
    });
    on_cleanup(move || disconnect(observer.try_update_value(Option::take).flatten()));
    width
}

/// How high the picture in `node` may be on a projector, where all of a slide is to be seen at once; in the same unit.
/// The style sheet says it, in hundredths of the window's height, by what else is on the slide: `--room` in
/// lesson-present-figures.css.
pub fn height_in_a_room(node: NodeRef<Div>) -> f64 {
    const HUNDREDTHS: f64 = 42.0;
    if !present::is_on() {
        return f64::INFINITY;
    }
    let said = node.get_untracked().and_then(|element| {
        let style = window().get_computed_style(&element).ok().flatten()?;
        style.get_property_value("--room").ok()?.trim().parse().ok()
    });
    let height = window().inner_height().ok().and_then(|h| h.as_f64());
    height.map_or(f64::INFINITY, |height| {
        said.unwrap_or(HUNDREDTHS) / 100.0 * height * 16.0 / root_size()
    })
}

fn disconnect(observer: Option<(ResizeObserver, Closure<dyn FnMut()>)>) {
    if let Some((observer, _callback)) = observer {
        observer.disconnect();
    }
}

fn root_size() -> f64 {
    document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value("font-size").ok())
        .and_then(|size| size.trim_end_matches("px").parse().ok())
        .filter(|size: &f64| *size > 0.0)
        .unwrap_or(16.0)
}
