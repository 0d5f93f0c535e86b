//! What the reader sets: every knob with its values, so that no setting can be chosen that has no model.
//!
//! | knob | unit | what |
//! | --- | --- | --- |
//! | heads h | | attention heads a layer; every width is a multiple of 8, so it divides by 1, 2, 4 and 8 |
//! | layers | | of the encoder, and as many of the decoder |
//! | d_model | numbers a token | width of the residual stream; d_k = d_model / h |
//! | d_ff | numbers a token | hidden width of the feed-forward networks |
//! | dropout, ε | share | noise in training, label smoothing; both can be changed on the way |
//! | learning rate | a step | its peak, reached after `warm-up` steps; can be changed on the way |
//! | batch | sentences | a step |
//! | steps, warm-up | steps | how long |
//! | pairs, vocabulary | | what it learns from |
//!
//! A link names only what differs from [`LabConfig::default`]: `?heads=8&lr=0.01`. It is typed by people, so reading
//! one never fails: a value is moved to the nearest one that can be chosen.
//!
//! [`knob`]: what can be turned; [`link`]: settings as an address; [`compare`]: in what runs differ.

mod compare;
mod knob;
mod link;

pub use compare::Setting;
pub use knob::Knob;

use crate::nlp::autograd::ops::{Convention, LabelSmoothing};
use crate::nlp::model::TransformerConfig;
use crate::nlp::nn::NormPosition;
use crate::nlp::optim::{AdamConfig, Schedule};
use crate::nlp::train::{BatchConfig, TrainerConfig};
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};

/// The longest sentence of the lab's models, in tokens, BOS and EOS counted.
pub const MAX_TOKENS: usize = 64;

/// What is learnt from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Corpus {
    /// Short statements in the template grammar's commonest words.
    #[default]
    Simple,
    /// Everything that the template grammar says.
    Grammar,
    /// The reader's own pairs.
    Own,
}

/// How the learning rate moves after its warm-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Course {
    /// Stays, then falls to 0 over the last 30 % of the steps.
    #[default]
    Fall,
    /// As in the paper: with 1/√step.
    InverseRoot,
    /// Stays.
    Constant,
}

/// One run's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabConfig {
    pub corpus: Corpus,
    pub n_pairs: usize,
    pub vocab_size: usize,
    pub n_heads: usize,
    pub n_layers: usize,
    pub d_model: usize,
    pub d_ff: usize,
    pub dropout: f64,
    pub epsilon: f64,
    pub convention: Convention,
    pub lr: f64,
    pub warmup: u64,
    pub course: Course,
    pub batch: usize,
    pub steps: u64,
    pub seed: u64,
}

impl Default for LabConfig {
    /// Goes from noise to nine right sentences in ten within two minutes on one core, in the browser.
    fn default() -> Self {
        LabConfig {
            corpus: Corpus::Simple,
            n_pairs: 4000,
            vocab_size: 700,
            n_heads: 4,
            n_layers: 2,
            d_model: 64,
            d_ff: 128,
            dropout: 0.0,
            epsilon: 0.1,
            convention: Convention::Others,
            lr: 0.004,
            warmup: 100,
            course: Course::Fall,
            batch: 32,
            steps: 1200,
            seed: 295,
        }
    }
}

impl LabConfig {
    pub fn get(&self, knob: Knob) -> f64 {
        match knob {
            Knob::Heads => self.n_heads as f64,
            Knob::Epsilon => self.epsilon,
            Knob::LearningRate => self.lr,
            Knob::Steps => self.steps as f64,
            Knob::Layers => self.n_layers as f64,
            Knob::Width => self.d_model as f64,
            Knob::Hidden => self.d_ff as f64,
            Knob::Dropout => self.dropout,
            Knob::Warmup => self.warmup as f64,
            Knob::Batch => self.batch as f64,
            Knob::Pairs => self.n_pairs as f64,
            Knob::Vocabulary => self.vocab_size as f64,
            Knob::Seed => self.seed as f64,
        }
    }

    /// Turns a knob, to the nearest value that it has.
    pub fn set(&mut self, knob: Knob, value: f64) {
        let value = knob.nearest(if value.is_nan() { 0.0 } else { value });
        match knob {
            Knob::Heads => self.n_heads = value as usize,
            Knob::Epsilon => self.epsilon = value,
            Knob::LearningRate => self.lr = value,
            Knob::Steps => self.steps = value as u64,
            Knob::Layers => self.n_layers = value as usize,
            Knob::Width => self.d_model = value as usize,
            Knob::Hidden => self.d_ff = value as usize,
            Knob::Dropout => self.dropout = value,
            Knob::Warmup => self.warmup = value as u64,
            Knob::Batch => self.batch = value as usize,
            Knob::Pairs => self.n_pairs = value as usize,
            Knob::Vocabulary => self.vocab_size = value as usize,
            Knob::Seed => self.seed = value as u64,
        }
    }

    /// The knobs at which two runs differ.
    pub fn differences(&self, other: &LabConfig) -> Vec<Knob> {
        let differs = |&knob: &Knob| self.get(knob) != other.get(knob);
        Knob::ALL.into_iter().filter(differs).collect()
    }

    /// # Errors
    /// [`StudioError::BadSetting`] with the link's name of the knob that is at no value of its own.
    pub fn check(&self) -> Result<(), StudioError> {
        for knob in Knob::ALL {
            let value = self.get(knob);
            if knob.nearest(value) != value {
                return Err(StudioError::BadSetting {
                    field: knob.key().into(),
                    why: format!("{value} is not one of its values"),
                });
            }
        }
        Ok(())
    }

    pub fn smoothing(&self) -> LabelSmoothing {
        LabelSmoothing {
            epsilon: self.epsilon,
            convention: self.convention,
        }
    }

    pub fn schedule(&self) -> Schedule {
        let &LabConfig {
            lr, warmup, steps, ..
        } = self;
        match self.course {
            Course::Fall => Schedule::WarmupStableDecay {
                lr,
                warmup,
                decay: steps * 3 / 10,
                // The last step still learns.
                total: steps + 1,
            },
            Course::Constant => Schedule::WarmupStableDecay {
                lr,
                warmup,
                decay: 1,
                total: u64::MAX,
            },
            // The factor that makes the peak, at the end of the warm-up, `lr`.
            Course::InverseRoot => Schedule::Noam {
                factor: lr * (self.d_model as f64 * warmup as f64).sqrt(),
                d_model: self.d_model,
                warmup,
            },
        }
    }

    /// The model's sizes, for the vocabulary that was learnt.
    pub fn model(&self, vocab_size: usize) -> TransformerConfig {
        TransformerConfig {
            vocab_size,
            d_model: self.d_model,
            n_heads: self.n_heads,
            d_ff: self.d_ff,
            n_encoder_layers: self.n_layers,
            n_decoder_layers: self.n_layers,
            max_len: MAX_TOKENS,
            dropout: self.dropout,
            norm_position: NormPosition::Pre,
            tied_embeddings: true,
        }
    }

    pub fn trainer(&self) -> TrainerConfig {
        TrainerConfig {
            schedule: self.schedule(),
            adam: AdamConfig::default(),
            label_smoothing: self.smoothing(),
            max_grad_norm: 1.0,
            shards: 1,
            ema_decay: 0.0,
        }
    }

    pub fn batches(&self) -> BatchConfig {
        BatchConfig {
            max_tokens: 2 * MAX_TOKENS * self.batch,
            max_sentences: self.batch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_makes_a_model() {
        for &heads in Knob::Heads.values() {
            for &width in Knob::Width.values() {
                let mut config = LabConfig::default();
                config.set(Knob::Heads, heads);
                config.set(Knob::Width, width);
                assert_eq!(config.check(), Ok(()));
                assert!(config.model(700).check().is_ok(), "{heads} heads, {width}");
            }
        }
        assert_eq!(LabConfig::default().check(), Ok(()));
        let odd = LabConfig {
            d_model: 60,
            ..Default::default()
        };
        assert!(matches!(odd.check(), Err(StudioError::BadSetting { field, .. }) if field == "d"));
    }

    #[test]
    fn the_learning_rate_reaches_its_peak_after_the_warm_up() {
        for course in [Course::Fall, Course::InverseRoot, Course::Constant] {
            let config = LabConfig {
                course,
                ..Default::default()
            };
            let at = |step| config.schedule().at(step);
            assert!((at(config.warmup) - config.lr).abs() < 1e-12, "{course:?}");
            assert!(at(1) < at(50) && at(config.steps) > 0.0);
        }
    }
}
