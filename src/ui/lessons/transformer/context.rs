//! What the parts of lesson 6 share.

use crate::nlp::model::HeadChange;
use crate::session::protocol::Translation;
use crate::session::studio::models::ModelId;
use crate::session::studio::transformer::{self, link::Link};
use crate::ui::sentence;
use crate::ui::studio::Answered;
use leptos::prelude::*;

/// The small translator with four heads: a megabyte.
pub const MODEL: ModelId = ModelId::Heads4;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct TransformerContext {
    /// The sentence that all figures are made of.
    pub text: RwSignal<String>,
    /// Its translation with the whole trace.
    pub translation: Answered<Translation>,
    pub layer: RwSignal<usize>,
    pub head: RwSignal<usize>,
    pub stage: RwSignal<usize>,
    pub d_k: RwSignal<usize>,
    pub seed: RwSignal<u64>,
    /// What is done to heads, for [`super::heads`].
    pub changes: RwSignal<Vec<HeadChange>>,
}

impl TransformerContext {
    /// Made once by the page; other parts call [`use_transformer`].
    pub fn provide(link: Link) -> Self {
        let text = RwSignal::new(link.text.unwrap_or_else(sentence::current));
        let context = TransformerContext {
            text,
            translation: Answered::translated(MODEL, move || Some(text.get()), Vec::new),
            layer: RwSignal::new(link.layer),
            head: RwSignal::new(link.head),
            stage: RwSignal::new(link.stage),
            d_k: RwSignal::new(link.d_k.clamp(1, transformer::scaling::MAX_D_K)),
            seed: RwSignal::new(link.seed),
            changes: RwSignal::new(link.changes),
        };
        provide_context(context);
        context
    }

    /// The encoder layer that is shown, counted from 0: a link may ask for one that the model does not have.
    pub fn shown_layer(self) -> usize {
        let there = self.translation.value.read();
        let last = there
            .as_ref()
            .map(|t| t.model.n_encoder_layers.saturating_sub(1));
        last.map_or(self.layer.get(), |last| self.layer.get().min(last))
    }

    /// What the reader looks at, as a link.
    pub fn link(&self) -> Link {
        Link {
            text: Some(self.text.get()),
            layer: self.layer.get(),
            head: self.head.get(),
            stage: self.stage.get(),
            d_k: self.d_k.get(),
            seed: self.seed.get(),
            changes: self.changes.get(),
        }
    }
}

/// The lesson's state, inside [`TransformerPage`](super::TransformerPage).
pub fn use_transformer() -> TransformerContext {
    expect_context()
}

/// The pieces of the source, as labels.
pub fn src_labels(translation: &Translation) -> Vec<String> {
    translation.src.iter().map(|t| t.piece.clone()).collect()
}

/// The pieces that the decoder reads: the target without its last.
pub fn tgt_labels(translation: &Translation) -> Vec<String> {
    let read = translation.tgt.len().saturating_sub(1);
    let read = &translation.tgt[..read];
    read.iter().map(|t| t.piece.clone()).collect()
}
