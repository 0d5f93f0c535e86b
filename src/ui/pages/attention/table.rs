//! Times, speed and memory of the four ways to compute the same.

use super::bench::Bench;
use super::words::{bytes, milliseconds};
use crate::gpu::protocol::{Comparison, Timing};
use crate::gpu::{GpuError, Method};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live, live_text, say};
use crate::viz::number::format_digits;
use leptos::prelude::*;

#[component]
pub fn Times(bench: Bench) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || match &*bench.comparison.read() {
        Some(comparison) => rows(i18n, comparison),
        None => ().into_any(),
    };
    let difference = move || {
        let comparison = bench.comparison.read();
        match comparison.as_ref().and_then(|c| c.largest_difference) {
            Some(difference) => t_string!(
                i18n,
                attention.difference,
                difference = format_digits(difference, 2)
            ),
            None => t_string!(i18n, attention.no_difference).to_string(),
        }
    };
    view! {
        <section class="figure bench-times">
            <h2>{say!(i18n, attention.times_heading)}</h2>
            <div class="table-scroll" role="region" tabindex="0" aria-label=move || t_string!(i18n, attention.times_heading)>
                <table class="data" aria-busy=move || bench.is_busy().to_string()>
                    <thead>
                        <tr>
                            <th scope="col">{say!(i18n, attention.way)}</th>
                            <th scope="col" class="number">{say!(i18n, attention.best)}</th>
                            <th scope="col" class="number">{say!(i18n, attention.median)}</th>
                            <th scope="col" class="number">{say!(i18n, attention.kernel)}</th>
                            <th scope="col" class="number">"GFLOP/s"</th>
                            <th scope="col" class="number">{say!(i18n, attention.memory)}</th>
                        </tr>
                    </thead>
                    <tbody>{live(rows)}</tbody>
                </table>
            </div>
            <p class="caption num" role="status">{live_text(difference)}</p>
        </section>
    }
}

fn rows(i18n: I18n, comparison: &Comparison) -> AnyView {
    let shape = comparison.setting.shape();
    let (fused, naive) = (shape.memory(Method::Fused), shape.memory(Method::Naive));
    // The CPU keeps a tile of scores at a time, no statistics.
    let own = |name: &'static str, time: Option<Result<Timing, GpuError>>, memory: u64| {
        let (best, median, kernel, speed) = match time {
            Some(Ok(t)) => {
                let fastest = t.kernel_ms.unwrap_or(t.best_ms);
                (
                    milliseconds(t.best_ms),
                    milliseconds(t.median_ms),
                    t.kernel_ms.map(milliseconds).unwrap_or_default(),
                    format_digits((shape.flops() / fastest / 1e6) as f32, 3),
                )
            }
            Some(Err(_)) => {
                let failed = t_string!(i18n, attention.failed).to_string();
                (failed, String::new(), String::new(), String::new())
            }
            None => {
                let skipped = t_string!(i18n, attention.not_measured).to_string();
                (skipped, String::new(), String::new(), String::new())
            }
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{best}</td>
                <td class="number">{median}</td>
                <td class="number">{kernel}</td>
                <td class="number">{speed}</td>
                <td class="number">{bytes(memory)}</td>
            </tr>
        }
    };
    let c = comparison.clone();
    [
        own(t_string!(i18n, attention.cpu_fused), Some(Ok(c.cpu)), 0),
        own(
            t_string!(i18n, attention.cpu_matrix),
            c.cpu_matrix.map(Ok),
            naive,
        ),
        own(t_string!(i18n, attention.card_fused), c.card, fused),
        own(t_string!(i18n, attention.card_naive), c.card_naive, naive),
    ]
    .collect_view()
    .into_any()
}
