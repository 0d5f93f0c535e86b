//! Matrices as they are shipped: a byte an element and one scale a row.
//!
//! w = s·q, with q a whole number from -127 to 127 and s the row's scale. They are multiplied out when they are read:
//! products with the bytes themselves read a quarter of the memory, but widening them costs more than that saves, here and
//! in WebAssembly (0.22 ms a token against 0.08 from [`Packed`](super::Packed) floats for the model S, natively).

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::rng::Rng;

    fn random(r: usize, c: usize, rng: &mut Rng) -> Array2<f32> {
        Array2::from_shape_fn((r, c), |_| rng.normal() as f32)
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
