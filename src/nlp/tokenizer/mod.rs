//! Text to tokens and back.
//!
//! * [`bpe`]: [`BpeTokenizer`], encoding and decoding with learned merges and byte fallback.
//! * [`bpe_train`]: learning one from text; [`bpe_learner`] does a single merge at a time.
//! * [`hf_json`]: Hugging Face's `tokenizer.json`, written and read.
//! * [`metaspace`]: how spaces become `▁`.
//! * [`word`]: [`WordTokenizer`], words and `<unk>`; [`vocab`]: words and their ids, from counts.

pub mod bpe;
pub mod bpe_learner;
mod bpe_merge;
pub mod bpe_train;
pub mod hf_json;
pub mod metaspace;
pub mod vocab;
pub mod word;

pub use bpe::BpeTokenizer;
pub use bpe_learner::{MergeLearner, PairCount};
pub use bpe_train::BpeConfig;
pub use vocab::{Vocab, VocabConfig};
pub use word::{WordTokenizer, split_words};

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A token's number: its row in the embedding matrix.
pub type TokenId = u32;

/// One token of an encoded text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    /// The piece as it stands in the vocabulary: `▁bear`, `<0xF0>`, `<s>`.
    pub piece: String,
    /// The bytes of the source text that it covers; empty for special tokens.
    pub span: Range<usize>,
}

/// The ids of the four special tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialTokens {
    pub pad: TokenId,
    pub unk: TokenId,
    pub bos: TokenId,
    pub eos: TokenId,
}

/// What every tokenizer can do.
pub trait Tokenizer {
    /// The tokens of `text`, without special tokens.
    fn encode(&self, text: &str) -> Vec<Token>;
    /// The text of `ids`. Padding, begin and end leave nothing; where a tokenizer has unknown tokens,
    /// they stay visible as `<unk>`, since what they stood for is lost.
    fn decode(&self, ids: &[TokenId]) -> String;
    /// How many ids there are.
    fn vocab_size(&self) -> usize;
    /// The piece of an id, or `None` outside the vocabulary.
    fn piece(&self, id: TokenId) -> Option<&str>;
    /// The ids of the special tokens.
    fn special(&self) -> SpecialTokens;
}
