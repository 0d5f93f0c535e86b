//! Beam search (Sutskever, Vinyals and Le 2014, section 3.2), with the tree that it grew.

use super::{Decoded, StepDecoder};
use crate::nlp::error::Result;
use crate::nlp::linalg::{row, with_simd};
use crate::nlp::tokenizer::{SpecialTokens, TokenId};
use serde::{Deserialize, Serialize};

/// How wide, and how lengths are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeamConfig {
    /// How many partial translations are kept.
    pub size: usize,
    /// Finished translations are compared by log p / lengthᵅ, α = `length_penalty`: 0 prefers short
    /// ones, 1 compares by the mean.
    pub length_penalty: f32,
}

/// One considered token. Node 0 is BOS.
#[derive(Clone, Debug, PartialEq)]
pub struct BeamNode {
    pub parent: usize,
    /// Tokens before it, BOS counted; 0 for BOS itself.
    pub step: usize,
    pub id: TokenId,
    /// log p(this token | those before it).
    pub log_probability: f32,
    /// log p of everything up to here.
    pub total: f32,
    /// Whether it stayed in the beam or finished a translation.
    pub kept: bool,
}

/// A finished translation: the node of its EOS (or of its last token at the length limit).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    pub node: usize,
    pub log_probability: f32,
    /// log p / lengthᵅ.
    pub score: f32,
}

/// The tree and its finished translations, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct BeamResult {
    pub nodes: Vec<BeamNode>,
    pub finished: Vec<Finished>,
}

impl BeamResult {
    /// The ids from BOS to `node`, with their probabilities.
    pub fn path(&self, node: usize) -> Decoded {
        let (mut ids, mut log_probabilities) = (Vec::new(), Vec::new());
        let mut at = node;
        while at != 0 {
            ids.push(self.nodes[at].id);
            log_probabilities.push(self.nodes[at].log_probability);
            at = self.nodes[at].parent;
        }
        ids.push(self.nodes[0].id);
        ids.reverse();
        log_probabilities.reverse();
        Decoded {
            ids,
            log_probabilities,
        }
    }

    /// The best translation.
    pub fn best(&self) -> Decoded {
        self.path(self.finished.first().map_or(0, |f| f.node))
    }
}

/// Grows `size` translations side by side; at each step every one proposes its `size` most probable next
/// tokens, and the best `size` of all unfinished proposals go on. A proposal that is EOS and among the
/// best is finished. The search ends when `size` are finished and no open one can still beat the best.
pub fn beam_search<M: StepDecoder>(
    model: &M,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    config: BeamConfig,
) -> Result<BeamResult> {
    let size = config.size.max(1);
    let mut state = model.start(src)?;
    let root = BeamNode {
        parent: 0,
        step: 0,
        id: special.bos,
        log_probability: 0.0,
        total: 0.0,
        kept: true,
    };
    let mut result = BeamResult {
        nodes: vec![root],
        finished: Vec::new(),
    };
    let score = |total: f32, len: usize| total / (len as f32).powf(config.length_penalty);
    let mut open: Vec<usize> = vec![0];
    for step in 1..max_len {
        let tokens: Vec<TokenId> = open.iter().map(|&n| result.nodes[n].id).collect();
        let logits = model.step(&mut state, &tokens)?;
        let first_new = result.nodes.len();
        for (&parent, logits) in open.iter().zip(logits.rows()) {
            let logits = logits.to_slice().expect("new rows");
            let log_sum = with_simd(
                #[inline(always)]
                || row::log_sum_exp(logits),
            );
            let before = result.nodes[parent].total;
            for i in largest(logits, size) {
                let log_probability = logits[i] - log_sum;
                let total = before + log_probability;
                let id = i as TokenId;
                let node = BeamNode {
                    parent,
                    step,
                    id,
                    log_probability,
                    total,
                    kept: false,
                };
                result.nodes.push(node);
            }
        }
        let mut order: Vec<usize> = (first_new..result.nodes.len()).collect();
        order.sort_by(|&a, &b| result.nodes[b].total.total_cmp(&result.nodes[a].total));
        let mut next = Vec::new();
        for (rank, node) in order.into_iter().enumerate() {
            let BeamNode { id, total, .. } = result.nodes[node];
            let ends = id == special.eos;
            if ends && rank < size || !ends && next.len() < size {
                result.nodes[node].kept = true;
                if ends || step + 1 == max_len {
                    let score = score(total, step);
                    result.finished.push(Finished {
                        node,
                        log_probability: total,
                        score,
                    });
                } else {
                    next.push(node);
                }
            }
        }
        let best = result
            .finished
            .iter()
            .map(|f| f.score)
            .fold(f32::NEG_INFINITY, f32::max);
        // The most that an open translation can still reach: no further loss, the longest length.
        let hope = |&n: &usize| {
            score(result.nodes[n].total, max_len - 1).max(score(result.nodes[n].total, step))
        };
        if next.is_empty() || result.finished.len() >= size && next.iter().all(|n| hope(n) <= best)
        {
            break;
        }
        // A longer search rarely helps: with `size` finished, only those clearly in reach go on.
        if result.finished.len() >= 2 * size {
            break;
        }
        let row_of = |n: &usize| {
            let parent = result.nodes[*n].parent;
            open.iter().position(|&o| o == parent).unwrap_or(0)
        };
        let parents: Vec<usize> = next.iter().map(row_of).collect();
        M::reorder(&mut state, &parents);
        open = next;
    }
    result.finished.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(result)
}

/// The places of the `n` largest numbers, largest first; among equals the earlier one.
pub fn largest(x: &[f32], n: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(n + 1);
    for i in 0..x.len() {
        if best.len() < n || best.last().is_some_and(|&last| x[i] > x[last]) {
            let at = best.partition_point(|&b| x[b] >= x[i]);
            best.insert(at, i);
            best.truncate(n);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::largest;

    #[test]
    fn largest_come_first_and_ties_keep_their_order() {
        assert_eq!(largest(&[1.0, 5.0, 3.0, 5.0, -1.0], 3), [1, 3, 2]);
        assert_eq!(largest(&[1.0], 3), [0]);
        assert!(largest(&[], 3).is_empty());
    }
}
