//! Counting n-grams: of token ids for BLEU, of characters for chrF.
//!
//! An n-gram is one integer: its symbols in a number system whose digits are wide enough for any of
//! them, so two n-grams are equal when the integers are, and no text is ever copied. Four token ids
//! of 32 bits, or six characters of 21, fill 128 bits.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The longest n-gram of any metric here.
pub(super) const MAX_ORDER: usize = 6;

/// Numbers by order: `[0]` is for single symbols.
pub(super) type ByOrder = [u64; MAX_ORDER];

/// A hash map for keys of our own making.
pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FoldHasher>>;

/// How often one n-gram of the hypothesis was seen.
#[derive(Default)]
struct Count {
    in_hypothesis: u32,
    /// In the reference being read now, which is number `reference`.
    in_reference: u32,
    reference: u32,
    /// In the reference that had it most often.
    in_best_reference: u32,
}

/// What one reference adds, by order.
pub(super) struct Overlap {
    /// Clipped matches with this reference alone: `min(hypothesis, this reference)`.
    pub alone: ByOrder,
    /// By how much it raises `min(hypothesis, best reference so far)`.
    pub gained: ByOrder,
}

/// The n-grams of one hypothesis, to be matched with its references one by one.
pub(super) struct NgramTable {
    max_order: usize,
    bits: u32,
    counts: FastMap<u128, Count>,
    references: u32,
}

impl NgramTable {
    /// For n-grams of up to `max_order` symbols below `2^bits − 1`.
    pub fn new(max_order: usize, bits: u32) -> Self {
        debug_assert!(max_order <= MAX_ORDER && max_order as u32 * bits <= 128);
        NgramTable {
            max_order,
            bits,
            counts: FastMap::default(),
            references: 0,
        }
    }

    /// Forgets the last sentence and counts the n-grams of `symbols`.
    pub fn set_hypothesis(&mut self, symbols: &[u32]) {
        self.counts.clear();
        self.references = 0;
        let counts = &mut self.counts;
        for_each_ngram(symbols, self.max_order, self.bits, |_, ngram| {
            counts.entry(ngram).or_default().in_hypothesis += 1;
            true
        });
    }

    /// Counts what the reference `symbols` has in common with the hypothesis.
    ///
    /// Matches are added up as they are found: the k-th occurrence of an n-gram in a reference is a
    /// match if the hypothesis has it k times or more, and k occurrences sum to min(k, hypothesis).
    pub fn match_reference(&mut self, symbols: &[u32]) -> Overlap {
        self.references += 1;
        let reference = self.references;
        let counts = &mut self.counts;
        let mut overlap = Overlap {
            alone: [0; MAX_ORDER],
            gained: [0; MAX_ORDER],
        };
        for_each_ngram(symbols, self.max_order, self.bits, |order, ngram| {
            // What the hypothesis does not have, it does not have with more behind it either.
            let Some(count) = counts.get_mut(&ngram) else {
                return false;
            };
            if count.reference != reference {
                count.reference = reference;
                count.in_reference = 0;
            }
            count.in_reference += 1;
            if count.in_reference <= count.in_hypothesis {
                overlap.alone[order - 1] += 1;
                if count.in_reference > count.in_best_reference {
                    overlap.gained[order - 1] += 1;
                }
            }
            count.in_best_reference = count.in_best_reference.max(count.in_reference);
            true
        });
        overlap
    }
}

/// How many n-grams of each order up to `max_order` a sequence of `len` symbols has: `len − n + 1`.
pub(super) fn ngram_totals(len: usize, max_order: usize) -> ByOrder {
    std::array::from_fn(|i| {
        if i < max_order {
            len.saturating_sub(i) as u64
        } else {
            0
        }
    })
}

/// Calls `visit(order, ngram)` for every n-gram of `symbols`, the shorter first; where it answers
/// `false`, the longer ones with the same beginning are left out.
fn for_each_ngram(
    symbols: &[u32],
    max_order: usize,
    bits: u32,
    mut visit: impl FnMut(usize, u128) -> bool,
) {
    for start in 0..symbols.len() {
        let mut ngram = 0u128;
        for (i, &symbol) in symbols[start..].iter().take(max_order).enumerate() {
            // One more than the symbol: no digit is 0, so orders cannot be mixed up.
            ngram = (ngram << bits) | (u128::from(symbol) + 1);
            if !visit(i + 1, ngram) {
                break;
            }
        }
    }
}

/// A short multiplicative hash. Nobody else chooses our keys' hash values for a gain, so the
/// standard library's guarded hash would only cost time.
#[derive(Default)]
pub(super) struct FoldHasher(u64);

impl FoldHasher {
    fn fold(&mut self, word: u64) {
        // An odd number with bits all over (2^64 divided by the golden ratio).
        const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for FoldHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.fold(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.fold(u64::from(byte));
    }

    fn write_u128(&mut self, key: u128) {
        self.fold(key as u64);
        self.fold((key >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        // The multiplication carries upwards only; the table also uses the low bits.
        self.0 ^ (self.0 >> 32)
    }
}
