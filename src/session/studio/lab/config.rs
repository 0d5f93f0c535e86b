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

/// What can be turned. Those that come first are shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Knob {
    Heads,
    Epsilon,
    LearningRate,
    Steps,
    Layers,
    Width,
    Hidden,
    Dropout,
    Warmup,
    Batch,
    Pairs,
    Vocabulary,
    Seed,
}

impl Knob {
    pub const ALL: [Knob; 13] = [
        Knob::Heads,
        Knob::Epsilon,
        Knob::LearningRate,
        Knob::Steps,
        Knob::Layers,
        Knob::Width,
        Knob::Hidden,
        Knob::Dropout,
        Knob::Warmup,
        Knob::Batch,
        Knob::Pairs,
        Knob::Vocabulary,
        Knob::Seed,
    ];

    /// How many of [`Knob::ALL`] are seen at once.
    pub const FIRST: usize = 4;

    /// Its name in a link.
    pub fn key(self) -> &'static str {
        match self {
            Knob::Heads => "heads",
            Knob::Epsilon => "eps",
            Knob::LearningRate => "lr",
            Knob::Steps => "steps",
            Knob::Layers => "layers",
            Knob::Width => "d",
            Knob::Hidden => "ff",
            Knob::Dropout => "dropout",
            Knob::Warmup => "warmup",
            Knob::Batch => "batch",
            Knob::Pairs => "pairs",
            Knob::Vocabulary => "vocab",
            Knob::Seed => "seed",
        }
    }

    /// What it can be set to, growing; of the seed, [`Knob::SEEDS`] can be.
    pub fn values(self) -> &'static [f64] {
        match self {
            Knob::Heads => &[1., 2., 4., 8.],
            Knob::Epsilon => &[0., 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9],
            Knob::LearningRate => &[
                1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 3e-3, 4e-3, 6e-3, 1e-2, 2e-2, 5e-2, 0.1, 1.,
                10.,
            ],
            Knob::Steps => &[
                100., 200., 300., 400., 600., 800., 1000., 1200., 1500., 2000., 3000., 5000.,
                10_000.,
            ],
            Knob::Layers => &[1., 2., 3., 4.],
            Knob::Width => &[16., 32., 48., 64., 96., 128., 192., 256.],
            Knob::Hidden => &[16., 32., 64., 128., 192., 256., 384., 512., 1024.],
            Knob::Dropout => &[0., 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5],
            Knob::Warmup => &[1., 10., 20., 50., 100., 200., 400., 800., 1500., 4000.],
            Knob::Batch => &[1., 4., 8., 16., 32., 48., 64., 96., 128.],
            Knob::Pairs => &[100., 300., 1000., 2000., 4000., 8000., 12_000., 20_000.],
            Knob::Vocabulary => &[400., 500., 700., 1000., 1500., 2000.],
            Knob::Seed => &[],
        }
    }

    /// The largest seed.
    pub const SEEDS: u64 = 999_999;

    /// Whether a run that is on its way can change it.
    pub fn is_live(self) -> bool {
        matches!(self, Knob::Epsilon | Knob::LearningRate | Knob::Dropout)
    }

    /// The value that can be chosen and is nearest to `value`, by ratio where both are positive.
    pub fn nearest(self, value: f64) -> f64 {
        if self == Knob::Seed {
            return value.clamp(0.0, Knob::SEEDS as f64).round();
        }
        let far = |x: f64| match x > 0.0 && value > 0.0 {
            true => (x / value).ln().abs(),
            false => (x - value).abs() * 1e3,
        };
        let values = self.values().iter().copied();
        let nearest = values.min_by(|&a, &b| far(a).total_cmp(&far(b)));
        nearest.unwrap_or(value)
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

    /// Reads a query, with or without its `?`; keys that are not ours are others' business.
    pub fn parse(query: &str) -> LabConfig {
        let mut config = LabConfig::default();
        let query = query.strip_prefix('?').unwrap_or(query);
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let knob = Knob::ALL.into_iter().find(|knob| knob.key() == key);
            match (knob, value.parse::<f64>(), key, value) {
                (Some(knob), Ok(number), ..) => config.set(knob, number),
                (.., "corpus", "all") => config.corpus = Corpus::Grammar,
                (.., "smooth", "all") => config.convention = Convention::All,
                (.., "course", "root") => config.course = Course::InverseRoot,
                (.., "course", "constant") => config.course = Course::Constant,
                _ => {}
            }
        }
        config
    }

    /// The query, without `?`, that [`LabConfig::parse`] reads. (The reader's own pairs do not fit in a link.)
    pub fn to_query(&self) -> String {
        let usual = LabConfig::default();
        let differences = self.differences(&usual).into_iter();
        let mut pairs: Vec<String> = differences
            .map(|knob| format!("{}={}", knob.key(), self.get(knob)))
            .collect();
        if self.corpus == Corpus::Grammar {
            pairs.push("corpus=all".into());
        }
        if self.convention == Convention::All {
            pairs.push("smooth=all".into());
        }
        match self.course {
            Course::Fall => {}
            Course::InverseRoot => pairs.push("course=root".into()),
            Course::Constant => pairs.push("course=constant".into()),
        }
        pairs.join("&")
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
    fn a_link_says_what_differs_and_is_read_again() {
        assert_eq!(LabConfig::default().to_query(), "");
        let config = LabConfig::parse("?heads=8&lr=0.01&smooth=all&lang=zh-Hans&course=root");
        assert_eq!((config.n_heads, config.lr), (8, 0.01));
        assert_eq!(config.to_query(), "heads=8&lr=0.01&smooth=all&course=root");
        assert_eq!(LabConfig::parse(&config.to_query()), config);
        for knob in Knob::ALL {
            for &value in knob.values() {
                let mut one = LabConfig::default();
                one.set(knob, value);
                assert_eq!(LabConfig::parse(&one.to_query()), one, "{knob:?} {value}");
            }
        }
        // What cannot be chosen becomes the nearest that can.
        let typed = LabConfig::parse("heads=3&d=65&eps=NaN&lr=-1&steps=&seed=1e99");
        assert_eq!((typed.n_heads, typed.d_model), (4, 64));
        assert_eq!((typed.epsilon, typed.seed), (0.0, Knob::SEEDS));
        assert_eq!(typed.check(), Ok(()));
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
