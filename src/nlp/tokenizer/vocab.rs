//! A vocabulary: words and their ids, made from counts.
//!
//! The four special tokens `<pad>` `<unk>` `<s>` `</s>` have the ids 0 to 3, as in every tokenizer of
//! this crate. The words follow, the most frequent first; of equally frequent ones the one that sorts
//! first. What does not fit is an unknown word, and the count of `<unk>` is the number of those.
//!
//! ```
//! use teddy_reads::nlp::tokenizer::{Vocab, VocabConfig};
//!
//! let config = VocabConfig { max_size: 6, min_count: 1 };
//! let vocab = Vocab::from_words("the bear sees the bee and the bear".split(' '), &config);
//! assert_eq!(vocab.words(), ["<pad>", "<unk>", "<s>", "</s>", "the", "bear"]);
//! assert_eq!(vocab.counts(), [0, 3, 0, 0, 3, 2]);
//! assert_eq!(vocab.id("bear"), 5);
//! assert_eq!(vocab.id("honey"), vocab.special().unk);
//! ```

use super::{SpecialTokens, TokenId};
use crate::nlp::error::{NlpError, Result};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The special tokens in the order of their ids: padding, unknown, begin and end of a sentence.
pub const SPECIAL_WORDS: [&str; 4] = ["<pad>", "<unk>", "<s>", "</s>"];

/// The ids of [`SPECIAL_WORDS`].
pub const SPECIAL: SpecialTokens = SpecialTokens {
    pad: 0,
    unk: 1,
    bos: 2,
    eos: 3,
};

/// Which words are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VocabConfig {
    /// At most so many ids in all, the four special ones included.
    pub max_size: usize,
    /// A word must occur this often.
    pub min_count: u64,
}

impl Default for VocabConfig {
    fn default() -> Self {
        VocabConfig {
            max_size: usize::MAX,
            min_count: 1,
        }
    }
}

/// Words by id and ids by word. As JSON: `{"words": […], "counts": […]}`, checked when read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "VocabFile", into = "VocabFile")]
pub struct Vocab {
    words: Vec<String>,
    counts: Vec<u64>,
    ids: HashMap<String, TokenId>,
}

#[derive(Clone, Serialize, Deserialize)]
struct VocabFile {
    words: Vec<String>,
    counts: Vec<u64>,
}

impl Vocab {
    /// The vocabulary of words with their counts. A word given twice has the sum; the names of
    /// special tokens are not words.
    pub fn from_counts<S: Into<String>>(
        counts: impl IntoIterator<Item = (S, u64)>,
        config: &VocabConfig,
    ) -> Self {
        let mut totals: HashMap<String, u64> = HashMap::new();
        for (word, count) in counts {
            *totals.entry(word.into()).or_insert(0) += count;
        }
        for special in SPECIAL_WORDS {
            totals.remove(special);
        }
        let total: u64 = totals.values().sum();
        let mut ranked: Vec<(Reverse<u64>, String)> = totals
            .into_iter()
            .filter(|&(_, count)| count >= config.min_count)
            .map(|(word, count)| (Reverse(count), word))
            .collect();
        ranked.sort_unstable();
        ranked.truncate(config.max_size.saturating_sub(SPECIAL_WORDS.len()));

        let mut words: Vec<String> = SPECIAL_WORDS.map(str::to_owned).into();
        let mut counts = vec![0; words.len()];
        for (Reverse(count), word) in ranked {
            words.push(word);
            counts.push(count);
        }
        counts[SPECIAL.unk as usize] = total - counts.iter().sum::<u64>();
        let ids = (0..).zip(&words).map(|(id, w)| (w.clone(), id)).collect();
        Vocab { words, counts, ids }
    }

    /// Counts the words and makes their vocabulary.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>, config: &VocabConfig) -> Self {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for word in words {
            *counts.entry(word).or_insert(0) += 1;
        }
        Vocab::from_counts(counts, config)
    }

    /// The id of a word; that of `<unk>` for one that is not there.
    pub fn id(&self, word: &str) -> TokenId {
        self.get(word).unwrap_or(SPECIAL.unk)
    }

    /// The id of a word that is there.
    pub fn get(&self, word: &str) -> Option<TokenId> {
        self.ids.get(word).copied()
    }

    /// The word of an id.
    pub fn word(&self, id: TokenId) -> Option<&str> {
        self.words.get(id as usize).map(String::as_str)
    }

    /// All words in order of id; the first four are [`SPECIAL_WORDS`].
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How often each word occurred, in order of id; that of `<unk>` counts all that were left out.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many ids there are, the four special ones included.
    #[allow(clippy::len_without_is_empty)] // It never is: the special tokens are always there.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The ids of the special tokens.
    pub fn special(&self) -> SpecialTokens {
        SPECIAL
    }

    /// `true` for the ids of the special tokens.
    pub fn is_special(&self, id: TokenId) -> bool {
        (id as usize) < SPECIAL_WORDS.len()
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers always serialise")
    }

    /// Reads what [`Vocab::to_json`] wrote.
    ///
    /// # Errors
    /// [`NlpError::BadFile`] with the place of broken JSON, or the word that is at fault.
    pub fn from_json(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| NlpError::BadFile {
            what: "vocabulary".into(),
            why: error.to_string(),
        })
    }
}

impl From<Vocab> for VocabFile {
    fn from(vocab: Vocab) -> Self {
        VocabFile {
            words: vocab.words,
            counts: vocab.counts,
        }
    }
}

impl TryFrom<VocabFile> for Vocab {
    type Error = String;

    fn try_from(file: VocabFile) -> std::result::Result<Self, String> {
        Vocab::from_parts(file.words, file.counts)
    }
}

impl Vocab {
    /// Words and counts in order of id, checked; or what is wrong with them.
    pub(super) fn from_parts(
        words: Vec<String>,
        counts: Vec<u64>,
    ) -> std::result::Result<Self, String> {
        if words.len() != counts.len() {
            let (words, counts) = (words.len(), counts.len());
            return Err(format!("{words} words, but {counts} counts"));
        }
        if counts
            .iter()
            .try_fold(0u64, |sum, &n| sum.checked_add(n))
            .is_none()
        {
            return Err("the sum of the counts is too large".into());
        }
        for (id, special) in SPECIAL_WORDS.into_iter().enumerate() {
            let found = words.get(id);
            if found.map(String::as_str) != Some(special) {
                return Err(format!("word {id}: expected {special:?}, found {found:?}"));
            }
        }
        let mut ids = HashMap::with_capacity(words.len());
        for (id, word) in (0..).zip(&words) {
            if let Some(first) = ids.insert(word.clone(), id) {
                return Err(format!("word {word:?} has ids {first} and {id}"));
            }
        }
        Ok(Vocab { words, counts, ids })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_limits_and_unknown() {
        let counts = [
            ("b", 2),
            ("a", 2),
            ("c", 9),
            ("<s>", 50),
            ("d", 1),
            ("b", 1),
        ];
        let all = Vocab::from_counts(counts, &VocabConfig::default());
        assert_eq!(all.words()[4..], ["c", "b", "a", "d"]);
        assert_eq!(all.counts(), [0, 0, 0, 0, 9, 3, 2, 1]);
        let config = VocabConfig {
            max_size: 7,
            min_count: 3,
        };
        let few = Vocab::from_counts(counts, &config);
        assert_eq!(few.words()[4..], ["c", "b"]);
        assert_eq!(few.counts()[SPECIAL.unk as usize], 3);
        assert_eq!(
            (few.id("a"), few.get("a"), few.get("b")),
            (1, None, Some(5))
        );
        let none = VocabConfig {
            max_size: 0,
            min_count: 1,
        };
        assert_eq!(Vocab::from_counts(counts, &none).len(), 4);
    }

    #[test]
    fn json_round_trip_and_broken_files() {
        let vocab = Vocab::from_words("le ours lit le livre".split(' '), &VocabConfig::default());
        let json = vocab.to_json();
        assert_eq!(Vocab::from_json(&json).unwrap(), vocab);
        for (from, to, expected) in [
            ("\"ours\"", "\"lit\"", "\"lit\" has ids"),
            ("\"<unk>\"", "\"<unknown>\"", "word 1: expected \"<unk>\""),
            ("\"<pad>\",", "", "counts"),
            ("[0,0", "[0,18446744073709551615", "too large"),
            ("[0,0", "[0,-1", "line 1 column"),
            ("{", "[", "line 1 column"),
        ] {
            let error = Vocab::from_json(&json.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(expected), "{to}: {error}");
        }
        for cut in 0..json.len() {
            assert!(Vocab::from_json(&json[..cut]).is_err());
        }
    }
}
