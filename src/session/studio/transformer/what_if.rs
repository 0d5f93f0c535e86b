//! What if? A translation with a source word hidden, heads switched off, or words of the target given.

use crate::nlp::decode::{default_max_len, greedy_forced};
use crate::nlp::model::{HeadChange, Hiding, Translator};
use crate::nlp::tokenizer::{TokenId, Tokenizer};
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is done to the model and its input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Source tokens that nobody sees, by position, BOS counted.
    pub hidden: Vec<usize>,
    pub heads: Vec<HeadChange>,
    /// Target tokens that are given, by step, counted from 0 after BOS.
    pub forced: BTreeMap<usize, TokenId>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty() && self.heads.is_empty() && self.forced.is_empty()
    }
}

/// The greedy translation under the changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    pub text: String,
    /// What was written, BOS left out.
    pub pieces: Vec<String>,
    /// Of the whole sentence.
    pub log_probability: f32,
}

/// Translates `text` under `changes`.
///
/// # Errors
/// As any translation; [`StudioError::EmptyText`] also where every source token is hidden.
pub fn what_if(
    translator: &Translator,
    text: &str,
    changes: &Changes,
) -> Result<WhatIf, StudioError> {
    let source = translator.prepare(text)?;
    let model = translator.model.with_heads_changed(&changes.heads)?;
    let hiding = Hiding {
        model: &model,
        hidden: &changes.hidden,
    };
    let decoded = greedy_forced(
        &hiding,
        &source.ids,
        translator.tokenizer.special(),
        default_max_len(source.ids.len(), model.config.max_len),
        &changes.forced,
    )?;
    let piece = |&id: &TokenId| {
        translator
            .tokenizer
            .piece(id)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(WhatIf {
        text: translator.text(&decoded),
        pieces: decoded.ids.iter().skip(1).map(piece).collect(),
        log_probability: decoded.log_probability(),
    })
}
