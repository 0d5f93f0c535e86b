//! A run: the translator learns, one step a piece of work, and is judged now and then.
//!
//! ```text
//!  Making ──► Judging(step 0) ──► Training ──► Judging ──► Training … ──► Judging(last step), done
//! ```
//!
//! A judgement is many small pieces too: held-out loss in parts of [`PART`] pairs, then one translation a piece. Nothing
//! of it touches the random numbers, so a run gives the same numbers however it is watched.

use super::checkpoint::{Checkpoint, Place};
use super::config::{Corpus, Knob, LabConfig};
use super::pairs::{HELD_OUT, Lessons, Making, ids};
use super::report::{
    AttentionFrame, AttentionLabels, Change, Judgement, Live, Pace, Reading, Record, RunFacts,
    StepPoint,
};
use super::{LabCommand, LabEvent, LabFiles};
use crate::nlp::autograd::ops::LossSums;
use crate::nlp::data::batch::Example;
use crate::nlp::data::clean::normalise;
use crate::nlp::data::corpus::Pair;
use crate::nlp::decode::{default_max_len, greedy};
use crate::nlp::error::NlpError;
use crate::nlp::metrics::corpus_bleu;
use crate::nlp::model::{Precision, Transformer, to_safetensors};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::Tokenizer;
use crate::nlp::train::{Trainer, bucketed_batches, evaluate};
use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::job::{Job, Piece};
use crate::session::studio::protocol::{Event, StudioError};

/// The lecture's sentence in French: what its attention is read along.
pub const LECTURE_FRENCH: &str = "Un ours en peluche mignon lit.";

/// Steps from one judgement to the next.
pub const JUDGE_EVERY: u64 = 50;
/// Held-out sentences that are translated at a judgement.
pub const TRANSLATED: usize = 50;
/// Of these the page shows so many.
pub const SHOWN: usize = 6;
/// Held-out pairs whose loss is computed in one piece.
const PART: usize = 40;
/// Milliseconds between two tellings of steps.
const TELL_EVERY: f64 = 120.0;

/// Work that a run is made of.
pub struct Run {
    config: LabConfig,
    record: Record,
    stage: Stage,
    /// To be read once the lessons are there.
    resumed: Option<Box<Checkpoint>>,
    own: Vec<Pair>,
    pace: Clock,
    /// Learns no further than to this step.
    halt: Option<u64>,
}

enum Stage {
    Making(Box<Making>),
    Learning(Box<Learning>),
}

/// A model at its lessons.
struct Learning {
    lessons: Lessons,
    trainer: Trainer<f32>,
    /// Draws the order of the pairs.
    order: Rng,
    place: Place,
    batches: Vec<Vec<usize>>,
    judging: Option<Judging>,
    /// The step that was judged last.
    judged: Option<u64>,
    /// Before the numbers went wrong.
    good: Option<Checkpoint>,
    fixed: (Vec<u32>, Vec<u32>),
    labels: AttentionLabels,
    /// Points not yet told.
    fresh: Vec<StepPoint>,
}

#[derive(Default)]
struct Judging {
    evaluated: usize,
    sums: LossSums,
    texts: Vec<String>,
}

impl Run {
    /// A new run. `own` are the reader's pairs, empty if the configuration wants the page's.
    pub fn new(config: LabConfig, own: Vec<Pair>) -> Result<Self, StudioError> {
        config.check()?;
        let making = Making::new(&config, own.clone());
        Ok(Run {
            stage: Stage::Making(Box::new(making)),
            config,
            record: Record::default(),
            resumed: None,
            own,
            pace: Clock::default(),
            halt: None,
        })
    }

    /// A run that goes on where it was kept.
    pub fn resume(bytes: &[u8]) -> Result<Self, StudioError> {
        let mut checkpoint = Checkpoint::from_bytes(bytes)?;
        let own = checkpoint.take_own();
        let mut run = Run::new(checkpoint.config.clone(), own)?;
        run.record = std::mem::take(&mut checkpoint.record);
        run.resumed = Some(Box::new(checkpoint));
        Ok(run)
    }

    fn learning(&self) -> Result<&Learning, StudioError> {
        match &self.stage {
            Stage::Learning(learning) => Ok(learning),
            Stage::Making(_) => Err(StudioError::Other {
                why: "the model is not there yet".into(),
            }),
        }
    }

    /// From pairs to a model with its first numbers, or those it was kept with.
    fn begin(&mut self, lessons: Lessons) -> Result<LabEvent, StudioError> {
        let learning = Learning::new(&self.config, lessons)?;
        let facts = learning.facts();
        let learning = match self.resumed.take() {
            Some(checkpoint) => learning.restored(&checkpoint)?,
            None => learning,
        };
        self.stage = Stage::Learning(Box::new(learning));
        Ok(LabEvent::Made {
            facts: Box::new(facts),
            record: Box::new(self.record.clone()),
        })
    }

    fn set(&mut self, live: Live) -> Result<LabEvent, StudioError> {
        let mut config = self.config.clone();
        live.apply(&mut config);
        config.check()?;
        let step = match &mut self.stage {
            Stage::Learning(learning) => {
                learning.trainer.model.set_dropout(config.dropout)?;
                learning.trainer.config = config.trainer();
                learning.trainer.adam.t
            }
            Stage::Making(_) => 0,
        };
        self.config = config;
        let change = Change { step, what: live };
        self.record.changes.push(change);
        Ok(LabEvent::Changed(change))
    }

    fn checkpoint(&self) -> Result<Checkpoint, StudioError> {
        let mut record = self.record.clone();
        let learning = self.learning()?;
        record.points.extend(&learning.fresh);
        Ok(learning.checkpoint(&self.config).with(&record, &self.own))
    }

    fn told(&mut self, events: Vec<LabEvent>) -> Vec<Event> {
        for event in &events {
            match event {
                LabEvent::Steps { points, .. } => self.record.points.extend(points),
                LabEvent::Judged { judgement, frame } => {
                    self.record.judgements.push(judgement.clone());
                    self.record.frames.push(frame.clone());
                }
                _ => {}
            }
        }
        events.into_iter().map(Event::Lab).collect()
    }
}

impl Job for Run {
    fn step(&mut self, now: f64) -> Result<Piece, StudioError> {
        let (steps, learning) = match &mut self.stage {
            Stage::Making(making) => {
                let made = making.step()?;
                let progress = making.progress();
                let event = match made {
                    Some(lessons) => self.begin(lessons)?,
                    None => LabEvent::Making { progress },
                };
                let events = self.told(vec![event]);
                return Ok(Piece {
                    events,
                    done: false,
                });
            }
            Stage::Learning(learning) => (self.config.steps, learning),
        };
        self.pace.tick(now);
        let mut events = Vec::new();
        let step = learning.trainer.adam.t;
        let due = step % JUDGE_EVERY == 0 || step >= steps;
        if learning.judging.is_some() || (due && learning.judged != Some(step)) {
            if let Some((judgement, frame)) = learning.judge(&self.config)? {
                learning.good = Some(learning.checkpoint(&self.config));
                events.push(LabEvent::Judged { judgement, frame });
            }
        } else if step < self.halt.unwrap_or(steps).min(steps) {
            let tokens = learning.learn(&self.config)?;
            self.pace.count(tokens);
        }
        let Stage::Learning(learning) = &mut self.stage else {
            return Ok(Piece::default());
        };
        let step = learning.trainer.adam.t;
        let done = step >= steps && learning.judged == Some(step);
        let halts = self.halt == Some(step) && !learning.fresh.is_empty();
        if done || halts || !events.is_empty() || self.pace.is_due(now) {
            let pace = Pace {
                step,
                steps,
                epochs: learning.epochs(),
                ..self.pace.read(now, steps.saturating_sub(step))
            };
            let points = std::mem::take(&mut learning.fresh);
            // Points first: what is judged comes after them.
            events.insert(0, LabEvent::Steps { points, pace });
        }
        let events = self.told(events);
        Ok(Piece { events, done })
    }

    fn adjust(&mut self, change: &[u8]) -> Result<Option<Event>, StudioError> {
        let command = postcard::from_bytes(change).map_err(|error| StudioError::Other {
            why: error.to_string(),
        })?;
        let event = match command {
            LabCommand::Set(live) => self.set(live)?,
            LabCommand::Translate(text) => LabEvent::Read(self.learning()?.read(&text)?),
            LabCommand::Halt(step) => {
                self.halt = step;
                return Ok(None);
            }
            LabCommand::Keep => LabEvent::Kept(self.checkpoint()?.to_bytes()),
            LabCommand::Export => LabEvent::Exported(self.learning()?.files(&self.config)?),
        };
        Ok(Some(Event::Lab(event)))
    }
}

impl Learning {
    fn new(config: &LabConfig, lessons: Lessons) -> Result<Self, StudioError> {
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
    fn learn(&mut self, config: &LabConfig) -> Result<usize, StudioError> {
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
            // Back to where it was judged last, so that what was learnt till then can be kept and used.
            if let Some(good) = self.good.take() {
                self.restore(&good)?;
            }
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

    fn epochs(&self) -> f64 {
        self.place.epoch as f64 + self.place.next as f64 / self.batches.len().max(1) as f64
    }

    /// One piece of a judgement, and the whole once it is done.
    fn judge(
        &mut self,
        config: &LabConfig,
    ) -> Result<Option<(Judgement, AttentionFrame)>, StudioError> {
        let step = self.trainer.adam.t;
        let judging = self.judging.get_or_insert_with(Judging::default);
        let held_out = &self.lessons.held_out;
        if judging.evaluated < held_out.len() {
            let end = (judging.evaluated + PART).min(held_out.len());
            let part = &held_out[judging.evaluated..end];
            judging.sums += evaluate(&self.trainer.model, part, config.smoothing())?;
            judging.evaluated = end;
            return Ok(None);
        }
        let wanted = TRANSLATED.min(held_out.len());
        if judging.texts.len() < wanted {
            let src = &held_out[judging.texts.len()].src;
            let text = translate(&self.trainer.model, &self.lessons, src)?.1;
            judging.texts.push(text);
            return Ok(None);
        }
        let Judging { sums, texts, .. } = self.judging.take().unwrap_or_default();
        let references: Vec<&[String]> = (self.lessons.entries.iter())
            .take(wanted)
            .map(|entry| &entry.refs[..])
            .collect();
        let right = texts.iter().zip(&references).filter(|(t, r)| r.contains(t));
        let n = sums.n_tokens.max(1) as f64;
        let judgement = Judgement {
            step,
            loss: sums.loss / n,
            perplexity: (sums.negative_log_likelihood / n).exp(),
            accuracy: sums.n_correct as f64 / n,
            exact: (right.count() as u32, wanted as u32),
            bleu: corpus_bleu(&texts, &references)?.score,
            samples: texts.into_iter().take(SHOWN).collect(),
        };
        let weights = cross_attention(&self.trainer.model, &self.fixed.0, &self.fixed.1)?;
        self.judged = Some(step);
        Ok(Some((judgement, AttentionFrame { step, weights })))
    }

    /// A sentence translated by the model as it is.
    fn read(&self, text: &str) -> Result<Reading, StudioError> {
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

    fn facts(&self) -> RunFacts {
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

    fn checkpoint(&self, config: &LabConfig) -> Checkpoint {
        Checkpoint::of(config, &self.trainer, &self.place, self.judged)
    }

    /// Everything as the checkpoint has it.
    fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), StudioError> {
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

    fn restored(mut self, checkpoint: &Checkpoint) -> Result<Self, StudioError> {
        self.restore(checkpoint)?;
        self.good = Some(self.checkpoint(&checkpoint.config));
        Ok(self)
    }

    /// The model as three files, as lesson 8 and every other reader of safetensors open them.
    fn files(&self, config: &LabConfig) -> Result<LabFiles, StudioError> {
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

/// The most probable token at every step: BOS …, and the text.
fn translate(
    model: &Transformer<f32>,
    lessons: &Lessons,
    src: &[u32],
) -> Result<(Vec<u32>, String), NlpError> {
    let tokenizer = &lessons.tokenizer;
    let most = default_max_len(src.len(), model.config.max_len);
    let decoded = greedy(model, src, tokenizer.special(), most)?;
    let text = tokenizer.decode(&decoded.ids);
    Ok((decoded.ids, text))
}

/// The weights of every layer's and head's cross-attention, side by side.
fn cross_attention(
    model: &Transformer<f32>,
    src: &[u32],
    tgt: &[u32],
) -> Result<Vec<f32>, NlpError> {
    let trace = model.trace(src, tgt)?;
    let layers = 0..model.config.n_decoder_layers;
    let tensors = layers.filter_map(|l| trace.get(&format!("decoder.{l}.cross_attn.weights")));
    Ok(tensors.flat_map(|t| t.data.iter().copied()).collect())
}

fn labels(
    lessons: &Lessons,
    model: &Transformer<f32>,
    src: &[u32],
    tgt: &[u32],
) -> AttentionLabels {
    let pieces = |ids: &[u32]| -> Vec<String> {
        let piece = |&id: &u32| lessons.tokenizer.piece(id).unwrap_or_default().to_owned();
        ids.iter().map(piece).collect()
    };
    AttentionLabels {
        layers: model.config.n_decoder_layers,
        heads: model.config.n_heads,
        // The decoder reads all but the last.
        queries: pieces(&tgt[..tgt.len().saturating_sub(1)]),
        keys: pieces(src),
    }
}

/// Tokens a second, and how long it will take yet. Time in which it was paused counts for nothing.
#[derive(Default)]
struct Clock {
    last: Option<f64>,
    longest: f64,
    /// Milliseconds at work, and what was done in them.
    worked: f64,
    steps: u64,
    tokens: f64,
    told: f64,
}

impl Clock {
    fn tick(&mut self, now: f64) {
        if let Some(last) = self.last {
            let gap = now - last;
            // A much longer gap than any before was a pause.
            if gap < 10.0 * self.longest.max(50.0) {
                self.worked += gap;
                self.longest = self.longest.max(gap);
            }
        }
        self.last = Some(now);
    }

    fn count(&mut self, tokens: usize) {
        self.steps += 1;
        self.tokens += tokens as f64;
    }

    fn is_due(&self, now: f64) -> bool {
        now - self.told >= TELL_EVERY
    }

    fn read(&mut self, now: f64, left: u64) -> Pace {
        self.told = now;
        if self.worked <= 0.0 || self.steps == 0 {
            return Pace::default();
        }
        Pace {
            tokens_per_second: self.tokens / self.worked * 1e3,
            seconds_left: self.worked / 1e3 / self.steps as f64 * left as f64,
            ..Default::default()
        }
    }
}

/// Which of a configuration's knobs `live` turns.
pub fn knob_of(live: Live) -> Knob {
    match live {
        Live::Epsilon(_) => Knob::Epsilon,
        Live::LearningRate(_) => Knob::LearningRate,
        Live::Dropout(_) => Knob::Dropout,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Until `done` steps were made.
    fn run_to(run: &mut Run, done: u64) -> Result<(), StudioError> {
        for i in 0.. {
            if run.learning().is_ok_and(|l| l.trainer.adam.t >= done) {
                break;
            }
            run.step(f64::from(i))?;
        }
        Ok(())
    }

    #[test]
    fn numbers_that_overflow_are_an_error_and_the_model_goes_back_to_what_it_was() {
        let config = LabConfig {
            d_model: 16,
            n_layers: 1,
            n_heads: 1,
            d_ff: 16,
            n_pairs: 100,
            batch: 4,
            ..Default::default()
        };
        let mut run = Run::new(config, vec![]).unwrap();
        run_to(&mut run, 2).unwrap();
        let mut kept = run.checkpoint().unwrap();
        // Finite, but not the products of two.
        for weight in kept.weights.iter_mut().flat_map(|w| &mut w[0]) {
            *weight = 1e30;
        }
        let mut broken = Run::resume(&kept.to_bytes()).unwrap();
        let error = run_to(&mut broken, 5);
        assert_eq!(error, Err(StudioError::NotFinite { step: 3 }));
        let learning = broken.learning().unwrap();
        let again = learning.checkpoint(&broken.config);
        assert_eq!((again.t, &again.weights), (2, &kept.weights));
    }
}
