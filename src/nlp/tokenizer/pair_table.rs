//! The merges of a byte-level tokenizer, made for speed: a flat table, and merging without allocation.

use super::TokenId;
use super::bpe_merge::{Symbol, queue_merges};
use super::fast_hash::mix;

/// A free slot, and a pair that does not merge: no real pair or rank is so large.
const NONE: u64 = u64::MAX;

/// For each pair that merges: its rank and what it becomes.
#[derive(Clone, Debug)]
pub(super) struct PairTable {
    /// Both ids of the pair; rank and merged id. Open addressing.
    slots: Vec<(u64, u64)>,
}

fn both(left: u32, right: u32) -> u64 {
    (u64::from(left) << 32) | u64::from(right)
}

impl PairTable {
    /// A table for so many pairs.
    pub fn with_capacity(pairs: usize) -> Self {
        let size = (pairs.max(1) * 2).next_power_of_two();
        PairTable {
            slots: vec![(NONE, NONE); size],
        }
    }

    /// Adds a pair; `false`, and nothing done, if it is there already. No more pairs than the capacity.
    pub fn insert(&mut self, left: TokenId, right: TokenId, rank: u32, merged: TokenId) -> bool {
        let at = self.find(both(left, right));
        let free = self.slots[at].0 == NONE;
        if free {
            self.slots[at] = (both(left, right), both(rank, merged));
        }
        free
    }

    /// The rank (upper half) and the merged id (lower half) of a pair; [`NONE`] if it does not merge.
    #[inline(always)]
    fn get(&self, left: TokenId, right: TokenId) -> u64 {
        self.slots[self.find(both(left, right))].1
    }

    #[inline(always)]
    fn find(&self, pair: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (mix(0, pair) >> 32) as usize & mask;
        while self.slots[at].0 != pair && self.slots[at].0 != NONE {
            at = (at + 1) & mask;
        }
        at
    }

    /// Merges neighbours among `ids` until no pair is in the table: always the pair of lowest rank, of
    /// equal ones the leftmost. `ranks` is room to work in.
    pub fn apply(&self, ids: &mut Vec<TokenId>, ranks: &mut Vec<u64>) {
        /// Up to this many symbols the plain search is faster than a queue.
        const SHORT: usize = 96;
        if ids.len() > SHORT {
            return self.apply_by_queue(ids);
        }
        self.apply_below(u32::MAX, ids, ranks);
    }

    /// The same with the merges of a rank below `limit` alone, by searching.
    pub fn apply_below(&self, limit: u32, ids: &mut Vec<TokenId>, ranks: &mut Vec<u64>) {
        // ranks[i]: what ids[i] and ids[i + 1] become, and how early.
        ranks.clear();
        ranks.extend(ids.windows(2).map(|pair| self.get(pair[0], pair[1])));
        loop {
            let (mut at, mut best) = (0, both(limit, 0));
            for (i, &rank) in ranks.iter().enumerate() {
                if rank < best {
                    (at, best) = (i, rank);
                }
            }
            if best == both(limit, 0) {
                return;
            }
            ids[at] = best as TokenId;
            ids.remove(at + 1);
            ranks.remove(at);
            if at < ranks.len() {
                ranks[at] = self.get(ids[at], ids[at + 1]);
            }
            if at > 0 {
                ranks[at - 1] = self.get(ids[at - 1], ids[at]);
            }
        }
    }

    fn apply_by_queue(&self, ids: &mut Vec<TokenId>) {
        let mut symbols: Vec<Symbol> = ids
            .iter()
            .map(|&id| Symbol {
                id,
                start: 0,
                end: 0,
            })
            .collect();
        queue_merges(&mut symbols, |(left, right)| {
            let found = self.get(left, right);
            (found != NONE).then_some(((found >> 32) as u32, found as u32))
        });
        ids.clear();
        ids.extend(symbols.iter().map(|symbol| symbol.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::rng::Rng;

    #[test]
    fn search_and_queue_agree() {
        let mut rng = Rng::new(7);
        for _ in 0..200 {
            let mut table = PairTable::with_capacity(12);
            for rank in 0..12u32 {
                let known = 3 + rank as usize;
                table.insert(
                    rng.below(known) as u32,
                    rng.below(known) as u32,
                    rank,
                    3 + rank,
                );
            }
            let word: Vec<u32> = (0..rng.below(90)).map(|_| rng.below(3) as u32).collect();
            let (mut a, mut b) = (word.clone(), word);
            table.apply(&mut a, &mut Vec::new());
            table.apply_by_queue(&mut b);
            assert_eq!(a, b);
        }
    }
}
