//! Sinusoidal positions (Vaswani et al. 2017, section 3.5).

use crate::nlp::linalg::Real;
use ndarray::Array2;

/// PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(pos / 10000^(2i/d)), for positions from
/// `first` on. Attention alone has no notion of order; these rows, added to the embeddings, give it one.
///
/// # Shapes
/// (len, d).
///
/// ```
/// use teddy_reads::nlp::nn::positional_encoding;
/// let pe = positional_encoding::<f64>(0, 2, 4);
/// assert_eq!(pe.row(0).to_vec(), [0.0, 1.0, 0.0, 1.0]); // sin 0 and cos 0
/// assert_eq!(pe[(1, 0)], 1f64.sin());
/// assert_eq!(pe[(1, 2)], 0.01f64.sin()); // 10000^(2/4) = 100
/// ```
pub fn positional_encoding<T: Real>(first: usize, len: usize, d: usize) -> Array2<T> {
    // Powers are the dear part: one serves a sine and a cosine, in every row.
    let wavelengths: Vec<f64> = (0..d.div_ceil(2))
        .map(|i| 10_000f64.powf((2 * i) as f64 / d as f64))
        .collect();
    Array2::from_shape_fn((len, d), |(row, j)| {
        let angle = (first + row) as f64 / wavelengths[j / 2];
        T::of(if j % 2 == 0 { angle.sin() } else { angle.cos() })
    })
}
