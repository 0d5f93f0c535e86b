//! The plain recurrent layer: see [`Tape::rnn`] for the formula.

use super::orthogonal;
use crate::nlp::autograd::ops::{RecurrentWeights, Steps};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, gate, with_simd};
use crate::nlp::nn::xavier_uniform;
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// W_ih, W_hh and b of one layer, with G gates of H units below each other.
#[derive(Clone, Copy, Debug)]
pub struct RecurrentParams {
    pub w_ih: ParamId,
    pub w_hh: ParamId,
    pub b: ParamId,
}

impl RecurrentParams {
    /// Gate by gate: W_ih by Xavier, W_hh orthogonal times `gain`, b zero. The parameters are called
    /// `{name}.w_ih` (G·H, d), `{name}.w_hh` (G·H, H) and `{name}.b` (G·H).
    pub(super) fn new<T: Real>(
        name: &str,
        (d_in, hidden, n_gates): (usize, usize, usize),
        gain: f64,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let mut w_ih = Array2::zeros((0, d_in));
        let mut w_hh = Array2::zeros((0, hidden));
        for _ in 0..n_gates {
            let widths = "gates have equal widths";
            let input = xavier_uniform::<T>(hidden, d_in, rng);
            w_ih.append(ndarray::Axis(0), input.view()).expect(widths);
            let recurrent = orthogonal(hidden, rng).mapv(|x| T::of(gain * x));
            w_hh.append(ndarray::Axis(0), recurrent.view())
                .expect(widths);
        }
        RecurrentParams {
            w_ih: params.add(format!("{name}.w_ih"), w_ih),
            w_hh: params.add(format!("{name}.w_hh"), w_hh),
            b: params.add_vector(format!("{name}.b"), n_gates * hidden, T::zero()),
        }
    }

    pub(super) fn on<T: Real>(&self, tape: &mut Tape<T>) -> RecurrentWeights {
        RecurrentWeights {
            w_ih: tape.param(self.w_ih),
            w_hh: tape.param(self.w_hh),
            b: tape.param(self.b),
        }
    }

    /// z = x·W_ihᵀ + h·W_hhᵀ + b for a few rows.
    pub(super) fn pre_activation<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        h: ArrayView2<T>,
    ) -> Array2<T> {
        let mut z = params.times_transposed(self.w_ih, x);
        z += &params.times_transposed(self.w_hh, h);
        z += params.value(self.b);
        z
    }
}

/// h_t = tanh(x_t·W_ihᵀ + h_{t−1}·W_hhᵀ + b).
#[derive(Clone, Debug)]
pub struct Rnn {
    name: String,
    hidden: usize,
    weights: RecurrentParams,
}

impl Rnn {
    /// `gain` scales the orthogonal start of W_hh: with 1 a gradient neither grows nor shrinks on its way
    /// back while tanh is near its middle.
    pub fn new<T: Real>(
        name: &str,
        (d_in, hidden): (usize, usize),
        gain: f64,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        Rnn {
            name: name.to_string(),
            hidden,
            weights: RecurrentParams::new(name, (d_in, hidden, 1), gain, params, rng),
        }
    }

    /// H
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    pub fn weights(&self) -> RecurrentParams {
        self.weights
    }

    /// Whole sequences: x (B·T, d) → h (B·T, H).
    pub fn seq<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x: Var,
        start: Option<Var>,
        steps: &Arc<Steps>,
    ) -> Var {
        let weights = self.weights.on(tape);
        tape.rnn(&self.name, x, weights, start, steps)
    }

    /// The state before the first token, for `n` sequences.
    pub fn zero_state<T: Real>(&self, n: usize) -> Array2<T> {
        Array2::zeros((n, self.hidden))
    }

    /// One token more: x (n, d), h (n, H) → h (n, H).
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        h: ArrayView2<T>,
    ) -> Array2<T> {
        let mut z = self.weights.pre_activation(params, x, h);
        let values = z.as_slice_mut().expect("new");
        with_simd(
            #[inline(always)]
            || values.iter_mut().for_each(|z| *z = gate::tanh(*z)),
        );
        z
    }
}
