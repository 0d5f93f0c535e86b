//! One-hot vectors: a word is a 1 at its place and 0 everywhere else, and no two words have anything in common.

use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Real;
use ndarray::Array2;

/// The vector of word `id` among `vocab_size` words.
///
/// ```
/// use teddy_reads::nlp::embedding::one_hot;
/// assert_eq!(one_hot::<f32>(1, 3)?, [0.0, 1.0, 0.0]);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
///
/// # Errors
/// [`NlpError::UnknownWord`] for an id outside the vocabulary.
pub fn one_hot<T: Real>(id: u32, vocab_size: usize) -> Result<Vec<T>> {
    let mut x = vec![T::zero(); vocab_size];
    let place = x.get_mut(id as usize);
    *place.ok_or_else(|| NlpError::UnknownWord {
        word: format!("#{id}"),
    })? = T::one();
    Ok(x)
}

/// One row for each id: (n, V).
pub fn one_hot_matrix<T: Real>(ids: &[u32], vocab_size: usize) -> Result<Array2<T>> {
    let rows: Result<Vec<Vec<T>>> = ids.iter().map(|&id| one_hot(id, vocab_size)).collect();
    let flat = rows?.concat();
    Ok(Array2::from_shape_vec((ids.len(), vocab_size), flat).expect("n rows of V numbers"))
}
