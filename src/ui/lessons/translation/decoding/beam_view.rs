//! The tree that a beam search grew, and the translations that it finished.

use crate::session::protocol::{BeamNode, Hypothesis};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::viz::beam_tree::{BeamTree, Placed, Way};
use crate::viz::label::spoken;
use crate::viz::number::{format_percent, format_value};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Ten of them, a sentence of eight tokens with its ends, fit beside the settings.
const COLUMN: f64 = 74.0;
const ROW: f64 = 46.0;
const BOX_WIDTH: f64 = 60.0;
const BOX_HEIGHT: f64 = 36.0;
const MARGIN: f64 = 8.0;

/// Nothing where the translation on screen was not made by a beam.
#[component]
pub fn BeamView() -> impl IntoView {
    let i18n = use_i18n();
    let translation = use_lesson().translation;
    let nodes = Memo::new(move |_| {
        let tree = translation.with(|t| t.as_ref().map(|t| t.beam_tree.clone()));
        Arc::new(tree.unwrap_or_default())
    });
    let finished = Memo::new(move |_| {
        translation
            .with(|t| t.as_ref().map(|t| t.hypotheses.clone()))
            .unwrap_or_default()
    });
    let with_cut = RwSignal::new(false);
    view! {
        <Show when=move || !nodes.read().is_empty()>
            <figure class="figure">
                <div class="row">
                    <h3>{say!(i18n, translation.tree)}</h3>
                    <label class="tr-check">
                        <input type="checkbox" prop:checked=move || with_cut.get()
                            on:change=move |event| with_cut.set(event_target_checked(&event)) />
                        {say!(i18n, translation.show_cut)}
                    </label>
                </div>
                {live(move || {
                    let nodes = nodes.get();
                    let tree = BeamTree::new(&nodes, with_cut.get());
                    view! { <Tree nodes tree /> }
                })}
                <figcaption>{say!(i18n, translation.tree_caption)}</figcaption>
            </figure>
            {live(move || view! { <Finished hypotheses=finished.get() /> })}
        </Show>
    }
}

#[component]
fn Tree(nodes: Arc<Vec<BeamNode>>, tree: BeamTree) -> impl IntoView {
    let i18n = use_i18n();
    let width = tree.columns as f64 * COLUMN - (COLUMN - BOX_WIDTH) + 2.0 * MARGIN;
    let height = tree.rows as f64 * ROW - (ROW - BOX_HEIGHT) + 2.0 * MARGIN;
    let focused = RwSignal::new(0usize);
    let pointed = RwSignal::new(None::<usize>);

    let edges: Vec<_> = tree
        .placed
        .iter()
        .skip(1)
        .map(|placed| {
            let best = nodes[placed.node].on_best_path;
            let cut = !nodes[placed.node].kept;
            let path = edge(&tree.placed[placed.parent], placed);
            view! { <path class="beam-edge" class:best=best class:cut=cut d=path /> }
        })
        .collect();
    let described = nodes.clone();
    let placed = StoredValue::new(tree.placed.clone());
    let describe = move |place: usize| {
        let node = placed.with_value(|p| p.get(place).map(|p| p.node));
        node.map_or(String::new(), |node| sentence(i18n, &described, node))
    };
    let boxes: Vec<_> = tree
        .placed
        .iter()
        .enumerate()
        .map(|(place, placed)| {
            let node = nodes[placed.node].clone();
            let (x, y) = corner(placed);
            let name = describe.clone();
            let is_root = placed.node == 0;
            view! {
                <g
                    class="beam-node"
                    class:best=node.on_best_path
                    class:cut=!node.kept
                    role="img"
                    data-place=place
                    tabindex=move || if focused.get() == place { "0" } else { "-1" }
                    aria-label=move || name(place)
                    on:focus=move |_| focused.set(place)
                    on:pointerenter=move |_| pointed.set(Some(place))
                    on:pointerleave=move |_| pointed.set(None)
                    on:click=move |_| focused.set(place)
                >
                    <rect x=x y=y width=BOX_WIDTH height=BOX_HEIGHT rx="5" />
                    <text class="beam-piece" x=x + BOX_WIDTH / 2.0 y=y + if is_root { 22.5 } else { 15.5 }>
                        {short(&node.piece)}
                    </text>
                    {(!is_root)
                        .then(|| {
                            view! {
                                <text class="beam-probability" x=x + BOX_WIDTH / 2.0 y=y + 30.0>
                                    {format_percent(node.probability)}
                                </text>
                            }
                        })}
                </g>
            }
        })
        .collect();
    let on_key = move |event: KeyboardEvent| {
        let now = focused.get_untracked();
        let next = match event.key().as_str() {
            "ArrowLeft" => tree.neighbour(now, Way::Back),
            "ArrowRight" => tree.neighbour(now, Way::On),
            "ArrowUp" => tree.neighbour(now, Way::Up),
            "ArrowDown" => tree.neighbour(now, Way::Down),
            "Home" => 0,
            _ => return,
        };
        event.prevent_default();
        focused.set(next);
        focus(&event, next);
    };
    let read_out = move || describe(pointed.get().unwrap_or(focused.get()));
    view! {
        <div class="beam-scroll">
            <svg
                class="beam"
                role="group"
                aria-label=label!(i18n, translation.tree)
                width=width
                height=height
                viewBox=format!("0 0 {width} {height}")
                on:keydown=on_key
            >
                {edges}
                {boxes}
            </svg>
        </div>
        <p class="beam-read num" aria-hidden="true">{read_out}</p>
    }
}

fn corner(placed: &Placed) -> (f64, f64) {
    (
        MARGIN + placed.column as f64 * COLUMN,
        MARGIN + placed.row as f64 * ROW,
    )
}

/// From the right side of the parent to the left side of the child.
fn edge(parent: &Placed, child: &Placed) -> String {
    let ((x1, y1), (x2, y2)) = (corner(parent), corner(child));
    let (x1, y1, y2) = (x1 + BOX_WIDTH, y1 + BOX_HEIGHT / 2.0, y2 + BOX_HEIGHT / 2.0);
    let middle = (x1 + x2) / 2.0;
    format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
}

/// A piece as it fits into its box.
fn short(piece: &str) -> String {
    const MOST: usize = 7;
    if piece.chars().count() <= MOST {
        return piece.to_owned();
    }
    piece.chars().take(MOST - 1).chain(['…']).collect()
}

/// What is known of a node: its token, its probability, the sentence that it ends.
fn sentence(i18n: I18n, nodes: &[BeamNode], node: usize) -> String {
    let here = &nodes[node];
    if node == 0 {
        return t_string!(i18n, translation.tree_root).to_string();
    }
    let mut path = Vec::new();
    let mut at = here.parent;
    while at != 0 {
        path.push(nodes[at].piece.as_str());
        at = nodes[at].parent;
    }
    path.reverse();
    let before = path.concat().replace('▁', " ");
    let fate = match (here.on_best_path, here.kept) {
        (true, _) => t_string!(i18n, translation.node_best),
        (false, true) => t_string!(i18n, translation.node_kept),
        (false, false) => t_string!(i18n, translation.node_cut),
    };
    t_string!(
        i18n,
        translation.node,
        step = here.step,
        piece = spoken(&here.piece).to_string(),
        probability = format_percent(here.probability),
        before = before.trim().to_owned(),
        total = format_value(here.log_probability),
        fate = fate
    )
}

#[component]
fn Finished(hypotheses: Vec<Hypothesis>) -> impl IntoView {
    let i18n = use_i18n();
    let rows: Vec<_> = hypotheses
        .into_iter()
        .map(|h| {
            view! {
                <tr>
                    <td lang="fr">{h.text}</td>
                    <td class="number">{format_value(h.log_probability)}</td>
                    <td class="number">{format_value(h.score)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, translation.finished)>
            <table class="data">
                <caption>{say!(i18n, translation.finished)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say!(i18n, translation.french)}</th>
                        <th scope="col" class="number">{say!(i18n, translation.log_probability)}</th>
                        <th scope="col" class="number">{say!(i18n, translation.score)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn focus(event: &KeyboardEvent, place: usize) -> Option<()> {
    let tree: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let selector = format!("[data-place=\"{place}\"]");
    let node: web_sys::SvgElement = tree.query_selector(&selector).ok()??.dyn_into().ok()?;
    node.focus().ok()
}
