//! How alike two vectors are: the cosine of the angle between them.

use crate::nlp::linalg::{Real, row};
use ndarray::{Array2, ArrayView2};

/// cos(a, b) = a·b / (|a|·|b|), from −1 to 1; 0 if one of them is zero, which points nowhere.
///
/// ```
/// use teddy_reads::nlp::embedding::cosine_similarity;
/// assert_eq!(cosine_similarity(&[3.0, 4.0], &[4.0, 3.0]), 0.96);
/// assert_eq!(cosine_similarity(&[1.0, 0.0], &[0.0, 2.0]), 0.0); // two one-hot vectors
/// assert_eq!(cosine_similarity(&[0.0, 0.0], &[0.0, 2.0]), 0.0);
/// ```
///
/// # Panics
/// If the lengths differ.
pub fn cosine_similarity<T: Real>(a: &[T], b: &[T]) -> T {
    assert_eq!(a.len(), b.len(), "cosine_similarity: lengths differ");
    let norms = row::dot(a, a).sqrt() * row::dot(b, b).sqrt();
    if norms > T::zero() {
        row::dot(a, b) / norms
    } else {
        T::zero()
    }
}

/// The rows brought to length 1; zero rows stay zero.
pub fn unit_rows<T: Real>(x: ArrayView2<T>) -> Array2<T> {
    let mut unit = x.as_standard_layout().into_owned();
    for mut r in unit.rows_mut() {
        let r = r.as_slice_mut().expect("standard layout");
        let norm = row::dot(r, r).sqrt();
        if norm > T::zero() {
            r.iter_mut().for_each(|v| *v /= norm);
        }
    }
    unit
}

/// The cosine of every pair of rows: (n, n).
pub fn cosine_matrix<T: Real>(x: ArrayView2<T>) -> Array2<T> {
    let unit = unit_rows(x);
    crate::nlp::linalg::matmul_nt(unit.view(), unit.view())
}
