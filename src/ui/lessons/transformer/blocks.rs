//! The architecture as a map: choose a block, see what comes out of it.

use super::arrow::ArrowQuestion;
use super::context::{src_labels, tgt_labels, use_transformer};
use super::diagram::Diagram;
use super::set::live_set;
use crate::session::protocol::Translation;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lesson::Lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::HeatmapView;
use crate::viz::block_map::{Block, Side, Sublayer};
use crate::viz::tensor_view::{self, Axis, Shape};
use leptos::prelude::*;
use std::sync::Arc;

/// A block's name, reactive.
pub fn name(block: Block, i18n: I18n) -> &'static str {
    match block {
        Block::Embedding(_) => t_string!(i18n, transformer.block_embedding),
        Block::Norm(..) => t_string!(i18n, transformer.block_norm),
        Block::Inside(Side::Encoder, Sublayer::SelfAttention) => {
            t_string!(i18n, transformer.block_self)
        }
        Block::Inside(_, Sublayer::SelfAttention) => t_string!(i18n, transformer.block_masked),
        Block::Inside(_, Sublayer::CrossAttention) => t_string!(i18n, transformer.block_cross),
        Block::Inside(_, Sublayer::FeedForward) => t_string!(i18n, transformer.block_ff),
        Block::Add(..) => t_string!(i18n, transformer.block_add),
        Block::Final(_) => t_string!(i18n, transformer.block_final),
        Block::Output => t_string!(i18n, transformer.block_output),
    }
}

fn about(block: Block, i18n: I18n) -> &'static str {
    match block {
        Block::Embedding(_) => t_string!(i18n, transformer.about_embedding),
        Block::Norm(..) => t_string!(i18n, transformer.about_norm),
        Block::Inside(Side::Encoder, Sublayer::SelfAttention) => {
            t_string!(i18n, transformer.about_self)
        }
        Block::Inside(_, Sublayer::SelfAttention) => t_string!(i18n, transformer.about_masked),
        Block::Inside(_, Sublayer::CrossAttention) => t_string!(i18n, transformer.about_cross),
        Block::Inside(_, Sublayer::FeedForward) => t_string!(i18n, transformer.about_ff),
        Block::Add(..) => t_string!(i18n, transformer.about_add),
        Block::Final(Side::Encoder) => t_string!(i18n, transformer.about_final_encoder),
        Block::Final(Side::Decoder) => t_string!(i18n, transformer.about_final_decoder),
        Block::Output => t_string!(i18n, transformer.about_logits),
    }
}

#[component]
pub fn BlocksSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let chosen = RwSignal::new(Block::Inside(Side::Encoder, Sublayer::SelfAttention));
    let answered = RwSignal::new(false);
    let part = RwSignal::new(usize::MAX);
    // Another block shows its last tensor again.
    Effect::new(move |_| {
        chosen.track();
        part.set(usize::MAX);
    });
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
    let onward = move || {
        (chosen.get() == Block::Output).then(|| {
            view! { <p><a href=Lesson::Translation.path()>{say!(i18n, transformer.to_translation)}</a></p> }
        })
    };
    view! {
        <section class="tf-section" aria-labelledby="tf-blocks">
            <h2 id="tf-blocks">{say!(i18n, transformer.blocks)}</h2>
            <p class="reading">{prose!(i18n, transformer.blocks_text)}</p>
            <div class="tf-map figure" id="tf-map">
                <Diagram chosen named=answered />
                <ArrowQuestion answered />
                <div class="tf-block-view">
                    <h3>{live_text(move || name(chosen.get(), i18n).to_string())}</h3>
                    <p>{live_set(move || about(chosen.get(), i18n).to_string())}</p>
                    {live(onward)}
                    <div class="tf-tensors" role="group" aria-label=label!(i18n, transformer.tensors)>{live(tabs)}</div>
                    <p class="caption">{say!(i18n, transformer.from_zero)}</p>
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
