//! A model at its lessons: one step at a time, exactly repeatable.

use super::LECTURE_FRENCH;
use super::attention::{cross_attention, labels, translate};
use super::judging::{Judging, SHOWN};
use crate::nlp::data::batch::Example;
use crate::nlp::data::clean::normalise;
use crate::nlp::model::{Precision, Transformer, to_safetensors};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::Tokenizer;
use crate::nlp::train::{Trainer, bucketed_batches};
use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::lab::LabFiles;
use crate::session::studio::lab::checkpoint::{Checkpoint, Place};
use crate::session::studio::lab::config::{Corpus, LabConfig};
use crate::session::studio::lab::pairs::{HELD_OUT, Lessons, ids};
use crate::session::studio::lab::report::{
    AttentionLabels, Reading, RunFacts, StepPoint, has_exploded,
};
use crate::session::studio::protocol::StudioError;

/// A model at its lessons.
pub struct Learning {
    pub(super) lessons: Lessons,
    pub(super) trainer: Trainer<f32>,
    /// Draws the order of the pairs.
    order: Rng,
    place: Place,
    batches: Vec<Vec<usize>>,
    pub(super) judging: Option<Judging>,
    /// The step that was judged last.
    pub(super) judged: Option<u64>,
    /// The last that was judged before the loss exploded.
    good: Option<Checkpoint>,
    pub(super) fixed: (Vec<u32>, Vec<u32>),
    labels: AttentionLabels,
    /// Points not yet told.
    pub(super) fresh: Vec<StepPoint>,
}

impl Learning {
    pub fn new(config: &LabConfig, lessons: Lessons) -> Result<Self, StudioError> {
        let mut rng = Rng::new(config.seed);
        let sizes = config.model(lessons.tokenizer.vocab_size());
        let model = Transformer::new(sizes, &mut rng)?;
        let order = rng.fork();
        let trainer = Trainer::new(config.trainer(), model, rng);
        let of = |text: &str| ids(&lessons.tokenizer, text);
        let fixed = match config.corpus {
            Corpus::Own => (of(&lessons.entries[0].src), of(&lessons.entries[0].refs[0])),
            _ => (of(LECTURE_SENTENCE), of(LECTURE_FRENCH)),
        };
        let labels = labels(&lessons, &trainer.model, &fixed.0, &fixed.1);
        let mut learning = Learning {
            lessons,
            trainer,
            place: Place {
                epoch_start: order.clone(),
                next: 0,
                epoch: 0,
            },
            order,
            batches: Vec::new(),
            judging: None,
            judged: None,
            good: None,
            fixed,
            labels,
            fresh: Vec::new(),
        };
        learning.deal(config);
        Ok(learning)
    }

    /// The batches of one time through the pairs.
    fn deal(&mut self, config: &LabConfig) {
        self.place.epoch_start = self.order.clone();
        self.place.next = 0;
        self.batches = bucketed_batches(&self.lessons.train, config.batches(), &mut self.order);
    }

    /// One step; how many tokens it read.
    pub fn learn(&mut self, config: &LabConfig) -> Result<usize, StudioError> {
        if self.place.next >= self.batches.len() {
            self.place.epoch += 1;
            self.deal(config);
        }
        let chosen = &self.batches[self.place.next];
        let examples: Vec<&Example> = chosen.iter().map(|&i| &self.lessons.train[i]).collect();
        let tokens = examples.iter().map(|e| e.src.len() + e.tgt.len() - 1).sum();
        let report = self.trainer.step(&examples)?;
        self.place.next += 1;
        let n = report.sums.n_tokens.max(1) as f64;
        let loss = report.sums.loss / n;
        if !loss.is_finite() || !report.grad_norm.is_finite() {
            self.go_back()?;
            return Err(StudioError::NotFinite { step: report.step });
        }
        self.fresh.push(StepPoint {
            step: report.step,
            loss: loss as f32,
            accuracy: (report.sums.n_correct as f64 / n) as f32,
            lr: report.lr as f32,
            grad_norm: report.grad_norm as f32,
        });
        Ok(tokens)
    }

    /// Remembers where it is, to be gone back to, unless its loss has exploded.
    pub fn remember(&mut self, config: &LabConfig, loss: f64) {
        if self.good.is_none() || !has_exploded(loss, self.lessons.tokenizer.vocab_size()) {
            self.good = Some(self.checkpoint(config));
        }
    }

    /// Back to what it remembers, so that what was learnt till then can be kept and used.
    pub fn go_back(&mut self) -> Result<(), StudioError> {
        if let Some(good) = self.good.take() {
            self.restore(&good)?;
            self.good = Some(good);
        }
        self.fresh.clear();
        Ok(())
    }

    pub fn epochs(&self) -> f64 {
        self.place.epoch as f64 + self.place.next as f64 / self.batches.len().max(1) as f64
    }

    /// A sentence translated by the model as it is.
    pub fn read(&self, text: &str) -> Result<Reading, StudioError> {
        let source = normalise(text);
        if source.is_empty() {
            return Err(StudioError::EmptyText);
        }
        let src = ids(&self.lessons.tokenizer, &source);
        let max = self.trainer.model.config.max_len;
        if src.len() > max {
            return Err(StudioError::TooLong {
                tokens: src.len(),
                max,
            });
        }
        let (tgt, text) = translate(&self.trainer.model, &self.lessons, &src)?;
        Ok(Reading {
            step: self.trainer.adam.t,
            source,
            text,
            labels: labels(&self.lessons, &self.trainer.model, &src, &tgt),
            weights: cross_attention(&self.trainer.model, &src, &tgt)?,
        })
    }

    pub fn facts(&self) -> RunFacts {
        let entries = self.lessons.entries.iter().take(SHOWN.min(HELD_OUT));
        RunFacts {
            n_parameters: self.trainer.model.params.n_parameters(),
            vocab_size: self.lessons.tokenizer.vocab_size(),
            n_train: self.lessons.train.len(),
            n_held_out: self.lessons.held_out.len(),
            n_too_long: self.lessons.n_too_long,
            samples: entries
                .map(|e| (e.src.clone(), e.refs[0].clone()))
                .collect(),
            attention: self.labels.clone(),
        }
    }

    pub fn checkpoint(&self, config: &LabConfig) -> Checkpoint {
        Checkpoint::of(config, &self.trainer, &self.place, self.judged)
    }

    /// Everything as the checkpoint has it.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), StudioError> {
        checkpoint.put(&mut self.trainer)?;
        self.place = checkpoint.place.clone();
        self.order = self.place.epoch_start.clone();
        let config = &checkpoint.config;
        self.batches = bucketed_batches(&self.lessons.train, config.batches(), &mut self.order);
        if self.place.next > self.batches.len() {
            return Err(Checkpoint::damaged("it is of other pairs"));
        }
        self.judged = checkpoint.judged;
        self.judging = None;
        Ok(())
    }

    /// As the checkpoint has it, whose `loss` was judged last.
    pub fn restored(mut self, checkpoint: &Checkpoint, loss: f64) -> Result<Self, StudioError> {
        // The first weights: where it exploded before it was kept, there is nothing else to go back to.
        self.good = Some(self.checkpoint(&checkpoint.config));
        self.restore(checkpoint)?;
        self.remember(&checkpoint.config, loss);
        Ok(self)
    }

    /// The model as three files, as lesson 8 and every other reader of safetensors open them.
    pub fn files(&self, config: &LabConfig) -> Result<LabFiles, StudioError> {
        let sizes = config.model(self.lessons.tokenizer.vocab_size());
        let config_json =
            serde_json::to_string_pretty(&sizes).map_err(|error| StudioError::Other {
                why: error.to_string(),
            })?;
        Ok(LabFiles {
            weights: to_safetensors(&self.trainer.model.params, Precision::F32)?,
            tokenizer_json: self.lessons.tokenizer.to_json(),
            config_json,
        })
    }
}
