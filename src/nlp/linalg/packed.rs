//! Large matrices laid out in the order in which a product with a few rows reads them.
//!
//! Decoding one token reads every weight once, so memory bounds its speed. A processor fetches ahead along one
//! stream of addresses; a matrix in rows, read by eight rows at once so that sums may stay in registers, is eight short
//! streams in the same few pages. In panels it is a single stream, at two to three times the speed once the weights
//! are larger than the second cache (`scripts/bench.sh browser decode`, model M).

use super::{Real, with_simd};
use ndarray::{Array2, ArrayView2};

/// Columns of a panel: eight registers of four numbers are as many sums as fit beside what is read.
const PANEL: usize = 32;

/// W (k, m) in panels of 32 columns, each panel row by row; the last is filled up with zeros.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    k: usize,
    m: usize,
    /// (⌈m / 32⌉, k, 32)
    panels: Vec<[T; PANEL]>,
}

impl<T: Real> Packed<T> {
    /// Of W (k, m) in any layout: `e.t()` packs Eᵀ.
    pub fn new(w: ArrayView2<T>) -> Self {
        let (k, m) = w.dim();
        let mut panels = vec![[T::zero(); PANEL]; m.div_ceil(PANEL) * k];
        // In the order of the reads where W lies in columns (Eᵀ), of the writes where it lies in rows.
        for (p, panel) in panels.chunks_exact_mut(k.max(1)).enumerate() {
            let first = p * PANEL;
            for c in 0..PANEL.min(m - first) {
                for (to, &from) in panel.iter_mut().zip(w.column(first + c)) {
                    to[c] = from;
                }
            }
        }
        Packed { k, m, panels }
    }

    /// X·W + b for few rows: see [`affine_rows`](super::affine_rows), whose sums are made in the same order.
    ///
    /// # Shapes
    /// X (n, k), W = self (k, m), b of length m or none → (n, m).
    pub fn affine_rows(&self, x: ArrayView2<T>, b: Option<&[T]>) -> Array2<T> {
        let n = x.nrows();
        assert_eq!(x.ncols(), self.k, "Packed: inner sizes differ");
        let x = x.as_standard_layout();
        let mut y = Array2::zeros((n, self.m));
        with_simd(
            #[inline(always)]
            || {
                for p in 0..self.m.div_ceil(PANEL) {
                    let panel = &self.panels[p * self.k..(p + 1) * self.k];
                    let columns = p * PANEL..((p + 1) * PANEL).min(self.m);
                    // Further rows find the panel in the caches.
                    for i in 0..n {
                        let mut sums = [T::zero(); PANEL];
                        if let Some(b) = b {
                            sums[..columns.len()].copy_from_slice(&b[columns.clone()]);
                        }
                        let x = x.row(i);
                        let x = x.as_slice().expect("standard layout");
                        add_product(&mut sums, x, panel);
                        let mut out = y.row_mut(i);
                        let out = out.as_slice_mut().expect("a new matrix is contiguous");
                        out[columns.clone()].copy_from_slice(&sums[..columns.len()]);
                    }
                }
            },
        );
        y
    }
}

/// sums += x·panel.
#[inline(always)]
fn add_product<T: Real>(sums: &mut [T; PANEL], x: &[T], panel: &[[T; PANEL]]) {
    // A copy that nothing else can point at stays in registers.
    let mut own = *sums;
    for (&x, w) in x.iter().zip(panel) {
        for c in 0..PANEL {
            own[c] += x * w[c];
        }
    }
    *sums = own;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::linalg::{affine_rows, rows_times_transposed};
    use crate::nlp::rng::Rng;

    const SIZES: [(usize, usize, usize); 6] = [
        (1, 7, 5),
        (4, 32, 33),
        (3, 6, 1),
        (2, 19, 24),
        (8, 9, 64),
        (1, 1, 0),
    ];

    #[test]
    fn products_are_those_of_the_matrix_in_rows() {
        let mut rng = Rng::new(5);
        for (n, k, m) in SIZES {
            let mut random = |r, c| Array2::from_shape_fn((r, c), |_| rng.normal() as f32);
            let (x, w) = (random(n, k), random(k, m));
            let b: Vec<f32> = (0..m).map(|i| i as f32).collect();
            let packed = Packed::new(w.view());
            // To the last bit: the order of the sums is the same.
            for b in [None, Some(&b[..])] {
                let want = affine_rows(x.view(), w.view(), b);
                assert_eq!(packed.affine_rows(x.view(), b), want);
            }
        }
    }

    #[test]
    fn a_transposed_matrix_is_packed_from_its_view() {
        let mut rng = Rng::new(6);
        for (n, k, m) in SIZES {
            let mut random = |r, c| Array2::from_shape_fn((r, c), |_| rng.normal());
            let (x, e) = (random(n, k), random(m, k));
            let got = Packed::new(e.t()).affine_rows(x.view(), None);
            let want = rows_times_transposed(x.view(), e.view());
            assert!((got - want).iter().all(|d| d.abs() < 1e-12));
        }
    }
}
