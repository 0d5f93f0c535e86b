//! A small drawing of the model: encoder left, decoder right, the memory between them, and where we are.

use super::scene::Scene;
use crate::session::walkthrough::{Block, Dims};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::say::{label, live, say};
use leptos::prelude::*;

/// The drawing; each box leads to its stages.
#[component]
pub fn ModelMap(scene: Signal<Option<Scene>>) -> impl IntoView {
    let i18n = use_i18n();
    let here = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| s.stage.block())));
    let dims = Memo::new(move |_| scene.with(|s| s.as_ref().map(|s| *s.dims())));
    view! {
        <nav class="walk-map" aria-label=label!(i18n, walkthrough.map)>
            {live(move || dims.get().map(|dims| view! {
                <div class="walk-stack enc">
                    <p class="walk-stack-name">{say!(i18n, walkthrough.map_encoder)}</p>
                    {(0..dims.n_encoder_layers).rev().map(|layer| encoder_layer(layer, here)).collect_view()}
                    <BlockBox block=Block::SourceInput here />
                </div>
                <div class="walk-arrow" class:here=move || here.get() == Some(Block::Memory)>
                    <BlockBox block=Block::Memory here />
                </div>
                <div class="walk-stack dec">
                    <p class="walk-stack-name">{say!(i18n, walkthrough.map_decoder)}</p>
                    <BlockBox block=Block::NextToken here />
                    <BlockBox block=Block::Output here />
                    {decoder_layers(dims, here)}
                    <BlockBox block=Block::TargetInput here />
                </div>
            }))}
        </nav>
    }
}

fn encoder_layer(layer: usize, here: Memo<Option<Block>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="walk-layer" role="group" aria-label=move || t_string!(i18n, walkthrough.map_layer, n = layer + 1)>
            <span class="walk-layer-number" aria-hidden="true">{layer + 1}</span>
            <BlockBox block=Block::EncoderFeedForward(layer) here />
            <BlockBox block=Block::EncoderSelf(layer) here />
        </div>
    }
}

fn decoder_layers(dims: Dims, here: Memo<Option<Block>>) -> impl IntoView {
    let i18n = use_i18n();
    let layer = move |layer: usize| {
        view! {
            <div class="walk-layer" role="group" aria-label=move || t_string!(i18n, walkthrough.map_layer, n = layer + 1)>
                <span class="walk-layer-number" aria-hidden="true">{layer + 1}</span>
                <BlockBox block=Block::DecoderFeedForward(layer) here />
                <BlockBox block=Block::DecoderCross(layer) here />
                <BlockBox block=Block::DecoderSelf(layer) here />
            </div>
        }
    };
    (0..dims.n_decoder_layers).rev().map(layer).collect_view()
}

#[component]
fn BlockBox(block: Block, here: Memo<Option<Block>>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let go = move |_| {
        let position = lesson.position.get_untracked();
        let start = lesson
            .walkthrough
            .with_untracked(|w| w.as_ref().and_then(|w| w.start_of(block, position)));
        if let Some(start) = start {
            lesson.position.set(start);
        }
    };
    let name = move || match block {
        Block::SourceInput | Block::TargetInput => t_string!(i18n, walkthrough.map_embed),
        Block::EncoderSelf(_) => t_string!(i18n, walkthrough.map_self),
        Block::EncoderFeedForward(_) | Block::DecoderFeedForward(_) => {
            t_string!(i18n, walkthrough.map_ff)
        }
        Block::Memory => t_string!(i18n, walkthrough.map_memory),
        Block::DecoderSelf(_) => t_string!(i18n, walkthrough.map_masked),
        Block::DecoderCross(_) => t_string!(i18n, walkthrough.map_cross),
        Block::Output => t_string!(i18n, walkthrough.map_output),
        Block::NextToken => t_string!(i18n, walkthrough.map_next),
        Block::Done => t_string!(i18n, walkthrough.map_done),
    };
    view! {
        <button type="button" class="walk-block" on:click=go
            class:cross=matches!(block, Block::DecoderCross(_))
            aria-current=move || (here.get() == Some(block)).then_some("step")>
            {name}
        </button>
    }
}
