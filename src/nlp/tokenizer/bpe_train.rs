//! Training a [`BpeTokenizer`]: count words, choose the alphabet, learn merges.

use super::bpe::{BpeTokenizer, SPECIAL_PIECES, byte_piece};
use super::merge_trainer::MergeTrainer;
use super::metaspace::{MARKER, words};
use crate::nlp::error::{NlpError, Result};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Settings of the training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BpeConfig {
    /// How many pieces in all: 4 special ones, 256 bytes, the alphabet and the merged ones.
    /// There will be fewer if no pair is frequent enough.
    pub vocab_size: usize,
    /// A pair must occur this often to be merged.
    pub min_frequency: u64,
    /// At most this many characters (the most frequent; `▁` among them) become pieces; the others
    /// are spelled in bytes.
    pub alphabet_limit: usize,
}

impl Default for BpeConfig {
    fn default() -> Self {
        BpeConfig {
            vocab_size: 8000,
            min_frequency: 2,
            alphabet_limit: 160,
        }
    }
}

impl BpeTokenizer {
    /// Learns a tokenizer from lines of text.
    ///
    /// Ids: `<pad>` `<unk>` `<s>` `</s>` are 0 to 3, the bytes 4 to 259, then the alphabet by code
    /// point, then the merged pieces as they were learned. Letters merge with letters, and `▁`
    /// with what follows it; digits, apostrophes, hyphens and other signs stay pieces of their own.
    /// So no merge crosses from letters to signs, and encoding need not look for such borders.
    ///
    /// The result depends on nothing but how often each word occurs (not on the order of lines);
    /// for ties see [`MergeLearner`](super::MergeLearner).
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] if there is no room for one character, [`NlpError::EmptyText`] if
    /// there is nothing to learn from.
    pub fn train<'a>(
        lines: impl IntoIterator<Item = &'a str>,
        config: &BpeConfig,
    ) -> Result<BpeTokenizer> {
        let fixed = SPECIAL_PIECES.len() + 256;
        if config.vocab_size <= fixed {
            let why = format!("must be more than the {fixed} special and byte pieces");
            return Err(NlpError::BadConfig {
                field: "vocab_size",
                why,
            });
        }
        if config.alphabet_limit == 0 {
            let why = "must be at least 1, for the space".to_owned();
            return Err(NlpError::BadConfig {
                field: "alphabet_limit",
                why,
            });
        }
        let counts = count_words(lines);
        if counts.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let room = config.vocab_size - fixed;
        let alphabet = choose_alphabet(&counts, config.alphabet_limit.min(room));
        let known: HashSet<char> = alphabet.iter().copied().collect();
        let alphabet: Vec<String> = alphabet.iter().map(char::to_string).collect();
        let segments = count_segments(&counts, &known);

        let ids: HashMap<&str, u32> = alphabet.iter().map(String::as_str).zip(0..).collect();
        let spelling = alphabet.iter().map(|piece| piece.clone().into_bytes());
        let mut trainer = MergeTrainer::new(spelling.collect());
        for (segment, &count) in &segments {
            trainer.add(characters(segment).map(|char| ids[char]), count);
        }
        let (pieces, merges) = trainer.learn(room, config.min_frequency);
        let pieces: Vec<String> = (pieces.into_iter())
            .map(|piece| String::from_utf8(piece).expect("whole characters joined"))
            .collect();
        let piece = |id: u32| pieces[id as usize].clone();
        let merges: Vec<(String, String)> = (merges.iter())
            .map(|&(left, right)| (piece(left), piece(right)))
            .collect();

        let special = SPECIAL_PIECES.map(str::to_owned);
        let pieces = (special.into_iter())
            .chain((0..=u8::MAX).map(byte_piece))
            .chain(pieces);
        BpeTokenizer::from_parts(pieces.collect(), &merges)
    }
}

/// How often each word (without its marker) occurs.
fn count_words<'a>(lines: impl IntoIterator<Item = &'a str>) -> HashMap<&'a str, u64> {
    let mut counts = HashMap::new();
    for line in lines {
        for word in words(line) {
            *counts.entry(word.body).or_insert(0) += 1;
        }
    }
    counts
}

/// The most frequent characters, `▁` always among them, in order of code point; of equally
/// frequent ones the lower code point is preferred.
fn choose_alphabet(words: &HashMap<&str, u64>, limit: usize) -> Vec<char> {
    let mut counts: HashMap<char, u64> = HashMap::new();
    for (word, count) in words {
        for char in word.chars() {
            *counts.entry(char).or_insert(0) += count;
        }
    }
    let mut by_count: Vec<(Reverse<u64>, char)> = counts
        .into_iter()
        .map(|(char, count)| (Reverse(count), char))
        .collect();
    by_count.sort_unstable();
    let frequent = by_count.into_iter().map(|(_, char)| char);
    let mut alphabet: Vec<char> = frequent.take(limit.saturating_sub(1)).collect();
    alphabet.push(MARKER);
    alphabet.sort_unstable();
    alphabet
}

/// Cuts every word where no merge may cross, and counts what is left of two symbols or more.
fn count_segments(words: &HashMap<&str, u64>, known: &HashSet<char>) -> HashMap<String, u64> {
    let mut segments = HashMap::new();
    let mut close = |segment: &mut String, count: u64| {
        if segment.chars().nth(1).is_some() {
            *segments.entry(segment.clone()).or_insert(0) += count;
        }
        segment.clear();
    };
    for (word, &count) in words {
        let mut segment = String::from(MARKER);
        let mut before = MARKER;
        for char in word.chars() {
            if !known.contains(&char) {
                // Spelled in bytes: nothing merges with it, on either side.
                close(&mut segment, count);
            } else {
                if !may_join(before, char) {
                    close(&mut segment, count);
                }
                segment.push(char);
            }
            before = char;
        }
        close(&mut segment, count);
    }
    segments
}

/// Whether merges may join these neighbours.
fn may_join(left: char, right: char) -> bool {
    left == MARKER || (is_letter(left) && is_letter(right))
}

/// Letters, and the accents that follow them in decomposed text.
fn is_letter(char: char) -> bool {
    char.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&char)
}

/// The characters of a text, each as a slice of it.
fn characters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices()
        .map(|(at, char)| &text[at..at + char.len_utf8()])
}
