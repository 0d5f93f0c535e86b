//! The residual connection with layer normalisation around every sublayer.

use super::LayerNorm;
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// Where the layer norm stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NormPosition {
    /// x + Sublayer(LayerNorm(x)): trains more steadily (Xiong et al. 2020).
    #[default]
    Pre,
    /// LayerNorm(x + Sublayer(x)): as in the paper, section 3.1.
    Post,
}

/// One sublayer's norm, dropout and residual.
#[derive(Clone, Debug)]
pub struct SublayerConnection {
    name: String,
    norm: LayerNorm,
    position: NormPosition,
    dropout: f64,
}

impl SublayerConnection {
    /// `name` is the sublayer's: `encoder.0.self_attn`.
    pub fn new<T: Real>(
        name: &str,
        d: usize,
        (position, dropout): (NormPosition, f64),
        params: &mut ParamSet<T>,
    ) -> Self {
        SublayerConnection {
            name: name.to_string(),
            norm: LayerNorm::new(&format!("{name}.norm"), d, params),
            position,
            dropout,
        }
    }

    /// x (n, d) → (n, d), with `sublayer` inside.
    pub fn forward<'p, T: Real>(
        &self,
        tape: &mut Tape<'p, T>,
        x: Var,
        sublayer: impl FnOnce(&mut Tape<'p, T>, Var) -> Var,
    ) -> Var {
        let input = match self.position {
            NormPosition::Pre => self.normalize(tape, x),
            NormPosition::Post => x,
        };
        let output = sublayer(tape, input);
        self.finish(tape, x, output)
    }

    /// Dropout, residual, and the norm if it comes last.
    fn finish<T: Real>(&self, tape: &mut Tape<T>, x: Var, output: Var) -> Var {
        let output = tape.dropout(output, self.dropout);
        let residual = tape.add(x, output);
        tape.record(&self.name, "residual", residual);
        match self.position {
            NormPosition::Pre => residual,
            NormPosition::Post => self.normalize(tape, residual),
        }
    }

    /// [`Self::forward`] with a sublayer that takes its time.
    pub async fn forward_later<'p, T: Real>(
        &self,
        tape: &mut Tape<'p, T>,
        x: Var,
        sublayer: impl AsyncFnOnce(&mut Tape<'p, T>, Var) -> Var,
    ) -> Var {
        let input = match self.position {
            NormPosition::Pre => self.normalize(tape, x),
            NormPosition::Post => x,
        };
        let output = sublayer(tape, input).await;
        self.finish(tape, x, output)
    }

    fn normalize<T: Real>(&self, tape: &mut Tape<T>, x: Var) -> Var {
        let normal = self.norm.forward(tape, x);
        tape.record(&self.name, "norm", normal);
        normal
    }

    /// The same without a tape (and so without dropout).
    pub fn apply<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: Array2<T>,
        sublayer: impl FnOnce(ArrayView2<T>) -> Array2<T>,
    ) -> Array2<T> {
        match self.position {
            NormPosition::Pre => {
                let output = sublayer(self.norm.apply(params, x.view()).view());
                x + output
            }
            NormPosition::Post => {
                let residual = sublayer(x.view()) + &x;
                self.norm.apply(params, residual.view())
            }
        }
    }
}
