//! Learning all merges of a corpus, fast: the same answer as [`MergeLearner`](super::MergeLearner), without the
//! strings and the going back that showing it step by step needs.
//!
//! All distinct words lie in one array. A symbol's id stands at its first place, its length at its first and
//! last, so that both neighbours are found at once. For each pair there is a count and the list of its places; the
//! pairs wait in a queue by count. A merge visits the places of its pair alone: the pairs to the left and right of
//! each lose a place, and pairs with the new symbol gain one. Since one part of all gained pairs is the new
//! symbol, they are tallied in an array by the other part, not in a hash table.

use super::TokenId;
use super::bpe_merge::Pair;
use super::fast_hash::FastMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What separates words, and what stands inside a symbol.
const NONE: u32 = u32::MAX;

/// A corpus of words, and the pieces that it is spelled in.
pub(super) struct MergeTrainer {
    /// Bytes of each piece by id.
    pieces: Vec<Vec<u8>>,
    ids: FastMap<Vec<u8>, TokenId>,
    symbols: Vec<u32>,
    lengths: Vec<u32>,
    /// How often the word occurs that a place is in.
    counts: Vec<u64>,
}

/// A pair's count and where it stands: `places[start..start + len]`, of which some may have gone.
#[derive(Clone, Copy)]
struct Stats {
    count: i64,
    start: usize,
    len: usize,
}

/// What one merge does to the pairs of the new (or a merged) symbol with another one.
#[derive(Clone, Copy, Default)]
struct Tally {
    lost: i64,
    gained: i64,
    places: u32,
    touched: bool,
}

impl MergeTrainer {
    /// A trainer with the symbols of a corpus; their order is their age, which decides ties.
    pub fn new(pieces: Vec<Vec<u8>>) -> Self {
        let ids = (0..).zip(&pieces).map(|(id, piece)| (piece.clone(), id));
        MergeTrainer {
            ids: ids.collect(),
            pieces,
            symbols: vec![NONE],
            lengths: vec![1],
            counts: vec![0],
        }
    }

    /// Adds a word, as ids of the symbols, that occurs `count` times.
    pub fn add(&mut self, word: impl IntoIterator<Item = TokenId>, count: u64) {
        self.symbols.extend(word);
        self.symbols.push(NONE);
        self.lengths.resize(self.symbols.len(), 1);
        self.counts.resize(self.symbols.len(), count);
    }

    /// Merges the most frequent pair, again and again, until there are `target` pieces or no pair occurs
    /// `min_frequency` times. Gives all pieces and the merges in their order.
    pub fn learn(mut self, target: usize, min_frequency: u64) -> (Vec<Vec<u8>>, Vec<Pair>) {
        let min_frequency = i64::try_from(min_frequency.max(1)).unwrap_or(i64::MAX);
        let (mut places, mut stats, mut index) = self.count_pairs();
        let mut queue: BinaryHeap<(i64, Reverse<Pair>, usize)> = (index.iter())
            .map(|(&pair, &at)| (stats[at].count, Reverse(pair), at))
            .filter(|&(count, ..)| count >= min_frequency)
            .collect();
        let mut merges = Vec::new();
        let mut sides = [Side::default(), Side::default()];

        while self.pieces.len() < target
            && let Some((believed, Reverse(pair), at)) = queue.pop()
        {
            let Stats { count, start, len } = stats[at];
            if count < believed {
                if count >= min_frequency {
                    queue.push((count, Reverse(pair), at)); // it has lost places since
                }
                continue;
            }
            let merged = self.intern(pair);
            merges.push(pair);
            sides
                .iter_mut()
                .for_each(|side| side.tallies.resize(self.pieces.len(), Tally::default()));
            // From left to right, as overlapping places demand. Nearly always they are sorted already.
            places[start..start + len].sort_unstable();
            for &place in &places[start..start + len] {
                self.merge_at(place as usize, pair, merged, &mut sides);
            }
            stats[at].count = 0;
            stats[at].len = 0;

            for (left, side) in [true, false].into_iter().zip(&mut sides) {
                let of = |old: u32, other: u32| if left { (other, old) } else { (old, other) };
                let old = if left { pair.0 } else { pair.1 };
                for &other in &side.touched {
                    let tally = side.tallies[other as usize];
                    if tally.lost != 0
                        && of(old, other) != pair
                        && let Some(&at) = index.get(&of(old, other))
                    {
                        stats[at].count -= tally.lost;
                    }
                }
                side.take_places(
                    &mut places,
                    |other, gained, range: std::ops::Range<usize>, places| {
                        let pair = of(merged, other);
                        match index.get(&pair) {
                            // The new piece was known before, made of other parts.
                            Some(&at) => {
                                let known = &mut stats[at];
                                let (from, len) = (known.start, known.len);
                                known.start = places.len();
                                known.len += range.len();
                                known.count += gained;
                                places.extend_from_within(from..from + len);
                                places.extend_from_within(range);
                                if gained > 0 && known.count >= min_frequency {
                                    queue.push((known.count, Reverse(pair), at));
                                }
                            }
                            None if gained > 0 => {
                                let at = stats.len();
                                index.insert(pair, at);
                                stats.push(Stats {
                                    count: gained,
                                    start: range.start,
                                    len: range.len(),
                                });
                                if gained >= min_frequency {
                                    queue.push((gained, Reverse(pair), at));
                                }
                            }
                            None => {}
                        }
                    },
                );
            }
        }
        (self.pieces, merges)
    }

    /// The places of all pairs, with their counts.
    fn count_pairs(&self) -> (Vec<u32>, Vec<Stats>, FastMap<Pair, usize>) {
        let mut index = FastMap::default();
        let mut stats: Vec<Stats> = Vec::new();
        let mut of_place = Vec::with_capacity(self.symbols.len());
        for (place, pair) in self.symbols.windows(2).enumerate() {
            if pair[0] == NONE || pair[1] == NONE {
                continue;
            }
            let at = *index.entry((pair[0], pair[1])).or_insert_with(|| {
                stats.push(Stats {
                    count: 0,
                    start: 0,
                    len: 0,
                });
                stats.len() - 1
            });
            stats[at].count += self.counts[place] as i64;
            stats[at].len += 1;
            of_place.push((place as u32, at));
        }
        let mut start = 0;
        for pair in &mut stats {
            pair.start = start;
            start += std::mem::take(&mut pair.len);
        }
        let mut places = vec![0; start];
        for (place, at) in of_place {
            places[stats[at].start + stats[at].len] = place;
            stats[at].len += 1;
        }
        (places, stats, index)
    }

    /// Joins the pair at `place`, if it is still there.
    fn merge_at(&mut self, place: usize, pair: Pair, merged: u32, sides: &mut [Side; 2]) {
        if self.symbols[place] != pair.0 {
            return;
        }
        let right = place + self.lengths[place] as usize;
        if self.symbols[right] != pair.1 {
            return;
        }
        let count = self.counts[place] as i64;
        let before = place - self.lengths[place - 1] as usize;
        let after = right + self.lengths[right] as usize;
        let [left_side, right_side] = sides;
        let (previous, next) = (self.symbols[before], self.symbols[after]);
        if previous != NONE {
            // Right after another place: that one has just gained a pair with our left part.
            if previous == merged {
                right_side.at(pair.0).gained -= count;
            } else {
                left_side.at(previous).lost += count;
            }
            left_side.gain(previous, before, count);
        }
        if next != NONE {
            if next == merged {
                left_side.at(pair.1).gained -= count;
            } else {
                right_side.at(next).lost += count;
            }
            right_side.gain(next, place, count);
        }
        let length = (after - place) as u32;
        self.symbols[place] = merged;
        self.symbols[right] = NONE; // the inside of a symbol; no list of places leads to it as a left part
        self.lengths[place] = length;
        self.lengths[after - 1] = length;
    }

    fn intern(&mut self, (left, right): Pair) -> TokenId {
        let mut piece = self.pieces[left as usize].clone();
        piece.extend_from_slice(&self.pieces[right as usize]);
        if let Some(&id) = self.ids.get(&piece) {
            return id;
        }
        let id = self.pieces.len() as TokenId;
        self.ids.insert(piece.clone(), id);
        self.pieces.push(piece);
        id
    }
}

/// The pairs on one side of the places of a merge, by their other symbol.
#[derive(Default)]
struct Side {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
    /// The other symbol and the place of each gained pair, in order of place.
    gained: Vec<(u32, u32)>,
}

impl Side {
    fn at(&mut self, other: u32) -> &mut Tally {
        let tally = &mut self.tallies[other as usize];
        if !tally.touched {
            tally.touched = true;
            self.touched.push(other);
        }
        tally
    }

    fn gain(&mut self, other: u32, place: usize, count: i64) {
        let tally = self.at(other);
        tally.gained += count;
        tally.places += 1;
        self.gained.push((other, place as u32));
    }

    /// Appends the gained places, sorted by their symbol, to `places`; tells `visit` each symbol, what its pair
    /// gained and the range of its places; and is empty again.
    fn take_places(
        &mut self,
        places: &mut Vec<u32>,
        mut visit: impl FnMut(u32, i64, std::ops::Range<usize>, &mut Vec<u32>),
    ) {
        let first = places.len();
        let mut end = first;
        for &other in &self.touched {
            end += self.tallies[other as usize].places as usize;
            self.tallies[other as usize].places = end as u32; // one past its last place
        }
        places.resize(end, 0);
        for &(other, place) in self.gained.iter().rev() {
            let next = &mut self.tallies[other as usize].places;
            *next -= 1;
            places[*next as usize] = place;
        }
        self.gained.clear();
        let mut ends = self
            .touched
            .iter()
            .skip(1)
            .map(|&other| self.tallies[other as usize].places as usize);
        let mut ranges = Vec::with_capacity(self.touched.len());
        for &other in &self.touched {
            let tally = self.tallies[other as usize];
            ranges.push((
                other,
                tally.gained,
                tally.places as usize..ends.next().unwrap_or(end),
            ));
        }
        for other in self.touched.drain(..) {
            self.tallies[other as usize] = Tally::default();
        }
        for (other, gained, range) in ranges {
            if gained != 0 || !range.is_empty() {
                visit(other, gained, range, places);
            }
        }
    }
}
