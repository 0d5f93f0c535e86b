//! A stack of recurrent layers, of one kind or the other, in one direction or both.

use super::{Lstm, LstmState, Rnn};
use crate::nlp::autograd::ops::{Direction, HeldGate, Steps};
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which recurrence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Rnn,
    #[default]
    Lstm,
}

/// Sizes and choices of a stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecurrentConfig {
    pub cell: Cell,
    pub d_in: usize,
    pub hidden: usize,
    pub n_layers: usize,
    pub bidirectional: bool,
    /// Between layers, in training.
    pub dropout: f64,
    /// The scale of W_hh at the start.
    pub recurrent_gain: f64,
}

/// One layer in one direction.
#[derive(Clone, Debug)]
pub enum RecurrentLayer {
    Rnn(Rnn),
    Lstm(Lstm),
}

/// A layer's state on a tape: h, and c of an LSTM.
#[derive(Clone, Copy, Debug)]
pub struct StateVars {
    pub h: Var,
    pub c: Option<Var>,
}

impl RecurrentLayer {
    pub fn new<T: Real>(
        name: &str,
        (cell, d_in, hidden): (Cell, usize, usize),
        gain: f64,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let sizes = (d_in, hidden);
        match cell {
            Cell::Rnn => RecurrentLayer::Rnn(Rnn::new(name, sizes, gain, params, rng)),
            Cell::Lstm => RecurrentLayer::Lstm(Lstm::new(name, sizes, gain, params, rng)),
        }
    }

    /// x (B·T, d) → h (B·T, H) and the states after each sentence's last step (B, H).
    pub fn seq<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x: Var,
        start: Option<StateVars>,
        steps: &Arc<Steps>,
        held: &[HeldGate],
    ) -> (Var, StateVars) {
        let (h, c) = match self {
            RecurrentLayer::Rnn(rnn) => (rnn.seq(tape, x, start.map(|s| s.h), steps), None),
            RecurrentLayer::Lstm(lstm) => {
                let start = start.and_then(|s| Some((s.h, s.c?)));
                let out = lstm.seq(tape, x, start, steps, held);
                (out.h, Some(out.last_c))
            }
        };
        let last = tape.select_rows(h, &steps.last_rows());
        (h, StateVars { h: last, c })
    }

    /// One token more; an RNN leaves c alone.
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        state: &mut LstmState<T>,
        held: (&[HeldGate], usize),
    ) {
        match self {
            RecurrentLayer::Rnn(rnn) => state.h = rnn.step(params, x, state.h.view()),
            RecurrentLayer::Lstm(lstm) => *state = lstm.step(params, x, state, held).state,
        }
    }

    /// One token more of one sequence, and J = ∂state/∂state before (see [`super::factors`]).
    pub fn step_with_jacobian<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        state: &mut LstmState<T>,
        held: (&[HeldGate], usize),
    ) -> Array2<T> {
        match self {
            RecurrentLayer::Rnn(rnn) => {
                state.h = rnn.step(params, x, state.h.view());
                rnn.jacobian(params, &state.h)
            }
            RecurrentLayer::Lstm(lstm) => {
                let step = lstm.step(params, x, state, held);
                let j = lstm.jacobian(params, state, &step, held);
                *state = step.state;
                j
            }
        }
    }

    fn zero_state<T: Real>(&self, n: usize) -> LstmState<T> {
        match self {
            RecurrentLayer::Rnn(rnn) => LstmState {
                h: rnn.zero_state(n),
                c: Array2::zeros((n, 0)),
            },
            RecurrentLayer::Lstm(lstm) => lstm.zero_state(n),
        }
    }
}

/// Layers on top of each other. A layer's name is `rnn.{l}` or `lstm.{l}` below the stack's own, and
/// `….reverse` for the one that reads backwards.
#[derive(Clone, Debug)]
pub struct RecurrentStack {
    layers: Vec<Vec<RecurrentLayer>>,
    dropout: f64,
    hidden: usize,
}

/// What a stack gives.
#[derive(Clone, Debug)]
pub struct StackOutput {
    /// The top layer's states: (B·T, H), or (B·T, 2H) with both directions side by side.
    pub h: Var,
    /// For each layer the states after the last step it made, both directions' h (and c) side by side.
    pub last: Vec<StateVars>,
}

impl RecurrentStack {
    pub fn new<T: Real>(
        scope: &str,
        config: RecurrentConfig,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let kind = match config.cell {
            Cell::Rnn => "rnn",
            Cell::Lstm => "lstm",
        };
        let directions: &[&str] = match config.bidirectional {
            true => &["", ".reverse"],
            false => &[""],
        };
        let scope = match scope {
            "" => String::new(),
            scope => format!("{scope}."),
        };
        let mut layers = Vec::with_capacity(config.n_layers);
        for l in 0..config.n_layers {
            let d_in = match l {
                0 => config.d_in,
                _ => config.hidden * directions.len(),
            };
            let mut layer = |suffix: &&str| {
                let name = format!("{scope}{kind}.{l}{suffix}");
                let sizes = (config.cell, d_in, config.hidden);
                RecurrentLayer::new(&name, sizes, config.recurrent_gain, params, rng)
            };
            layers.push(directions.iter().map(&mut layer).collect());
        }
        RecurrentStack {
            layers,
            dropout: config.dropout,
            hidden: config.hidden,
        }
    }

    /// The width of what the top layer gives.
    pub fn width(&self) -> usize {
        self.hidden * self.layers.first().map_or(1, Vec::len)
    }

    /// From here on this much between layers.
    pub fn set_dropout(&mut self, dropout: f64) {
        self.dropout = dropout;
    }

    /// One layer, reading forwards.
    pub fn layer(&self, l: usize) -> &RecurrentLayer {
        &self.layers[l][0]
    }

    /// Whole sequences. `start` has a state for each layer, for stacks that read forwards only.
    pub fn seq<T: Real>(
        &self,
        tape: &mut Tape<T>,
        mut x: Var,
        start: Option<&[StateVars]>,
        (lengths, t): (&[usize], usize),
        held: &[HeldGate],
    ) -> StackOutput {
        let steps = [Direction::Forward, Direction::Reverse]
            .map(|direction| Arc::new(Steps::new(lengths, t, direction)));
        let mut last = Vec::with_capacity(self.layers.len());
        for (l, directions) in self.layers.iter().enumerate() {
            if l > 0 {
                x = tape.dropout(x, self.dropout);
            }
            let start = start.map(|start| start[l]);
            let (h, state) = directions[0].seq(tape, x, start, &steps[0], held);
            let (h, state) = match directions.get(1) {
                None => (h, state),
                Some(reverse) => {
                    let (back, back_state) = reverse.seq(tape, x, None, &steps[1], held);
                    (tape.beside(h, back), beside(tape, state, back_state))
                }
            };
            last.push(state);
            x = h;
        }
        StackOutput { h: x, last }
    }

    /// The states before the first token, for `n` sequences: one for each layer.
    pub fn zero_state<T: Real>(&self, n: usize) -> Vec<LstmState<T>> {
        self.layers.iter().map(|l| l[0].zero_state(n)).collect()
    }

    /// One token more through all layers that read forwards: x (n, d) → (n, H).
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: Array2<T>,
        states: &mut [LstmState<T>],
        held: (&[HeldGate], usize),
    ) -> Array2<T> {
        let mut x = x;
        for (directions, state) in self.layers.iter().zip(states) {
            directions[0].step(params, x.view(), state, held);
            x = state.h.clone();
        }
        x
    }

    /// ∂s_t/∂s_{t−1} of every step of one layer that reads the rows of x (T, d), its input held fast.
    pub fn jacobians<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: ArrayView2<T>,
        layer: usize,
        held: &[HeldGate],
    ) -> Vec<Array2<T>> {
        let mut states = self.zero_state(1);
        let step = |(t, row): (usize, ArrayView2<T>)| {
            let mut x = row.to_owned();
            for (directions, state) in self.layers[..layer].iter().zip(&mut states) {
                directions[0].step(params, x.view(), state, (held, t));
                x = state.h.clone();
            }
            let state = &mut states[layer];
            self.layer(layer)
                .step_with_jacobian(params, x.view(), state, (held, t))
        };
        x.axis_chunks_iter(Axis(0), 1)
            .enumerate()
            .map(step)
            .collect()
    }
}

/// Sequence i goes on from what was sequence `parents[i]`.
pub fn reorder_states<T: Real>(states: &mut [LstmState<T>], parents: &[usize]) {
    for state in states {
        state.h = state.h.select(Axis(0), parents);
        state.c = state.c.select(Axis(0), parents);
    }
}

fn beside<T: Real>(tape: &mut Tape<T>, a: StateVars, b: StateVars) -> StateVars {
    StateVars {
        h: tape.beside(a.h, b.h),
        c: a.c.zip(b.c).map(|(a, b)| tape.beside(a, b)),
    }
}
