//! Pieces of which the figures are made: pictures of matrices, strips of vectors, the choice of a head.

use super::scene::Scene;
use crate::ui::i18n::t_string;
use crate::ui::say::{label, live_text, say};
use crate::ui::widgets::{HeatmapView, VectorStrip};
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::rows::shared_scale;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

/// A vector with its name.
#[derive(Clone, Copy)]
pub struct Strip {
    /// `+`, `=`, `→` or nothing: how it comes from those above.
    pub sign: &'static str,
    /// `q`, `k`, `v` or nothing.
    pub class: &'static str,
    pub label: Signal<String>,
    pub values: Signal<Arc<Vec<f32>>>,
}

impl Strip {
    /// `values` is computed once for each change of what it reads.
    pub fn new(
        sign: &'static str,
        label: impl Fn() -> String + Send + Sync + 'static,
        values: impl Fn() -> Arc<Vec<f32>> + Send + Sync + 'static,
    ) -> Self {
        Strip {
            sign,
            class: "",
            label: Signal::derive(label),
            values: Memo::new(move |_| values()).into(),
        }
    }

    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// Vectors one under the other, on one scale.
pub fn strips(list: Vec<Strip>) -> AnyView {
    let all: Vec<_> = list.iter().map(|strip| strip.values).collect();
    let scale = Memo::new(move |_| {
        let values: Vec<_> = all.iter().map(|v| v.get()).collect();
        shared_scale(values.iter().map(|v| v.as_slice()))
    });
    let row = move |strip: Strip| {
        view! {
            <li class="walk-strip">
                <span class=format!("walk-strip-name {}", strip.class)>
                    <span class="walk-sign" aria-hidden="true">{strip.sign}</span>
                    {strip.label}
                </span>
                <VectorStrip values=strip.values label=strip.label scale=Signal::from(scale) />
            </li>
        }
    };
    view! { <ul class="walk-strips">{list.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// A picture with a heading. Nothing where the trace lacks the tensor.
pub fn picture(
    heading: impl Fn() -> String + Send + Sync + Clone + 'static,
    map: impl Fn() -> Option<Heatmap> + Send + Sync + 'static,
    axes: impl Fn() -> (String, String) + Send + Sync + 'static,
    selected: RwSignal<Option<Cell>>,
    file_stem: &str,
) -> AnyView {
    let title = heading.clone();
    let data = Memo::new(move |_| {
        let (rows, cols) = axes();
        map().map(|map| Arc::new(map.named(title(), rows, cols)))
    });
    // Made once; new data flows in by the signal.
    let there = Memo::new(move |_| data.with(Option::is_some));
    let stem = file_stem.to_owned();
    view! {
        <section class="walk-picture">
            <h3>{heading}</h3>
            <Show when=move || there.get()>
                <HeatmapView
                    data=Signal::derive(move || data.get().unwrap_or_else(empty))
                    selected=selected
                    file_stem=stem.clone()
                />
            </Show>
        </section>
    }
    .into_any()
}

/// Stands in for a tensor that is gone while the figure is being taken down.
pub fn empty() -> Arc<Heatmap> {
    Arc::new(no_heatmap())
}

/// The buttons “1 2 3 4” that choose the head.
pub fn head_picker(scene: &Scene) -> AnyView {
    let (i18n, chosen, n_heads) = (scene.i18n, scene.chosen_head, scene.model().n_heads);
    let buttons = (0..n_heads).map(|head| {
        let pressed = move || (chosen.get().min(n_heads - 1) == head).to_string();
        view! {
            <button type="button" aria-pressed=pressed on:click=move |_| chosen.set(head)
                aria-label=move || t_string!(i18n, walkthrough.head, n = head + 1)>
                {head + 1}
            </button>
        }
    });
    view! {
        <div class="walk-heads" role="group" aria-label=label!(i18n, walkthrough.head_picker)>
            <span aria-hidden="true">{say!(i18n, walkthrough.head_picker)}</span>
            <div class="segmented">{buttons.collect_view()}</div>
        </div>
    }
    .into_any()
}

/// “We follow ‘bear’. Choose a token above …”.
pub fn follow_note(scene: &Scene) -> AnyView {
    let (i18n, scene) = (scene.i18n, scene.clone());
    let token = Signal::derive(move || {
        let n = scene.translation.src.len();
        scene.src_word(scene.selection.src_token(n))
    });
    view! {
        <p class="caption">
            {live_text(move || t_string!(i18n, walkthrough.following, token = token.get()))} " "
            {say!(i18n, walkthrough.choose_token)}
        </p>
    }
    .into_any()
}
