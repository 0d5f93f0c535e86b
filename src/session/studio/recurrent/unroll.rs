//! A recurrent language model over a text, one token after the other: every state, how it comes about, and what the
//! model expects next.
//!
//! RNN: h_t = tanh(z_t) with z_t = W_x·x_t + W_h·h_{t−1} + b. LSTM: z_t has four parts,
//!
//! i = σ(zᵢ), f = σ(z_f), g = tanh(z_g), o = σ(z_o), c_t = f ∘ c_{t−1} + i ∘ g, h_t = o ∘ tanh(c_t),
//!
//! so that c_t is a sum over all tokens read: Σ_s (f_{s+1} ∘ … ∘ f_t) ∘ (i_s ∘ g_s). [`LstmSteps::kept`] says how much of
//! each term is left.

use super::super::protocol::StudioError;
use crate::nlp::autograd::ops::{Gate, HeldGate};
use crate::nlp::error::NlpError;
use crate::nlp::linalg::rows_times_transposed;
use crate::nlp::model::LanguageModel;
use crate::nlp::nn::Cell;
use crate::nlp::tokenizer::{Token, Tokenizer};
use crate::nlp::trace::{Trace, TraceTensor};
use crate::session::protocol::Candidate;
use ndarray::{Array2, ArrayView2, s};
use serde::{Deserialize, Serialize};

/// More tokens than this make a figure that nobody reads; BOS counted.
pub const MAX_TOKENS: usize = 48;
/// The most probable next tokens that are told.
pub const SHOWN: usize = 8;

/// A language model's pass over a text of T tokens, BOS counted and EOS not, with H units; G is 1 for an RNN and 4 for an
/// LSTM. Matrices are row-major.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unrolled {
    pub cell: Cell,
    /// H
    pub hidden: usize,
    /// Those that are read.
    pub tokens: Vec<Token>,
    /// After each of them, the one that does come in this text, with the probability that it was given; EOS at the end.
    pub next: Vec<Candidate>,
    /// After each of them, the [`SHOWN`] most probable next ones.
    pub candidates: Vec<Vec<Candidate>>,
    /// h (T, H)
    pub h: Vec<f32>,
    /// W_x·x_t (T, G·H), gate by gate in the order of [`Gate::ALL`].
    pub from_input: Vec<f32>,
    /// W_h·h_{t−1} (T, G·H)
    pub from_state: Vec<f32>,
    /// b (G·H)
    pub bias: Vec<f32>,
    pub lstm: Option<LstmSteps>,
}

/// What an LSTM has besides h.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LstmSteps {
    /// In the order of [`Gate::ALL`], as held by hand where they are: (T, H) each.
    pub gates: [Vec<f32>; 4],
    /// c (T, H)
    pub c: Vec<f32>,
    /// How much of what token s wrote is left in the cell after token t (T, T), row t and column s:
    /// ‖(f_{s+1} ∘ … ∘ f_t) ∘ i_s ∘ g_s‖ / ‖i_s ∘ g_s‖; 0 where nothing was written, and for s > t.
    pub kept: Vec<f32>,
}

/// How one unit of an RNN comes about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RnnNumbers {
    pub from_input: f32,
    pub from_state: f32,
    pub bias: f32,
    pub h: f32,
}

/// How one unit of an LSTM comes about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LstmNumbers {
    /// i, f, g, o
    pub gates: [f32; 4],
    pub c_before: f32,
    pub c: f32,
    pub h: f32,
}

impl Unrolled {
    /// T
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Of an RNN, `None` outside its steps and units.
    pub fn rnn_numbers(&self, step: usize, unit: usize) -> Option<RnnNumbers> {
        if self.cell != Cell::Rnn || step >= self.len() || unit >= self.hidden {
            return None;
        }
        let at = step * self.hidden + unit;
        Some(RnnNumbers {
            from_input: self.from_input[at],
            from_state: self.from_state[at],
            bias: self.bias[unit],
            h: self.h[at],
        })
    }

    /// Of an LSTM, `None` outside its steps and units.
    pub fn lstm_numbers(&self, step: usize, unit: usize) -> Option<LstmNumbers> {
        let lstm = self.lstm.as_ref()?;
        if step >= self.len() || unit >= self.hidden {
            return None;
        }
        let at = step * self.hidden + unit;
        Some(LstmNumbers {
            gates: lstm.gates.each_ref().map(|gate| gate[at]),
            c_before: match step {
                0 => 0.0,
                _ => lstm.c[at - self.hidden],
            },
            c: lstm.c[at],
            h: self.h[at],
        })
    }
}

/// Reads `text` as if the gates in `held` were held by hand.
pub fn unroll(
    language: &LanguageModel,
    text: &str,
    held: &[HeldGate],
) -> Result<Unrolled, StudioError> {
    let (_, mut tokens) = language.prepare(text)?;
    // Nothing is read after the end.
    let end = tokens.pop().ok_or(NlpError::EmptyText)?;
    let (len, max) = (tokens.len(), MAX_TOKENS);
    if len > max {
        return Err(StudioError::TooLong { tokens: len, max });
    }
    let ids: Vec<u32> = tokens.iter().map(|t| t.id).collect();
    let model = &language.model;
    let trace = model.trace(&ids, held)?;
    let layer = match model.config.cell {
        Cell::Rnn => "rnn.0",
        Cell::Lstm => "lstm.0",
    };
    let h = matrix(&trace, &format!("{layer}.h"))?;
    let input = matrix(&trace, "input")?;
    let mut before = Array2::zeros(h.dim());
    before.slice_mut(s![1.., ..]).assign(&h.slice(s![..-1, ..]));
    let weight = |name: &str| {
        let name = format!("{layer}.{name}");
        let found = model.params.get(&name).map(|param| &param.value);
        found.ok_or(NlpError::BadFile {
            what: name,
            why: "is not there".into(),
        })
    };
    let product = |x: ArrayView2<f32>, w: &Array2<f32>| rows_times_transposed(x, w.view());
    let p = matrix(&trace, "probabilities")?;
    let candidate = |t: usize, id: u32| Candidate {
        id,
        piece: language.tokenizer.piece(id).unwrap_or_default().to_owned(),
        probability: p[(t, id as usize)],
    };
    let next = tokens[1..].iter().chain([&end]).enumerate();
    let best = |t: usize| {
        let mut order: Vec<u32> = (0..p.ncols() as u32).collect();
        let better = |a: &u32, b: &u32| {
            let of = |id: &u32| p[(t, *id as usize)];
            of(b).total_cmp(&of(a)).then(a.cmp(b))
        };
        order.sort_by(better);
        let best = order.into_iter().take(SHOWN);
        best.map(|id| candidate(t, id)).collect()
    };
    Ok(Unrolled {
        cell: model.config.cell,
        hidden: h.ncols(),
        next: next.map(|(t, token)| candidate(t, token.id)).collect(),
        candidates: (0..len).map(best).collect(),
        from_input: flat(product(input, weight("w_ih")?)),
        from_state: flat(product(before.view(), weight("w_hh")?)),
        bias: weight("b")?.iter().copied().collect(),
        lstm: match model.config.cell {
            Cell::Rnn => None,
            Cell::Lstm => Some(lstm_steps(&trace, layer)?),
        },
        h: flat(h.to_owned()),
        tokens,
    })
}

fn lstm_steps(trace: &Trace, layer: &str) -> Result<LstmSteps, StudioError> {
    let gate = |gate: Gate| matrix(trace, &format!("{layer}.{}", gate.name()));
    let [i, f, g, o] = [
        gate(Gate::In)?,
        gate(Gate::Forget)?,
        gate(Gate::Cell)?,
        gate(Gate::Out)?,
    ];
    Ok(LstmSteps {
        gates: [i, f, g, o].map(|gate| flat(gate.to_owned())),
        c: flat(matrix(trace, &format!("{layer}.c"))?.to_owned()),
        kept: kept(i, f, g),
    })
}

/// See [`LstmSteps::kept`].
fn kept(i: ArrayView2<f32>, f: ArrayView2<f32>, g: ArrayView2<f32>) -> Vec<f32> {
    let n = i.nrows();
    let norm = |x: &ndarray::Array1<f32>| x.dot(x).sqrt();
    let mut kept = vec![0.0; n * n];
    for s in 0..n {
        let mut left = &i.row(s) * &g.row(s);
        let written = norm(&left);
        if written == 0.0 {
            continue;
        }
        for t in s..n {
            if t > s {
                left *= &f.row(t);
            }
            kept[t * n + s] = norm(&left) / written;
        }
    }
    kept
}

fn matrix<'a>(trace: &'a Trace, name: &str) -> Result<ArrayView2<'a, f32>, StudioError> {
    let missing = || StudioError::Other {
        why: format!("the trace has no {name}"),
    };
    let TraceTensor { shape, data, .. } = trace.get(name).ok_or_else(missing)?;
    let [rows, cols] = shape[..] else {
        return Err(missing());
    };
    ArrayView2::from_shape((rows, cols), data).map_err(|_| missing())
}

fn flat(matrix: Array2<f32>) -> Vec<f32> {
    matrix.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn what_is_left_is_the_product_of_forget_gates() {
        let i = arr2(&[[1.0, 1.0], [0.0, 0.0], [0.5, 1.0]]);
        let g = arr2(&[[3.0, 4.0], [1.0, 1.0], [1.0, 0.0]]);
        let f = arr2(&[[0.1, 0.1], [0.5, 0.5], [1.0, 0.0]]);
        let kept = kept(i.view(), f.view(), g.view());
        // The first token wrote (3, 4); half of it is left, then 1.5 of the first unit alone.
        let expected = [1.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.3, 0.0, 1.0];
        for (found, expected) in kept.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{kept:?}");
        }
    }
}
