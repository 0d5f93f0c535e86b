//! Layer normalisation: see [`Tape::layer_norm`] for the formula.

use crate::nlp::autograd::ops::normalize_row;
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, with_simd};
use ndarray::{Array2, ArrayView2};

/// Each row to mean 0 and variance 1, then scaled by γ and shifted by β, both learnt.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    gamma: ParamId,
    beta: ParamId,
}

impl LayerNorm {
    /// γ = 1, β = 0: at first, plain normalisation.
    pub fn new<T: Real>(name: &str, d: usize, params: &mut ParamSet<T>) -> Self {
        LayerNorm {
            gamma: params.add_vector(format!("{name}.gamma"), d, T::one()),
            beta: params.add_vector(format!("{name}.beta"), d, T::zero()),
        }
    }

    /// x (n, d) → (n, d).
    pub fn forward<T: Real>(&self, tape: &mut Tape<T>, x: Var) -> Var {
        let (gamma, beta) = (tape.param(self.gamma), tape.param(self.beta));
        tape.layer_norm(x, gamma, beta)
    }

    /// The same without a tape.
    pub fn apply<T: Real>(&self, params: &ParamSet<T>, x: ArrayView2<T>) -> Array2<T> {
        let (gamma, beta) = (params.vector(self.gamma), params.vector(self.beta));
        let mut y = Array2::zeros(x.dim());
        let mut x_hat = vec![T::zero(); x.ncols()];
        with_simd(
            #[inline(always)]
            || {
                for (x, mut y) in x.rows().into_iter().zip(y.rows_mut()) {
                    let x = x.to_slice().expect("contiguous");
                    normalize_row(
                        x,
                        gamma,
                        beta,
                        &mut x_hat,
                        y.as_slice_mut().expect("contiguous"),
                    );
                }
            },
        );
        y
    }
}
