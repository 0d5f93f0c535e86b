//! Matrix products on ndarray views.
//!
//! The work is done by the crate `gemm` natively (AVX-512, AVX2, NEON chosen at run time) and by our own
//! kernels ([`blocked`](super::blocked)) in WebAssembly: the fastest measured for each (`make bench`).

use super::Real;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

/// C ← α·A·B + β·C.
///
/// # Shapes
/// A (m, k), B (k, n), C (m, n); any strides, so a transposed view costs nothing.
///
/// # Panics
/// If the shapes do not fit: that is a bug of the caller, never of a reader's input.
pub fn gemm<T: Real>(
    alpha: T,
    a: ArrayView2<T>,
    b: ArrayView2<T>,
    beta: T,
    mut c: ArrayViewMut2<T>,
) {
    let (m, k) = a.dim();
    let n = b.ncols();
    assert!(
        b.nrows() == k && c.dim() == (m, n),
        "gemm: ({m}, {k}) · {:?} does not give {:?}",
        b.dim(),
        c.dim()
    );
    if m == 0 || n == 0 {
        return;
    }
    if k == 0 {
        c.mapv_inplace(|x| x * beta);
        return;
    }
    let strides = |s: &[isize]| (s[0], s[1]);
    let ((a_rs, a_cs), (b_rs, b_cs), (c_rs, c_cs)) = (
        strides(a.strides()),
        strides(b.strides()),
        strides(c.strides()),
    );
    // SAFETY: ndarray guarantees that its pointer, sizes and strides address the view's elements,
    // and a mutable view overlaps no other.
    unsafe {
        T::gemm_raw(
            (m, n, k),
            alpha,
            (a.as_ptr(), a_rs, a_cs),
            (b.as_ptr(), b_rs, b_cs),
            beta,
            (c.as_mut_ptr(), c_rs, c_cs),
        );
    }
}

/// A·B as a new matrix.
pub fn matmul<T: Real>(a: ArrayView2<T>, b: ArrayView2<T>) -> Array2<T> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    gemm(T::one(), a, b, T::zero(), c.view_mut());
    c
}

/// A·Bᵀ as a new matrix.
pub fn matmul_nt<T: Real>(a: ArrayView2<T>, b: ArrayView2<T>) -> Array2<T> {
    matmul(a, b.t())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::rng::Rng;

    fn random(m: usize, n: usize, rng: &mut Rng) -> Array2<f32> {
        Array2::from_shape_fn((m, n), |_| rng.normal() as f32)
    }

    #[test]
    fn agrees_with_the_definition_on_odd_sizes_and_strides() {
        let mut rng = Rng::new(1);
        for (m, k, n) in [(1, 1, 1), (3, 5, 7), (17, 33, 9), (64, 65, 31)] {
            let (a, b) = (random(m, k, &mut rng), random(k, n, &mut rng));
            let by_definition = Array2::from_shape_fn((m, n), |(i, j)| {
                (0..k).map(|l| a[(i, l)] * b[(l, j)]).sum::<f32>()
            });
            let close = |c: &Array2<f32>| {
                c.iter()
                    .zip(&by_definition)
                    .all(|(x, y)| (x - y).abs() < 1e-4)
            };
            assert!(close(&matmul(a.view(), b.view())));
            let b_t = b.t().to_owned();
            assert!(close(&matmul_nt(a.view(), b_t.view())));
            // β = 1 adds to what is there.
            let mut c = by_definition.clone();
            gemm(-1.0, a.view(), b.view(), 1.0, c.view_mut());
            assert!(c.iter().all(|x| x.abs() < 1e-4));
        }
    }

    #[test]
    fn an_empty_inner_dimension_gives_zeros() {
        let c = matmul(
            Array2::<f32>::zeros((2, 0)).view(),
            Array2::zeros((0, 3)).view(),
        );
        assert_eq!(c, Array2::<f32>::zeros((2, 3)));
    }
}
