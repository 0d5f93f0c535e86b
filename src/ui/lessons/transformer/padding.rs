//! The padding mask, drawn for a batch of two sentences.

use super::context::{MODEL, src_labels, use_transformer};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::say;
use crate::ui::studio::Answered;
use crate::ui::widgets::HeatmapView;
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

/// What stands beside the reader's sentence in the batch: short, so that something is filled up.
const SECOND: &str = "A bear.";
const PAD: &str = "<pad>";

#[component]
pub fn PaddingFigure() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let second = Answered::translated(MODEL, || Some(SECOND.to_owned()), Vec::new).value;
    let pieces = move |at: usize| {
        let found = if at == 0 {
            lesson.translation.value.get()
        } else {
            second.get()
        };
        found.map(|found| src_labels(&found)).unwrap_or_default()
    };
    let map = move |at: usize| {
        let longest = pieces(0).len().max(pieces(1).len());
        let own = pieces(at);
        if own.is_empty() {
            return Arc::new(no_heatmap());
        }
        let mut padded = own.clone();
        padded.resize(longest, PAD.to_owned());
        // The same for every row: a key is there, or it is filling.
        let row = (0..longest).map(|key| f32::from(u8::from(key < own.len())));
        let cells = (0..longest).flat_map(|_| row.clone()).collect();
        let text = if at == 0 {
            lesson.text.get()
        } else {
            SECOND.to_owned()
        };
        let title = t_string!(i18n, transformer.padding_mask, text = text);
        let (rows, cols) = (
            t_string!(i18n, transformer.axis_query),
            t_string!(i18n, transformer.axis_key),
        );
        let map = Heatmap::new(padded.clone(), padded, cells, Scale::weights());
        Arc::new(map.map_or_else(|_| no_heatmap(), |map| map.named(title, rows, cols)))
    };
    let maps = [0, 1].map(|at| Signal::derive(move || map(at)));
    let figure = move |at: usize| {
        let data = maps[at];
        view! {
            <div>
                <p class="tf-matrix-title">{move || data.read().title.clone()}</p>
                <HeatmapView data=data beside=maps[1 - at] file_stem="padding" />
            </div>
        }
    };
    view! {
        <p class="reading">{say!(i18n, transformer.padding_text)}</p>
        <div class="figure tf-two">{figure(0)}{figure(1)}</div>
    }
}
