//! Who computes, and why.

use super::bench::{Bench, CardState};
use super::words;
use crate::gpu::choice::{Computes, Reason};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use leptos::prelude::*;

#[component]
pub fn Verdict(bench: Bench) -> impl IntoView {
    let i18n = use_i18n();
    let verdict = Memo::new(move |_| bench.verdict());
    let who = move || match verdict.get() {
        None => t_string!(i18n, attention.looking),
        Some((Computes::Cpu, _)) => t_string!(i18n, attention.cpu_computes),
        Some((Computes::Gpu, _)) => t_string!(i18n, attention.card_computes),
    };
    let why = move || {
        verdict
            .get()
            .map(|(_, reason)| words::reason(i18n, &reason))
    };
    let by = move || match verdict.get() {
        None => "",
        Some((Computes::Cpu, _)) => "cpu",
        Some((Computes::Gpu, _)) => "gpu",
    };
    // Failed at this one thing, or gone altogether: both may be tried again.
    let again = move || {
        let failed = matches!(bench.card.get(), CardState::Failed(_))
            || matches!(verdict.get(), Some((_, Reason::Failed(_))));
        failed.then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| bench.look_again()>
                    {say!(i18n, attention.look_again)}
                </button>
            }
        })
    };
    view! {
        <section class="note bench-verdict" aria-live="polite" data-by=by>
            <p class="bench-who"><strong>{live_text(move || who().to_string())}</strong></p>
            <p>{live_text(move || why().unwrap_or_default())}</p>
            <p class="caption">{live_text(move || words::card(i18n, &bench.card.get()))}</p>
            {live(again)}
            {live(move || bench.died.get().then(|| view! {
                <div class="row" role="alert">
                    <p>{say!(i18n, attention.worker_died)}</p>
                    <button type="button" class="button" on:click=move |_| bench.look_again()>
                        {say!(i18n, attention.start_again)}
                    </button>
                </div>
            }))}
        </section>
    }
}
