//! Text to tokens and back.
//!
//! * [`word`]: [`WordTokenizer`], words and `<unk>`; [`character`]: [`CharTokenizer`]; [`vocab`]: words and their ids, from counts.
//! * [`bpe`]: [`BpeTokenizer`], encoding and decoding with learned merges and byte fallback.
//! * [`bpe_train`]: learning one from text; [`bpe_learner`] does a single merge at a time, to be shown.
//! * [`byte_level`]: [`ByteLevelBpe`], GPT-2's kind; [`byte_level_train`] learns one, [`byte_level_files`] reads
//!   `vocab.json` with `merges.txt`, and `.tiktoken`; [`gpt2_split`]: how it cuts text.
//! * [`hf_json`]: Hugging Face's `tokenizer.json`, written and read; [`any`]: one of any kind.
//! * [`metaspace`]: how spaces become `▁`; [`byte_alphabet`]: how bytes become visible.

pub mod any;
pub mod bpe;
pub mod bpe_learner;
mod bpe_merge;
pub mod bpe_train;
pub mod byte_alphabet;
pub mod byte_level;
pub mod byte_level_files;
pub mod byte_level_train;
pub mod character;
mod fast_hash;
pub mod gpt2_split;
pub mod hf_json;
pub mod hf_json_byte_level;
pub mod hf_json_word;
mod merge_trainer;
pub mod metaspace;
mod pair_table;
mod short_table;
mod unicode_class;
mod unicode_table;
pub mod vocab;
pub mod word;
pub mod word_cache;

pub use any::read_tokenizer;
pub use bpe::BpeTokenizer;
pub use bpe_learner::{LearnerSnapshot, MergeLearner, PairCount, SpelledWord};
pub use bpe_train::BpeConfig;
pub use byte_level::ByteLevelBpe;
pub use byte_level_train::ByteLevelConfig;
pub use character::CharTokenizer;
pub use vocab::{Vocab, VocabConfig};
pub use word::{WordTokenizer, split_words};
pub use word_cache::WordCache;

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
    /// Appends the ids of `text`: what training and translating need.
    fn encode_into(&self, text: &str, ids: &mut Vec<TokenId>) {
        ids.extend(self.encode(text).iter().map(|token| token.id));
    }
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
