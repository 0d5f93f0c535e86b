//! Sentences of different lengths, padded into one rectangle.

use crate::nlp::error::{NlpError, Result};
use crate::nlp::tokenizer::TokenId;

/// The id that fills the rectangle. What it is does not matter: masks hide it and the loss skips it.
pub(super) const FILL: TokenId = 0;

/// A source and a target sentence as ids, both BOS … EOS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub src: Vec<TokenId>,
    pub tgt: Vec<TokenId>,
}

/// Several examples side by side.
///
/// The decoder reads all but the last target token and is to predict all but the first: `tgt_out` is
/// `tgt_in` moved by one ("teacher forcing").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// (B, T_src), row-major.
    pub src: Vec<TokenId>,
    pub src_lengths: Vec<usize>,
    pub t_src: usize,
    /// (B, T_tgt): BOS …
    pub tgt_in: Vec<TokenId>,
    /// (B, T_tgt): … EOS; `None` is padding.
    pub tgt_out: Vec<Option<TokenId>>,
    pub tgt_lengths: Vec<usize>,
    pub t_tgt: usize,
}

impl Batch {
    /// Pads `examples` to the longest among them. Each needs at least one source and two target tokens.
    pub fn new(examples: &[&Example]) -> Result<Self> {
        if examples.iter().any(|e| e.src.is_empty() || e.tgt.len() < 2) || examples.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let src_lengths: Vec<usize> = examples.iter().map(|e| e.src.len()).collect();
        let tgt_lengths: Vec<usize> = examples.iter().map(|e| e.tgt.len() - 1).collect();
        let t_src = src_lengths.iter().copied().max().unwrap_or(0);
        let t_tgt = tgt_lengths.iter().copied().max().unwrap_or(0);
        let pad = |ids: &[TokenId], t: usize| {
            let fill = std::iter::repeat_n(FILL, t - ids.len());
            ids.iter().copied().chain(fill).collect::<Vec<_>>()
        };
        let tgt_out = examples.iter().flat_map(|e| {
            let fill = std::iter::repeat_n(None, t_tgt + 1 - e.tgt.len());
            e.tgt[1..]
                .iter()
                .map(|&id| Some(id))
                .chain(fill)
                .collect::<Vec<_>>()
        });
        Ok(Batch {
            src: examples.iter().flat_map(|e| pad(&e.src, t_src)).collect(),
            tgt_in: examples
                .iter()
                .flat_map(|e| pad(&e.tgt[..e.tgt.len() - 1], t_tgt))
                .collect(),
            tgt_out: tgt_out.collect(),
            src_lengths,
            tgt_lengths,
            t_src,
            t_tgt,
        })
    }

    /// One example alone: no padding.
    pub fn single(src: &[TokenId], tgt: &[TokenId]) -> Result<Self> {
        Batch::new(&[&Example {
            src: src.to_vec(),
            tgt: tgt.to_vec(),
        }])
    }

    /// How many sentences.
    pub fn len(&self) -> usize {
        self.src_lengths.len()
    }

    pub fn is_empty(&self) -> bool {
        self.src_lengths.is_empty()
    }

    /// How many tokens are to be predicted, padding not counted.
    pub fn n_targets(&self) -> usize {
        self.tgt_lengths.iter().sum()
    }
}
