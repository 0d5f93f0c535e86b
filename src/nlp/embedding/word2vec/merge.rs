//! Putting the changes of several shards together.
//!
//! Each shard started from W and moved to W + Δₛ. A vector that was used n times in each shard should end near
//! where n·S uses in a row would have brought it. Rarely used vectors are still on their way: their changes add up,
//! W + Σ Δₛ. Often used ones have arrived where their n uses pull them, in every shard again: there the mean is
//! right, and the sum would overshoot. In between, if a use with learning rate η closes the share η·h of the way
//! (a quadratic loss of curvature h), n uses close 1 − e^(−ηhn) of it and n·S uses 1 − e^(−ηhnS), so
//!
//! ```text
//! W ← W + c·mean Δₛ,   c = (1 − e^(−ηhnS)) / (1 − e^(−ηhn))        from S (n → 0) down to 1 (n → ∞)
//! ```
//!
//! n is what the words' frequencies lead one to expect. Shards are added in their order, whatever thread was first.

// Plain loops over lanes, as in the kernel.
#![allow(clippy::needless_range_loop)]

use super::table::{LANES, Lanes, Table};
use super::{Architecture, Word2VecConfig};
use crate::nlp::linalg::with_simd;

/// h: the curvature of −log σ(x·y) along x is σ(1−σ)·|y|², at most |y|²/4.
const CURVATURE: f64 = 0.5;

/// What a merge needs to know of each row.
#[derive(Clone, Debug)]
pub(super) struct Merge {
    /// Uses of each row for each word of the text: as input and as output.
    uses: (Vec<f32>, Vec<f32>),
}

impl Merge {
    pub(super) fn new(counts: &[u64], config: &Word2VecConfig) -> Self {
        let keep = super::sampler::keep_probabilities(counts, config);
        let negative = super::sampler::negative_weights(counts, config.negative_exponent);
        let (total, negatives): (u64, f64) = (counts.iter().sum(), negative.iter().sum());
        // Of a window of 1 … w words on each side, on average w + 1 words.
        let window = (config.window + 1) as f64;
        let outputs = (1 + config.negatives) as f64;
        // How many scores one use of an input or of an output takes part in.
        let (per_input, per_output) = match config.architecture {
            Architecture::SkipGram => (window * outputs, window),
            Architecture::Cbow => (outputs, 1.0),
        };
        let kept: Vec<f64> = counts
            .iter()
            .zip(&keep)
            .map(|(&c, &k)| c as f64 * f64::from(k) / total as f64)
            .collect();
        let positions: f64 = kept.iter().sum();
        let input = kept.iter().map(|k| (k * per_input) as f32).collect();
        let output = kept.iter().zip(&negative).map(|(k, n)| {
            let drawn = positions * config.negatives as f64 * n / negatives;
            ((k + drawn) * per_output) as f32
        });
        Merge {
            uses: (input, output.collect()),
        }
    }

    /// The shards' copies into `tables`, and `tables` into the copies. `words` is what each shard has read.
    pub(super) fn apply(
        &self,
        (w_in, w_out): (&mut Table, &mut Table),
        copies: Vec<&mut (Table, Table)>,
        words: f64,
        lr: f32,
    ) {
        let (inputs, outputs): (Vec<&mut Table>, Vec<&mut Table>) =
            copies.into_iter().map(|(a, b)| (a, b)).unzip();
        let rate = f64::from(lr) * CURVATURE * words;
        let job = |table: &mut Table, copies: Vec<&mut Table>, uses: &[f32]| {
            merge_rows(table, copies, uses, rate);
        };
        #[cfg(not(target_arch = "wasm32"))]
        std::thread::scope(|scope| {
            scope.spawn(|| job(w_in, inputs, &self.uses.0));
            job(w_out, outputs, &self.uses.1);
        });
        #[cfg(target_arch = "wasm32")]
        {
            job(w_in, inputs, &self.uses.0);
            job(w_out, outputs, &self.uses.1);
        }
    }
}

fn merge_rows(table: &mut Table, mut copies: Vec<&mut Table>, uses: &[f32], rate: f64) {
    let n = copies.len() as f64;
    with_simd(
        #[inline(always)]
        || {
            for (i, &uses) in uses.iter().enumerate() {
                let x = rate * f64::from(uses);
                // (1 − e^(−xS)) / (1 − e^(−x)); S where x is too small to divide by.
                let c = match x {
                    0.0..1e-9 => n,
                    _ => (-x * n).exp_m1() / (-x).exp_m1(),
                };
                let scale = (c / n) as f32;
                let row = table.row_mut(i as u32);
                for (k, w) in row.iter_mut().enumerate() {
                    let at = i * copies[0].width + k;
                    let mut sum = [0.0; LANES];
                    for copy in &copies {
                        for l in 0..LANES {
                            sum[l] += copy.data[at].0[l] - w.0[l];
                        }
                    }
                    for l in 0..LANES {
                        w.0[l] += scale * sum[l];
                    }
                    for copy in &mut copies {
                        copy.data[at] = Lanes(w.0);
                    }
                }
            }
        },
    );
}
