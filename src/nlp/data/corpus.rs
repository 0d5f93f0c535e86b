//! Files of sentence pairs, and a held-out part that training never sees.

use super::Pair;
use crate::nlp::error::{NlpError, Result};
use std::collections::{BTreeMap, HashSet};

/// A held-out sentence with all its translations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub src: String,
    pub refs: Vec<String>,
}

/// Pairs for training, and held-out sentences.
#[derive(Clone, Debug, Default)]
pub struct Split {
    pub train: Vec<Pair>,
    pub valid: Vec<Entry>,
    pub test: Vec<Entry>,
}

/// Of 1,000 distinct source sentences, so many are held out for the test and for validation.
const TEST_PER_MILLE: u64 = 15;
const VALID_PER_MILLE: u64 = 5;

/// Lines of `source<TAB>target`; further columns are ignored, empty lines skipped.
pub fn parse_pairs(text: &str) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t');
        let (Some(src), Some(tgt)) = (columns.next(), columns.next()) else {
            let why = "no tab: expected source<TAB>target".to_string();
            return Err(NlpError::BadLine { line: i + 1, why });
        };
        pairs.push(Pair { src: src.to_string(), tgt: tgt.to_string() });
    }
    Ok(pairs)
}

/// Lines of `source<TAB>reference[<TAB>reference…]`, as test sets are kept.
pub fn parse_entries(text: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |why: &str| NlpError::BadLine { line: i + 1, why: why.to_string() };
        let mut columns = line.split('\t').map(str::trim);
        let src = columns.next().filter(|s| !s.is_empty()).ok_or_else(|| bad("no source"))?;
        let refs: Vec<String> = columns.filter(|r| !r.is_empty()).map(String::from).collect();
        if refs.is_empty() {
            return Err(bad("no reference: expected source<TAB>reference"));
        }
        entries.push(Entry { src: src.to_string(), refs });
    }
    Ok(entries)
}

/// What makes two source sentences the same one: case and final punctuation do not count.
pub fn source_key(src: &str) -> String {
    src.trim().trim_end_matches(['.', '!', '?', ' ']).to_lowercase()
}

/// FNV-1a, 64 bits, begun with a seed: the same on every machine and in every version.
fn stable_hash(text: &str, seed: u64) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325 ^ seed;
    let hash = text.bytes().fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3));
    // FNV's low bits are weak: fold the high ones in.
    hash ^ (hash >> 32)
}

/// Holds out sentences by a hash of their source, all translations of one source together: a sentence is
/// in the test whatever else is in the file, so a larger file does not leak it into the training.
pub fn split_by_source(pairs: Vec<Pair>, seed: u64) -> Split {
    let mut split = Split::default();
    // Sorted by source, so that the order of the file does not matter for the order of the test.
    let (mut test, mut valid) = (BTreeMap::new(), BTreeMap::new());
    for pair in pairs {
        let bucket = stable_hash(&source_key(&pair.src), seed) % 1000;
        let entries: &mut BTreeMap<String, Entry> = match bucket {
            b if b < TEST_PER_MILLE => &mut test,
            b if b < TEST_PER_MILLE + VALID_PER_MILLE => &mut valid,
            _ => {
                split.train.push(pair);
                continue;
            }
        };
        let Pair { src, tgt } = pair;
        let entry = entries.entry(src.clone()).or_insert_with(|| Entry { src, refs: Vec::new() });
        if !entry.refs.contains(&tgt) {
            entry.refs.push(tgt);
        }
    }
    split.test = test.into_values().collect();
    split.valid = valid.into_values().collect();
    split
}

/// The held-out sources, to keep other data away from them.
#[derive(Clone, Debug, Default)]
pub struct HeldOut {
    keys: HashSet<String>,
}

impl HeldOut {
    pub fn of(split: &Split) -> Self {
        let entries = split.test.iter().chain(&split.valid);
        HeldOut { keys: entries.map(|e| source_key(&e.src)).collect() }
    }

    pub fn contains(&self, src: &str) -> bool {
        self.keys.contains(&source_key(src))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> Vec<Pair> {
        let make = |i: usize, k: usize| Pair { src: format!("Sentence {i}."), tgt: format!("{i} {k}") };
        (0..4000).flat_map(|i| [make(i, 0), make(i, 1)]).collect()
    }

    #[test]
    fn no_held_out_sentence_is_trained_on() {
        let mut all = pairs();
        all.push(Pair { src: "sentence 17".into(), tgt: "x".into() });
        let split = split_by_source(all, 295);
        let held_out = HeldOut::of(&split);
        assert!(split.train.iter().all(|p| !held_out.contains(&p.src)));
        assert!((40..=80).contains(&split.test.len()), "{}", split.test.len());
        assert!((10..=30).contains(&split.valid.len()), "{}", split.valid.len());
        assert!(split.test.iter().all(|e| e.refs.len() >= 2));
    }

    #[test]
    fn the_split_depends_on_the_sentence_and_the_seed_alone() {
        let sources = |s: Split| s.test.into_iter().map(|e| e.src).collect::<Vec<_>>();
        let mut reversed = pairs();
        reversed.reverse();
        assert_eq!(sources(split_by_source(pairs(), 1)), sources(split_by_source(reversed, 1)));
        assert_ne!(sources(split_by_source(pairs(), 1)), sources(split_by_source(pairs(), 2)));
    }

    #[test]
    fn bad_lines_are_named() {
        assert_eq!(parse_pairs("a\tb\n\nc\td\te\n").unwrap().len(), 2);
        let bad = |line| NlpError::BadLine { line, why: String::new() };
        let line_of = |e: NlpError| match e {
            NlpError::BadLine { line, .. } => bad(line),
            other => other,
        };
        assert_eq!(line_of(parse_pairs("a\tb\nc").unwrap_err()), bad(2));
        assert_eq!(line_of(parse_entries("a\tb\tc\n\t\n").unwrap_err()), bad(2));
        assert_eq!(line_of(parse_entries("a\t \n").unwrap_err()), bad(1));
    }
}
