//! What a token chip shows.

use super::label::{is_special, spoken};
use crate::nlp::tokenizer::{Token, TokenId};

/// Where a token stands while a sentence is read or written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChipState {
    #[default]
    Plain,
    /// Done with.
    Past,
    /// The one that the current step is about.
    Current,
    /// Not there yet, or hidden by a mask.
    Future,
}

/// One token of a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenChip {
    /// As it stands in the vocabulary: `▁bear`.
    pub piece: String,
    pub id: TokenId,
    pub state: ChipState,
    /// 0 to 1: how far the chip is filled; `None` shows none.
    pub weight: Option<f32>,
}

impl TokenChip {
    pub fn new(token: &Token) -> Self {
        Self::of(token.id, &token.piece)
    }

    pub fn of(id: TokenId, piece: impl Into<String>) -> Self {
        Self {
            piece: piece.into(),
            id,
            state: ChipState::Plain,
            weight: None,
        }
    }

    pub fn with_state(mut self, state: ChipState) -> Self {
        self.state = state;
        self
    }

    pub fn with_weight(mut self, weight: f32) -> Self {
        self.weight = Some(weight);
        self
    }

    /// BOS, EOS, PAD, UNK.
    pub fn is_special(&self) -> bool {
        is_special(&self.piece)
    }

    /// Whether a space stood before it, and the rest. A lone space mark is all mark.
    pub fn parts(&self) -> (bool, &str) {
        match spoken(&self.piece) {
            "▁" => (true, ""),
            rest => (rest.len() < self.piece.len(), rest),
        }
    }

    /// How far the chip is filled, safe for a style.
    pub fn fill(&self) -> Option<f32> {
        self.weight.map(|w| {
            if w.is_finite() {
                w.clamp(0.0, 1.0)
            } else {
                0.0
            }
        })
    }
}
