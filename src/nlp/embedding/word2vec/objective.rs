//! Negative sampling, one update at a time, every value in view.
//!
//! An [`Update`] has C input words (one for skip-gram, the window's for CBOW), the word to predict and K words that
//! do not stand there:
//!
//! ```text
//! h  = mean of the input vectors                       (d)
//! sₖ = h·yₖ                                            (1+K)
//! pₖ = σ(sₖ) = 1 / (1 + e^(−sₖ))                       (1+K)
//! L  = −log p₀ − Σₖ₌₁ log (1 − pₖ)
//! ```
//!
//! The fast loop of [`Word2Vec::train`](super::Word2Vec::train) is tested against this. Skip-gram there takes the
//! words of the window as inputs and the middle word as the one to predict, as word2vec.c and gensim do; over the
//! text these are the same pairs as the paper's, which go from the middle word to the window.

use super::Table;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::{Real, row};
use crate::nlp::trace::Trace;
use serde::{Deserialize, Serialize};

/// What one update looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    pub inputs: Vec<u32>,
    /// The word that stands there.
    pub target: u32,
    /// Words that do not.
    pub negatives: Vec<u32>,
}

/// The values of a forward pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward<T> {
    /// h (d)
    pub hidden: Vec<T>,
    /// s (1+K)
    pub scores: Vec<T>,
    /// p (1+K)
    pub probabilities: Vec<T>,
    /// L
    pub loss: T,
}

/// The gradients of L.
#[derive(Clone, Debug, PartialEq)]
pub struct Backward<T> {
    /// ∂L/∂s = p − label (1+K)
    pub d_scores: Vec<T>,
    /// ∂L/∂h (d)
    pub d_hidden: Vec<T>,
    /// ∂L/∂yₖ, one for each output vector (1+K, d)
    pub d_outputs: Vec<Vec<T>>,
    /// ∂L/∂xᵢ, the same for each of the C input vectors (d)
    pub d_input: Vec<T>,
}

/// σ(x), from the side that does not overflow.
fn sigmoid<T: Real>(x: T) -> T {
    if x >= T::zero() {
        T::one() / (T::one() + (-x).exp())
    } else {
        let e = x.exp();
        e / (T::one() + e)
    }
}

/// −log σ(x) = log(1 + e^(−x)).
fn minus_log_sigmoid<T: Real>(x: T) -> T {
    (-x).max(T::zero()) + (-x.abs()).exp().ln_1p()
}

/// h, s, p and L of input vectors and output vectors, the true word's first.
///
/// # Panics
/// If there is no input, or lengths differ.
pub fn forward<T: Real>(inputs: &[Vec<T>], outputs: &[Vec<T>]) -> Forward<T> {
    let scale = T::one() / T::of(inputs.len() as f64);
    let mut hidden = vec![T::zero(); inputs[0].len()];
    for x in inputs {
        row::axpy(scale, x, &mut hidden);
    }
    let scores: Vec<T> = outputs.iter().map(|y| row::dot(&hidden, y)).collect();
    let probabilities = scores.iter().map(|&s| sigmoid(s)).collect();
    let mut loss = T::zero();
    for (k, &s) in scores.iter().enumerate() {
        // 1 − σ(s) = σ(−s).
        loss += minus_log_sigmoid(if k == 0 { s } else { -s });
    }
    Forward {
        hidden,
        scores,
        probabilities,
        loss,
    }
}

/// The gradients of [`forward`]'s loss.
pub fn backward<T: Real>(inputs: &[Vec<T>], outputs: &[Vec<T>], f: &Forward<T>) -> Backward<T> {
    // L = −log σ(s₀) − Σ log σ(−sₖ), so ∂L/∂s₀ = p₀ − 1 and ∂L/∂sₖ = pₖ.
    let mut d_scores = f.probabilities.clone();
    d_scores[0] -= T::one();
    // sₖ = h·yₖ, so ∂L/∂h = Σ ∂L/∂sₖ · yₖ and ∂L/∂yₖ = ∂L/∂sₖ · h.
    let mut d_hidden = vec![T::zero(); f.hidden.len()];
    for (&d, y) in d_scores.iter().zip(outputs) {
        row::axpy(d, y, &mut d_hidden);
    }
    let d_outputs = d_scores
        .iter()
        .map(|&d| f.hidden.iter().map(|&h| d * h).collect())
        .collect();
    // h = Σ xᵢ / C, so ∂L/∂xᵢ = ∂L/∂h / C.
    let scale = T::one() / T::of(inputs.len() as f64);
    let d_input = d_hidden.iter().map(|&d| d * scale).collect();
    Backward {
        d_scores,
        d_hidden,
        d_outputs,
        d_input,
    }
}

/// Makes one update of the two tables and returns its loss and, by name, everything that was computed:
///
/// | name | shape | what |
/// | --- | --- | --- |
/// | `input` | (C, d) | rows of W_in |
/// | `hidden` | (d) | their mean |
/// | `output` | (1+K, d) | rows of W_out: the target's, then the negatives' |
/// | `scores`, `probabilities`, `labels` | (1+K) | s, σ(s), and 1 for the target |
/// | `loss` | (1) | L |
/// | `d_scores` | (1+K) | σ(s) − label |
/// | `d_hidden`, `d_output` | (d), (1+K, d) | gradients |
/// | `d_input` | (d) | what each input vector moves against: ∂L/∂h, or that over C with `divide` |
/// | `input.after`, `output.after` | (C, d), (1+K, d) | the rows after the step |
///
/// # Errors
/// [`NlpError::EmptyText`] without an input word, [`NlpError::UnknownWord`] for an id outside the tables.
pub fn update_traced(
    (w_in, w_out): (&mut Table, &mut Table),
    update: &Update,
    lr: f32,
    divide: bool,
) -> Result<Trace> {
    let targets: Vec<u32> = std::iter::once(update.target)
        .chain(update.negatives.iter().copied())
        .collect();
    if update.inputs.is_empty() {
        return Err(NlpError::EmptyText);
    }
    let rows = w_in.n_rows().min(w_out.n_rows()) as u32;
    if let Some(id) = update.inputs.iter().chain(&targets).find(|&&id| id >= rows) {
        return Err(NlpError::UnknownWord {
            word: format!("#{id}"),
        });
    }
    let rows_of = |table: &Table, ids: &[u32]| -> Vec<Vec<f32>> {
        ids.iter().map(|&i| table.vector(i)).collect()
    };
    let (inputs, outputs) = (rows_of(w_in, &update.inputs), rows_of(w_out, &targets));
    let f = forward(&inputs, &outputs);
    let b = backward(&inputs, &outputs, &f);
    let d_input = if divide { &b.d_input } else { &b.d_hidden };
    // A word may be there twice: its row is read anew for each step.
    let step = |table: &mut Table, id: u32, d: &[f32]| {
        let mut vector = table.vector(id);
        row::axpy(-lr, d, &mut vector);
        table.set(id, &vector);
    };
    for (&id, d) in targets.iter().zip(&b.d_outputs) {
        step(w_out, id, d);
    }
    for &id in &update.inputs {
        step(w_in, id, d_input);
    }
    let (c, n, d) = (inputs.len(), outputs.len(), f.hidden.len());
    let labels: Vec<f32> = (0..n).map(|k| if k == 0 { 1.0 } else { 0.0 }).collect();
    let mut trace = Trace::default();
    trace.push("input", &[c, d], inputs.concat());
    trace.push("hidden", &[d], f.hidden);
    trace.push("output", &[n, d], outputs.concat());
    trace.push("scores", &[n], f.scores);
    trace.push("probabilities", &[n], f.probabilities);
    trace.push("labels", &[n], labels);
    trace.push("loss", &[1], vec![f.loss]);
    trace.push("d_scores", &[n], b.d_scores.clone());
    trace.push("d_hidden", &[d], b.d_hidden.clone());
    trace.push("d_output", &[n, d], b.d_outputs.concat());
    trace.push("d_input", &[d], d_input.clone());
    trace.push(
        "input.after",
        &[c, d],
        rows_of(w_in, &update.inputs).concat(),
    );
    trace.push("output.after", &[n, d], rows_of(w_out, &targets).concat());
    Ok(trace)
}
