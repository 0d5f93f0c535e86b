//! First values of the parameters.

use crate::nlp::linalg::Real;
use crate::nlp::rng::Rng;
use ndarray::{Array2, Axis};

/// Uniform in ±√(6 / (d_in + d_out)): keeps the variance of activations and of gradients about the same
/// from layer to layer (Glorot and Bengio 2010, equation 16).
pub fn xavier_uniform<T: Real>(d_in: usize, d_out: usize, rng: &mut Rng) -> Array2<T> {
    let bound = (6.0 / (d_in + d_out) as f64).sqrt();
    Array2::from_shape_simple_fn((d_in, d_out), || T::of((2.0 * rng.uniform() - 1.0) * bound))
}

/// Normal with standard deviation 1 / √d: after scaling by √d an embedding has elements of size 1.
pub fn embedding_init<T: Real>(vocab_size: usize, d: usize, rng: &mut Rng) -> Array2<T> {
    let sigma = 1.0 / (d as f64).sqrt();
    Array2::from_shape_simple_fn((vocab_size, d), || T::of(rng.normal() * sigma))
}

/// A random orthogonal matrix (n, n): it turns a vector without making it longer or shorter (Saxe,
/// McClelland and Ganguli 2014). Rows of normal numbers, each made orthogonal to those before it, twice
/// for the sake of rounding.
pub fn orthogonal(n: usize, rng: &mut Rng) -> Array2<f64> {
    let mut q = Array2::from_shape_simple_fn((n, n), || rng.normal());
    for i in 0..n {
        for _ in 0..2 {
            for j in 0..i {
                let (before, mut rest) = q.view_mut().split_at(Axis(0), i);
                let (u, mut v) = (before.row(j), rest.row_mut(0));
                let along = u.dot(&v);
                v.scaled_add(-along, &u);
            }
        }
        let mut v = q.row_mut(i);
        let length = v.dot(&v).sqrt();
        v /= length;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orthogonal_rows_and_columns() {
        let q = orthogonal(17, &mut Rng::new(3));
        for product in [q.dot(&q.t()), q.t().dot(&q)] {
            let error = product - Array2::<f64>::eye(17);
            assert!(error.iter().all(|e| e.abs() < 1e-12));
        }
    }
}
