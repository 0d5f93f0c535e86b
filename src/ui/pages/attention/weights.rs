//! What was computed: a corner of the first head's weights.

use super::bench::Bench;
use crate::gpu::protocol::Comparison;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::HeatmapView;
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn WeightsFigure(bench: Bench) -> impl IntoView {
    let i18n = use_i18n();
    let data = Signal::derive(move || {
        let map = bench.comparison.read().as_ref().and_then(|c| map(i18n, c));
        Arc::new(map.unwrap_or_else(no_heatmap))
    });
    let by = move || match &*bench.comparison.read() {
        Some(c) if c.weights.by_card => t_string!(i18n, attention.weights_by_card).to_string(),
        Some(_) => t_string!(i18n, attention.weights_by_cpu).to_string(),
        None => String::new(),
    };
    view! {
        <section class="figure">
            <h2>{say!(i18n, attention.weights_heading)}</h2>
            <HeatmapView data file_stem="attention-weights" />
            <p class="caption">{live_text(by)}</p>
        </section>
    }
}

fn map(i18n: I18n, comparison: &Comparison) -> Option<Heatmap> {
    let corner = &comparison.weights;
    let names: Vec<String> = (1..=corner.size).map(|i| i.to_string()).collect();
    // Of random numbers every weight is about 1 / n: the scale ends at the largest.
    let largest = corner.weights.iter().copied().fold(0.0, f32::max);
    let scale = Scale::Sequential {
        min: 0.0,
        max: largest.max(f32::MIN_POSITIVE),
    };
    let map = Heatmap::new(names.clone(), names, corner.weights.clone(), scale).ok()?;
    let (mask, n) = (comparison.setting.key_mask(), comparison.setting.n);
    let cells = (0..corner.size).flat_map(|i| (0..corner.size).map(move |j| (i, j)));
    let hidden = cells.map(|(i, j)| !mask.allows(n, 0, i, j)).collect();
    let title = t_string!(i18n, attention.weights_title);
    let query = t_string!(i18n, attention.query);
    let key = t_string!(i18n, attention.key);
    map.named(title, query, key).with_mask(hidden).ok()
}
