//! Attention as the formula says, in f64 and without any cleverness: what the kernels are checked against, at start-up on
//! the reader's machine and in the tests.

use super::mask::KeyMask;
use super::shape::AttentionShape;
use super::{AttentionOutput, Qkv};

/// softmax(mask(Q·Kᵀ / √d_k))·V, and the weights.
pub fn attention(shape: &AttentionShape, qkv: Qkv, mask: &KeyMask) -> AttentionOutput {
    let (width, d_k) = (shape.width(), shape.d_k);
    let scale = 1.0 / (d_k as f64).sqrt();
    let mut context = vec![0.0f32; shape.query_len()];
    let mut weights = vec![0.0f32; shape.weight_len()];
    for (b, h) in (0..shape.batch).flat_map(|b| (0..shape.heads).map(move |h| (b, h))) {
        let query = |i: usize| &qkv.q[(b * shape.t_q + i) * width + h * d_k..][..d_k];
        let row = |of: &'_ [f32], j: usize| -> Vec<f64> {
            let row = &of[(b * shape.t_k + j) * width + h * d_k..][..d_k];
            row.iter().map(|&x| f64::from(x)).collect()
        };
        let keys: Vec<_> = (0..shape.t_k).map(|j| row(qkv.k, j)).collect();
        let values: Vec<_> = (0..shape.t_k).map(|j| row(qkv.v, j)).collect();
        for i in 0..shape.t_q {
            let seen: Vec<usize> = (0..shape.t_k)
                .filter(|&j| mask.allows(shape.t_k, b, i, j))
                .collect();
            let dot = |key: &[f64]| -> f64 {
                let products = query(i).iter().zip(key).map(|(&q, k)| f64::from(q) * k);
                products.sum()
            };
            let scores: Vec<f64> = seen.iter().map(|&j| scale * dot(&keys[j])).collect();
            let m = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let e: Vec<f64> = scores.iter().map(|s| (s - m).exp()).collect();
            let l: f64 = e.iter().sum();
            let mut sum = vec![0.0f64; d_k];
            for (&j, e) in seen.iter().zip(&e) {
                let weight = e / l;
                weights[((b * shape.heads + h) * shape.t_q + i) * shape.t_k + j] = weight as f32;
                for (sum, v) in sum.iter_mut().zip(&values[j]) {
                    *sum += weight * v;
                }
            }
            let out = &mut context[(b * shape.t_q + i) * width + h * d_k..][..d_k];
            for (out, sum) in out.iter_mut().zip(sum) {
                *out = sum as f32;
            }
        }
    }
    AttentionOutput {
        context,
        weights: Some(weights),
        kernel_ms: None,
    }
}

/// max |aᵢ − bᵢ|; infinite where a number is missing or is none.
pub fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return f32::INFINITY;
    }
    a.iter().zip(b).fold(0.0, |largest: f32, (a, b)| {
        let difference = (a - b).abs();
        if difference.is_nan() {
            f32::INFINITY
        } else {
            largest.max(difference)
        }
    })
}
