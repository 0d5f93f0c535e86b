//! Matrices kept as they are shipped: a byte an element and one scale a row.
//!
//! w = s·q, with q a whole number from -127 to 127 and s the row's scale. Decoding one token reads every weight
//! once, so memory bounds its speed, and a quarter of the bytes is read here. The numbers are those of the
//! matrix multiplied out; only the order of rounding differs.

use super::row::{LANES, across};
use super::small::BLOCK;
use super::{Real, with_simd};
use ndarray::{Array2, ArrayView2};

/// A matrix of int8 rows, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Int8Matrix {
    /// q (rows, columns)
    pub q: Array2<i8>,
    /// s, one a row
    pub scales: Vec<f32>,
}

impl Int8Matrix {
    /// The nearest such matrix: s = max|w| / 127 in each row, q = round(w / s).
    pub fn quantise(w: ArrayView2<f32>) -> Self {
        let largest = |row: ndarray::ArrayView1<f32>| row.fold(0.0f32, |m, x| m.max(x.abs()));
        let scales: Vec<f32> = w.rows().into_iter().map(|r| largest(r) / 127.0).collect();
        let mut q = Array2::zeros(w.dim());
        for ((mut q, w), &s) in q.rows_mut().into_iter().zip(w.rows()).zip(&scales) {
            let inverse = if s > 0.0 { 1.0 / s } else { 0.0 };
            q.iter_mut()
                .zip(w)
                .for_each(|(q, &w)| *q = (w * inverse).round() as i8);
        }
        Int8Matrix { q, scales }
    }

    /// s·q for every element.
    pub fn multiplied_out(&self) -> Array2<f32> {
        let mut w = self.q.mapv(f32::from);
        for (mut row, &s) in w.rows_mut().into_iter().zip(&self.scales) {
            row *= s;
        }
        w
    }

    fn row(&self, i: usize) -> &[i8] {
        let m = self.q.ncols();
        let all = self.q.as_slice().expect("made in standard layout");
        &all[i * m..(i + 1) * m]
    }

    /// X·W + b for few rows: see [`affine_rows`](super::affine_rows).
    ///
    /// # Shapes
    /// X (n, k), W = self (k, m), b of length m or none → (n, m).
    pub fn affine_rows<T: Real>(&self, x: ArrayView2<T>, b: Option<&[T]>) -> Array2<T> {
        let (n, k) = x.dim();
        let m = self.q.ncols();
        assert_eq!(self.q.nrows(), k, "Int8Matrix: inner sizes differ");
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
                    // A row's scale goes with the element of x that multiplies the row.
                    let scaled = |l: usize| x[(i, l)] * T::of(f64::from(self.scales[l]));
                    let mut l = 0;
                    while l + BLOCK <= k {
                        let a: [T; BLOCK] = std::array::from_fn(|j| scaled(l + j));
                        let rows: [&[i8]; BLOCK] = std::array::from_fn(|j| self.row(l + j));
                        let (chunks, rest) = out.as_chunks_mut::<LANES>();
                        for (c, y) in chunks.iter_mut().enumerate() {
                            let mut sum = *y;
                            for j in 0..BLOCK {
                                let q: [i8; LANES] = rows[j].as_chunks::<LANES>().0[c];
                                let w: [T; LANES] = std::array::from_fn(|lane| T::of_i8(q[lane]));
                                for lane in 0..LANES {
                                    sum[lane] += a[j] * w[lane];
                                }
                            }
                            *y = sum;
                        }
                        for (c, y) in rest.iter_mut().enumerate() {
                            for j in 0..BLOCK {
                                *y += a[j] * T::of_i8(rows[j].as_chunks::<LANES>().1[c]);
                            }
                        }
                        l += BLOCK;
                    }
                    for l in l..k {
                        let a = scaled(l);
                        out.iter_mut()
                            .zip(self.row(l))
                            .for_each(|(y, &q)| *y += a * T::of_i8(q));
                    }
                }
            },
        );
        y
    }

    /// X·Eᵀ for few rows: see [`rows_times_transposed`](super::rows_times_transposed).
    ///
    /// # Shapes
    /// X (n, k), E = self (m, k) → (n, m).
    pub fn rows_times_transposed<T: Real>(&self, x: ArrayView2<T>) -> Array2<T> {
        let n = x.nrows();
        assert_eq!(x.ncols(), self.q.ncols(), "Int8Matrix: inner sizes differ");
        let x = x.as_standard_layout();
        let mut y = Array2::zeros((n, self.q.nrows()));
        with_simd(
            #[inline(always)]
            || {
                for (j, &s) in self.scales.iter().enumerate() {
                    for i in 0..n {
                        let x = x.row(i);
                        let x = x.as_slice().expect("standard layout");
                        y[(i, j)] = T::of(f64::from(s)) * dot(x, self.row(j));
                    }
                }
            },
        );
        y
    }
}

/// Whether few rows are faster with int8 than in floats. Not in WebAssembly, where widening the bytes costs
/// more than reading four times as many (measured in Chromium: 0.57 against 0.15 ms a token with the model S).
pub const fn int8_is_faster() -> bool {
    cfg!(not(target_arch = "wasm32"))
}

/// Σ xᵢ·qᵢ in lanes, as [`row::dot`](super::row::dot).
#[inline(always)]
fn dot<T: Real>(x: &[T], q: &[i8]) -> T {
    let mut acc = [T::zero(); LANES];
    let (xs, qs) = (x.chunks_exact(LANES), q.chunks_exact(LANES));
    let mut total = T::zero();
    for (&a, &b) in xs.remainder().iter().zip(qs.remainder()) {
        total += a * T::of_i8(b);
    }
    for (p, q) in xs.zip(qs) {
        for ((s, &a), &b) in acc.iter_mut().zip(p).zip(q) {
            *s += a * T::of_i8(b);
        }
    }
    total + across(acc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::linalg::{affine_rows, rows_times_transposed};
    use crate::nlp::rng::Rng;

    fn random(r: usize, c: usize, rng: &mut Rng) -> Array2<f32> {
        Array2::from_shape_fn((r, c), |_| rng.normal() as f32)
    }

    #[test]
    fn products_are_those_of_the_matrix_multiplied_out() {
        let mut rng = Rng::new(8);
        for (n, k, m) in [(1, 7, 5), (3, 32, 33), (2, 9, 1), (5, 17, 40)] {
            let (x, w) = (random(n, k, &mut rng), random(k, m, &mut rng));
            let int8 = Int8Matrix::quantise(w.view());
            let floats = int8.multiplied_out();
            let b: Vec<f32> = (0..m).map(|i| i as f32).collect();
            let got = int8.affine_rows(x.view(), Some(&b));
            let want = affine_rows(x.view(), floats.view(), Some(&b));
            assert!((got - want).iter().all(|d| d.abs() < 1e-4));

            let e = Int8Matrix::quantise(random(m, k, &mut rng).view());
            let got = e.rows_times_transposed(x.view());
            let want = rows_times_transposed(x.view(), e.multiplied_out().view());
            assert!((got - want).iter().all(|d| d.abs() < 1e-4));
        }
    }

    #[test]
    fn quantising_is_within_half_a_step_and_keeps_zero_rows() {
        let mut w = random(4, 50, &mut Rng::new(3));
        w.row_mut(2).fill(0.0);
        let int8 = Int8Matrix::quantise(w.view());
        let back = int8.multiplied_out();
        for i in 0..4 {
            let step = int8.scales[i];
            assert!(
                w.row(i)
                    .iter()
                    .zip(back.row(i))
                    .all(|(a, b)| (a - b).abs() <= 0.501 * step)
            );
        }
        assert!(back.row(2).iter().all(|&x| x == 0.0));
        // Nothing is lost in a second time.
        assert_eq!(Int8Matrix::quantise(back.view()).q, int8.q);
    }
}
