//! Products of a few rows with a large matrix, as in decoding: one row a token, or one a beam.
//!
//! Here the matrix is read once and every element used a few times only, so memory bounds the speed and
//! packing it first, as a general matrix product does, would triple the traffic. A matrix that is used again and
//! again is packed once: see [`Packed`](super::Packed).

use super::{Real, row, with_simd};
use ndarray::{Array2, ArrayView2};

/// Rows handled together: while one row of the matrix is in the registers, so many outputs use it.
pub(super) const BLOCK: usize = 8;

/// Whether so few rows are faster here than by the general product.
pub const fn is_few(rows: usize) -> bool {
    rows <= 8
}

/// X·W + b by the general product.
///
/// # Shapes
/// X (n, k), W (k, m), b of length m or none → (n, m).
pub fn affine<T: Real>(x: ArrayView2<T>, w: ArrayView2<T>, b: Option<&[T]>) -> Array2<T> {
    let mut y = super::matmul(x, w);
    if let Some(b) = b {
        for mut row in y.rows_mut() {
            row.iter_mut().zip(b).for_each(|(y, &b)| *y += b);
        }
    }
    y
}

/// X·W + b for few rows.
///
/// # Shapes
/// X (n, k), W (k, m) row-major, b of length m or none → (n, m).
pub fn affine_rows<T: Real>(x: ArrayView2<T>, w: ArrayView2<T>, b: Option<&[T]>) -> Array2<T> {
    let (n, k) = x.dim();
    let m = w.ncols();
    assert_eq!(w.nrows(), k, "affine_rows: inner sizes differ");
    if !is_few(n) {
        return affine(x, w, b);
    }
    let mut y = Array2::zeros((n, m));
    with_simd(
        #[inline(always)]
        || {
            for i in 0..n {
                let mut row = y.row_mut(i);
                let out = row.as_slice_mut().expect("a new matrix is contiguous");
                if let Some(b) = b {
                    out.copy_from_slice(b);
                }
                // Eight rows of W at a time: the output is read and written an eighth as often, and as many
                // streams come from memory side by side.
                let mut l = 0;
                while l + BLOCK <= k {
                    let a: [T; BLOCK] = std::array::from_fn(|j| x[(i, l + j)]);
                    let rows: [&[T]; BLOCK] = std::array::from_fn(|j| &contiguous(&w, l + j)[..m]);
                    for (c, y) in out[..m].iter_mut().enumerate() {
                        let mut sum = *y;
                        for j in 0..BLOCK {
                            sum += a[j] * rows[j][c];
                        }
                        *y = sum;
                    }
                    l += BLOCK;
                }
                for l in l..k {
                    row::axpy(x[(i, l)], contiguous(&w, l), out);
                }
            }
        },
    );
    y
}

/// X·Eᵀ for few rows: the logits, with E the (tied) embedding matrix.
///
/// # Shapes
/// X (n, k), E (m, k) row-major → (n, m).
pub fn rows_times_transposed<T: Real>(x: ArrayView2<T>, e: ArrayView2<T>) -> Array2<T> {
    let n = x.nrows();
    assert_eq!(
        x.ncols(),
        e.ncols(),
        "rows_times_transposed: inner sizes differ"
    );
    if !is_few(n) {
        return super::matmul_nt(x, e);
    }
    let mut y = Array2::zeros((n, e.nrows()));
    with_simd(
        #[inline(always)]
        || {
            // Eight rows of E at a time: x is read an eighth as often, eight sums are under way side by side, and
            // every row of X uses them while they are in the first cache.
            let whole = e.nrows() / BLOCK * BLOCK;
            for first in (0..whole).step_by(BLOCK) {
                let rows: [&[T]; BLOCK] = std::array::from_fn(|j| contiguous(&e, first + j));
                for i in 0..n {
                    let products = dots(contiguous(&x, i), rows);
                    let out = y
                        .row_mut(i)
                        .into_slice()
                        .expect("a new matrix is contiguous");
                    out[first..first + BLOCK].copy_from_slice(&products);
                }
            }
            for j in whole..e.nrows() {
                for i in 0..n {
                    y[(i, j)] = row::dot(contiguous(&x, i), contiguous(&e, j));
                }
            }
        },
    );
    y
}

/// Partial sums of each row: a register of WebAssembly's, and one of AVX2.
const WIDE: usize = if cfg!(target_arch = "wasm32") { 4 } else { 8 };

/// x·eⱼ for eight rows eⱼ.
#[inline(always)]
fn dots<T: Real>(x: &[T], rows: [&[T]; BLOCK]) -> [T; BLOCK] {
    let mut sums = [[T::zero(); WIDE]; BLOCK];
    let (xs, x_rest) = x.as_chunks::<WIDE>();
    let parts = rows.map(|row| row[..x.len()].as_chunks::<WIDE>());
    for (l, x) in xs.iter().enumerate() {
        for j in 0..BLOCK {
            let e = &parts[j].0[l];
            for lane in 0..WIDE {
                sums[j][lane] += x[lane] * e[lane];
            }
        }
    }
    std::array::from_fn(|j| {
        let rest = x_rest.iter().zip(parts[j].1).map(|(&x, &e)| x * e);
        rest.fold(row::across(sums[j]), |sum, product| sum + product)
    })
}

#[inline(always)]
fn contiguous<'a, T>(x: &'a ArrayView2<'_, T>, i: usize) -> &'a [T] {
    let (rows, cols) = x.dim();
    assert!(
        i < rows && x.is_standard_layout(),
        "rows must be contiguous"
    );
    // SAFETY: in standard layout row i is `cols` elements from i · cols on, and i was checked.
    unsafe { std::slice::from_raw_parts(x.as_ptr().add(i * cols), cols) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::linalg::matmul;
    use crate::nlp::rng::Rng;

    #[test]
    fn agree_with_the_general_product() {
        let mut rng = Rng::new(5);
        for (n, k, m) in [(1, 7, 5), (4, 32, 33), (3, 6, 1), (2, 19, 24), (20, 8, 9)] {
            let mut random = |r, c| Array2::from_shape_fn((r, c), |_| rng.normal());
            let (x, w) = (random(n, k), random(k, m));
            let b: Vec<f64> = (0..m).map(|i| i as f64).collect();
            let mut want = matmul(x.view(), w.view());
            let close = |a: &Array2<f64>, b: &Array2<f64>| {
                a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12)
            };
            let transposed = w.t().as_standard_layout().to_owned();
            assert!(close(
                &rows_times_transposed(x.view(), transposed.view()),
                &want
            ));
            want.rows_mut().into_iter().for_each(|mut r| {
                r.iter_mut().zip(&b).for_each(|(y, b)| *y += b);
            });
            assert!(close(&affine_rows(x.view(), w.view(), Some(&b)), &want));
        }
    }
}
