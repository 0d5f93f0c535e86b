//! Matrices side by side.

use super::Real;
use ndarray::{Array2, ArrayView2, s};

/// (n, d_a) and (n, d_b) → (n, d_a + d_b), row-major (ndarray's own concatenation chooses its layout).
pub fn beside<T: Real>(a: ArrayView2<T>, b: ArrayView2<T>) -> Array2<T> {
    assert_eq!(a.nrows(), b.nrows(), "beside: as many rows on both sides");
    let mut y = Array2::zeros((a.nrows(), a.ncols() + b.ncols()));
    y.slice_mut(s![.., ..a.ncols()]).assign(&a);
    y.slice_mut(s![.., a.ncols()..]).assign(&b);
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_grow_longer() {
        let y = beside(array![[1.0f32], [3.0]].view(), array![[2.0], [4.0]].view());
        assert_eq!(y.as_slice(), Some(&[1.0, 2.0, 3.0, 4.0][..]));
    }
}
