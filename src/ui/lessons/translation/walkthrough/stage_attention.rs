//! The encoder's self-attention: queries, keys and values; scores.

use super::parts::{Strip, head_picker, picture, strips};
use super::scene::Scene;
use crate::ui::i18n::t_string;
use crate::ui::say::{live, say};
use crate::ui::widgets::{DotFormula, MathView, ScoreFormula};
use crate::viz::attention::{self, AttentionKind, HeadId};
use crate::viz::heatmap::Cell;
use crate::viz::stage_formula;
use leptos::prelude::*;

pub(super) fn tensor(layer: usize, what: &str) -> String {
    AttentionKind::Encoder.tensor(layer, what)
}

/// The cell that the reader chose; some cell of the matrix in any case.
pub(super) fn pair(scene: &Scene) -> Signal<Cell> {
    let (selection, last) = (
        scene.selection,
        scene.translation.src.len().saturating_sub(1),
    );
    Signal::derive(move || {
        let cell = selection.pair.get().unwrap_or(Cell { row: 1, col: 1 });
        Cell {
            row: cell.row.min(last),
            col: cell.col.min(last),
        }
    })
}

pub(super) fn axes(scene: &Scene) -> impl Fn() -> (String, String) + Send + Sync + 'static {
    let i18n = scene.i18n;
    move || {
        (
            t_string!(i18n, walkthrough.queries).to_string(),
            t_string!(i18n, walkthrough.keys).to_string(),
        )
    }
}

/// “Query ‘bear’, key ‘our’”.
pub(super) fn pair_heading(scene: &Scene, cell: Signal<Cell>) -> AnyView {
    let (i18n, scene) = (scene.i18n, scene.clone());
    let words = Memo::new(move |_| {
        let cell = cell.get();
        (scene.src_word(cell.row), scene.src_word(cell.col))
    });
    view! {
        <h3>
            {live(move || {
                let (query, key) = words.get();
                t_string!(i18n, walkthrough.pair, query = query, key = key)
            })}
        </h3>
    }
    .into_any()
}

/// Three small matrices of the chosen head.
pub fn qkv(scene: &Scene, layer: usize) -> AnyView {
    let i18n = scene.i18n;
    let part = |what: &'static str, class: &'static str| {
        let (data, name) = (scene.clone(), tensor(layer, what));
        let heading = move || {
            match what {
                "q" => t_string!(i18n, walkthrough.fig_q),
                "k" => t_string!(i18n, walkthrough.fig_k),
                _ => t_string!(i18n, walkthrough.fig_v),
            }
            .to_string()
        };
        let axes = move || {
            (
                t_string!(i18n, walkthrough.token).to_string(),
                t_string!(i18n, walkthrough.dimension).to_string(),
            )
        };
        let map = move || data.src_matrix(&name, Some(data.head()));
        let picture = picture(heading, map, axes, scene.selection.src, what);
        view! { <div class=format!("walk-role {class}")>{picture}</div> }
    };
    view! {
        <MathView math=Signal::stored(stage_formula::projections("X", "X")) />
        {head_picker(scene)}
        <div class="walk-triple">{part("q", "q")} {part("k", "k")} {part("v", "v")}</div>
    }
    .into_any()
}

/// QKᵀ/√d_k, and how one cell of it comes about.
pub fn scores(scene: &Scene, layer: usize) -> AnyView {
    let i18n = scene.i18n;
    let cell = pair(scene);
    let d_k = scene.model().d_model / scene.model().n_heads.max(1);
    let vector = |what: &'static str, of_query: bool| {
        let (data, name) = (scene.clone(), tensor(layer, what));
        Memo::new(move |_| {
            let at = if of_query {
                cell.get().row
            } else {
                cell.get().col
            };
            data.row(&name, &[data.head(), at])
        })
    };
    let (q, k) = (vector("q", true), vector("k", false));
    let dot = Memo::new(move |_| -> f32 {
        q.read()
            .iter()
            .zip(k.read().iter())
            .map(|(a, b)| a * b)
            .sum()
    });
    let (of_q, of_k) = (scene.clone(), scene.clone());
    let list = vec![
        Strip::new(
            "",
            move || {
                t_string!(
                    i18n,
                    walkthrough.strip_q,
                    token = of_q.src_word(cell.get().row)
                )
            },
            move || q.get(),
        )
        .class("q"),
        Strip::new(
            "·",
            move || {
                t_string!(
                    i18n,
                    walkthrough.strip_k,
                    token = of_k.src_word(cell.get().col)
                )
            },
            move || k.get(),
        )
        .class("k"),
    ];
    let data = scene.clone();
    let map = move || {
        let labels = data.src_labels();
        let id = HeadId {
            layer,
            head: data.head(),
        };
        attention::scores(
            &data.translation.trace,
            AttentionKind::Encoder,
            id,
            &labels,
            &labels,
        )
    };
    let head = scene.clone();
    let heading = move || t_string!(i18n, walkthrough.fig_scores, n = head.head() + 1);
    view! {
        {head_picker(scene)}
        <div class="walk-pair">
            {picture(heading, map, axes(scene), scene.selection.pair, "scores")}
            <section class="walk-cell">
                {pair_heading(scene, cell)}
                {strips(list)}
                <DotFormula q=q k=k />
                <ScoreFormula dot=dot d_k=d_k />
                <p class="caption">{say!(i18n, walkthrough.pair_hint)}</p>
            </section>
        </div>
    }
    .into_any()
}
