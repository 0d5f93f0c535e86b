//! y = x·W + b.

use super::xavier_uniform;
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};

/// An affine map from d_in to d_out numbers.
#[derive(Clone, Debug)]
pub struct Linear {
    /// (d_in, d_out)
    w: ParamId,
    /// (d_out)
    b: ParamId,
}

impl Linear {
    /// W by Xavier, b zero. The parameters are called `w` and `b`.
    pub fn new<T: Real>(
        (w, b): (String, String),
        (d_in, d_out): (usize, usize),
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        Linear {
            w: params.add(w, xavier_uniform(d_in, d_out, rng)),
            b: params.add_vector(b, d_out, T::zero()),
        }
    }

    /// x (n, d_in) → (n, d_out).
    pub fn forward<T: Real>(&self, tape: &mut Tape<T>, x: Var) -> Var {
        let (w, b) = (tape.param(self.w), tape.param(self.b));
        tape.linear(x, w, Some(b))
    }

    /// W (d_in, d_out) and b (d_out).
    pub fn parts<'p, T: Real>(&self, params: &'p ParamSet<T>) -> (ArrayView2<'p, T>, &'p [T]) {
        (params.value(self.w).view(), params.vector(self.b))
    }

    /// The same without a tape.
    pub fn apply<T: Real>(&self, params: &ParamSet<T>, x: ArrayView2<T>) -> Array2<T> {
        params.affine(self.w, x, Some(params.vector(self.b)))
    }
}
