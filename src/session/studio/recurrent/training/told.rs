//! The settings of a training, what it is told and what it tells.

use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// The reader's text, a sentence a line; the page's captions where there is none.
    pub text: Option<String>,
    /// H, and the width of the embeddings.
    pub hidden: usize,
    pub lr: f64,
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            text: None,
            hidden: 32,
            lr: 0.005,
            seed: 295,
        }
    }
}

/// What is learnt, by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    pub n_train: usize,
    pub n_held_out: usize,
    /// Words, special tokens counted.
    pub vocab_size: usize,
    /// Of each, in the order of [`CELLS`](super::CELLS).
    pub n_parameters: [usize; 2],
    /// The first sentences.
    pub sentences: Vec<String>,
    /// Before the first step.
    pub point: Point,
}

/// A point of the curves; losses in nats a word, in the order of [`CELLS`](super::CELLS).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub step: u64,
    /// The mean over the steps since the point before.
    pub train: Option<[f64; 2]>,
    /// On sentences that are not learnt, where there are any.
    pub held_out: Option<[f64; 2]>,
}

/// A step was made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stepped {
    pub step: u64,
    pub point: Option<Point>,
}

/// To a training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Write some sentences. Each `draw` gives others.
    Sample { temperature: f32, draw: u64 },
}

/// What both write, as they are after `step` steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    pub step: u64,
    pub temperature: f32,
    pub texts: [Vec<Written>; 2],
}

/// A sentence that was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    pub text: String,
    /// EOS came; else it was cut off.
    pub ended: bool,
    /// The very same stands in the text that is learnt.
    pub copied: bool,
}
