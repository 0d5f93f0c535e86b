//! Learning merges one at a time: the heart of byte-pair encoding, for training and for showing it.
//!
//! Start from words spelled as symbols, with how often each occurs. Then repeat: count every pair
//! of neighbours, take the most frequent one, and join it everywhere. Recounting everything for
//! each merge costs the whole corpus; here only the words that contain the pair are looked at.
//! Every merge can be undone.
//!
//! ```
//! use teddy_reads::nlp::tokenizer::MergeLearner;
//!
//! let mut learner = MergeLearner::from_text("bear bears bear");
//! assert_eq!(learner.top_pairs(1)[0].to_string(), "▁ + b: 3");
//! learner.play(learner.pieces().len() + 4, 2);
//! let spelled = |learner: &MergeLearner| -> Vec<String> {
//!     learner.words().map(|(word, _)| word.join(" ")).collect()
//! };
//! assert_eq!(spelled(&learner), ["▁bear", "▁bear s"]);
//! learner.undo();
//! assert_eq!(spelled(&learner), ["▁bea r", "▁bea r s"]);
//! ```

use super::bpe_merge::Pair;
use super::metaspace::{MARKER, words};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;

/// A pair of neighbouring pieces and how often it occurs in the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCount {
    pub left: String,
    pub right: String,
    pub count: u64,
}

impl fmt::Display for PairCount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} + {}: {}", self.left, self.right, self.count)
    }
}

/// A word as it is spelled now, and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpelledWord {
    pub pieces: Vec<String>,
    pub count: u64,
}

/// All that the page shows of a learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerSnapshot {
    /// Oldest first.
    pub pieces: Vec<String>,
    /// The merges so far, with the count that each pair had when it was merged.
    pub merges: Vec<PairCount>,
    pub words: Vec<SpelledWord>,
    /// The pairs that come next, best first.
    pub pairs: Vec<PairCount>,
    /// How many pairs there are in all.
    pub pair_total: usize,
    /// How many tokens the text has now.
    pub tokens: u64,
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
    merged: Vec<Merged>,
}

/// What is needed to undo a merge.
#[derive(Clone, Debug)]
struct Merged {
    pair: PairCount,
    ids: Pair,
    /// Whether its piece was new then.
    new_piece: bool,
    /// The words that it changed, as they were.
    before: Vec<(u32, Vec<u32>)>,
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
            merged: Vec::new(),
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

    /// A learner of a reader's text. Words begin with `▁` for the space before them; the first symbols are
    /// graphemes, so that no accent and no emoji comes apart. Words and symbols in order of first appearance.
    pub fn from_text(text: &str) -> Self {
        let mut order = Vec::new();
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for word in text
            .lines()
            .flat_map(words)
            .filter(|word| !word.body.is_empty())
        {
            let count = counts.entry(word.body).or_insert(0);
            if *count == 0 {
                order.push(word.body);
            }
            *count += 1;
        }
        let mut buffer = [0; 4];
        let marker: &str = MARKER.encode_utf8(&mut buffer);
        let spelled = order.iter().map(|&word| {
            let symbols = std::iter::once(marker).chain(word.graphemes(true));
            (symbols, counts[word])
        });
        MergeLearner::new([], spelled)
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
        self.top_pairs(usize::MAX)
    }

    /// The next pairs to be merged, at most `n`.
    pub fn top_pairs(&self, n: usize) -> Vec<PairCount> {
        let mut pairs: Vec<(u64, Reverse<Pair>)> = self
            .pairs
            .iter()
            .filter(|(_, stats)| stats.count > 0)
            .map(|(&pair, stats)| (stats.count, Reverse(pair)))
            .collect();
        if n < pairs.len() {
            pairs.select_nth_unstable_by_key(n, |&entry| Reverse(entry));
            pairs.truncate(n);
        }
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
                self.queue.push((believed, Reverse(pair)));
                return None;
            }
            return Some(self.merge_pair(pair, count));
        }
    }

    /// Merges a pair of the caller's choice; `None`, and nothing done, if it does not occur.
    pub fn merge(&mut self, left: &str, right: &str) -> Option<PairCount> {
        let pair = (*self.ids.get(left)?, *self.ids.get(right)?);
        let count = self.pairs.get(&pair)?.count;
        (count > 0).then(|| self.merge_pair(pair, count))
    }

    /// Merges until there are `target` pieces or no pair occurs `min_frequency` times; gives how many merges.
    pub fn play(&mut self, target: usize, min_frequency: u64) -> usize {
        let before = self.merged.len();
        while self.pieces.len() < target && self.step(min_frequency).is_some() {}
        self.merged.len() - before
    }

    /// Takes the last merge back; `None` if there is none.
    pub fn undo(&mut self) -> Option<PairCount> {
        let last = self.merged.pop()?;
        let mut changed = Vec::new();
        for (place, before) in last.before {
            let (symbols, count) = &mut self.words[place as usize];
            for pair in neighbours(symbols) {
                if let Some(stats) = self.pairs.get_mut(&pair) {
                    stats.count -= *count;
                    changed.push(pair);
                }
            }
            *symbols = before;
            for pair in neighbours(symbols) {
                let stats = self.pairs.entry(pair).or_default();
                stats.count += *count;
                if pair == last.ids {
                    stats.words.push(place); // the others still know it
                }
                changed.push(pair);
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for pair in changed {
            // A pair of the piece that goes must not be found when the next piece has its id.
            match self.pairs[&pair].count {
                0 => drop(self.pairs.remove(&pair)),
                count => self.queue.push((count, Reverse(pair))),
            }
        }
        if last.new_piece
            && let Some(piece) = self.pieces.pop()
        {
            self.ids.remove(&piece);
        }
        Some(last.pair)
    }

    /// The merges so far, with the count that each pair had when it was merged.
    pub fn merges(&self) -> impl ExactSizeIterator<Item = &PairCount> {
        self.merged.iter().map(|merged| &merged.pair)
    }

    /// How many tokens the text has now.
    pub fn token_count(&self) -> u64 {
        let tokens = |(word, count): &(Vec<u32>, u64)| word.len() as u64 * count;
        self.words.iter().map(tokens).sum()
    }

    /// All that the page shows, with the next `pairs` pairs.
    pub fn snapshot(&self, pairs: usize) -> LearnerSnapshot {
        let own = |word: Vec<&str>| word.into_iter().map(str::to_owned).collect();
        let words = self.words().map(|(word, count)| SpelledWord {
            pieces: own(word),
            count,
        });
        LearnerSnapshot {
            pieces: self.pieces.clone(),
            merges: self.merges().cloned().collect(),
            words: words.collect(),
            pairs: self.top_pairs(pairs),
            pair_total: self.pairs.values().filter(|stats| stats.count > 0).count(),
            tokens: self.token_count(),
        }
    }

    fn merge_pair(&mut self, pair: Pair, count: u64) -> PairCount {
        let (named, known) = (self.named(pair, count), self.pieces.len());
        let mut before = Vec::new();
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
            before.push((place, symbols.clone()));
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
        self.merged.push(Merged {
            pair: named.clone(),
            ids: pair,
            new_piece: self.pieces.len() > known,
            before,
        });
        named
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
