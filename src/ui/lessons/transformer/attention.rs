//! Self-attention in stages, each with the numbers that this model computes for this sentence.

use super::cell::CellExplained;
use super::context::{src_labels, use_transformer};
use super::set::{live_set, set};
use super::whole_formula::WholeFormula;
use crate::session::protocol::Translation;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::HeatmapView;
use crate::viz::attention::AttentionKind;
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::tensor_view::{self, Axis};
use leptos::prelude::*;
use std::sync::Arc;

/// A step of softmax(QKᵀ/√d_k)·V.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Input,
    Projections,
    Products,
    Scaled,
    Weights,
    Context,
    Concat,
    Output,
}

impl Stage {
    pub const ALL: [Stage; 8] = [
        Stage::Input,
        Stage::Projections,
        Stage::Products,
        Stage::Scaled,
        Stage::Weights,
        Stage::Context,
        Stage::Concat,
        Stage::Output,
    ];

    fn at(index: usize) -> Stage {
        Stage::ALL[index.min(Stage::ALL.len() - 1)]
    }

    fn title(self, i18n: I18n) -> &'static str {
        match self {
            Stage::Input => t_string!(i18n, transformer.stage_input),
            Stage::Projections => t_string!(i18n, transformer.stage_projections),
            Stage::Products => t_string!(i18n, transformer.stage_products),
            Stage::Scaled => t_string!(i18n, transformer.stage_scaled),
            Stage::Weights => t_string!(i18n, transformer.stage_weights),
            Stage::Context => t_string!(i18n, transformer.stage_context),
            Stage::Concat => t_string!(i18n, transformer.stage_concat),
            Stage::Output => t_string!(i18n, transformer.stage_output),
        }
    }

    /// In layer `layer`, counted from 0.
    fn about(self, i18n: I18n, layer: usize) -> String {
        let text = match self {
            // The layer below, counted from 1.
            Stage::Input if layer > 0 => {
                return t_string!(i18n, transformer.about_input_later, layer = layer);
            }
            Stage::Input => t_string!(i18n, transformer.about_input),
            Stage::Projections => t_string!(i18n, transformer.about_projections),
            Stage::Products => t_string!(i18n, transformer.about_products),
            Stage::Scaled => t_string!(i18n, transformer.about_scaled),
            Stage::Weights => t_string!(i18n, transformer.about_weights),
            Stage::Context => t_string!(i18n, transformer.about_context),
            Stage::Concat => t_string!(i18n, transformer.about_concat),
            Stage::Output => t_string!(i18n, transformer.about_output),
        };
        text.to_owned()
    }

    /// The tensors that it shows, with the class of their colour.
    fn tensors(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Stage::Input => &[("x", "")],
            Stage::Projections => &[("q", "q"), ("k", "k"), ("v", "v")],
            Stage::Products => &[("products", "")],
            Stage::Scaled => &[("scores", "")],
            Stage::Weights => &[("weights", "")],
            Stage::Context => &[("context", "")],
            Stage::Concat => &[("concat", "")],
            Stage::Output => &[("output", "")],
        }
    }
}

/// The name of what comes up to encoder layer `layer`.
fn stream(layer: usize) -> String {
    match layer.checked_sub(1) {
        None => "src.input".to_owned(),
        Some(below) => format!("encoder.{below}.feed_forward.residual"),
    }
}

/// One matrix of encoder self-attention. `products` is QKᵀ before the division: scores · √d_k.
pub fn matrix(translation: &Translation, layer: usize, head: usize, what: &str) -> Option<Heatmap> {
    let model = &translation.model;
    let name = match what {
        "x" if model.pre_norm => AttentionKind::Encoder.tensor(layer, "norm"),
        // What the norm was given: the stream before this layer.
        "before" if model.pre_norm => stream(layer),
        "x" if layer == 0 => "src.input".to_owned(),
        "x" => format!("encoder.{}.feed_forward.norm", layer - 1),
        "before" => return None,
        "products" => AttentionKind::Encoder.tensor(layer, "scores"),
        _ => AttentionKind::Encoder.tensor(layer, what),
    };
    let mut tensor = translation.trace.get(&name)?.clone();
    if what == "products" {
        let root = ((model.d_model / model.n_heads.max(1)) as f32).sqrt();
        tensor.data.iter_mut().for_each(|score| *score *= root);
    }
    let labels = src_labels(translation);
    tensor_view::heatmap(&tensor, head, move |axis, _| match axis {
        Axis::Source => labels.clone(),
        _ => vec![],
    })
}

#[component]
pub fn AttentionSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let stage = Memo::new(move |_| Stage::at(lesson.stage.get()));
    let layer = Memo::new(move |_| lesson.shown_layer());
    let last = Stage::ALL.len() - 1;
    let go = move |to: usize| lesson.stage.set(to.min(last));
    let on_key = move |event: web_sys::KeyboardEvent| {
        let now = lesson.stage.get_untracked().min(last);
        let to = match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowRight" => now + 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        go(to);
    };
    let tabs = move || {
        let tab = |(i, stage): (usize, Stage)| {
            view! {
                <li>
                    <button type="button" class="tf-stage"
                        aria-current=move || (lesson.stage.get().min(last) == i).then_some("step")
                        on:click=move |_| go(i)>
                        <span class="num" aria-hidden="true">{i + 1}</span>
                        <span>{live_set(move || stage.title(i18n).to_string())}</span>
                    </button>
                </li>
            }
        };
        Stage::ALL.into_iter().enumerate().map(tab).collect_view()
    };
    view! {
        <section class="tf-section" aria-labelledby="tf-attention">
            <h2 id="tf-attention">{say!(i18n, transformer.attention)}</h2>
            <p class="reading">{prose!(i18n, transformer.attention_text)}</p>
            <p class="reading">{set!(i18n, transformer.attention_parts)}</p>
            <WholeFormula stage />
            <HeadPicker />
            <ol class="tf-stages" role="list" aria-label=label!(i18n, transformer.stages) on:keydown=on_key>{tabs()}</ol>
            <div class="tf-figure figure" id="tf-attention-figure">
                <h3>{live_set(move || stage.get().title(i18n).to_string())}</h3>
                <p class="reading">{live_set(move || stage.get().about(i18n, layer.get()))}</p>
                {live(move || view! { <Matrices stage=stage.get() /> })}
            </div>
        </section>
    }
}

/// Layer and head, as two rows of buttons.
#[component]
pub fn HeadPicker() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let sizes = Memo::new(move |_| {
        let model = lesson
            .translation
            .value
            .with(|t| t.as_ref().map(|t| t.model.clone()));
        model.map_or((2, 4), |m| (m.n_encoder_layers, m.n_heads))
    });
    let row = move |n: usize, chosen: RwSignal<usize>| {
        let button = move |i: usize| {
            view! {
                <button type="button" aria-pressed=move || (chosen.get() == i).to_string()
                    on:click=move |_| chosen.set(i)>{i + 1}</button>
            }
        };
        (0..n).map(button).collect_view()
    };
    view! {
        <div class="row tf-pick">
            <span class="tf-pick-name">{say!(i18n, transformer.layer)}</span>
            <div class="segmented" role="group" aria-label=label!(i18n, transformer.layer)>
                {live(move || row(sizes.get().0, lesson.layer))}
            </div>
            <span class="tf-pick-name">{say!(i18n, transformer.head)}</span>
            <div class="segmented" role="group" aria-label=label!(i18n, transformer.head)>
                {live(move || row(sizes.get().1, lesson.head))}
            </div>
        </div>
    }
}

/// The matrices of a stage; the cell that the reader chose is explained below.
#[component]
fn Matrices(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let selected = RwSignal::new(None::<Cell>);
    let figure = move |&(what, class): &(&'static str, &'static str)| {
        let data = Memo::new(move |_| {
            let translation = lesson.translation.value.get()?;
            let model = &translation.model;
            let layer = lesson
                .layer
                .get()
                .min(model.n_encoder_layers.saturating_sub(1));
            let head = lesson.head.get().min(model.n_heads.saturating_sub(1));
            let map = matrix(&translation, layer, head, what)?;
            let (rows, cols) = match what {
                "products" | "scores" | "weights" => (
                    t_string!(i18n, transformer.axis_query),
                    t_string!(i18n, transformer.axis_key),
                ),
                _ => (
                    t_string!(i18n, transformer.axis_token),
                    t_string!(i18n, transformer.axis_entry),
                ),
            };
            let title = match what {
                "x" => "X",
                "q" => "Q",
                "k" => "K",
                "v" => "V",
                "products" => "QKᵀ",
                "scores" => "QKᵀ / √d_k",
                "weights" => "softmax(QKᵀ / √d_k)",
                "context" => "softmax(QKᵀ / √d_k) · V",
                "concat" => "Concat(head₁, …)",
                _ => "Concat(head₁, …) · W_O + b_O",
            };
            Some(Arc::new(map.named(title, rows, cols)))
        });
        let there = Memo::new(move |_| data.with(Option::is_some));
        let shown = Signal::derive(move || {
            let none = || Arc::new(tensor_view::no_heatmap());
            data.get().unwrap_or_else(none)
        });
        view! {
            <div class=format!("tf-matrix {class}")>
                <p class="tf-matrix-title">{live_set(move || shown.read().title.clone())}</p>
                <Show when=move || there.get()>
                    <HeatmapView data=shown selected=selected file_stem=what />
                </Show>
            </div>
        }
    };
    view! {
        <div class="tf-matrices" class:three=stage.tensors().len() == 3>
            {stage.tensors().iter().map(figure).collect_view()}
        </div>
        <CellExplained stage selected />
    }
}
