//! What the parts of lesson 6 share.

use crate::nlp::model::{Ablation, HeadChange};
use crate::session::protocol::Translation;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer::{self, link::Link};
use crate::ui::sentence;
use crate::ui::studio::{Answer, ModelState, Studio, Trouble};
use leptos::prelude::*;
use std::sync::Arc;

/// The small translator with four heads: a megabyte.
pub const MODEL: ModelId = ModelId::Heads4;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct TransformerContext {
    /// The sentence that all figures are made of.
    pub text: RwSignal<String>,
    /// Its translation with the whole trace; `None` until it is there.
    pub translation: RwSignal<Option<Arc<Translation>>>,
    /// Why there is none for this sentence.
    pub trouble: RwSignal<Option<Trouble>>,
    pub layer: RwSignal<usize>,
    pub head: RwSignal<usize>,
    pub stage: RwSignal<usize>,
    pub d_k: RwSignal<usize>,
    pub seed: RwSignal<u64>,
    /// What is done to heads, for [`super::heads`].
    pub changes: RwSignal<Vec<HeadChange>>,
    ready: Memo<bool>,
}

impl TransformerContext {
    /// Made once by the page; other parts call [`use_transformer`].
    pub fn provide(link: Link) -> Self {
        let state = Studio::model(MODEL);
        let context = TransformerContext {
            text: RwSignal::new(link.text.unwrap_or_else(sentence::current)),
            translation: RwSignal::new(None),
            trouble: RwSignal::new(None),
            layer: RwSignal::new(link.layer),
            head: RwSignal::new(link.head),
            stage: RwSignal::new(link.stage),
            d_k: RwSignal::new(link.d_k.clamp(1, transformer::scaling::MAX_D_K)),
            seed: RwSignal::new(link.seed),
            changes: RwSignal::new(link.changes),
            ready: Memo::new(move |_| state.get() == ModelState::Ready),
        };
        let (translation, trouble) = (context.translation, context.trouble);
        context.ask_for_text(
            |text| transformer::Request::Translate {
                model: MODEL,
                text,
                heads: vec![],
                ablation: Ablation::default(),
            },
            move |answer| match answer {
                Ok(Event::Transformer(transformer::Event::Translated(found))) => {
                    trouble.try_set(None);
                    translation.try_set(Some(Arc::new(*found)));
                }
                Ok(_) => {}
                Err(why) => drop(trouble.try_set(Some(why))),
            },
        );
        provide_context(context);
        context
    }

    /// Asks `request` of the sentence whenever that changes, or what `request` reads, once the model is there. Only
    /// the answer to the last question is told.
    pub fn ask_for_text(
        &self,
        request: impl Fn(String) -> transformer::Request + 'static,
        on_answer: impl Fn(Answer) + Clone + 'static,
    ) {
        let (text, ready) = (self.text, self.ready);
        let last = StoredValue::new(0u32);
        Effect::new(move |_| {
            let request = request(text.get());
            if !ready.get() {
                return;
            }
            let number = last.get_value() + 1;
            last.set_value(number);
            let on_answer = on_answer.clone();
            Studio::ask(Request::Transformer(request), move |answer| {
                // The reader may have left, or asked something else.
                if last.try_get_value() == Some(number) {
                    on_answer(answer);
                }
            });
        });
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
