//! How one number of a matrix of self-attention comes about, with the numbers that it is made of.

use super::attention::{Stage, matrix};
use super::context::{src_labels, use_transformer};
use crate::ui::i18n::use_i18n;
use crate::ui::say::{live, say};
use crate::ui::widgets::{DotFormula, ScoreFormula, SoftmaxFormula, WeightedSumFormula};
use crate::viz::heatmap::{Cell, Heatmap};
use leptos::prelude::*;
use std::sync::Arc;

/// The formula of the chosen cell; a hint where none is chosen.
#[component]
pub fn CellExplained(stage: Stage, selected: RwSignal<Option<Cell>>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let of = move |what: &'static str| -> Option<Heatmap> {
        let translation = lesson.translation.value.get()?;
        matrix(&translation, lesson.layer.get(), lesson.head.get(), what)
    };
    let row = move |what: &'static str, row: usize| -> Arc<Vec<f32>> {
        let numbers = of(what).and_then(|map| {
            let width = map.cols.len();
            Some(map.values.get(row * width..(row + 1) * width)?.to_vec())
        });
        Arc::new(numbers.unwrap_or_default())
    };
    let content = move || {
        let Some(cell) = selected.get() else {
            return view! { <p class="caption">{say!(i18n, transformer.choose_cell)}</p> }
                .into_any();
        };
        match stage {
            Stage::Products => {
                let (q, k) = (row("q", cell.row), row("k", cell.col));
                view! { <DotFormula q=Signal::stored(q) k=Signal::stored(k) /> }.into_any()
            }
            Stage::Scaled => {
                let q = row("q", cell.row);
                let k = row("k", cell.col);
                let dot: f32 = q.iter().zip(k.iter()).map(|(a, b)| a * b).sum();
                let d_k = q.len();
                view! { <ScoreFormula dot=Signal::stored(dot) d_k=Signal::stored(d_k) /> }
                    .into_any()
            }
            Stage::Weights => {
                let scores = row("scores", cell.row);
                view! {
                    <SoftmaxFormula scores=Signal::stored(scores) index=Signal::stored(cell.col) />
                }
                .into_any()
            }
            Stage::Context => {
                let weights = row("weights", cell.row);
                let labels = lesson.translation.value.get().map(|t| src_labels(&t));
                let labels = labels.unwrap_or_default();
                view! {
                    <WeightedSumFormula weights=Signal::stored(weights) labels=Signal::stored(labels) />
                }
                .into_any()
            }
            Stage::Input | Stage::Projections | Stage::Concat | Stage::Output => {
                view! { <p class="caption">{say!(i18n, transformer.product_cell)}</p> }.into_any()
            }
        }
    };
    view! { <div class="tf-cell" aria-live="polite">{live(content)}</div> }
}
