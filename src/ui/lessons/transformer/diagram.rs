//! The diagram of the whole machine (figure 1 of Vaswani et al. 2017, with the norm before each sublayer): blocks as
//! buttons in two columns, and the arrows between them.
//!
//! Every block has a row of the same height, so that the lines beside the columns can be drawn without measuring.

use super::blocks::name;
use super::context::use_transformer;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::viz::block_map::{Block, Side, Sublayer, column, sublayers};
use leptos::prelude::*;

/// Height of a row in pixels at a root size of 16, as style/lesson-transformer.css has it: a block, then an arrow.
const ROW: usize = 52;
const BLOCK: usize = 40;
/// Width of the lines beside a column, and between the columns.
const BESIDE: usize = 24;
const BETWEEN: usize = 44;

#[component]
pub fn Diagram(
    chosen: RwSignal<Block>,
    /// Whether the arrows into cross-attention have their names.
    #[prop(into)]
    named: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let layers = move |side: Side| {
        let model = lesson
            .translation
            .value
            .with(|t| t.as_ref().map(|t| t.model.clone()));
        model.map_or(2, |model| match side {
            Side::Encoder => model.n_encoder_layers,
            Side::Decoder => model.n_decoder_layers,
        })
    };
    let times = move |side: Side| {
        Signal::derive(move || t_string!(i18n, transformer.times, n = layers(side)))
    };
    let blocks = move |side: Side| {
        let item = move |block: Block| view! { <Item block chosen named /> };
        column(side).into_iter().rev().map(item).collect_view()
    };
    view! {
        <div class="tf-columns">
            <Residuals side=Side::Encoder times=times(Side::Encoder) />
            <ol role="list" class="tf-column enc" aria-label=label!(i18n, transformer.encoder)>{blocks(Side::Encoder)}</ol>
            <FromEncoder named />
            <ol role="list" class="tf-column dec" aria-label=label!(i18n, transformer.decoder)>{blocks(Side::Decoder)}</ol>
            <Residuals side=Side::Decoder times=times(Side::Decoder) />
            <p class="tf-feeds enc">{say!(i18n, transformer.english_in)}</p>
            <p class="tf-feeds dec">{say!(i18n, transformer.french_in)}</p>
        </div>
    }
}

/// A block and the arrow into it from below.
#[component]
fn Item(block: Block, chosen: RwSignal<Block>, named: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let is_norm = matches!(block, Block::Norm(..) | Block::Final(_));
    let is_add = matches!(block, Block::Add(..));
    let is_query = block == Block::Inside(Side::Decoder, Sublayer::CrossAttention);
    let inputs = match block {
        Block::Inside(_, Sublayer::SelfAttention) => live_text(move || "Q, K, V".into()),
        Block::Inside(_, Sublayer::CrossAttention) => {
            live_text(move || if named.get() { "Q" } else { "?" }.into())
        }
        _ => ().into_any(),
    };
    view! {
        <li class:inside=block.is_in_layer() class:branch=matches!(block, Block::Norm(..))
            class:query=move || is_query && named.get()>
            <button type="button" class="tf-block" class:norm=is_norm class:add=is_add
                aria-pressed=move || (chosen.get() == block).to_string()
                on:click=move |_| chosen.set(block)>
                {live_text(move || name(block, i18n).to_string())}
            </button>
            <span class="tf-inputs" aria-hidden="true">{inputs}</span>
        </li>
    }
}

/// Upper edge of the row of the `place`th block from below, in a column of `rows`.
fn top(rows: usize, place: usize) -> usize {
    (rows - 1 - place) * ROW
}

fn place(side: Side, block: Block) -> usize {
    let found = column(side).iter().position(|&other| other == block);
    found.expect("a block of this column")
}

/// The lines around the sublayers of a column, on its outer side, and how often the layer is repeated.
#[component]
fn Residuals(side: Side, times: Signal<String>) -> impl IntoView {
    let rows = column(side).len();
    let (inner, outer) = match side {
        Side::Encoder => (BESIDE, 8),
        Side::Decoder => (0, BESIDE - 8),
    };
    let around = move |&sublayer: &Sublayer| {
        // From the arrow below the norm to the block that adds.
        let from = top(rows, place(side, Block::Norm(side, sublayer))) + BLOCK + 6;
        let to = top(rows, place(side, Block::Add(side, sublayer))) + BLOCK / 2;
        let back = if side == Side::Encoder { "-6" } else { "6" };
        view! {
            <path d=format!("M{inner},{from} H{outer} V{to} H{inner} m{back},-4 L{inner},{to} l{back},4") />
        }
    };
    let last = Block::Add(side, Sublayer::FeedForward);
    let top_of_layer = top(rows, place(side, last)) + 12;
    view! {
        <svg class="tf-lines" aria-hidden="true" viewBox=format!("0 0 {BESIDE} {}", rows * ROW)
            style:width=rem(BESIDE) style:height=rem(rows * ROW)>
            {sublayers(side).iter().map(around).collect_view()}
            <text x={BESIDE / 2} y=top_of_layer text-anchor="middle">{live_text(move || times.get())}</text>
        </svg>
    }
}

/// Two arrows from the encoder's end into cross-attention.
#[component]
fn FromEncoder(named: Signal<bool>) -> impl IntoView {
    let rows = column(Side::Decoder).len();
    let end = place(Side::Encoder, Block::Final(Side::Encoder));
    let from = top(rows, end) + BLOCK / 2;
    let cross = Block::Inside(Side::Decoder, Sublayer::CrossAttention);
    let to = top(rows, place(Side::Decoder, cross)) + BLOCK / 2;
    let arrow = move |class: &'static str, x: usize, from: usize, to: usize| {
        let d = format!("M0,{from} H{x} V{to} H{BETWEEN} m-6,-4 L{BETWEEN},{to} l-6,4");
        let class = move || if named.get() { class } else { "" };
        view! { <path d=d class=class /> }
    };
    let names = move || {
        named.get().then(|| {
            view! {
                <text class="k" x={BETWEEN - 16} y={to - 14}>"K"</text>
                <text class="v" x={BETWEEN - 16} y={to + 22}>"V"</text>
            }
        })
    };
    view! {
        <svg class="tf-lines" aria-hidden="true" viewBox=format!("0 0 {BETWEEN} {}", rows * ROW)
            style:width=rem(BETWEEN) style:height=rem(rows * ROW)>
            {arrow("k", 24, from - 6, to - 7)}
            {arrow("v", 12, from + 6, to + 7)}
            {live(names)}
        </svg>
    }
}

fn rem(pixels: usize) -> String {
    format!("{}rem", pixels as f64 / 16.0)
}
