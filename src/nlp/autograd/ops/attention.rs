//! Scaled dot-product attention, all heads and sentences of a batch at once:
//! softmax(Q·Kᵀ / √d_k)·V (Vaswani et al. 2017, section 3.2.1).

use crate::nlp::autograd::{Backward, Gradients, Tape, Var, to_f32};
use crate::nlp::linalg::{Real, gemm, row, with_simd};
use ndarray::{Array2, ArrayView2, s};
use std::sync::Arc;

/// Which keys each query may look at, for every sentence of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    pub batch: usize,
    pub t_q: usize,
    pub t_k: usize,
    /// (batch, t_q, t_k), row-major.
    allowed: Vec<bool>,
}

impl Mask {
    /// A mask from a rule: `allowed(sentence, query, key)`.
    pub fn from_fn(
        (batch, t_q, t_k): (usize, usize, usize),
        allowed: impl Fn(usize, usize, usize) -> bool,
    ) -> Self {
        let mut bits = Vec::with_capacity(batch * t_q * t_k);
        for b in 0..batch {
            for i in 0..t_q {
                bits.extend((0..t_k).map(|j| allowed(b, i, j)));
            }
        }
        Mask {
            batch,
            t_q,
            t_k,
            allowed: bits,
        }
    }

    /// Padding mask: in sentence b, keys from `key_lengths[b]` on are PAD and hidden from everyone.
    pub fn padding(t_q: usize, t_k: usize, key_lengths: &[usize]) -> Self {
        Mask::from_fn((key_lengths.len(), t_q, t_k), |b, _, j| j < key_lengths[b])
    }

    /// Causal and padding mask: query i sees keys 0..=i that are not PAD.
    pub fn causal(t: usize, key_lengths: &[usize]) -> Self {
        Mask::from_fn((key_lengths.len(), t, t), |b, i, j| {
            j <= i && j < key_lengths[b]
        })
    }

    /// Whether query `i` of sentence `b` may see key `j`.
    pub fn allows(&self, b: usize, i: usize, j: usize) -> bool {
        self.allowed[(b * self.t_q + i) * self.t_k + j]
    }
}

struct Attention<T> {
    q: Var,
    k: Var,
    v: Var,
    n_heads: usize,
    mask: Arc<Mask>,
    /// (B·H·T_q, T_k): sentence by sentence, head by head.
    weights: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// For every sentence b and head h: context = softmax(mask(Q·Kᵀ / √d_k))·V.
    ///
    /// A masked score becomes −∞, so its weight is exactly 0 and nothing of that key leaks. A query that
    /// may see no key at all has weights and context 0.
    ///
    /// # Shapes
    /// q (B·T_q, d), k and v (B·T_k, d) → context (B·T_q, d), the heads side by side.
    ///
    /// With a recorder (and one sentence), `{scope}.q`, `.k`, `.v`, `.scores`, `.weights`, `.context`
    /// and `.concat` go into the trace.
    pub fn attention(
        &mut self,
        scope: &str,
        (q, k, v): (Var, Var, Var),
        n_heads: usize,
        mask: &Arc<Mask>,
    ) -> Var {
        let (qs, ks, vs) = (self.value(q), self.value(k), self.value(v));
        let (d, t_q, t_k) = (qs.ncols(), mask.t_q, mask.t_k);
        let scale = T::one() / T::of((d / n_heads) as f64).sqrt();
        let mut weights = Array2::zeros((mask.batch * n_heads * t_q, t_k));
        let mut context = Array2::zeros((mask.batch * t_q, d));
        let mut scores = None;
        for (b, h) in pairs(mask.batch, n_heads) {
            let at = Place { b, h, n_heads, d };
            let mut w = weights.slice_mut(s![at.weights(t_q), ..]);
            // (T_q, d_k) · (d_k, T_k) → (T_q, T_k)
            gemm(
                scale,
                at.head(&qs, t_q),
                at.head(&ks, t_k).t(),
                T::zero(),
                w.view_mut(),
            );
            if self.recorder.is_some() {
                scores.get_or_insert_with(Vec::new).extend(to_f32(w.iter()));
            }
            with_simd(
                #[inline(always)]
                || {
                    for (i, mut w) in w.rows_mut().into_iter().enumerate() {
                        let w = w.as_slice_mut().expect("contiguous");
                        for (j, w) in w.iter_mut().enumerate() {
                            *w = if mask.allows(b, i, j) {
                                *w
                            } else {
                                T::neg_infinity()
                            };
                        }
                        row::softmax(w);
                    }
                },
            );
            // (T_q, T_k) · (T_k, d_k) → (T_q, d_k), written beside the other heads
            let out = context.slice_mut(s![at.rows(t_q), at.columns()]);
            gemm(T::one(), w.view(), at.head(&vs, t_k), T::zero(), out);
        }
        if let Some(scores) = scores {
            self.record_heads(scope, (q, k, v), n_heads, scores, &weights, &context);
        }
        let mask = Arc::clone(mask);
        self.push(context, || Attention {
            q,
            k,
            v,
            n_heads,
            mask,
            weights,
        })
    }

    /// Puts everything inside attention into the trace, split into heads.
    fn record_heads(
        &mut self,
        scope: &str,
        (q, k, v): (Var, Var, Var),
        n_heads: usize,
        scores: Vec<f32>,
        weights: &Array2<T>,
        context: &Array2<T>,
    ) {
        let split = |x: ArrayView2<T>| {
            let (t, d) = x.dim();
            let heads = (0..n_heads).flat_map(|h| {
                let columns = h * d / n_heads..(h + 1) * d / n_heads;
                to_f32(x.slice(s![.., columns]).iter())
            });
            (vec![n_heads, t, d / n_heads], heads.collect::<Vec<_>>())
        };
        for (name, var) in [("q", q), ("k", k), ("v", v)] {
            let (shape, data) = split(self.value(var));
            self.record_raw(scope, name, &shape, data);
        }
        let per_head = [n_heads, weights.nrows() / n_heads, weights.ncols()];
        self.record_raw(scope, "scores", &per_head, scores);
        self.record_raw(scope, "weights", &per_head, to_f32(weights.iter()));
        let (shape, data) = split(context.view());
        self.record_raw(scope, "context", &shape, data);
        self.record_raw(scope, "concat", context.shape(), to_f32(context.iter()));
    }
}

impl<T: Real> Backward<T> for Attention<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let (qs, ks, vs) = (tape.value(self.q), tape.value(self.k), tape.value(self.v));
        let (d, n_heads, mask) = (qs.ncols(), self.n_heads, &self.mask);
        let (t_q, t_k) = (mask.t_q, mask.t_k);
        let scale = T::one() / T::of((d / n_heads) as f64).sqrt();
        let mut d_q = Array2::zeros(qs.dim());
        let mut d_k = Array2::zeros(ks.dim());
        let mut d_v = Array2::zeros(vs.dim());
        let mut d_scores = Array2::zeros((t_q, t_k));
        for (b, h) in pairs(mask.batch, n_heads) {
            let at = Place { b, h, n_heads, d };
            let w = self.weights.slice(s![at.weights(t_q), ..]);
            let d_context = d_out.slice(s![at.rows(t_q), at.columns()]);
            let (one, zero) = (T::one(), T::zero());
            // context = w·V, so d_V = wᵀ·d_context and d_w = d_context·Vᵀ.
            let out = d_v.slice_mut(s![at.rows(t_k), at.columns()]);
            gemm(one, w.t(), d_context, zero, out);
            gemm(
                one,
                d_context,
                at.head(&vs, t_k).t(),
                zero,
                d_scores.view_mut(),
            );
            // w = softmax(scores), so d_scores = w ∘ (d_w − Σⱼ d_wⱼ·wⱼ); 0 where masked, since w is 0.
            with_simd(
                #[inline(always)]
                || {
                    for (mut d_w, w) in d_scores.rows_mut().into_iter().zip(w.rows()) {
                        let d_w = d_w.as_slice_mut().expect("contiguous");
                        let w = w.to_slice().expect("contiguous");
                        let mean = row::dot(d_w, w);
                        for (d, &w) in d_w.iter_mut().zip(w) {
                            *d = w * (*d - mean);
                        }
                    }
                },
            );
            // scores = scale·Q·Kᵀ, so d_Q = scale·d_scores·K and d_K = scale·d_scoresᵀ·Q.
            let out = d_q.slice_mut(s![at.rows(t_q), at.columns()]);
            gemm(scale, d_scores.view(), at.head(&ks, t_k), zero, out);
            let out = d_k.slice_mut(s![at.rows(t_k), at.columns()]);
            gemm(scale, d_scores.t(), at.head(&qs, t_q), zero, out);
        }
        grads.add(tape, self.q, d_q);
        grads.add(tape, self.k, d_k);
        grads.add(tape, self.v, d_v);
    }
}

/// Where head `h` of sentence `b` lies in the matrices of a batch.
struct Place {
    b: usize,
    h: usize,
    n_heads: usize,
    d: usize,
}

impl Place {
    fn rows(&self, t: usize) -> std::ops::Range<usize> {
        self.b * t..(self.b + 1) * t
    }
    fn columns(&self) -> std::ops::Range<usize> {
        let d_k = self.d / self.n_heads;
        self.h * d_k..(self.h + 1) * d_k
    }
    fn weights(&self, t_q: usize) -> std::ops::Range<usize> {
        let first = (self.b * self.n_heads + self.h) * t_q;
        first..first + t_q
    }
    /// The (t, d_k) part of x (B·t, d) that belongs to this sentence and head.
    fn head<'a, T>(&self, x: &'a ArrayView2<'_, T>, t: usize) -> ArrayView2<'a, T> {
        x.slice(s![self.rows(t), self.columns()])
    }
}

fn pairs(batch: usize, n_heads: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..batch).flat_map(move |b| (0..n_heads).map(move |h| (b, h)))
}
