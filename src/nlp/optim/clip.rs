//! Gradient clipping by global norm (Pascanu, Mikolov and Bengio 2013).

use crate::nlp::linalg::{Real, row, with_simd};
use ndarray::Array2;

/// ‖g‖ over all gradients together, and the factor min(1, max_norm / ‖g‖) that brings it down to
/// `max_norm`. The factor is returned, not applied: the optimiser's step takes it.
pub fn clip_grad_norm<T: Real>(grads: &[Array2<T>], max_norm: f64) -> (f64, f64) {
    let squares = |g: &Array2<T>| {
        let g = g.as_slice().expect("gradients are contiguous");
        with_simd(
            #[inline(always)]
            || row::dot(g, g),
        )
        .as_f64()
    };
    let norm = grads.iter().map(squares).sum::<f64>().sqrt();
    (
        norm,
        if norm > max_norm {
            max_norm / norm
        } else {
            1.0
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn three_four_five() {
        let grads = [array![[3.0f64]], array![[0.0, 4.0]]];
        assert_eq!(clip_grad_norm(&grads, 1.0), (5.0, 0.2));
        assert_eq!(clip_grad_norm(&grads, 10.0), (5.0, 1.0));
    }
}
