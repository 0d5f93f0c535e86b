//! The encoder's self-attention, continued: weights, and what is collected with them.

use super::parts::{Strip, head_picker, picture, strips};
use super::scene::Scene;
use super::stage_attention::{axes, pair, pair_heading, tensor};
use crate::ui::i18n::t_string;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::{
    AttentionFlow, AttentionFormula, MathView, SoftmaxFormula, WeightedSumFormula,
};
use crate::viz::attention::{self, AttentionKind, HeadId};
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::number::{format_short, format_value};
use crate::viz::{rows, stage_formula};
use leptos::prelude::*;
use std::sync::Arc;

/// The values of so many tokens are drawn one by one in a weighted sum.
const DRAWN: usize = 4;

/// Softmax of each row; where a token looks.
pub fn weights(scene: &Scene, layer: usize) -> AnyView {
    let i18n = scene.i18n;
    let cell = pair(scene);
    let data = scene.clone();
    let map = Memo::new(move |_| {
        let labels = data.src_labels();
        let id = HeadId {
            layer,
            head: data.head(),
        };
        attention::weights(
            &data.translation.trace,
            AttentionKind::Encoder,
            id,
            &labels,
            &labels,
        )
    });
    let data = scene.clone();
    let scores =
        Memo::new(move |_| data.row(&tensor(layer, "scores"), &[data.head(), cell.get().row]));
    let (flow, query) = flow(scene, map, cell);
    // A token chosen among the lines is a row of the picture, too.
    let selected = scene.selection.pair;
    Effect::new(move |_| {
        if let Some(row) = query.get() {
            let now = cell.get_untracked();
            if now.row != row {
                selected.set(Some(Cell { row, ..now }));
            }
        }
    });
    let head = scene.clone();
    let heading = move || t_string!(i18n, walkthrough.fig_weights, n = head.head() + 1);
    let word = scene.clone();
    let sum = move || {
        let row = cell.get().row;
        let sum: f32 = map.with(|map| {
            map.as_ref()
                .map_or(0.0, |m| rows::single_row(m, row).values.iter().sum())
        });
        t_string!(
            i18n,
            walkthrough.row_sums,
            token = word.src_word(row),
            sum = format_value(sum)
        )
    };
    view! {
        {head_picker(scene)}
        {flow}
        <div class="walk-pair">
            {picture(heading, move || map.get(), axes(scene), scene.selection.pair, "weights")}
            <section class="walk-cell">
                {pair_heading(scene, cell)}
                <SoftmaxFormula scores=scores index=Signal::derive(move || cell.get().col) />
                <p class="caption">{sum} " " {say!(i18n, walkthrough.pair_hint)}</p>
                <AttentionFormula />
            </section>
        </div>
    }
    .into_any()
}

/// The lines between queries and keys, following the chosen row.
fn flow(
    scene: &Scene,
    map: Memo<Option<Heatmap>>,
    cell: Signal<Cell>,
) -> (AnyView, RwSignal<Option<usize>>) {
    let i18n = scene.i18n;
    let query = RwSignal::new(Some(cell.get_untracked().row));
    Effect::new(move |_| {
        let row = cell.get().row;
        if query.get_untracked() != Some(row) {
            query.set(Some(row));
        }
    });
    let weights = Memo::new(move |_| {
        let source = t_string!(i18n, walkthrough.source).to_string();
        let (rows, cols) = (source.clone(), source);
        map.get().map_or_else(super::parts::empty, |map| {
            Arc::new(map.named(String::new(), rows, cols))
        })
    });
    let word = scene.clone();
    let view = view! {
        <section class="walk-picture">
            <h3>
                {live_text(move || t_string!(i18n, walkthrough.fig_flow, token = word.src_word(cell.get().row)))}
            </h3>
            <AttentionFlow weights=weights query=query />
        </section>
    };
    (view.into_any(), query)
}

/// Weights · V, heads side by side, times W_O.
pub fn output(scene: &Scene, layer: usize) -> AnyView {
    let i18n = scene.i18n;
    let n = scene.translation.src.len();
    let n_heads = scene.model().n_heads;
    let at = scene.clone();
    let token = Signal::derive(move || at.selection.src_token(n));
    let data = scene.clone();
    let weights =
        Memo::new(move |_| data.row(&tensor(layer, "weights"), &[data.head(), token.get()]));
    let labels = scene.src_labels();
    let (data, head) = (scene.clone(), scene.clone());
    let context =
        Memo::new(move |_| data.row(&tensor(layer, "context"), &[data.head(), token.get()]));
    let sum = move || {
        let mut list: Vec<Strip> = rows::largest_n(&weights.read(), DRAWN)
            .into_iter()
            .enumerate()
            .map(|(place, (key, weight))| {
                let (data, word) = (head.clone(), head.src_word(key));
                Strip::new(
                    if place == 0 { "" } else { "+" },
                    move || {
                        let weight = format_short(weight);
                        t_string!(
                            i18n,
                            walkthrough.strip_v,
                            weight = weight,
                            token = word.clone()
                        )
                    },
                    move || {
                        let value = data.row(&tensor(layer, "v"), &[data.head(), key]);
                        Arc::new(value.iter().map(|v| v * weight).collect())
                    },
                )
                .class("v")
            })
            .collect();
        let own = head.clone();
        list.push(Strip::new(
            if n > DRAWN { "+ ⋯ =" } else { "=" },
            move || t_string!(i18n, walkthrough.strip_context, n = own.head() + 1),
            move || context.get(),
        ));
        strips(list)
    };
    let whole = |sign, what: &'static str| {
        super::stage_input::src_strip(scene, sign, tensor(layer, what), move || match what {
            "concat" => t_string!(i18n, walkthrough.strip_concat, n = n_heads),
            _ => t_string!(i18n, walkthrough.strip_mixed).to_string(),
        })
    };
    view! {
        {head_picker(scene)}
        {super::parts::follow_note(scene)}
        <WeightedSumFormula weights=weights labels=Signal::stored(labels) />
        {sum}
        <MathView math=Signal::stored(stage_formula::heads(n_heads)) />
        {strips(vec![whole("", "concat"), whole("→", "output")])}
    }
    .into_any()
}
