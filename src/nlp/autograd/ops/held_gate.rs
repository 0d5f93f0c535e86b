//! The four gates of an LSTM, and gates held by hand: what becomes of the memory if it may not forget?

use crate::nlp::linalg::Real;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The four gates, in the order in which their weights lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// i: how much of the new content is written.
    In,
    /// f: how much of the old cell is kept.
    Forget,
    /// g: the new content.
    Cell,
    /// o: how much of the cell is shown.
    Out,
}

impl Gate {
    /// All of them, in order.
    pub const ALL: [Gate; 4] = [Gate::In, Gate::Forget, Gate::Cell, Gate::Out];

    /// Its name in a trace.
    pub fn name(self) -> &'static str {
        match self {
            Gate::In => "in_gate",
            Gate::Forget => "forget_gate",
            Gate::Cell => "cell_gate",
            Gate::Out => "out_gate",
        }
    }
}

/// A gate held by hand: at these steps it has this value, whatever the weights say, and nothing is learnt
/// through it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldGate {
    pub gate: Gate,
    /// 0 is shut and 1 open; for the cell gate anything between −1 and 1.
    pub value: f64,
    /// Places in the sentence, counted from 0.
    pub steps: Range<usize>,
    /// Only this unit; all of them if there is none.
    pub unit: Option<usize>,
}

impl HeldGate {
    /// Whether it holds this gate of this unit at a step.
    pub fn holds(&self, gate: Gate, unit: usize, step: usize) -> bool {
        self.gate == gate && self.steps.contains(&step) && self.unit.is_none_or(|u| u == unit)
    }

    /// The columns of z (4H) that it stands for at a step.
    pub(super) fn columns(&self, hidden: usize, step: usize) -> Range<usize> {
        let first = self.gate as usize * hidden;
        match self.unit {
            _ if !self.steps.contains(&step) => 0..0,
            None => first..first + hidden,
            Some(unit) if unit < hidden => first + unit..first + unit + 1,
            Some(_) => 0..0,
        }
    }
}

/// Sets the held gates of one row of activated gates (4H) at a step.
pub(crate) fn hold<T: Real>(gates: &mut [T], held: &[HeldGate], step: usize) {
    let hidden = gates.len() / 4;
    for gate in held {
        gates[gate.columns(hidden, step)].fill(T::of(gate.value));
    }
}
