//! What a Word2Vec run is made of.

use crate::nlp::error::{NlpError, Result};
use serde::{Deserialize, Serialize};

/// Which words predict which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Each word of the window is paired with the middle word.
    SkipGram,
    /// The mean of the window's words predicts the middle word.
    Cbow,
}

/// Settings of a run. The defaults are those of word2vec.c and gensim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Word2VecConfig {
    pub architecture: Architecture,
    /// d, the length of a vector.
    pub dim: usize,
    /// The most words looked at on each side; each position draws its own width from 1 to this, so that near
    /// words count more.
    pub window: usize,
    /// K, how many words are drawn for each position as examples of what does not stand there.
    pub negatives: usize,
    /// They are drawn with probability ∝ count^this.
    pub negative_exponent: f64,
    /// t of the subsampling: a word of relative frequency f is kept with probability √(t/f) + t/f.
    /// 0 keeps every word.
    pub subsample: f64,
    /// Times through the text.
    pub epochs: u32,
    /// The learning rate falls linearly from here, word by word, …
    pub lr: f32,
    /// … to here at the end of the last epoch.
    pub min_lr: f32,
    /// CBOW only: the gradient of a mean of C vectors is 1/C for each. word2vec.c and gensim leave the 1/C out,
    /// which is C times the learning rate for the input vectors; `true` puts it in (İrsoy et al. 2021).
    pub divide_by_window: bool,
    /// So many threads, each with a part of the text. Numbers depend on it, not on scheduling.
    pub shards: usize,
    /// Words that a shard reads before the shards' changes are put together.
    pub words_per_merge: usize,
    /// The loss is computed at every so-manieth position (it costs a logarithm); 0: never.
    pub loss_every: usize,
}

impl Default for Word2VecConfig {
    fn default() -> Self {
        Word2VecConfig {
            architecture: Architecture::SkipGram,
            dim: 100,
            window: 5,
            negatives: 5,
            negative_exponent: 0.75,
            subsample: 1e-3,
            epochs: 5,
            lr: 0.025,
            min_lr: 1e-4,
            divide_by_window: false,
            shards: 1,
            words_per_merge: 100_000,
            loss_every: 16,
        }
    }
}

impl Word2VecConfig {
    /// Whether every setting makes sense.
    pub fn check(&self) -> Result<()> {
        let bad = |field, why: &str| {
            let why = why.to_string();
            Err(NlpError::BadConfig { field, why })
        };
        let rate = |x: f32| x.is_finite() && x >= 0.0;
        match self {
            c if !(1..=4096).contains(&c.dim) => bad("dim", "must be from 1 to 4096"),
            c if !(1..=1000).contains(&c.window) => bad("window", "must be from 1 to 1000"),
            c if !(1..=1000).contains(&c.negatives) => bad("negatives", "must be from 1 to 1000"),
            c if !c.negative_exponent.is_finite() => bad("negative_exponent", "must be a number"),
            c if !(c.subsample >= 0.0 && c.subsample.is_finite()) => {
                bad("subsample", "must not be negative")
            }
            c if c.epochs == 0 => bad("epochs", "must be at least 1"),
            c if !(rate(c.lr) && rate(c.min_lr) && c.min_lr <= c.lr) => {
                bad("lr", "must not be negative, nor below min_lr")
            }
            c if !(1..=64).contains(&c.shards) => bad("shards", "must be from 1 to 64"),
            c if c.words_per_merge == 0 => bad("words_per_merge", "must be at least 1"),
            _ => Ok(()),
        }
    }
}
