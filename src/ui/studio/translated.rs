//! A sentence translated by one of the small translators, whenever it changes.

use super::{Answered, picked};
use crate::nlp::model::{Ablation, HeadChange};
use crate::session::protocol::Translation;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer;

impl Answered<Translation> {
    /// `text` by `model`, with the whole trace, `heads` switched off or copied; no text asks nothing.
    pub fn translated(
        model: ModelId,
        text: impl Fn() -> Option<String> + 'static,
        heads: impl Fn() -> Vec<HeadChange> + 'static,
    ) -> Self {
        let request = move || {
            Some(Request::Transformer(transformer::Request::Translate {
                model,
                text: text()?,
                heads: heads(),
                ablation: Ablation::default(),
            }))
        };
        Answered::to(
            &[model],
            request,
            picked!(Event::Transformer(transformer::Event::Translated(found)) => *found),
        )
    }
}
