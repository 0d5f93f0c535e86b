//! Numbers drawn for a setting, and the CPU's attention over them.

use crate::gpu::{AttentionShape, Qkv};
use crate::nlp::linalg::attention::{self, Mask};
use crate::nlp::rng::Rng;
use ndarray::ArrayView2;

/// Q, K and V in [−1, 1], the same on every machine.
pub(super) fn draw(shape: &AttentionShape) -> [Vec<f32>; 3] {
    let mut rng = Rng::new(295);
    [shape.query_len(), shape.key_len(), shape.key_len()].map(|len| {
        let number = |_| 2.0 * rng.uniform() as f32 - 1.0;
        (0..len).map(number).collect()
    })
}

pub(super) fn qkv([q, k, v]: &[Vec<f32>; 3]) -> Qkv<'_> {
    Qkv { q, k, v }
}

fn matrices<'a>(shape: &AttentionShape, qkv: Qkv<'a>) -> [ArrayView2<'a, f32>; 3] {
    [qkv.q, qkv.k, qkv.v].map(|x| {
        ArrayView2::from_shape((x.len() / shape.width(), shape.width()), x)
            .expect("drawn in this shape")
    })
}

/// As the page's models do it where nobody wants the weights.
pub(super) fn on_cpu(shape: &AttentionShape, qkv: Qkv, mask: &Mask) -> Vec<f32> {
    let [q, k, v] = matrices(shape, qkv);
    let context = attention::attention((q, k, v), shape.heads, mask);
    context.into_raw_vec_and_offset().0
}

/// The same with the whole matrix of scores: (context, weights).
pub(super) fn matrix_on_cpu(shape: &AttentionShape, qkv: Qkv, mask: &Mask) -> (Vec<f32>, Vec<f32>) {
    let [q, k, v] = matrices(shape, qkv);
    let (context, weights) = attention::attention_weights((q, k, v), shape.heads, mask, |_| ());
    let raw = |x: ndarray::Array2<f32>| x.into_raw_vec_and_offset().0;
    (raw(context), raw(weights))
}
