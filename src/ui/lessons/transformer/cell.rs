//! How one number of a matrix of self-attention comes about, with the numbers that it is made of.

use super::attention::{Stage, matrix};
use super::context::{src_labels, use_transformer};
use super::set::live_set;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, say};
use crate::ui::widgets::{
    DotFormula, LayerNormFormula, ScoreFormula, SoftmaxFormula, WeightedSumFormula,
};
use crate::viz::formula::NormNumbers;
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::number::format_value;
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
            Stage::Input => {
                let before = row("before", cell.row);
                let words = move || {
                    // Gain and bias are not on the page: 1 and 0 do for the row's statistics.
                    NormNumbers::of(&before, cell.col, 0.0, 1.0, 0.0).map_or_else(
                        String::new,
                        |n| {
                            t_string!(
                                i18n,
                                transformer.cell_input,
                                x = format_value(n.x),
                                mean = format_value(n.mean),
                                deviation = format_value(n.variance.sqrt())
                            )
                        },
                    )
                };
                view! {
                    <LayerNormFormula numbers=Signal::stored(None) />
                    <p class="caption">{live_set(words)}</p>
                }
                .into_any()
            }
            // Each a sum of d_model products with one column of a matrix that is not on the page.
            stage @ (Stage::Projections | Stage::Output) => {
                let name = if stage == Stage::Output {
                    "concat"
                } else {
                    "x"
                };
                let (number, d_model) = (cell.row + 1, row(name, cell.row).len());
                let words = move || match stage {
                    Stage::Output => {
                        t_string!(
                            i18n,
                            transformer.cell_output,
                            row = number,
                            d_model = d_model
                        )
                    }
                    _ => t_string!(
                        i18n,
                        transformer.cell_projection,
                        row = number,
                        d_model = d_model
                    ),
                };
                view! { <p class="caption">{live_set(words)}</p> }.into_any()
            }
            Stage::Concat => {
                let d_k = row("context", cell.row).len().max(1);
                let (head, entry) = (cell.col / d_k + 1, cell.col % d_k);
                let words =
                    move || t_string!(i18n, transformer.cell_concat, head = head, entry = entry);
                view! { <p class="caption">{live_set(words)}</p> }.into_any()
            }
        }
    };
    view! { <div class="tf-cell" aria-live="polite">{live(content)}</div> }
}
