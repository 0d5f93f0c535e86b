//! The four ways to cut a text, and what each makes of one.

use crate::nlp::tokenizer::{
    BpeTokenizer, ByteLevelBpe, CharTokenizer, SpecialTokens, Token, Tokenizer, Vocab,
    WordTokenizer,
};
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};

pub const WORDS_FILE: &str = "words.json";
pub const BPE_FILE: &str = "bpe.json";
pub const CHARACTERS_FILE: &str = "characters.json";
pub const BYTE_LEVEL_FILE: &str = "byte-level.json";
/// The files of `models/tokenizers`, in the order of [`TokenizerSet::from_files`].
pub const FILES: [&str; 4] = [WORDS_FILE, BPE_FILE, CHARACTERS_FILE, BYTE_LEVEL_FILE];

/// A way to cut text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Way {
    Word,
    /// Sub-words: the translator's byte-pair encoding with byte fallback.
    Bpe,
    Character,
    /// Sub-words made of bytes, as GPT-2 has them.
    ByteLevel,
}

impl Way {
    pub const ALL: [Way; 4] = [Way::Word, Way::Bpe, Way::Character, Way::ByteLevel];
}

/// What one way made of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    pub way: Way,
    /// Without special tokens, but for those in place of what is unknown.
    pub tokens: Vec<Token>,
    /// How many of them are `<unk>`.
    pub unknown: usize,
    /// decode(encode(text)).
    pub decoded: String,
    pub vocab_size: usize,
    pub special: SpecialTokens,
}

impl Cut {
    /// n: how many tokens a model would read.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// n²: how many scores a layer's attention head computes.
    pub fn scores(&self) -> u64 {
        (self.len() as u64).pow(2)
    }
}

/// The four tokenizers.
#[derive(Clone, Debug)]
pub struct TokenizerSet {
    words: WordTokenizer,
    bpe: BpeTokenizer,
    characters: CharTokenizer,
    byte_level: ByteLevelBpe,
}

impl TokenizerSet {
    /// # Errors
    /// [`StudioError::BadModel`] with the file that is at fault.
    pub fn from_files(
        words: &str,
        bpe: &str,
        characters: &str,
        byte_level: &str,
    ) -> Result<Self, StudioError> {
        let of = |file: &'static str| move |error| StudioError::of_model(file, error);
        let characters = Vocab::from_json(characters).map_err(of(CHARACTERS_FILE))?;
        Ok(TokenizerSet {
            words: WordTokenizer::from_json(words).map_err(of(WORDS_FILE))?,
            bpe: BpeTokenizer::from_json(bpe).map_err(of(BPE_FILE))?,
            characters: CharTokenizer::new(characters),
            byte_level: ByteLevelBpe::from_json(byte_level).map_err(of(BYTE_LEVEL_FILE))?,
        })
    }

    /// The tokenizer of a way.
    pub fn of(&self, way: Way) -> &dyn Tokenizer {
        match way {
            Way::Word => &self.words,
            Way::Bpe => &self.bpe,
            Way::Character => &self.characters,
            Way::ByteLevel => &self.byte_level,
        }
    }

    /// `text` cut in every way, in the order of [`Way::ALL`].
    pub fn cut(&self, text: &str) -> Vec<Cut> {
        let cut = |way| {
            let tokenizer = self.of(way);
            let tokens = tokenizer.encode(text);
            let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
            let special = tokenizer.special();
            Cut {
                way,
                unknown: ids.iter().filter(|&&id| id == special.unk).count(),
                decoded: tokenizer.decode(&ids),
                vocab_size: tokenizer.vocab_size(),
                tokens,
                special,
            }
        };
        Way::ALL.map(cut).into()
    }
}
