//! Lesson 6: a trained Transformer taken apart.
//!
//! * [`scaling`]: what √d_k is for;
//! * [`link`]: what is on screen, in the address;
//! * [`masks`]: what the causal mask hides;
//! * [`order`]: what positions are for;
//! * [`what_if`]: for lesson 8, a translation with something hidden, switched off or given; [`what_if_link`]: its address.

pub mod link;
pub mod masks;
pub mod order;
pub mod scaling;
pub mod what_if;
pub mod what_if_link;

use super::models::{ModelId, Models};
use super::protocol::StudioError;
use crate::nlp::model::{Ablation, HeadChange, Translator};
use crate::session::model::TranslationModel;
use crate::session::protocol::{Decoding, SessionError, Translation};
use masks::Influence;
use order::Order;
use scaling::Scaling;
use serde::{Deserialize, Serialize};
use what_if::{Changes, WhatIf};

/// What lesson 6 asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The translation by a changed model, greedily, with its whole trace.
    Translate {
        model: ModelId,
        text: String,
        heads: Vec<HeadChange>,
        ablation: Ablation,
    },
    /// Softmax over scores of random vectors, scaled and not.
    Scaling { d_k: usize, seed: u64 },
    /// What each target token changes, with the causal mask and without.
    Influence { model: ModelId, text: String },
    /// The encoder on shuffled words, with positions and without.
    Order {
        model: ModelId,
        text: String,
        seed: u64,
    },
    /// The greedy translation under some changes.
    WhatIf {
        model: ModelId,
        text: String,
        changes: Changes,
    },
}

/// What lesson 6 is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Translated(Box<Translation>),
    Scaling(Scaling),
    Influence(Influence),
    Order(Order),
    WhatIf(WhatIf),
}

/// Answers one request.
pub fn handle(models: &Models, request: Request) -> Result<Event, StudioError> {
    match request {
        Request::Translate {
            model,
            text,
            heads,
            ablation,
        } => {
            let translator = models.transformer(model)?;
            let mut changed = Translator {
                tokenizer: translator.tokenizer.clone(),
                model: translator.model.with_heads_changed(&heads)?,
            };
            changed.model.ablation = ablation;
            let translation = changed.translate(&text, &Decoding::Greedy)?;
            Ok(Event::Translated(Box::new(translation)))
        }
        Request::Scaling { d_k, seed } => Ok(Event::Scaling(scaling::scaling(d_k, seed)?)),
        Request::Influence { model, text } => {
            let translator = models.transformer(model)?;
            Ok(Event::Influence(masks::influence(translator, &text)?))
        }
        Request::Order { model, text, seed } => {
            let translator = models.transformer(model)?;
            Ok(Event::Order(order::order(translator, &text, seed)?))
        }
        Request::WhatIf {
            model,
            text,
            changes,
        } => {
            let translator = models.transformer(model)?;
            Ok(Event::WhatIf(what_if::what_if(
                translator, &text, &changes,
            )?))
        }
    }
}

impl From<SessionError> for StudioError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::EmptyText => StudioError::EmptyText,
            SessionError::TooLong { tokens, max } => StudioError::TooLong { tokens, max },
            SessionError::BadModel { file, why } => StudioError::BadModel { file, why },
            other => StudioError::Other {
                why: format!("{other:?}"),
            },
        }
    }
}
