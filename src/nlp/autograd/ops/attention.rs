//! Scaled dot-product attention, all heads and sentences of a batch at once:
//! softmax(Q·Kᵀ / √d_k)·V (Vaswani et al. 2017, section 3.2.1). The forward is in [`crate::nlp::linalg::attention`].

use crate::nlp::autograd::{Backward, Gradients, Tape, Var, to_f32};
pub use crate::nlp::linalg::attention::Mask;
use crate::nlp::linalg::attention::{attention, attention_weights, places};
use crate::nlp::linalg::{Real, gemm, row, with_simd};
use ndarray::{Array2, ArrayView2, s};
use std::sync::Arc;

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
        let inputs = (self.value(q), self.value(k), self.value(v));
        let recording = self.recorder.is_some();
        // Lesson 8's worker, which reads sentences and no more, goes without the code for long texts (Cargo.toml).
        let has_fused = cfg!(any(feature = "fused", not(target_arch = "wasm32")));
        if has_fused && !recording && !self.is_training() {
            let context = attention(inputs, n_heads, mask);
            return self.constant(context);
        }
        let mut scores = Vec::new();
        let (context, weights) = attention_weights(inputs, n_heads, mask, |of_head| {
            if recording {
                scores.extend(to_f32(of_head.iter()));
            }
        });
        if recording {
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

    /// Puts attention that somebody else computed for one sentence into the trace, if there is a recorder, as
    /// [`Self::attention`] does with its own. `found` are scores (H·T_q, T_k), weights and context.
    pub fn record_attention(
        &mut self,
        scope: &str,
        qkv: (Var, Var, Var),
        n_heads: usize,
        (scores, weights, context): (&Array2<T>, &Array2<T>, &Array2<T>),
    ) {
        if self.recorder.is_some() {
            let scores = to_f32(scores.iter());
            self.record_heads(scope, qkv, n_heads, scores, weights, context);
        }
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
        for at in places(mask.batch, n_heads, d) {
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
