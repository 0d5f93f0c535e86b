//! First values of the parameters.

use crate::nlp::linalg::Real;
use crate::nlp::rng::Rng;
use ndarray::Array2;

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
