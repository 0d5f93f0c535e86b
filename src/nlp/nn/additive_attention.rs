//! Additive attention: see [`Tape::additive_attention`] for the formula.

use super::xavier_uniform;
use crate::nlp::autograd::ops::{AdditiveWeights, Mask};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, gate, matmul, row, with_simd};
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// What a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionOutput<T> {
    /// α (n, T_k)
    pub weights: Array2<T>,
    /// Σ α_j·h_j (n, d)
    pub context: Array2<T>,
}

/// W_q, W_k and v.
#[derive(Clone, Debug)]
pub struct AdditiveAttention {
    name: String,
    /// (d_s, A)
    w_q: ParamId,
    /// (d, A)
    w_k: ParamId,
    /// (A)
    v: ParamId,
}

impl AdditiveAttention {
    /// Queries of width `d_s` look at a memory of width `d` through `a` numbers.
    pub fn new<T: Real>(
        name: &str,
        (d_s, d, a): (usize, usize, usize),
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let w_q = params.add(format!("{name}.w_q"), xavier_uniform(d_s, a, rng));
        let w_k = params.add(format!("{name}.w_k"), xavier_uniform(d, a, rng));
        let v_name = format!("{name}.v");
        let v = params.add_vector(&*v_name, a, T::zero());
        params
            .set(&v_name, xavier_uniform(1, a, rng))
            .expect("of the shape just made");
        AdditiveAttention {
            name: name.to_string(),
            w_q,
            w_k,
            v,
        }
    }

    /// memory·W_k, the same for every query: (B·T_k, d) → (B·T_k, A).
    pub fn keys<T: Real>(&self, tape: &mut Tape<T>, memory: Var) -> Var {
        let w_k = tape.param(self.w_k);
        tape.linear(memory, w_k, None)
    }

    /// s (B·T_q, d_s) → context (B·T_q, d).
    pub fn forward<T: Real>(
        &self,
        tape: &mut Tape<T>,
        s: Var,
        keys_and_memory: (Var, Var),
        mask: &Arc<Mask>,
    ) -> Var {
        let weights = AdditiveWeights {
            w_q: tape.param(self.w_q),
            v: tape.param(self.v),
        };
        tape.additive_attention(&self.name, s, keys_and_memory, weights, mask)
    }

    /// [`Self::keys`] without a tape.
    pub fn apply_keys<T: Real>(&self, params: &ParamSet<T>, memory: ArrayView2<T>) -> Array2<T> {
        matmul(memory, params.value(self.w_k).view())
    }

    /// Several queries s (n, d_s) at one sentence's keys (T_k, A) and memory (T_k, d), without a tape.
    pub fn apply<T: Real>(
        &self,
        params: &ParamSet<T>,
        s: ArrayView2<T>,
        (keys, memory): (&Array2<T>, &Array2<T>),
    ) -> AttentionOutput<T> {
        let query = params.affine(self.w_q, s, None);
        let v = params.vector(self.v);
        let mut weights = Array2::zeros((s.nrows(), keys.nrows()));
        let mut sum = vec![T::zero(); v.len()];
        with_simd(
            #[inline(always)]
            || {
                for (q, mut weights) in query.rows().into_iter().zip(weights.rows_mut()) {
                    let weights = weights.as_slice_mut().expect("new");
                    for (e, key) in weights.iter_mut().zip(keys.rows()) {
                        for ((u, &q), &k) in sum.iter_mut().zip(q).zip(key) {
                            *u = gate::tanh(q + k);
                        }
                        *e = row::dot(&sum, v);
                    }
                    row::softmax(weights);
                }
            },
        );
        let context = matmul(weights.view(), memory.view());
        AttentionOutput { weights, context }
    }
}
