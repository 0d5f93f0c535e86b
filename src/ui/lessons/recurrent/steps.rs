//! Going through the tokens: buttons, arrow keys, a slider, the tokens themselves.

use super::context::use_recurrent;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::label;
use crate::ui::widgets::{Slider, TokenStrip};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The bar. All bars of the page move together.
#[component]
pub fn StepBar() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let last = move || lesson.last();
    let go = move |to: usize| lesson.step.set(to.min(last()) as f64);
    let now = move || untrack(move || lesson.at());
    let on_key = move |event: web_sys::KeyboardEvent| {
        // A slider has arrow keys of its own.
        let target = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|t| t.tag_name() == "INPUT") {
            return;
        }
        let to = match event.key().as_str() {
            "ArrowLeft" => now().saturating_sub(1),
            "ArrowRight" => now() + 1,
            "Home" => 0,
            "End" => usize::MAX,
            _ => return,
        };
        event.prevent_default();
        go(to);
    };
    let button =
        move |sign: &'static str, name: Signal<String>, forwards: bool, to: fn(usize) -> usize| {
            let stuck = move || lesson.at() == if forwards { last() } else { 0 };
            view! {
                <button type="button" class="button icon" aria-label=name title=name
                    aria-disabled=move || stuck().to_string() on:click=move |_| go(to(now()))>
                    <span aria-hidden="true">{sign}</span>
                </button>
            }
        };
    let shown = move |step: f64| {
        t_string!(
            i18n,
            recurrent.steps.of,
            place = lesson.place_name(step),
            last = last()
        )
    };
    let at_end = Signal::derive(move || last() as f64);
    view! {
        <div class="rn-steps" role="group" aria-label=label!(i18n, recurrent.steps.label) on:keydown=on_key>
            <div class="row">
                {button("⇤", label!(i18n, recurrent.steps.first), false, |_| 0)}
                {button("←", label!(i18n, recurrent.steps.back), false, |now| now.saturating_sub(1))}
                {button("→", label!(i18n, recurrent.steps.forward), true, |now| now + 1)}
                {button("⇥", label!(i18n, recurrent.steps.last), true, |_| usize::MAX)}
            </div>
            <Slider label=label!(i18n, recurrent.steps.slider) value=lesson.step min=0.0 max=at_end step=1.0
                shown=Callback::new(shown) />
        </div>
        <TokenStrip tokens=Signal::derive(move || lesson.chips()) label=label!(i18n, recurrent.steps.tokens)
            on_select=Callback::new(go) />
    }
}
