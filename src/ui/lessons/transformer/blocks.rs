//! The architecture as a map (figure 1 of Vaswani et al. 2017): choose a block, see what goes in and what comes out.

use super::context::{src_labels, tgt_labels, use_transformer};
use crate::session::protocol::Translation;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::HeatmapView;
use crate::viz::tensor_view::{self, Axis, Shape};
use leptos::prelude::*;
use std::sync::Arc;

/// A block of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    SrcEmbedding,
    EncoderAttention,
    EncoderAddNorm,
    EncoderFeedForward,
    EncoderAddNorm2,
    TgtEmbedding,
    MaskedAttention,
    DecoderAddNorm,
    CrossAttention,
    DecoderAddNorm2,
    DecoderFeedForward,
    DecoderAddNorm3,
    Output,
}

/// Bottom to top, as data flows.
const ENCODER: [Block; 5] = [
    Block::SrcEmbedding,
    Block::EncoderAttention,
    Block::EncoderAddNorm,
    Block::EncoderFeedForward,
    Block::EncoderAddNorm2,
];
const DECODER: [Block; 8] = [
    Block::TgtEmbedding,
    Block::MaskedAttention,
    Block::DecoderAddNorm,
    Block::CrossAttention,
    Block::DecoderAddNorm2,
    Block::DecoderFeedForward,
    Block::DecoderAddNorm3,
    Block::Output,
];

impl Block {
    fn name(self, i18n: I18n) -> &'static str {
        match self {
            Block::SrcEmbedding | Block::TgtEmbedding => {
                t_string!(i18n, transformer.block_embedding)
            }
            Block::EncoderAttention => t_string!(i18n, transformer.block_self),
            Block::MaskedAttention => t_string!(i18n, transformer.block_masked),
            Block::CrossAttention => t_string!(i18n, transformer.block_cross),
            Block::EncoderFeedForward | Block::DecoderFeedForward => {
                t_string!(i18n, transformer.block_ff)
            }
            Block::EncoderAddNorm
            | Block::EncoderAddNorm2
            | Block::DecoderAddNorm
            | Block::DecoderAddNorm2
            | Block::DecoderAddNorm3 => t_string!(i18n, transformer.block_add_norm),
            Block::Output => t_string!(i18n, transformer.block_output),
        }
    }

    fn about(self, i18n: I18n) -> &'static str {
        match self {
            Block::SrcEmbedding | Block::TgtEmbedding => {
                t_string!(i18n, transformer.about_embedding)
            }
            Block::EncoderAttention => t_string!(i18n, transformer.about_self),
            Block::MaskedAttention => t_string!(i18n, transformer.about_masked),
            Block::CrossAttention => t_string!(i18n, transformer.about_cross),
            Block::EncoderFeedForward | Block::DecoderFeedForward => {
                t_string!(i18n, transformer.about_ff)
            }
            Block::Output => t_string!(i18n, transformer.about_logits),
            _ => t_string!(i18n, transformer.about_add_norm),
        }
    }

    /// The names of its tensors in a layer, in the order in which they are computed.
    fn tensors(self, l: usize) -> Vec<String> {
        let of = |stem: &str, parts: &[&str]| -> Vec<String> {
            parts.iter().map(|part| format!("{stem}.{part}")).collect()
        };
        let encoder = |part| format!("encoder.{l}.{part}");
        let decoder = |part| format!("decoder.{l}.{part}");
        let attention = ["q", "k", "v", "weights", "output"];
        match self {
            Block::SrcEmbedding => of("src", &["embedding", "positional", "input"]),
            Block::TgtEmbedding => of("tgt", &["embedding", "positional", "input"]),
            Block::EncoderAttention => of(&encoder("self_attn"), &attention),
            Block::EncoderAddNorm => of(&encoder("self_attn"), &["residual", "norm"]),
            Block::EncoderFeedForward => of(&encoder("feed_forward"), &["hidden", "output"]),
            Block::EncoderAddNorm2 => of(&encoder("feed_forward"), &["residual", "norm"]),
            Block::MaskedAttention => of(&decoder("self_attn"), &attention),
            Block::DecoderAddNorm => of(&decoder("self_attn"), &["residual", "norm"]),
            Block::CrossAttention => of(&decoder("cross_attn"), &attention),
            Block::DecoderAddNorm2 => of(&decoder("cross_attn"), &["residual", "norm"]),
            Block::DecoderFeedForward => of(&decoder("feed_forward"), &["hidden", "output"]),
            Block::DecoderAddNorm3 => of(&decoder("feed_forward"), &["residual", "norm"]),
            Block::Output => vec!["decoder.output".into()],
        }
    }
}

#[component]
pub fn BlocksSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let chosen = RwSignal::new(Block::EncoderAttention);
    let part = RwSignal::new(usize::MAX);
    let button = move |block: Block| {
        view! {
            <li>
                <button type="button" class="tf-block" class:norm=block.tensors(0).iter().any(|t| t.ends_with("norm"))
                    aria-pressed=move || (chosen.get() == block).to_string()
                    on:click=move |_| { chosen.set(block); part.set(usize::MAX) }>
                    {live_text(move || block.name(i18n).to_string())}
                </button>
            </li>
        }
    };
    let column = move |blocks: &[Block]| blocks.iter().rev().copied().map(button).collect_view();
    // Those that the trace has, and which of them is shown: the last unless the reader chose another.
    let names = Memo::new(move |_| -> Vec<String> {
        let Some(translation) = lesson.translation.value.get() else {
            return vec![];
        };
        let names = chosen.get().tensors(lesson.layer.get()).into_iter();
        names
            .filter(|name| translation.trace.get(name).is_some())
            .collect()
    });
    let shown = Memo::new(move |_| {
        let names = names.read();
        let at = part.get().min(names.len().saturating_sub(1));
        names.get(at).cloned()
    });
    let tabs = move || {
        let tab = |(i, name): (usize, String)| {
            let this = name.clone();
            let shape = lesson.translation.value.get();
            let shape = shape.and_then(|t| Some(Shape(&t.trace.get(&name)?.shape).to_string()));
            view! {
                <button type="button" aria-pressed=move || (shown.get().as_ref() == Some(&this)).to_string()
                    on:click=move |_| part.set(i)>
                    <span class="token-piece">{name}</span>" "<span class="num">{shape.unwrap_or_default()}</span>
                </button>
            }
        };
        names.get().into_iter().enumerate().map(tab).collect_view()
    };
    let map = move || {
        let none = || Arc::new(tensor_view::no_heatmap());
        let Some((translation, name)) = lesson.translation.value.get().zip(shown.get()) else {
            return none();
        };
        matrix(i18n, &translation, &name, lesson.head.get()).unwrap_or_else(none)
    };
    view! {
        <section class="tf-section" aria-labelledby="tf-blocks">
            <h2 id="tf-blocks">{say!(i18n, transformer.blocks)}</h2>
            <p class="reading">{prose!(i18n, transformer.blocks_text)}</p>
            <div class="tf-map figure">
                <div class="tf-columns">
                    <ol role="list" class="tf-column enc" aria-label=label!(i18n, transformer.encoder)>{column(&ENCODER)}</ol>
                    <ol role="list" class="tf-column dec" aria-label=label!(i18n, transformer.decoder)>{column(&DECODER)}</ol>
                </div>
                <div class="tf-block-view">
                    <h3>{live_text(move || chosen.get().name(i18n).to_string())}</h3>
                    <p>{live_text(move || chosen.get().about(i18n).to_string())}</p>
                    <div class="tf-tensors" role="group" aria-label=label!(i18n, transformer.tensors)>{live(tabs)}</div>
                    <HeatmapView data=Signal::derive(map) file_stem="block" />
                </div>
            </div>
        </section>
    }
}

fn matrix(
    i18n: I18n,
    translation: &Translation,
    name: &str,
    head: usize,
) -> Option<Arc<crate::viz::heatmap::Heatmap>> {
    let tensor = translation.trace.get(name)?;
    let (src, tgt) = (src_labels(translation), tgt_labels(translation));
    let map = tensor_view::heatmap(tensor, head, |axis, _| match axis {
        Axis::Source => src.clone(),
        Axis::Target => tgt.clone(),
        _ => vec![],
    })?;
    let (row_axis, col_axis) = match name.rsplit('.').next() {
        Some("weights") => (
            t_string!(i18n, transformer.axis_query),
            t_string!(i18n, transformer.axis_key),
        ),
        _ => (
            t_string!(i18n, transformer.axis_token),
            t_string!(i18n, transformer.axis_entry),
        ),
    };
    Some(Arc::new(map.named(name, row_axis, col_axis)))
}
