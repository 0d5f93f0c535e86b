//! A number between two ends, with its value and unit beside it.

use crate::ui::say::live_text;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// A slider. `shown` writes the value as it is read (with its unit), also for screen readers.
#[component]
pub fn Slider(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<f64>,
    min: f64,
    #[prop(into)] max: Signal<f64>,
    step: f64,
    #[prop(into)] shown: Callback<f64, String>,
    /// A sentence on what it does.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("slider-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let hint_id = format!("{id}-hint");
    let text = move || shown.run(value.get());
    view! {
        <div class="slider">
            <label for=id.clone()>{live_text(move || label.get())}</label>
            <input
                type="range"
                id=id.clone()
                min=min
                max=move || max.get()
                step=step
                // Once more when the end moves: the browser has cut the value off at the old one.
                prop:value=move || {
                    max.track();
                    value.get()
                }
                aria-valuetext=text
                aria-describedby=hint_id.clone()
                disabled=move || disabled.get()
                on:input=move |event| {
                    if let Ok(new) = event_target_value(&event).parse() {
                        value.set(new);
                    }
                }
            />
            <output for=id class="num">{live_text(text)}</output>
            <p class="slider-hint" id=hint_id>{live_text(move || hint.get().unwrap_or_default())}</p>
        </div>
    }
}
