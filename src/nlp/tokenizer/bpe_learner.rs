//! Learning merges one at a time: the heart of byte-pair encoding, for training and for showing it.
//!
//! Start from words spelled as symbols, with how often each occurs. Then repeat: count every pair
//! of neighbours, take the most frequent one, and join it everywhere. Recounting everything for
//! each merge costs the whole corpus; here only the words that contain the pair are looked at.

use super::bpe_merge::Pair;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// A pair of neighbouring pieces and how often it occurs in the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairCount {
    pub left: String,
    pub right: String,
    pub count: u64,
}

/// The count of a pair, and the words in which it was seen (some of them may have lost it since).
#[derive(Clone, Debug, Default)]
struct PairStats {
    count: u64,
    words: Vec<u32>,
}

/// A corpus of words under learning.
///
/// Of equally frequent pairs the one whose left piece is older comes first, then the one whose
/// right piece is older; "older" is the order of `first_pieces`, of first appearance, and of merging.
#[derive(Clone, Debug)]
pub struct MergeLearner {
    pieces: Vec<String>,
    ids: HashMap<String, u32>,
    words: Vec<(Vec<u32>, u64)>,
    pairs: HashMap<Pair, PairStats>,
    /// Pairs by count. A count that has fallen since is corrected when it comes up.
    queue: BinaryHeap<(u64, Reverse<Pair>)>,
}

impl MergeLearner {
    /// A learner of `words`: each a list of symbols and the number of times it occurs.
    /// `first_pieces` fixes the age of symbols; those not in it follow as they appear.
    pub fn new<'a, W>(
        first_pieces: impl IntoIterator<Item = &'a str>,
        words: impl IntoIterator<Item = (W, u64)>,
    ) -> Self
    where
        W: IntoIterator<Item = &'a str>,
    {
        let mut learner = MergeLearner {
            pieces: Vec::new(),
            ids: HashMap::new(),
            words: Vec::new(),
            pairs: HashMap::new(),
            queue: BinaryHeap::new(),
        };
        for piece in first_pieces {
            learner.intern(piece);
        }
        for (symbols, count) in words {
            let symbols: Vec<u32> = symbols.into_iter().map(|s| learner.intern(s)).collect();
            let word = learner.words.len() as u32;
            for pair in neighbours(&symbols) {
                let stats = learner.pairs.entry(pair).or_default();
                stats.count += count;
                if stats.words.last() != Some(&word) {
                    stats.words.push(word);
                }
            }
            learner.words.push((symbols, count));
        }
        let entries = learner
            .pairs
            .iter()
            .map(|(&pair, stats)| (stats.count, Reverse(pair)));
        learner.queue = entries.collect();
        learner
    }

    /// The pieces so far, oldest first.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The words as they are spelled now, with their counts.
    pub fn words(&self) -> impl Iterator<Item = (Vec<&str>, u64)> {
        let piece = |&id: &u32| self.pieces[id as usize].as_str();
        self.words
            .iter()
            .map(move |(word, count)| (word.iter().map(piece).collect(), *count))
    }

    /// All pairs, the next to be merged first.
    pub fn pair_counts(&self) -> Vec<PairCount> {
        let mut pairs: Vec<(u64, Reverse<Pair>)> = self
            .pairs
            .iter()
            .filter(|(_, stats)| stats.count > 0)
            .map(|(&pair, stats)| (stats.count, Reverse(pair)))
            .collect();
        pairs.sort_unstable_by_key(|&entry| Reverse(entry));
        pairs
            .into_iter()
            .map(|(count, Reverse(pair))| self.named(pair, count))
            .collect()
    }

    /// Merges the most frequent pair, if it occurs at least `min_frequency` times.
    pub fn step(&mut self, min_frequency: u64) -> Option<PairCount> {
        loop {
            let (believed, Reverse(pair)) = self.queue.pop()?;
            let count = self.pairs.get(&pair).map_or(0, |stats| stats.count);
            if count < believed {
                if count > 0 {
                    self.queue.push((count, Reverse(pair)));
                }
                continue;
            }
            if count < min_frequency.max(1) {
                return None;
            }
            self.merge_pair(pair);
            return Some(self.named(pair, count));
        }
    }

    /// Merges a pair of the caller's choice; `None`, and nothing done, if it does not occur.
    pub fn merge(&mut self, left: &str, right: &str) -> Option<PairCount> {
        let pair = (*self.ids.get(left)?, *self.ids.get(right)?);
        let count = self.pairs.get(&pair)?.count;
        (count > 0).then(|| {
            self.merge_pair(pair);
            self.named(pair, count)
        })
    }

    fn merge_pair(&mut self, pair: Pair) {
        let (left, right) = pair;
        let merged = format!(
            "{}{}",
            self.pieces[left as usize], self.pieces[right as usize]
        );
        let merged = self.intern(&merged);
        let mut places = self.pairs.remove(&pair).unwrap_or_default().words;
        places.sort_unstable();
        places.dedup();

        let mut grown = Vec::new();
        for place in places {
            let (symbols, count) = &mut self.words[place as usize];
            if !neighbours(symbols).any(|other| other == pair) {
                continue;
            }
            // Take the word's pairs out of the counts, respell it, and put its pairs back.
            for other in neighbours(symbols) {
                if let Some(stats) = self.pairs.get_mut(&other) {
                    stats.count -= *count;
                }
            }
            join(symbols, pair, merged);
            for other in neighbours(symbols) {
                let stats = self.pairs.entry(other).or_default();
                stats.count += *count;
                if other.0 == merged || other.1 == merged {
                    stats.words.push(place);
                    grown.push(other);
                }
            }
        }
        grown.sort_unstable();
        grown.dedup();
        let entries = grown
            .into_iter()
            .map(|pair| (self.pairs[&pair].count, Reverse(pair)));
        self.queue.extend(entries);
    }

    fn intern(&mut self, piece: &str) -> u32 {
        if let Some(&id) = self.ids.get(piece) {
            return id;
        }
        let id = self.pieces.len() as u32;
        self.pieces.push(piece.to_owned());
        self.ids.insert(piece.to_owned(), id);
        id
    }

    fn named(&self, (left, right): Pair, count: u64) -> PairCount {
        let piece = |id: u32| self.pieces[id as usize].clone();
        PairCount {
            left: piece(left),
            right: piece(right),
            count,
        }
    }
}

fn neighbours(symbols: &[u32]) -> impl Iterator<Item = Pair> {
    symbols.windows(2).map(|pair| (pair[0], pair[1]))
}

/// Replaces every occurrence of `pair`, from left to right, in place.
fn join(symbols: &mut Vec<u32>, pair: Pair, merged: u32) {
    let (mut read, mut write) = (0, 0);
    while read < symbols.len() {
        let here = symbols[read];
        if here == pair.0 && symbols.get(read + 1) == Some(&pair.1) {
            symbols[write] = merged;
            read += 2;
        } else {
            symbols[write] = here;
            read += 1;
        }
        write += 1;
    }
    symbols.truncate(write);
}
