//! How much of a sentence is unlike what the model was trained on, as far as its tokens tell.
//!
//! Byte fallback lets a tokenizer write down anything, so a model answers anything; but it has learnt little about
//! bytes, and little about words of which it knows only scraps. The page says so instead of pretending.

use crate::nlp::tokenizer::Token;

/// Why a translation is not to be trusted much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unfamiliar {
    /// This share of the characters has no piece of its own: only bytes, or the sign for “unknown”.
    Bytes { share: f32 },
    /// Words are cut into many pieces: so many on average.
    Scraps { pieces_per_word: f32 },
}

/// From this share of bytes on the reader is told.
const MANY_BYTES: f32 = 0.2;
/// English sentences have about 1.2 pieces a word (punctuation counted); other languages have twice as many and more.
const MANY_PIECES: f32 = 2.6;
/// A single rare word proves nothing.
const MIN_WORDS: usize = 3;

/// Looks at the tokens of `text` (BOS and EOS are left out of the count).
pub fn unfamiliar(text: &str, tokens: &[Token]) -> Option<Unfamiliar> {
    let words = text.split_whitespace().count();
    let covering = || tokens.iter().filter(|token| !token.span.is_empty());
    let characters = |tokens: &mut dyn Iterator<Item = &Token>| -> usize {
        tokens.map(|token| token.span.len()).sum()
    };
    let all = characters(&mut covering()).max(1);
    let bytes = characters(&mut covering().filter(|token| is_opaque(&token.piece)));
    let share = bytes as f32 / all as f32;
    if share >= MANY_BYTES {
        return Some(Unfamiliar::Bytes { share });
    }
    let pieces_per_word = covering().count() as f32 / words.max(1) as f32;
    (words >= MIN_WORDS && pieces_per_word >= MANY_PIECES)
        .then_some(Unfamiliar::Scraps { pieces_per_word })
}

/// `<0xF0>` or `<unk>`.
fn is_opaque(piece: &str) -> bool {
    piece == "<unk>" || piece.starts_with("<0x") && piece.ends_with('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens of these pieces, each covering as many bytes as it has (a byte piece: one).
    fn tokens(pieces: &[&str]) -> Vec<Token> {
        let mut at = 0;
        let token = |piece: &&str| {
            let length = match *piece {
                "<s>" | "</s>" => 0,
                piece if is_opaque(piece) => 1,
                piece => piece.replace('▁', " ").len(),
            };
            at += length;
            Token {
                id: 0,
                piece: (*piece).into(),
                span: at - length..at,
            }
        };
        pieces.iter().map(token).collect()
    }

    #[test]
    fn plain_english_is_familiar() {
        let pieces = ["<s>", "▁A", "▁bear", "▁read", "s", ".", "</s>"];
        assert_eq!(unfamiliar("A bear reads.", &tokens(&pieces)), None);
        assert_eq!(unfamiliar("", &[]), None);
    }

    #[test]
    fn emoji_and_other_scripts_are_bytes() {
        let pieces = ["<s>", "▁", "<0xF0>", "<0x9F>", "<0xA7>", "<0xB8>", "</s>"];
        let share = 4.0 / 5.0;
        let expected = Some(Unfamiliar::Bytes { share });
        assert_eq!(unfamiliar("🧸", &tokens(&pieces)), expected);
        let one_in_many = ["▁A", "▁bear", "▁is", "▁reading", "▁a", "▁book", "<0xF0>"];
        let text = "A bear is reading a book🧸";
        assert_eq!(unfamiliar(text, &tokens(&one_in_many)), None);
    }

    #[test]
    fn another_language_comes_in_scraps() {
        let pieces = ["▁E", "in", "▁B", "ä", "r", "▁li", "e", "s", "t"];
        let found = unfamiliar("Ein Bär liest", &tokens(&pieces));
        let pieces_per_word = 3.0;
        assert_eq!(found, Some(Unfamiliar::Scraps { pieces_per_word }));
        let rare = ["▁Ant", "id", "is", "est", "abl", "ish"];
        assert_eq!(unfamiliar("Antidisestablish", &tokens(&rare)), None);
    }
}
