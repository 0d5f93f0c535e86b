//! Characters: the smallest vocabulary and the longest sequences.
//!
//! A token is a grapheme, what a reader calls one character: `e` with an accent written apart, a family of
//! emoji and a flag are one token each. A space is a token as well, so decoding gives the text back, wherever
//! every character is known.
//!
//! ```
//! use teddy_reads::nlp::tokenizer::{CharTokenizer, Tokenizer, VocabConfig};
//!
//! let tokenizer = CharTokenizer::train(["a bear"], &VocabConfig::default());
//! assert_eq!(tokenizer.vocab_size(), 4 + 5);
//! let mut ids = Vec::new();
//! tokenizer.encode_into("a rare zebra", &mut ids);
//! assert_eq!(tokenizer.decode(&ids), "a rare <unk>ebra");
//! ```

use super::vocab::{SPECIAL, Vocab, VocabConfig};
use super::{SpecialTokens, Token, TokenId, Tokenizer};
use unicode_segmentation::UnicodeSegmentation;

/// A tokenizer whose tokens are the graphemes of a [`Vocab`]; the others are `<unk>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharTokenizer {
    vocab: Vocab,
}

impl CharTokenizer {
    /// A tokenizer of this vocabulary of graphemes.
    pub fn new(vocab: Vocab) -> Self {
        CharTokenizer { vocab }
    }

    /// Counts the graphemes of texts and keeps those that `config` allows.
    pub fn train<'a>(texts: impl IntoIterator<Item = &'a str>, config: &VocabConfig) -> Self {
        let graphemes = texts.into_iter().flat_map(|text| text.graphemes(true));
        CharTokenizer::new(Vocab::from_words(graphemes, config))
    }

    /// The characters and their ids.
    pub fn vocab(&self) -> &Vocab {
        &self.vocab
    }
}

impl Tokenizer for CharTokenizer {
    /// An unknown character has the piece `<unk>`; its span still says where it stands.
    fn encode(&self, text: &str) -> Vec<Token> {
        text.grapheme_indices(true)
            .map(|(at, grapheme)| {
                let id = self.vocab.id(grapheme);
                Token {
                    id,
                    piece: self.vocab.words()[id as usize].clone(),
                    span: at..at + grapheme.len(),
                }
            })
            .collect()
    }

    fn encode_into(&self, text: &str, ids: &mut Vec<TokenId>) {
        ids.extend(text.graphemes(true).map(|grapheme| self.vocab.id(grapheme)));
    }

    fn decode(&self, ids: &[TokenId]) -> String {
        let shown = |id: &&TokenId| ![SPECIAL.pad, SPECIAL.bos, SPECIAL.eos].contains(id);
        let characters = ids
            .iter()
            .filter(shown)
            .filter_map(|&id| self.vocab.word(id));
        characters.collect()
    }

    fn vocab_size(&self) -> usize {
        self.vocab.len()
    }

    fn piece(&self, id: TokenId) -> Option<&str> {
        self.vocab.word(id)
    }

    fn special(&self) -> SpecialTokens {
        SPECIAL
    }
}
