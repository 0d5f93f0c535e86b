//! Tasks that are made, not read: each asks for memory of a known kind, so that what a model can keep may
//! be measured. Symbols are the ids from [`FIRST_SYMBOL`] on; below it lie PAD, UNK, BOS and EOS as in the
//! tokenizers.
//!
//! * recall: n random symbols; which one stood k steps before the last?
//! * copy: say the same symbols again.
//! * reverse: say them from the last to the first.

use super::batch::Example;
use super::labelled::{LabelledExample, TaggedExample};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{SpecialTokens, TokenId};

/// The special tokens of these tasks.
pub const SPECIAL: SpecialTokens = SpecialTokens {
    pad: 0,
    unk: 1,
    bos: 2,
    eos: 3,
};

/// The id of the first symbol.
pub const FIRST_SYMBOL: TokenId = 4;

/// How many ids a model of these tasks needs for `n_symbols` symbols.
pub fn vocab_size(n_symbols: usize) -> usize {
    FIRST_SYMBOL as usize + n_symbols
}

fn symbols(n: usize, n_symbols: usize, rng: &mut Rng) -> Vec<TokenId> {
    (0..n)
        .map(|_| FIRST_SYMBOL + rng.below(n_symbols) as TokenId)
        .collect()
}

fn between_bos_and_eos(ids: impl Iterator<Item = TokenId>) -> Vec<TokenId> {
    std::iter::once(SPECIAL.bos)
        .chain(ids)
        .chain(std::iter::once(SPECIAL.eos))
        .collect()
}

/// Which symbol stood `distance` steps before the last?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recall {
    /// k
    pub distance: usize,
    pub n_symbols: usize,
}

impl Recall {
    /// k + 1 symbols, so the answer is the first of them. The label counts symbols from 0.
    pub fn labelled(&self, rng: &mut Rng) -> LabelledExample {
        let ids = symbols(self.distance + 1, self.n_symbols, rng);
        LabelledExample {
            label: ids[0] - FIRST_SYMBOL,
            ids,
        }
    }

    /// `len` symbols and the question at every one of them: the tag is the symbol k steps back, counted
    /// from 0, and none where there are not yet so many.
    pub fn tagged(&self, len: usize, rng: &mut Rng) -> TaggedExample {
        let ids = symbols(len, self.n_symbols, rng);
        let tag = |i: usize| i.checked_sub(self.distance).map(|j| ids[j] - FIRST_SYMBOL);
        TaggedExample {
            tags: (0..len).map(tag).collect(),
            ids,
        }
    }

    /// For an encoder–decoder: k + 1 symbols in, the answer out.
    pub fn pair(&self, rng: &mut Rng) -> Example {
        let ids = symbols(self.distance + 1, self.n_symbols, rng);
        Example {
            tgt: between_bos_and_eos(ids[..1].iter().copied()),
            src: between_bos_and_eos(ids.into_iter()),
        }
    }
}

/// `len` symbols in, the same out.
pub fn copy(len: usize, n_symbols: usize, rng: &mut Rng) -> Example {
    let ids = symbols(len, n_symbols, rng);
    Example {
        src: between_bos_and_eos(ids.iter().copied()),
        tgt: between_bos_and_eos(ids.iter().copied()),
    }
}

/// `len` symbols in, the same out, the last first.
pub fn reverse(len: usize, n_symbols: usize, rng: &mut Rng) -> Example {
    let ids = symbols(len, n_symbols, rng);
    Example {
        src: between_bos_and_eos(ids.iter().copied()),
        tgt: between_bos_and_eos(ids.iter().rev().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_where_the_task_says() {
        let task = Recall {
            distance: 3,
            n_symbols: 6,
        };
        let mut rng = Rng::new(1);
        for _ in 0..50 {
            let e = task.labelled(&mut rng);
            assert_eq!((e.ids.len(), e.ids[0]), (4, FIRST_SYMBOL + e.label));
            assert!(e.label < 6);
            let e = task.tagged(10, &mut rng);
            assert!(e.tags[..3].iter().all(Option::is_none));
            assert!((3..10).all(|i| e.tags[i] == Some(e.ids[i - 3] - FIRST_SYMBOL)));
            let e = task.pair(&mut rng);
            assert_eq!(e.tgt, [SPECIAL.bos, e.src[1], SPECIAL.eos]);
            assert_eq!(e.src.len(), 6);
        }
    }

    #[test]
    fn copy_and_reverse_by_seed() {
        let e = copy(5, 8, &mut Rng::new(2));
        assert_eq!(e.src, e.tgt);
        let e = reverse(5, 8, &mut Rng::new(2));
        let back: Vec<TokenId> = e.tgt.iter().rev().copied().collect();
        assert_eq!(e.src[1..6], back[1..6]);
        assert_eq!(reverse(5, 8, &mut Rng::new(2)), e);
        assert!(e.src.iter().all(|&id| (id as usize) < vocab_size(8)));
    }
}
