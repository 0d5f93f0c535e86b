//! How a shard reads its sentences: subsampling, windows, negatives, and a call of the kernel for each position.

use super::kernel::{self, Scratch};
use super::sampler::AliasSampler;
use super::table::Table;
use super::{Architecture, Corpus, Word2VecConfig};
use crate::nlp::linalg::with_simd;
use crate::nlp::rng::Rng;
use std::ops::Range;

/// What is drawn at random, the same for all shards.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    pub negatives: AliasSampler,
    pub keep: Vec<f32>,
}

/// Buffers that live from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    scratch: Scratch,
    kept: Vec<u32>,
    inputs: Vec<u32>,
    outputs: Vec<u32>,
}

/// The learning rate as a function of the words read.
#[derive(Clone, Copy)]
pub(super) struct Decay {
    pub from: f32,
    pub to: f32,
    pub total: f64,
}

impl Decay {
    pub(super) fn at(self, words: u64) -> f32 {
        let share = (words as f64 / self.total).min(1.0) as f32;
        self.from + (self.to - self.from) * share
    }
}

impl Reader {
    /// Trains on some sentences; returns the loss measured and its pairs.
    pub(super) fn read(
        &mut self,
        corpus: &Corpus,
        (sentences, mut words): (Range<usize>, u64),
        tables: (&mut Table, &mut Table),
        (config, draws, decay): (&Word2VecConfig, &Draws, Decay),
        rng: &mut Rng,
    ) -> (f64, u64) {
        let (w_in, w_out) = tables;
        let (mut loss, mut pairs) = (0.0, 0);
        let mut until_loss = config.loss_every;
        with_simd(
            #[inline(always)]
            || {
                for s in sentences {
                    let sentence = corpus.sentence(s);
                    let lr = decay.at(words);
                    words += sentence.len() as u64;
                    self.kept.clear();
                    let keep = |&&w: &&u32| {
                        let p = draws.keep[w as usize];
                        p >= 1.0 || rng.uniform() < f64::from(p)
                    };
                    self.kept.extend(sentence.iter().filter(keep));
                    for at in 0..self.kept.len() {
                        if !self.position(at, config, draws, rng) {
                            continue;
                        }
                        let with_loss = match until_loss {
                            0 => false,
                            1 => {
                                until_loss = config.loss_every;
                                true
                            }
                            n => {
                                until_loss = n - 1;
                                false
                            }
                        };
                        let tables = (&mut *w_in, &mut *w_out);
                        let (inputs, outputs) = (&self.inputs[..], &self.outputs[..]);
                        let scratch = &mut self.scratch;
                        match config.architecture {
                            Architecture::SkipGram => {
                                loss += kernel::skip_gram(
                                    tables, inputs, outputs, lr, with_loss, scratch,
                                );
                            }
                            Architecture::Cbow => {
                                let share = match config.divide_by_window {
                                    true => 1.0 / inputs.len() as f32,
                                    false => 1.0,
                                };
                                loss += kernel::cbow(
                                    tables,
                                    inputs,
                                    outputs,
                                    (lr, share),
                                    with_loss,
                                    scratch,
                                );
                            }
                        }
                        if with_loss {
                            pairs += match config.architecture {
                                Architecture::SkipGram => inputs.len() as u64,
                                Architecture::Cbow => 1,
                            };
                        }
                    }
                }
            },
        );
        (loss, pairs)
    }

    /// Fills `inputs` with the words around position `at` and `outputs` with its word and the negatives. False
    /// if no word is around.
    #[inline(always)]
    fn position(
        &mut self,
        at: usize,
        config: &Word2VecConfig,
        draws: &Draws,
        rng: &mut Rng,
    ) -> bool {
        let width = 1 + rng.below(config.window);
        let (from, to) = (
            at.saturating_sub(width),
            (at + width + 1).min(self.kept.len()),
        );
        if to - from < 2 {
            return false;
        }
        self.inputs.clear();
        self.inputs.extend_from_slice(&self.kept[from..at]);
        self.inputs.extend_from_slice(&self.kept[at + 1..to]);
        draw_outputs(
            self.kept[at],
            config.negatives,
            &draws.negatives,
            rng,
            &mut self.outputs,
        );
        true
    }
}

/// The word that stands there, then `k` draws of words that do not; a draw of that word itself is left out, as
/// word2vec.c does.
#[inline(always)]
pub(super) fn draw_outputs(
    word: u32,
    k: usize,
    negatives: &AliasSampler,
    rng: &mut Rng,
    outputs: &mut Vec<u32>,
) {
    outputs.clear();
    outputs.push(word);
    for _ in 0..k {
        let drawn = negatives.draw(rng);
        if drawn != word {
            outputs.push(drawn);
        }
    }
}
