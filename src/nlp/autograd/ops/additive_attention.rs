//! Additive attention (Bahdanau, Cho and Bengio 2014, section 3.1 and appendix A.1.2): a decoder's state s
//! looks at the encoder's states h_j,
//!
//! e_j = vᵀ·tanh(s·W_q + h_j·W_k), α = softmax(e), context = Σ_j α_j·h_j.
//!
//! h_j·W_k does not depend on s: it is computed once for all steps of decoding and handed in as `keys`.

use super::Mask;
use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, gate, gemm, matmul, row, with_simd};
use ndarray::{Array2, s};
use std::sync::Arc;

/// The parameters on the side of the query.
#[derive(Clone, Copy, Debug)]
pub struct AdditiveWeights {
    /// W_q (d_s, A)
    pub w_q: Var,
    /// v (1, A)
    pub v: Var,
}

struct AdditiveAttention<T> {
    s: Var,
    keys: Var,
    memory: Var,
    weights: AdditiveWeights,
    mask: Arc<Mask>,
    /// tanh(s·W_q + keys): (B·T_q·T_k, A)
    tanh: Array2<T>,
    /// α (B·T_q, T_k)
    alpha: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// context = softmax(mask(vᵀ·tanh(s·W_q + keys)))·memory. A masked weight is exactly 0.
    ///
    /// # Shapes
    /// s (B·T_q, d_s), keys (B·T_k, A), memory (B·T_k, d) → context (B·T_q, d).
    ///
    /// With a recorder `{scope}.scores`, `.weights` (T_q, T_k) and `.context` (T_q, d) go into the trace.
    pub fn additive_attention(
        &mut self,
        scope: &str,
        s: Var,
        (keys, memory): (Var, Var),
        weights: AdditiveWeights,
        mask: &Arc<Mask>,
    ) -> Var {
        let (t_q, t_k) = (mask.t_q, mask.t_k);
        let query = matmul(self.value(s), self.value(weights.w_q));
        let ks = self.value(keys);
        let v = self.value(weights.v);
        let v = v.to_slice().expect("contiguous");
        let a = v.len();
        let ks = ks.to_slice().expect("contiguous");
        let mut tanh = Array2::zeros((mask.batch * t_q * t_k, a));
        let mut alpha = Array2::zeros((mask.batch * t_q, t_k));
        {
            let tanh = tanh.as_slice_mut().expect("new");
            let query = query.as_slice().expect("new");
            let alpha = alpha.as_slice_mut().expect("new");
            with_simd(
                #[inline(always)]
                || {
                    for (n, (q, alpha)) in query
                        .chunks_exact(a)
                        .zip(alpha.chunks_exact_mut(t_k))
                        .enumerate()
                    {
                        let (b, i) = (n / t_q, n % t_q);
                        for (j, e) in alpha.iter_mut().enumerate() {
                            if !mask.allows(b, i, j) {
                                *e = T::neg_infinity();
                                continue;
                            }
                            let key = &ks[(b * t_k + j) * a..][..a];
                            let out = &mut tanh[(n * t_k + j) * a..][..a];
                            for l in 0..a {
                                out[l] = gate::tanh(q[l] + key[l]);
                            }
                            *e = row::dot(out, v);
                        }
                    }
                },
            );
        }
        if self.recorder.is_some() {
            self.record_steps(scope, "scores", &alpha);
        }
        with_simd(
            #[inline(always)]
            || {
                for mut row in alpha.rows_mut() {
                    row::softmax(row.as_slice_mut().expect("new"));
                }
            },
        );
        let hs = self.value(memory);
        let mut context = Array2::zeros((mask.batch * t_q, hs.ncols()));
        for b in 0..mask.batch {
            let (q, k) = (
                s![b * t_q..(b + 1) * t_q, ..],
                s![b * t_k..(b + 1) * t_k, ..],
            );
            gemm(
                T::one(),
                alpha.slice(q),
                hs.slice(k),
                T::zero(),
                context.slice_mut(q),
            );
        }
        if self.recorder.is_some() {
            self.record_steps(scope, "weights", &alpha);
            self.record_steps(scope, "context", &context);
        }
        let mask = Arc::clone(mask);
        self.push(context, || AdditiveAttention {
            s,
            keys,
            memory,
            weights,
            mask,
            tanh,
            alpha,
        })
    }
}

impl<T: Real> Backward<T> for AdditiveAttention<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let (t_q, t_k, batch) = (self.mask.t_q, self.mask.t_k, self.mask.batch);
        let hs = tape.value(self.memory);
        let v = tape.value(self.weights.v);
        let v = v.to_slice().expect("contiguous");
        let a = v.len();
        let (one, zero) = (T::one(), T::zero());
        // context = α·memory, so d_memory = αᵀ·d_context and d_α = d_context·memoryᵀ.
        let mut d_alpha = Array2::zeros(self.alpha.dim());
        grads.update(tape, self.memory, |d_memory| {
            for b in 0..batch {
                let (q, k) = (
                    s![b * t_q..(b + 1) * t_q, ..],
                    s![b * t_k..(b + 1) * t_k, ..],
                );
                let (alpha, d) = (self.alpha.slice(q), d_out.slice(q));
                gemm(one, alpha.t(), d, one, d_memory.slice_mut(k));
                gemm(one, d, hs.slice(k).t(), zero, d_alpha.slice_mut(q));
            }
        });
        let mut d_v = vec![zero; a];
        let mut d_query = Array2::zeros((batch * t_q, a));
        {
            let tanh = self.tanh.as_slice().expect("new");
            let d_query = d_query.as_slice_mut().expect("new");
            grads.update(tape, self.keys, |d_keys| {
                let d_keys = d_keys.as_slice_mut().expect("gradients are contiguous");
                with_simd(
                    #[inline(always)]
                    || {
                        let rows = d_alpha.rows_mut().into_iter().zip(self.alpha.rows());
                        for (n, (mut d_e, alpha)) in rows.enumerate() {
                            let d_e = d_e.as_slice_mut().expect("new");
                            let alpha = alpha.to_slice().expect("new");
                            // α = softmax(e), so d_e = α ∘ (d_α − Σⱼ d_αⱼ·αⱼ).
                            let mean = row::dot(d_e, alpha);
                            for (j, (d_e, &alpha)) in d_e.iter().zip(alpha).enumerate() {
                                let d_e = alpha * (*d_e - mean);
                                if d_e == zero {
                                    continue;
                                }
                                // e = vᵀ·u with u = tanh(query + key): d_v += d_e·u, and both summands get
                                // d_e·v ∘ (1 − u²).
                                let u = &tanh[(n * t_k + j) * a..][..a];
                                let d_key = &mut d_keys[(n / t_q * t_k + j) * a..][..a];
                                let d_q = &mut d_query[n * a..][..a];
                                for l in 0..a {
                                    d_v[l] += d_e * u[l];
                                    let d = d_e * v[l] * (one - u[l] * u[l]);
                                    d_key[l] += d;
                                    d_q[l] += d;
                                }
                            }
                        }
                    },
                );
            });
        }
        let d_v = Array2::from_shape_vec((1, a), d_v).expect("A elements");
        grads.add(tape, self.weights.v, d_v);
        // query = s·W_q, so d_W_q = sᵀ·d_query and d_s = d_query·W_qᵀ.
        let (s, w_q) = (tape.value(self.s), tape.value(self.weights.w_q));
        grads.add_product(tape, self.weights.w_q, s.t(), d_query.view());
        grads.add_product(tape, self.s, d_query.view(), w_q.t());
    }
}
