//! The LSTM layer: see [`Tape::lstm`] for the formulas and the order of the gates.

use super::rnn::RecurrentParams;
use crate::nlp::autograd::ops::{Gate, HeldGate, LstmOutput, Steps, hold, lstm_gates};
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::{Real, gate, with_simd};
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2, s};
use std::sync::Arc;

/// What an LSTM remembers: both (n, H).
#[derive(Clone, Debug, PartialEq)]
pub struct LstmState<T> {
    /// What it shows.
    pub h: Array2<T>,
    /// What it keeps.
    pub c: Array2<T>,
}

/// One step with everything inside it.
#[derive(Clone, Debug)]
pub struct LstmStep<T> {
    /// (n, 4H): in, forget, cell, out.
    gates: Array2<T>,
    pub state: LstmState<T>,
}

impl<T: Real> LstmStep<T> {
    /// The values of one gate: (n, H).
    pub fn gate(&self, gate: Gate) -> ArrayView2<'_, T> {
        let hidden = self.gates.ncols() / 4;
        let first = gate as usize * hidden;
        self.gates.slice(s![.., first..first + hidden])
    }
}

/// Long short-term memory.
#[derive(Clone, Debug)]
pub struct Lstm {
    name: String,
    hidden: usize,
    weights: RecurrentParams,
}

impl Lstm {
    /// The forget gate starts with a bias of 1, so that at first nearly everything is kept (Jozefowicz,
    /// Zaremba and Sutskever 2015).
    pub fn new<T: Real>(
        name: &str,
        (d_in, hidden): (usize, usize),
        gain: f64,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let weights = RecurrentParams::new(name, (d_in, hidden, 4), gain, params, rng);
        let mut b = Array2::zeros((1, 4 * hidden));
        b.slice_mut(s![.., hidden..2 * hidden]).fill(T::one());
        params
            .set(&format!("{name}.b"), b)
            .expect("of the shape just made");
        Lstm {
            name: name.to_string(),
            hidden,
            weights,
        }
    }

    /// H
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    pub fn weights(&self) -> RecurrentParams {
        self.weights
    }

    /// Whole sequences: x (B·T, d) → h (B·T, H) and the last c (B, H).
    pub fn seq<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x: Var,
        start: Option<(Var, Var)>,
        steps: &Arc<Steps>,
        held: &[HeldGate],
    ) -> LstmOutput {
        let weights = self.weights.on(tape);
        tape.lstm(&self.name, x, weights, start, steps, held)
    }

    /// The state before the first token, for `n` sequences.
    pub fn zero_state<T: Real>(&self, n: usize) -> LstmState<T> {
        let zeros = Array2::zeros((n, self.hidden));
        LstmState {
            h: zeros.clone(),
            c: zeros,
        }
    }

    /// One token more, x (n, d), at place `position` of its sentence (for gates held there).
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        before: &LstmState<T>,
        (held, position): (&[HeldGate], usize),
    ) -> LstmStep<T> {
        let mut gates = self.weights.pre_activation(params, x, before.h.view());
        let mut state = self.zero_state(gates.nrows());
        let hidden = self.hidden;
        with_simd(
            #[inline(always)]
            || {
                let rows = gates.rows_mut().into_iter().zip(before.c.rows());
                let outs = state.h.rows_mut().into_iter().zip(state.c.rows_mut());
                for ((mut z, c_before), (mut h, mut c)) in rows.zip(outs) {
                    let z = z.as_slice_mut().expect("new");
                    lstm_gates(z);
                    hold(z, held, position);
                    for j in 0..hidden {
                        c[j] = z[hidden + j] * c_before[j] + z[j] * z[2 * hidden + j];
                        h[j] = z[3 * hidden + j] * gate::tanh(c[j]);
                    }
                }
            },
        );
        LstmStep { gates, state }
    }
}
