//! Training a [`ByteLevelBpe`]: count the pieces of a text, learn merges of their bytes.

use super::TokenId;
use super::byte_alphabet::bytes_by_char;
use super::byte_level::{ByteLevelBpe, ByteVocab, Merges};
use super::fast_hash::FastMap;
use super::gpt2_split::{piece_end, short_ascii_piece};
use super::merge_trainer::MergeTrainer;
use super::short_table::{ShortTable, bytes_of, key_of, short_key};
use super::vocab::SPECIAL_WORDS;
use crate::nlp::error::{NlpError, Result};
use serde::{Deserialize, Serialize};

/// Settings of the training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByteLevelConfig {
    /// How many tokens in all: special ones, 256 bytes, and the merged ones. There will be fewer if no
    /// pair is frequent enough.
    pub vocab_size: usize,
    /// A pair must occur this often to be merged.
    pub min_frequency: u64,
    /// The names of the special tokens, which get the first ids.
    pub specials: Vec<String>,
}

impl Default for ByteLevelConfig {
    fn default() -> Self {
        ByteLevelConfig {
            vocab_size: 8000,
            min_frequency: 2,
            specials: SPECIAL_WORDS.map(str::to_owned).into(),
        }
    }
}

impl ByteLevelBpe {
    /// Learns a tokenizer from texts.
    ///
    /// Ids: the special tokens, the bytes in the order of their visible characters, then the merged ones as they
    /// were learned. Of equally frequent pairs that with the lower left id comes first, then that with the
    /// lower right id. So the result is that of Hugging Face's trainer.
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] if there is no room for the bytes, no special token, or one that comes twice;
    /// [`NlpError::EmptyText`] if there is nothing to learn from.
    pub fn train<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        config: &ByteLevelConfig,
    ) -> Result<ByteLevelBpe> {
        let wrong = |field, why: String| NlpError::BadConfig { field, why };
        let specials = &config.specials;
        let fixed = specials.len() + 256;
        if config.vocab_size < fixed {
            let why = format!("must be at least the {fixed} special tokens and bytes");
            return Err(wrong("vocab_size", why));
        }
        if specials.is_empty() || specials.iter().any(String::is_empty) {
            let why = "there must be one at least, and each must have a name".to_owned();
            return Err(wrong("specials", why));
        }
        if let Some(twice) = (1..specials.len()).find(|&at| specials[..at].contains(&specials[at]))
        {
            return Err(wrong(
                "specials",
                format!("{:?} comes twice", specials[twice]),
            ));
        }
        let counts = PieceCounts::of(texts);
        if counts.is_empty() {
            return Err(NlpError::EmptyText);
        }

        let order = bytes_by_char();
        let mut id_of = [0; 256];
        (0..)
            .zip(order)
            .for_each(|(id, byte)| id_of[usize::from(byte)] = id);
        let mut trainer = MergeTrainer::new(order.map(|byte| vec![byte]).into());
        counts.for_each(|piece, count| {
            if piece.len() > 1 {
                trainer.add(piece.iter().map(|&byte| id_of[usize::from(byte)]), count);
            }
        });
        let (pieces, merges) =
            trainer.learn(config.vocab_size - specials.len(), config.min_frequency);

        let moved = specials.len() as TokenId;
        let merges = merges
            .into_iter()
            .map(|(left, right)| (left + moved, right + moved));
        let tokens = specials.iter().map(|_| Vec::new()).chain(pieces);
        let vocab = ByteVocab::new(
            tokens.collect(),
            specials.iter().cloned().zip(0..).collect(),
        )?;
        ByteLevelBpe::from_parts(vocab, Merges::Listed(merges.collect()))
    }
}

/// How often each piece of a text occurs.
struct PieceCounts<'a> {
    short: ShortTable<u64>,
    long: FastMap<&'a [u8], u64>,
}

impl<'a> PieceCounts<'a> {
    fn of(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts = PieceCounts {
            short: ShortTable::with_bits(12),
            long: FastMap::default(),
        };
        for text in texts {
            let bytes = text.as_bytes();
            let mut at = 0;
            while at < bytes.len() {
                let window = bytes
                    .get(at..at + 16)
                    .and_then(|window| Some(u128::from_le_bytes(window.try_into().ok()?)));
                if let Some(window) = window
                    && let Some(length) = short_ascii_piece(window)
                {
                    *counts.short.entry(key_of(window, length)) += 1;
                    at += length;
                    continue;
                }
                let end = piece_end(text, at);
                match short_key(&bytes[at..end]) {
                    Some(key) => *counts.short.entry(key) += 1,
                    None => *counts.long.entry(&bytes[at..end]).or_insert(0) += 1,
                }
                at = end;
            }
        }
        counts
    }

    fn is_empty(&self) -> bool {
        self.short.len() == 0 && self.long.is_empty()
    }

    fn for_each(&self, mut visit: impl FnMut(&[u8], u64)) {
        for (key, &count) in self.short.iter() {
            let (bytes, length) = bytes_of(key);
            visit(&bytes[..length], count);
        }
        for (piece, &count) in &self.long {
            visit(piece, count);
        }
    }
}
