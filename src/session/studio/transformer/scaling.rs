//! Why scores are divided by √d_k (Vaswani et al. 2017, section 3.2.1, footnote 4).
//!
//! If the d_k components of q and k are independent with mean 0 and variance 1, q·k has variance d_k: its spread grows
//! as √d_k. Softmax over scores of a large spread puts nearly all weight on one key, and there its derivative
//! ∂w/∂s = diag(w) − w·wᵀ goes to zero: nothing is learnt through it. Divided by √d_k the spread stays 1.

use crate::nlp::linalg::row;
use crate::nlp::rng::Rng;
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};

/// Keys that a query looks at.
pub const KEYS: usize = 8;
/// The largest width.
pub const MAX_D_K: usize = 1024;
/// Queries over which a point of a curve is averaged: the mean is then known to about 0.004.
pub const QUERIES: usize = 2000;
/// The widths of the curves.
pub const WIDTHS: [usize; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/// Averages over many random queries at one width.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    pub d_k: usize,
    /// Standard deviation of the scores.
    pub deviation: f32,
    /// Mean of the largest weight of each query.
    pub largest_weight: f32,
    /// Mean of ‖diag(w) − w·wᵀ‖ (Frobenius).
    pub derivative: f32,
}

/// One query's scores and weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    pub scores: Vec<f32>,
    pub weights: Vec<f32>,
    pub derivative: f32,
}

/// With and without the division.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    pub d_k: usize,
    pub seed: u64,
    /// The first random query at `d_k`: q·k, and q·k/√d_k.
    pub raw: Example,
    pub scaled: Example,
    /// A point a width.
    pub raw_curve: Vec<Spread>,
    pub scaled_curve: Vec<Spread>,
}

/// Random queries and keys, entries N(0, 1), the same for a seed everywhere.
pub fn scaling(d_k: usize, seed: u64) -> Result<Scaling, StudioError> {
    if !(1..=MAX_D_K).contains(&d_k) {
        return Err(StudioError::BadSetting {
            field: "d_k".into(),
            why: format!("{d_k} is not between 1 and {MAX_D_K}"),
        });
    }
    let scores = dot_products(d_k, seed, 1);
    let (mut raw_curve, mut scaled_curve) = (vec![], vec![]);
    for width in WIDTHS {
        let scores = random_scores(width, seed, QUERIES);
        raw_curve.push(spread(width, &scores, 1.0));
        scaled_curve.push(spread(width, &scores, factor(width)));
    }
    Ok(Scaling {
        d_k,
        seed,
        raw: example(&scores, 1.0),
        scaled: example(&scores, factor(d_k)),
        raw_curve,
        scaled_curve,
    })
}

fn factor(d_k: usize) -> f32 {
    1.0 / (d_k as f32).sqrt()
}

/// q·k for `n` queries, each with its own [`KEYS`] keys.
fn dot_products(d_k: usize, seed: u64, n: usize) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    let mut scores = Vec::with_capacity(n * KEYS);
    for _ in 0..n {
        let q: Vec<f64> = (0..d_k).map(|_| rng.normal()).collect();
        for _ in 0..KEYS {
            let dot: f64 = q.iter().map(|q| q * rng.normal()).sum();
            scores.push(dot as f32);
        }
    }
    scores
}

/// As [`dot_products`] in distribution, in less time: given q, the product with a k of N(0, 1) entries is ‖q‖ times
/// one number of N(0, 1).
fn random_scores(d_k: usize, seed: u64, n: usize) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    let mut scores = Vec::with_capacity(n * KEYS);
    for _ in 0..n {
        let square: f64 = (0..d_k).map(|_| rng.normal().powi(2)).sum();
        scores.extend((0..KEYS).map(|_| (square.sqrt() * rng.normal()) as f32));
    }
    scores
}

fn example(dots: &[f32], factor: f32) -> Example {
    let scores: Vec<f32> = dots.iter().map(|s| s * factor).collect();
    let mut weights = scores.clone();
    row::softmax(&mut weights);
    let derivative = derivative(&weights);
    Example {
        scores,
        weights,
        derivative,
    }
}

/// ‖diag(w) − w·wᵀ‖: √(Σ_i (w_i − w_i²)² + Σ_{i≠j} (w_i w_j)²).
fn derivative(w: &[f32]) -> f32 {
    let entry = |i: usize, j: usize| {
        let diagonal = if i == j { w[i] } else { 0.0 };
        (diagonal - w[i] * w[j]).powi(2)
    };
    let entries = (0..w.len()).flat_map(|i| (0..w.len()).map(move |j| entry(i, j)));
    entries.sum::<f32>().sqrt()
}

fn spread(d_k: usize, dots: &[f32], factor: f32) -> Spread {
    let n = dots.len() as f32;
    let mean = dots.iter().sum::<f32>() * factor / n;
    let squares: f32 = dots.iter().map(|s| (s * factor - mean).powi(2)).sum();
    let examples: Vec<Example> = dots.chunks(KEYS).map(|s| example(s, factor)).collect();
    let average =
        |of: fn(&Example) -> f32| examples.iter().map(of).sum::<f32>() / examples.len() as f32;
    Spread {
        d_k,
        deviation: (squares / n).sqrt(),
        largest_weight: average(|e| e.weights.iter().copied().fold(0.0, f32::max)),
        derivative: average(|e| e.derivative),
    }
}
