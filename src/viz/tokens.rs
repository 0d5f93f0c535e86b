//! What a token chip shows.

use super::label::{SPACE_MARK, is_special, spoken};
use crate::nlp::tokenizer::byte_alphabet::from_visible;
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
    /// Not there yet.
    Future,
    /// There, but hidden by a mask.
    Hidden,
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
    /// For `<unk>`: what stood in the text.
    pub lost: Option<String>,
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
            lost: None,
        }
    }

    /// A token of `text`, spelled so that it can be read: what an unknown one stands for is kept, and a piece of bytes
    /// (GPT-2 spells `é` as `Ã©`) is shown as the text that it is, or in hexadecimal digits where it is only a part of
    /// a character.
    pub fn cut(token: &Token, text: &str, bytes: bool) -> Self {
        let piece = match from_visible(&token.piece) {
            Ok(of_piece) if bytes => read_bytes(&of_piece),
            _ => token.piece.clone(),
        };
        let mut chip = Self::of(token.id, piece);
        if chip.is_special() {
            let covered = text.get(token.span.clone()).filter(|t| !t.is_empty());
            chip.lost = covered.map(str::to_owned);
        }
        chip
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

fn read_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix(' ') {
            Some(rest) => format!("{SPACE_MARK}{rest}"),
            None => text.replace('\n', "⏎"),
        },
        Err(_) => {
            let digits: Vec<String> = bytes.iter().map(|b| format!("{b:02X}")).collect();
            format!("<0x{}>", digits.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(piece: &str, span: std::ops::Range<usize>, bytes: bool) -> TokenChip {
        let token = Token {
            id: 7,
            piece: piece.into(),
            span,
        };
        TokenChip::cut(&token, "a é\nz", bytes)
    }

    #[test]
    fn pieces_of_bytes_are_shown_as_the_text_that_they_are() {
        assert_eq!(chip("ĠÃ©", 1..4, true).piece, "▁é");
        // Spans never end within a character; pieces may.
        assert_eq!(chip("ĠÃ", 1..4, true).piece, "<0x20 C3>");
        assert_eq!(chip("©", 2..4, true).piece, "<0xA9>");
        assert!(!chip("ĠÃ", 1..4, true).is_special());
        assert_eq!(chip("<s>", 0..0, true).piece, "<s>");
        assert_eq!(chip("Ċ", 4..5, true).piece, "⏎");
        assert_eq!(chip("▁é", 1..4, false).piece, "▁é");
    }

    #[test]
    fn what_is_lost_is_kept() {
        assert_eq!(chip("<unk>", 2..4, false).lost.as_deref(), Some("é"));
        assert_eq!(chip("<s>", 0..0, false).lost, None);
        assert_eq!(chip("a", 0..1, false).lost, None);
    }
}
