//! Batches of sentences of similar length, so that little of the rectangle is padding.

use crate::nlp::data::batch::Example;
use crate::nlp::data::labelled::{LabelledExample, TaggedExample, TextExample};
use crate::nlp::rng::Rng;
use serde::{Deserialize, Serialize};

/// How large batches are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchConfig {
    /// At most so many tokens, source and target, padding counted.
    pub max_tokens: usize,
    /// At most so many sentences.
    pub max_sentences: usize,
}

/// What batching must know of an example: how much of the rectangle it fills.
pub trait Extent {
    /// Tokens of source and target; a single sequence counts as a target.
    fn extent(&self) -> (usize, usize);
}

impl Extent for Example {
    fn extent(&self) -> (usize, usize) {
        (self.src.len(), self.tgt.len())
    }
}

impl Extent for TextExample {
    fn extent(&self) -> (usize, usize) {
        (0, self.ids.len())
    }
}

impl Extent for LabelledExample {
    fn extent(&self) -> (usize, usize) {
        (0, self.ids.len())
    }
}

impl Extent for TaggedExample {
    fn extent(&self) -> (usize, usize) {
        (0, self.ids.len())
    }
}

/// One epoch's batches as lists of indices: everything shuffled, cut into pools, each pool sorted by
/// length and cut into batches, the batches shuffled. Every example appears exactly once; one that is
/// longer than `max_tokens` gets a batch of its own.
pub fn bucketed_batches<E: Extent>(
    examples: &[E],
    config: BatchConfig,
    rng: &mut Rng,
) -> Vec<Vec<usize>> {
    /// Large enough for good buckets, small enough that neighbours differ from epoch to epoch.
    const POOL: usize = 20_000;
    let mut order: Vec<usize> = (0..examples.len()).collect();
    rng.shuffle(&mut order);
    let mut batches = Vec::new();
    for pool in order.chunks_mut(POOL) {
        pool.sort_by_key(|&i| {
            let (src, tgt) = examples[i].extent();
            (tgt, src)
        });
        let mut batch: Vec<usize> = Vec::new();
        let (mut t_src, mut t_tgt) = (0, 0);
        for &i in pool.iter() {
            let (src, tgt) = examples[i].extent();
            let (s, t) = (t_src.max(src), t_tgt.max(tgt));
            let full = (batch.len() + 1) * (s + t) > config.max_tokens
                || batch.len() == config.max_sentences;
            if full && !batch.is_empty() {
                batches.push(std::mem::take(&mut batch));
                (t_src, t_tgt) = (src, tgt);
            } else {
                (t_src, t_tgt) = (s, t);
            }
            batch.push(i);
        }
        if !batch.is_empty() {
            batches.push(batch);
        }
    }
    rng.shuffle(&mut batches);
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_once_and_no_batch_too_large() {
        let mut rng = Rng::new(2);
        let examples: Vec<Example> = (0..500)
            .map(|_| {
                let n = 2 + rng.below(30);
                Example {
                    src: vec![5; n],
                    tgt: vec![5; n + rng.below(4)],
                }
            })
            .collect();
        let config = BatchConfig {
            max_tokens: 300,
            max_sentences: 12,
        };
        let batches = bucketed_batches(&examples, config, &mut rng);
        let mut seen: Vec<usize> = batches.iter().flatten().copied().collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
        let mut padded = 0;
        for batch in &batches {
            let longest = |f: fn(&Example) -> usize| batch.iter().map(|&i| f(&examples[i])).max();
            let (s, t) = (
                longest(|e| e.src.len()).unwrap(),
                longest(|e| e.tgt.len()).unwrap(),
            );
            padded += batch.len() * (s + t);
            assert!(batch.len() <= 12 && batch.len() * (s + t) <= 300);
        }
        let real: usize = examples.iter().map(|e| e.src.len() + e.tgt.len()).sum();
        assert!(
            (padded as f64) < 1.1 * real as f64,
            "{padded} cells for {real} tokens"
        );
    }
}
