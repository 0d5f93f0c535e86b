//! The last layer of a model that chooses: logits = x·Eᵀ + b, one row of E for each class or token.

use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, row};
use crate::nlp::tokenizer::TokenId;
use ndarray::{Array2, ArrayView2};

/// E and b.
#[derive(Clone, Debug)]
pub struct Projection {
    /// (V, d)
    e: ParamId,
    /// (V)
    b: ParamId,
}

impl Projection {
    /// E is a matrix that exists already (tied to the embeddings, perhaps); b is made here, all zeros.
    pub fn new<T: Real>(name: &str, e: ParamId, params: &mut ParamSet<T>) -> Self {
        let n = params.value(e).nrows();
        Projection {
            e,
            b: params.add_vector(format!("{name}.bias"), n, T::zero()),
        }
    }

    /// The summed loss of predicting `targets` from x (n, d): see [`Tape::project_and_loss`].
    pub fn loss<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x: Var,
        targets: &[Option<TokenId>],
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let (e, b) = (tape.param(self.e), tape.param(self.b));
        tape.project_affine_and_loss(x, e, Some(b), targets, smoothing)
    }

    /// Logits without a tape: (n, d) → (n, V).
    pub fn apply<T: Real>(&self, params: &ParamSet<T>, x: ArrayView2<T>) -> Array2<T> {
        let mut z = params.times_transposed(self.e, x);
        z += params.value(self.b);
        z
    }
}

/// Each row of logits as probabilities.
pub fn probabilities<T: Real>(mut logits: Array2<T>) -> Array2<T> {
    for mut row in logits.rows_mut() {
        row::softmax(row.as_slice_mut().expect("logits are contiguous"));
    }
    logits
}
