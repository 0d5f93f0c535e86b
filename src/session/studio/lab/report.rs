//! What a run tells: a point a step, a judgement now and then, pictures of its attention, what was changed.

use super::config::{Knob, LabConfig};
use serde::{Deserialize, Serialize};

/// One training step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepPoint {
    pub step: u64,
    /// Mean smoothed loss of the batch's target tokens, in nats, before the step.
    pub loss: f32,
    /// Share of the batch's target tokens that were the most probable.
    pub accuracy: f32,
    pub lr: f32,
    /// Before it was cut to 1.
    pub grad_norm: f32,
}

/// What the model can do on pairs that it never learns from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub step: u64,
    /// Mean smoothed loss, in nats: comparable to that of the steps.
    pub loss: f64,
    /// exp of the mean −ln p of the right token, without smoothing.
    pub perplexity: f64,
    pub accuracy: f64,
    /// Sentences whose greedy translation is the reference to the letter, and how many were translated.
    pub exact: (u32, u32),
    /// Of the same translations.
    pub bleu: f64,
    /// The translations of the first of them.
    pub samples: Vec<String>,
}

/// Attention over a sentence pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionLabels {
    pub layers: usize,
    pub heads: usize,
    /// What the decoder reads: it looks from here …
    pub queries: Vec<String>,
    /// … to these.
    pub keys: Vec<String>,
}

/// The cross-attention at one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionFrame {
    pub step: u64,
    /// (layers, heads, queries, keys), row-major; each row adds up to 1.
    pub weights: Vec<f32>,
}

/// A setting that was changed on the way, from the step after `step` on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub step: u64,
    pub what: Live,
}

/// What can be changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Live {
    Epsilon(f64),
    LearningRate(f64),
    Dropout(f64),
}

impl Live {
    /// Which of a configuration's knobs it turns.
    pub fn knob(self) -> Knob {
        match self {
            Live::Epsilon(_) => Knob::Epsilon,
            Live::LearningRate(_) => Knob::LearningRate,
            Live::Dropout(_) => Knob::Dropout,
        }
    }

    pub fn apply(self, config: &mut LabConfig) {
        match self {
            Live::Epsilon(value) => config.epsilon = value,
            Live::LearningRate(value) => config.lr = value,
            Live::Dropout(value) => config.dropout = value,
        }
    }
}

/// All that a run has told so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub points: Vec<StepPoint>,
    pub judgements: Vec<Judgement>,
    pub frames: Vec<AttentionFrame>,
    pub changes: Vec<Change>,
}

impl Record {
    /// The model is back at `step`. What was changed since then holds from there.
    pub fn go_back(&mut self, step: u64) {
        let mut changes = std::mem::take(&mut self.changes);
        self.forget_after(step);
        (changes.iter_mut()).for_each(|change| change.step = change.step.min(step));
        self.changes = changes;
    }

    /// As if nothing had been told of what came after `step`.
    pub fn forget_after(&mut self, step: u64) {
        self.points.retain(|p| p.step <= step);
        self.judgements.retain(|j| j.step <= step);
        self.frames.retain(|f| f.step <= step);
        self.changes.retain(|c| c.step <= step);
    }
}

/// What is known once the pairs are read and the model is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    pub n_parameters: usize,
    pub vocab_size: usize,
    pub n_train: usize,
    pub n_held_out: usize,
    /// Pairs left out because one side has too many tokens.
    pub n_too_long: usize,
    /// English and French of the held-out sentences whose translations are shown.
    pub samples: Vec<(String, String)>,
    /// Of the sentence whose attention is kept.
    pub attention: AttentionLabels,
}

/// ln V, in nats: the loss of who guesses evenly among a vocabulary of V, however the target is smoothed.
pub fn even_guess(vocab_size: usize) -> f64 {
    (vocab_size as f64).ln()
}

/// Whether a loss is far worse than guessing: an untrained model starts near ln V, so twice that comes only of steps that
/// do harm, and at that length they go on doing so.
pub fn has_exploded(loss: f64, vocab_size: usize) -> bool {
    loss.is_nan() || loss > 2.0 * even_guess(vocab_size)
}

/// How fast it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    pub step: u64,
    pub steps: u64,
    /// Times that every training pair was seen.
    pub epochs: f64,
    /// Source and target tokens; 0 until known.
    pub tokens_per_second: f64,
    pub seconds_left: f64,
}

/// A sentence translated by the model as it is, with the attention of its translation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub step: u64,
    pub source: String,
    pub text: String,
    pub labels: AttentionLabels,
    pub weights: Vec<f32>,
}
