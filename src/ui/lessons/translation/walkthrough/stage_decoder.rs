//! A step of the decoder: its input, masked self-attention, cross-attention.

use super::parts::{Strip, empty, head_picker, picture, strips};
use super::scene::Scene;
use super::stage_sublayer::{decoder_add, tgt_strip};
use crate::session::protocol::Candidate;
use crate::ui::i18n::t_string;
use crate::ui::say::{label, live_text, say};
use crate::ui::widgets::{
    AttentionFlow, AttentionFormula, MathView, ProbabilityBars, SoftmaxFormula, WeightedSumFormula,
};
use crate::viz::attention::{self, AttentionKind, HeadId};
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::{rows, stage_formula};
use leptos::prelude::*;
use std::sync::Arc;

/// Source tokens that are listed with their weights.
const LISTED: usize = 6;

/// The token written last, as the decoder's first layer gets it.
pub fn input(scene: &Scene, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let id = scene.translation.tgt.get(row).map_or(0, |t| t.id);
    let formula = stage_formula::embedding(id, scene.model().d_model);
    let list = vec![
        tgt_strip(scene, "", "tgt.embedding".into(), row, move || {
            t_string!(i18n, walkthrough.strip_embedding).to_string()
        }),
        tgt_strip(scene, "+", "tgt.positional".into(), row, move || {
            t_string!(i18n, walkthrough.strip_positional, n = row)
        }),
        tgt_strip(scene, "=", "tgt.input".into(), row, move || {
            t_string!(i18n, walkthrough.strip_input).to_string()
        }),
    ];
    let chips = scene.translation.tgt.iter().take(row + 1).enumerate();
    let chips = chips
        .map(|(index, token)| {
            let class = if index == row { "chip tgt current" } else { "chip tgt" };
            view! { <li><span class=class>{token.piece.clone()}<span class="id">{token.id}</span></span></li> }
        })
        .collect_view();
    view! {
        <ol class="chips walk-chips">{chips}</ol>
        <MathView math=Signal::stored(formula) />
        {strips(list)}
    }
    .into_any()
}

/// The chosen head's weights, cut down to the rows that exist at step `row`.
fn weights(scene: &Scene, kind: AttentionKind, layer: usize, row: usize) -> Memo<Option<Heatmap>> {
    let scene = scene.clone();
    Memo::new(move |_| {
        let n = scene.translation.tgt.len().saturating_sub(1);
        let queries = scene.tgt_labels(n.saturating_sub(1));
        let keys = match kind {
            AttentionKind::Cross => scene.src_labels(),
            _ => queries.clone(),
        };
        let id = HeadId {
            layer,
            head: scene.head(),
        };
        let all = attention::weights(&scene.translation.trace, kind, id, &queries, &keys)?;
        let cols = match kind {
            AttentionKind::Cross => keys.len(),
            _ => row + 1,
        };
        Some(rows::corner(&all, row + 1, cols))
    })
}

/// The key that is explained: the chosen one if it lies in the current row, else the one most looked at.
fn key_of(map: Memo<Option<Heatmap>>, chosen: RwSignal<Option<Cell>>, row: usize) -> Signal<usize> {
    let key = Memo::new(move |_| {
        map.with(|map| {
            let map = map.as_ref()?;
            let chosen = chosen.get().filter(|c| c.row == row && map.contains(*c));
            chosen
                .map(|c| c.col)
                .or_else(|| rows::largest(&rows::single_row(map, row).values))
        })
        .unwrap_or(0)
    });
    key.into()
}

fn axes(scene: &Scene) -> impl Fn() -> (String, String) + Send + Sync + Clone + 'static {
    let i18n = scene.i18n;
    move || {
        (
            t_string!(i18n, walkthrough.queries).to_string(),
            t_string!(i18n, walkthrough.keys).to_string(),
        )
    }
}

/// Lines from the current target token to what it reads.
fn flow(scene: &Scene, kind: AttentionKind, map: Memo<Option<Heatmap>>, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let word = scene.tgt_word(row);
    let one = Memo::new(move |_| {
        let rows_axis = t_string!(i18n, walkthrough.target).to_string();
        let cols_axis = match kind {
            AttentionKind::Cross => t_string!(i18n, walkthrough.source).to_string(),
            _ => rows_axis.clone(),
        };
        map.with(|map| {
            map.as_ref().map_or_else(empty, |map| {
                Arc::new(rows::single_row(map, row).named(String::new(), rows_axis, cols_axis))
            })
        })
    });
    view! {
        <section class="walk-picture">
            <h3>
                {live_text(move || t_string!(i18n, walkthrough.fig_flow, token = word.clone()))}
            </h3>
            <AttentionFlow weights=one query=RwSignal::new(Some(0)) />
        </section>
    }
    .into_any()
}

/// How the weight of one key comes from the row's scores.
fn cell(
    scene: &Scene,
    kind: AttentionKind,
    layer: usize,
    row: usize,
    n_keys: usize,
    key: Signal<usize>,
) -> AnyView {
    let i18n = scene.i18n;
    let data = scene.clone();
    let name = kind.tensor(layer, "scores");
    let scores = Memo::new(move |_| {
        let all = data.row(&name, &[data.head(), row]);
        // Later positions are masked: their e to the power of −∞ is 0.
        Arc::new(all.iter().copied().take(n_keys).collect::<Vec<_>>())
    });
    let words = scene.clone();
    let heading = move || {
        let key = match kind {
            AttentionKind::Cross => words.src_word(key.get()),
            _ => words.tgt_word(key.get()),
        };
        t_string!(
            i18n,
            walkthrough.pair,
            query = words.tgt_word(row),
            key = key
        )
    };
    view! {
        <h3>{heading}</h3>
        <SoftmaxFormula scores=scores index=key />
        <p class="caption">{say!(i18n, walkthrough.pair_hint)}</p>
    }
    .into_any()
}

/// The row's weights and the values that they collect.
fn collected(scene: &Scene, kind: AttentionKind, layer: usize, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let (data, labels) = (
        scene.clone(),
        match kind {
            AttentionKind::Cross => scene.src_labels(),
            _ => scene.tgt_labels(row),
        },
    );
    let (name, n) = (kind.tensor(layer, "weights"), labels.len());
    let weights = Memo::new(move |_| {
        let all = data.row(&name, &[data.head(), row]);
        Arc::new(all.iter().copied().take(n).collect::<Vec<_>>())
    });
    let (data, own, name) = (scene.clone(), scene.clone(), kind.tensor(layer, "context"));
    let context = Strip::new(
        "=",
        move || t_string!(i18n, walkthrough.strip_context, n = own.head() + 1),
        move || data.row(&name, &[data.head(), row]),
    )
    .class("v");
    view! {
        <WeightedSumFormula weights=weights labels=Signal::stored(labels) />
        {strips(vec![context])}
    }
    .into_any()
}

/// The target so far over itself.
pub fn self_attention(scene: &Scene, layer: usize, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let kind = AttentionKind::Masked;
    let map = weights(scene, kind, layer, row);
    let key = key_of(map, scene.selection.masked, row);
    let head = scene.clone();
    let heading = move || t_string!(i18n, walkthrough.fig_weights, n = head.head() + 1);
    view! {
        <AttentionFormula masked=true />
        {head_picker(scene)}
        {flow(scene, kind, map, row)}
        <div class="walk-pair">
            {picture(heading, move || map.get(), axes(scene), scene.selection.masked, "masked")}
            <section class="walk-cell">
                {cell(scene, kind, layer, row, row + 1, key)}
                {collected(scene, kind, layer, row)}
            </section>
        </div>
        {decoder_add(scene, &format!("decoder.{layer}.self_attn"), row)}
    }
    .into_any()
}

/// The target so far over the source.
pub fn cross_attention(scene: &Scene, layer: usize, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let kind = AttentionKind::Cross;
    let map = weights(scene, kind, layer, row);
    let key = key_of(map, scene.selection.cross, row);
    let (data, word) = (scene.clone(), scene.tgt_word(row));
    let query = Strip::new(
        "",
        move || t_string!(i18n, walkthrough.strip_q, token = word.clone()),
        move || data.row(&kind.tensor(layer, "q"), &[data.head(), row]),
    )
    .class("q");
    let src = scene.translation.clone();
    let bars = Signal::derive(move || {
        let weights = map.with(|m| m.as_ref().map(|m| rows::single_row(m, row).values));
        rows::largest_n(&weights.unwrap_or_default(), LISTED)
            .into_iter()
            .filter_map(|(at, probability)| {
                let token = src.src.get(at)?;
                Some(Candidate {
                    id: token.id,
                    piece: token.piece.clone(),
                    probability,
                })
            })
            .collect::<Vec<_>>()
    });
    let label = label!(i18n, walkthrough.fig_bars_source);
    let head = scene.clone();
    let heading = move || t_string!(i18n, walkthrough.fig_weights, n = head.head() + 1);
    let n_src = scene.translation.src.len();
    view! {
        <MathView math=Signal::stored(stage_formula::projections("X", "M")) />
        {head_picker(scene)}
        {strips(vec![query])}
        {flow(scene, kind, map, row)}
        <div class="walk-pair">
            <section class="walk-picture">
                <h3>{label}</h3>
                <ProbabilityBars candidates=bars label=label compact=true />
            </section>
            <section class="walk-cell">
                {cell(scene, kind, layer, row, n_src, key)}
                {collected(scene, kind, layer, row)}
            </section>
        </div>
        {picture(heading, move || map.get(), axes(scene), scene.selection.cross, "cross")}
        {decoder_add(scene, &format!("decoder.{layer}.cross_attn"), row)}
    }
    .into_any()
}
