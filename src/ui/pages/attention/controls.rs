//! Length, heads, their width, the mask; and who shall compute.

use super::bench::Bench;
use crate::gpu::choice::Wish;
use crate::gpu::link::{HEADS, LENGTHS, WIDTHS};
use crate::gpu::protocol::{MaskKind, Setting};
use crate::ui::i18n::use_i18n;
use crate::ui::say::{label, say};
use leptos::prelude::*;

#[component]
pub fn Controls(bench: Bench) -> impl IntoView {
    let i18n = use_i18n();
    let setting = bench.setting;
    let masks = [
        (MaskKind::None, say!(i18n, attention.mask_none)),
        (MaskKind::Causal, say!(i18n, attention.mask_causal)),
        (MaskKind::Padding, say!(i18n, attention.mask_padding)),
    ];
    let wishes = [
        (Wish::Measured, say!(i18n, attention.by_measured)),
        (Wish::Cpu, say!(i18n, attention.by_cpu)),
        (Wish::Gpu, say!(i18n, attention.by_card)),
    ];
    view! {
        <div class="bench-controls">
            <Numbers label=label!(i18n, attention.length) offer=&LENGTHS
                get=move || setting.read().n set=move |n| setting.update(|s| s.n = n) />
            <Numbers label=label!(i18n, attention.heads) offer=&HEADS
                get=move || setting.read().heads set=move |heads| setting.update(|s| s.heads = heads) />
            <Numbers label=label!(i18n, attention.width) offer=&WIDTHS
                get=move || setting.read().d_k set=move |d_k| setting.update(|s| s.d_k = d_k) />
            <Switch label=label!(i18n, attention.mask) choices=masks.into()
                get=move || setting.read().mask set=move |mask| setting.update(|s: &mut Setting| s.mask = mask) />
            <Switch label=label!(i18n, attention.by) choices=wishes.into()
                get=move || bench.wish.get() set=move |wish| bench.wish.set(wish) />
        </div>
    }
}

/// One of several numbers.
#[component]
fn Numbers(
    label: Signal<String>,
    offer: &'static [usize],
    get: impl Fn() -> usize + Copy + Send + Sync + 'static,
    set: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let choose = move |event| {
        if let Ok(n) = event_target_value(&event).parse() {
            set(n);
        }
    };
    let option = move |&n: &usize| {
        view! { <option value=n.to_string() selected=move || get() == n>{n.to_string()}</option> }
    };
    view! {
        <label class="field">
            <span>{move || label.get()}</span>
            <select on:change=choose prop:value=move || get().to_string()>
                {offer.iter().map(option).collect_view()}
            </select>
        </label>
    }
}

/// One of a few.
#[component]
fn Switch<T: PartialEq + Copy + Send + Sync + 'static>(
    label: Signal<String>,
    choices: Vec<(T, AnyView)>,
    get: impl Fn() -> T + Copy + Send + Sync + 'static,
    set: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let button = move |(own, words): (T, AnyView)| {
        view! {
            <button type="button" aria-pressed=move || (get() == own).to_string() on:click=move |_| set(own)>
                {words}
            </button>
        }
    };
    view! {
        <div class="field">
            <span aria-hidden="true">{move || label.get()}</span>
            <div class="segmented" role="group" aria-label=label>
                {choices.into_iter().map(button).collect_view()}
            </div>
        </div>
    }
}
