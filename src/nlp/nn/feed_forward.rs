//! The position-wise feed-forward network (Vaswani et al. 2017, section 3.3).

use super::Linear;
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};

/// FFN(x) = max(0, x·W₁ + b₁)·W₂ + b₂, the same for every token.
#[derive(Clone, Debug)]
pub struct FeedForward {
    name: String,
    inner: Linear,
    outer: Linear,
}

impl FeedForward {
    pub fn new<T: Real>(
        name: &str,
        (d_model, d_ff): (usize, usize),
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let names = |i| (format!("{name}.w_{i}"), format!("{name}.b_{i}"));
        FeedForward {
            name: name.to_string(),
            inner: Linear::new(names(1), (d_model, d_ff), params, rng),
            outer: Linear::new(names(2), (d_ff, d_model), params, rng),
        }
    }

    /// x (n, d) → hidden (n, d_ff) → (n, d).
    pub fn forward<T: Real>(&self, tape: &mut Tape<T>, x: Var) -> Var {
        let hidden = self.inner.forward(tape, x);
        let hidden = tape.relu(hidden);
        tape.record(&self.name, "hidden", hidden);
        let out = self.outer.forward(tape, hidden);
        tape.record(&self.name, "output", out);
        out
    }

    /// The same without a tape.
    pub fn apply<T: Real>(&self, params: &ParamSet<T>, x: ArrayView2<T>) -> Array2<T> {
        let mut hidden = self.inner.apply(params, x);
        hidden.mapv_inplace(|v| if v > T::zero() { v } else { T::zero() });
        self.outer.apply(params, hidden.view())
    }
}
