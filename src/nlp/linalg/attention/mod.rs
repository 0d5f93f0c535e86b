//! Scaled dot-product attention for all heads and sentences of a batch: softmax(Q·Kᵀ / √d_k)·V
//! (Vaswani et al. 2017, section 3.2.1), where nothing has to be differentiated.
//!
//! [`attention`] never holds a matrix of all scores: see [`fused`](mod@fused). [`attention_weights`] gives the weights
//! too, for heat maps and for gradients.
//!
//! A masked key has weight exactly 0. A query that may see no key at all has weights and context 0.
//!
//! # Shapes
//! q (B·T_q, d), k and v (B·T_k, d) → context (B·T_q, d), the heads side by side; weights (B·H·T_q, T_k), sentence by
//! sentence, head by head.

mod fused;
mod mask;

pub use mask::{Mask, Visible};

use super::{Real, gemm, row, with_simd};
use fused::Room;
use ndarray::{Array2, ArrayView2, s};

/// The context alone.
pub fn attention<T: Real>(
    (q, k, v): (ArrayView2<T>, ArrayView2<T>, ArrayView2<T>),
    n_heads: usize,
    mask: &Mask,
) -> Array2<T> {
    let d = q.ncols();
    let mut context = Array2::zeros((mask.batch * mask.t_q, d));
    let mut room = Room::default();
    for at in places(mask.batch, n_heads, d) {
        let head = (
            at.head(&q, mask.t_q),
            at.head(&k, mask.t_k),
            at.head(&v, mask.t_k),
        );
        let out = context.slice_mut(s![at.rows(mask.t_q), at.columns()]);
        fused::head(head, |i| mask.row(at.b, i), out, &mut room);
    }
    context
}

/// The context and the weights; `scores` is shown Q·Kᵀ / √d_k of every head in turn, before the mask.
pub fn attention_weights<T: Real>(
    (q, k, v): (ArrayView2<T>, ArrayView2<T>, ArrayView2<T>),
    n_heads: usize,
    mask: &Mask,
    mut scores: impl FnMut(ArrayView2<T>),
) -> (Array2<T>, Array2<T>) {
    let (d, t_q, t_k) = (q.ncols(), mask.t_q, mask.t_k);
    let scale = T::one() / T::of((d / n_heads) as f64).sqrt();
    let mut weights = Array2::zeros((mask.batch * n_heads * t_q, t_k));
    let mut context = Array2::zeros((mask.batch * t_q, d));
    for at in places(mask.batch, n_heads, d) {
        let mut w = weights.slice_mut(s![at.weights(t_q), ..]);
        // (T_q, d_k) · (d_k, T_k) → (T_q, T_k)
        let (q, k) = (at.head(&q, t_q), at.head(&k, t_k));
        gemm(scale, q, k.t(), T::zero(), w.view_mut());
        scores(w.view());
        with_simd(
            #[inline(always)]
            || {
                for (i, mut w) in w.rows_mut().into_iter().enumerate() {
                    let w = w.as_slice_mut().expect("contiguous");
                    mask.row(at.b, i).hide(w);
                    row::softmax(w);
                }
            },
        );
        // (T_q, T_k) · (T_k, d_k) → (T_q, d_k), written beside the other heads
        let out = context.slice_mut(s![at.rows(t_q), at.columns()]);
        gemm(T::one(), w.view(), at.head(&v, t_k), T::zero(), out);
    }
    (context, weights)
}

/// Where head `h` of sentence `b` lies in the matrices of a batch.
#[derive(Clone, Copy)]
pub struct Place {
    b: usize,
    h: usize,
    n_heads: usize,
    d: usize,
}

/// Every head of every sentence.
pub fn places(batch: usize, n_heads: usize, d: usize) -> impl Iterator<Item = Place> {
    let all = (0..batch).flat_map(move |b| (0..n_heads).map(move |h| (b, h)));
    all.map(move |(b, h)| Place { b, h, n_heads, d })
}

impl Place {
    /// Rows of x (B·t, d).
    pub fn rows(&self, t: usize) -> std::ops::Range<usize> {
        self.b * t..(self.b + 1) * t
    }
    /// Columns of x (B·t, d).
    pub fn columns(&self) -> std::ops::Range<usize> {
        let d_k = self.d / self.n_heads;
        self.h * d_k..(self.h + 1) * d_k
    }
    /// Rows of the weights (B·H·T_q, T_k).
    pub fn weights(&self, t_q: usize) -> std::ops::Range<usize> {
        let first = (self.b * self.n_heads + self.h) * t_q;
        first..first + t_q
    }
    /// The (t, d_k) part of x (B·t, d) that belongs to this sentence and head.
    pub fn head<'a, T>(&self, x: &'a ArrayView2<'_, T>, t: usize) -> ArrayView2<'a, T> {
        x.slice(s![self.rows(t), self.columns()])
    }
}
