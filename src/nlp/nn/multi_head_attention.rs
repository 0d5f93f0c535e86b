//! Multi-head attention (Vaswani et al. 2017, section 3.2.2).
//!
//! MultiHead(Q, K, V) = Concat(head₁, …, head_H)·W_O,
//! headᵢ = softmax(Qᵢ·Kᵢᵀ / √d_k)·Vᵢ, d_k = d_model / H.
//!
//! The queries come from one sequence, keys and values from another: the same one in self-attention,
//! the encoder's output (`memory`) in cross-attention. The projections of all heads lie side by side in
//! one matrix: head i owns columns i·d_k to (i+1)·d_k of W_Q, W_K and W_V.

use super::{KeyValueCache, Linear};
use crate::nlp::autograd::ops::Mask;
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, row, with_simd};
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// Four projections and the number of heads.
#[derive(Clone, Debug)]
pub struct MultiHeadAttention {
    name: String,
    n_heads: usize,
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
}

impl MultiHeadAttention {
    /// `d_model` must be a multiple of `n_heads` (the configuration is checked before).
    pub fn new<T: Real>(
        name: &str,
        (d_model, n_heads): (usize, usize),
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let mut linear = |letter| {
            let names = (format!("{name}.w_{letter}"), format!("{name}.b_{letter}"));
            Linear::new(names, (d_model, d_model), params, rng)
        };
        MultiHeadAttention {
            name: name.to_string(),
            n_heads,
            query: linear('q'),
            key: linear('k'),
            value: linear('v'),
            output: linear('o'),
        }
    }

    /// As its parameters are called: `encoder.0.self_attn`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn n_heads(&self) -> usize {
        self.n_heads
    }

    /// W and b of the queries, keys, values and of the output.
    pub fn projections<'p, T: Real>(
        &self,
        params: &'p ParamSet<T>,
    ) -> [(ArrayView2<'p, T>, &'p [T]); 4] {
        [&self.query, &self.key, &self.value, &self.output].map(|linear| linear.parts(params))
    }

    /// x_q (B·T_q, d), x_kv (B·T_k, d) → (B·T_q, d).
    pub fn forward<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x_q: Var,
        x_kv: Var,
        mask: &Arc<Mask>,
    ) -> Var {
        let q = self.query.forward(tape, x_q);
        let k = self.key.forward(tape, x_kv);
        let v = self.value.forward(tape, x_kv);
        let concat = tape.attention(&self.name, (q, k, v), self.n_heads, mask);
        let out = self.output.forward(tape, concat);
        tape.record(&self.name, "output", out);
        out
    }

    /// Keys and values of x (T_k, d), to be looked at later.
    pub fn keys_values<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
    ) -> (Array2<T>, Array2<T>) {
        (self.key.apply(params, x), self.value.apply(params, x))
    }

    /// One step of masked self-attention for every translation in progress: the new token's key and
    /// value join the cache, then its query looks at all of them. What comes later is not there yet, so
    /// no mask is needed.
    ///
    /// # Shapes
    /// x (n, d), one row a translation → (n, d).
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        cache: &mut KeyValueCache<T>,
    ) -> Array2<T> {
        let (keys, values) = self.keys_values(params, x);
        cache.push(keys.view(), values.view());
        self.attend_rows(params, x, |i| cache.of(i))
    }

    /// One step of cross-attention: every translation's query looks at the same keys and values.
    ///
    /// # Shapes
    /// x (n, d), keys and values (T_k, d) → (n, d).
    pub fn attend<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        (keys, values): (&Array2<T>, &Array2<T>),
    ) -> Array2<T> {
        let contiguous = "projections are contiguous";
        let (k, v) = (
            keys.as_slice().expect(contiguous),
            values.as_slice().expect(contiguous),
        );
        self.attend_rows(params, x, |_| (k, v))
    }

    fn attend_rows<'a, T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        keys_values: impl Fn(usize) -> (&'a [T], &'a [T]),
    ) -> Array2<T> {
        let q = self.query.apply(params, x);
        let mut concat = Array2::zeros(q.dim());
        for (i, (q, mut out)) in q.rows().into_iter().zip(concat.rows_mut()).enumerate() {
            let (q, out) = (q.to_slice().expect("new"), out.as_slice_mut().expect("new"));
            attend_one(q, keys_values(i), self.n_heads, out);
        }
        self.output.apply(params, concat.view())
    }
}

/// One query against t keys and values (t, d): softmax(q·kᵀ / √d_k)·v for each head, into `out` (d).
fn attend_one<T: Real>(q: &[T], (keys, values): (&[T], &[T]), n_heads: usize, out: &mut [T]) {
    let d = q.len();
    let d_k = d / n_heads;
    let scale = T::one() / T::of(d_k as f64).sqrt();
    let mut weights = vec![T::zero(); keys.len() / d];
    with_simd(
        #[inline(always)]
        || {
            for h in 0..n_heads {
                let head = h * d_k..(h + 1) * d_k;
                for (w, key) in weights.iter_mut().zip(keys.chunks_exact(d)) {
                    *w = scale * row::dot(&q[head.clone()], &key[head.clone()]);
                }
                row::softmax(&mut weights);
                for (&w, value) in weights.iter().zip(values.chunks_exact(d)) {
                    row::axpy(w, &value[head.clone()], &mut out[head.clone()]);
                }
            }
        },
    );
}
