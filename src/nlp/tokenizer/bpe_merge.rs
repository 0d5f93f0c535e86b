//! Applying learned merges to the symbols of one word.

use super::TokenId;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Two neighbouring symbols.
pub(super) type Pair = (TokenId, TokenId);

/// For each pair that merges: its rank (0 was learned first) and what it becomes.
pub(super) type MergeTable = HashMap<Pair, (u32, TokenId)>;

/// A piece at its place: the bytes `start..end` of the source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub id: TokenId,
    pub start: usize,
    pub end: usize,
}

/// Up to this many symbols the plain search is faster than a queue; most words are far shorter.
const SHORT_WORD: usize = 48;

/// Merges neighbours until no pair is in `table`: always the pair of lowest rank, and of equal
/// ones the leftmost.
pub(super) fn apply_merges(symbols: &mut Vec<Symbol>, table: &MergeTable) {
    if symbols.len() <= SHORT_WORD {
        merge_by_search(symbols, table);
    } else {
        merge_by_queue(symbols, table);
    }
}

/// The definition, word for word: `O(n²)` look-ups for `n` symbols.
fn merge_by_search(symbols: &mut Vec<Symbol>, table: &MergeTable) {
    loop {
        let best = symbols
            .windows(2)
            .enumerate()
            .filter_map(|(at, pair)| {
                let &(rank, merged) = table.get(&(pair[0].id, pair[1].id))?;
                Some((rank, at, merged))
            })
            .min();
        let Some((_, at, merged)) = best else { return };
        symbols[at].id = merged;
        symbols[at].end = symbols[at + 1].end;
        symbols.remove(at + 1);
    }
}

fn merge_by_queue(symbols: &mut Vec<Symbol>, table: &MergeTable) {
    queue_merges(symbols, |pair| table.get(&pair).copied());
}

/// The same result in `O(n log n)`: a linked list of symbols and a queue of the pairs seen so far.
/// A reader may paste a page without a single space. `table` gives the rank of a pair and what it becomes.
pub(super) fn queue_merges(
    symbols: &mut Vec<Symbol>,
    table: impl Fn(Pair) -> Option<(u32, TokenId)>,
) {
    const NONE: usize = usize::MAX;
    let n = symbols.len();
    let mut previous: Vec<usize> = (0..n).map(|i| i.wrapping_sub(1)).collect(); // of 0: NONE
    let mut next: Vec<usize> = (1..=n).map(|i| if i < n { i } else { NONE }).collect();
    let mut gone = vec![false; n];

    let entry = |left: usize, pair: Pair| {
        let (rank, merged) = table(pair)?;
        Some(Reverse((rank, left, pair, merged)))
    };
    let mut queue: BinaryHeap<_> = symbols
        .windows(2)
        .enumerate()
        .filter_map(|(at, pair)| entry(at, (pair[0].id, pair[1].id)))
        .collect();

    while let Some(Reverse((_, left, pair, merged))) = queue.pop() {
        let right = next[left];
        // An entry whose symbols were merged away in the meantime is stale.
        if gone[left] || right == NONE || (symbols[left].id, symbols[right].id) != pair {
            continue;
        }
        symbols[left].id = merged;
        symbols[left].end = symbols[right].end;
        gone[right] = true;
        let after = next[right];
        next[left] = after;
        if after != NONE {
            previous[after] = left;
            queue.extend(entry(left, (merged, symbols[after].id)));
        }
        let before = previous[left];
        if before != NONE {
            queue.extend(entry(before, (symbols[before].id, merged)));
        }
    }
    let mut gone = gone.into_iter();
    symbols.retain(|_| !gone.next().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::rng::Rng;

    #[test]
    fn search_and_queue_agree() {
        let mut rng = Rng::new(5);
        for _ in 0..300 {
            // Random merges over three letters, each making a new symbol of two older ones.
            let mut table = MergeTable::new();
            for rank in 0..12u32 {
                let known = 3 + rank as usize;
                let pair = (rng.below(known) as u32, rng.below(known) as u32);
                table.entry(pair).or_insert((rank, 3 + rank));
            }
            let n = rng.below(90);
            let word: Vec<Symbol> = (0..n)
                .map(|i| Symbol {
                    id: rng.below(3) as u32,
                    start: i,
                    end: i + 1,
                })
                .collect();
            let (mut a, mut b) = (word.clone(), word);
            merge_by_search(&mut a, &table);
            merge_by_queue(&mut b, &table);
            assert_eq!(a, b);
        }
    }
}
