//! Four models learn to recall, side by side: the same examples, the same number of steps.
//!
//! Each example has its own distance k, drawn from 1 to the farthest one, and asks for the first of k + 1 random
//! symbols. Now and then every model is measured at several distances on examples that it does not learn from. Nothing
//! of that touches the random numbers of training, so the same settings give the same curves however they are watched.

use super::recaller::{Kind, Recaller, SYMBOLS};
use crate::nlp::autograd::ops::LabelSmoothing;
use crate::nlp::data::labelled::LabelledExample;
use crate::nlp::data::synthetic::Recall;
use crate::nlp::optim::{AdamConfig, Schedule};
use crate::nlp::rng::Rng;
use crate::nlp::train::{Trainable, Trainer, TrainerConfig, evaluate};
use crate::session::studio::job::{Job, Piece};
use crate::session::studio::memory;
use crate::session::studio::protocol::{Event, StudioError};
use serde::{Deserialize, Serialize};

/// Training steps of each model.
pub const STEPS: u64 = 400;
/// From one measurement to the next.
pub const MEASURE_EVERY: u64 = 25;
/// Examples of a training step.
const BATCH: usize = 32;
/// Examples at each distance of a measurement: a share is known to about 3 points.
const MEASURED: usize = 200;
const LR: f64 = 5e-3;
/// Milliseconds between two tellings of progress.
const TELL_EVERY: f64 = 150.0;
/// A longer gap between two pieces was a pause.
const PAUSE: f64 = 2000.0;

pub const MIN_FARTHEST: usize = 5;
pub const MAX_FARTHEST: usize = 40;

/// The settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecallConfig {
    /// The largest k.
    pub farthest: usize,
    pub seed: u64,
}

impl Default for RecallConfig {
    fn default() -> Self {
        RecallConfig {
            farthest: 30,
            seed: 295,
        }
    }
}

/// What a run says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RecallEvent {
    /// First: each model's number of parameters, in the order of [`Kind::ALL`], and the distances that are measured.
    Began {
        n_parameters: Vec<usize>,
        distances: Vec<usize>,
    },
    Progress(Progress),
    Measured(Measurement),
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub step: u64,
    pub steps: u64,
    pub seconds_left: f64,
}

/// How often each model was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub step: u64,
    /// Shares, by model in the order of [`Kind::ALL`], then by distance.
    pub accuracy: Vec<Vec<f32>>,
}

/// The step of the first measurement that found `kind` right at least so often at every distance.
pub fn reached(measured: &[Measurement], kind: Kind, share: f32) -> Option<u64> {
    let enough = |m: &&Measurement| m.accuracy[kind as usize].iter().all(|a| *a >= share);
    measured.iter().find(enough).map(|m| m.step)
}

/// The distances at which models are measured: closer together where they are small.
pub fn distances(farthest: usize) -> Vec<usize> {
    const ALL: [usize; 11] = [1, 2, 4, 6, 8, 11, 15, 20, 25, 30, 35];
    let near = ALL.into_iter().filter(|k| *k < farthest);
    near.chain([farthest]).collect()
}

/// The run.
pub struct RecallRun {
    config: RecallConfig,
    trainers: Vec<Trainer<f32, Recaller<f32>>>,
    /// Draws the examples to learn from.
    data: Rng,
    batch: Vec<LabelledExample>,
    /// Whose turn it is.
    turn: usize,
    step: u64,
    /// By distance.
    held_out: Vec<Vec<LabelledExample>>,
    /// What a measurement that is on has found so far.
    measuring: Option<Vec<Vec<f32>>>,
    measured: Option<u64>,
    has_begun: bool,
    clock: Clock,
}

impl RecallRun {
    pub fn new(config: RecallConfig) -> Result<Self, StudioError> {
        if !(MIN_FARTHEST..=MAX_FARTHEST).contains(&config.farthest) {
            return Err(StudioError::BadSetting {
                field: "farthest".into(),
                why: format!(
                    "{} is not between {MIN_FARTHEST} and {MAX_FARTHEST}",
                    config.farthest
                ),
            });
        }
        let mut rng = Rng::new(config.seed);
        let training = TrainerConfig {
            schedule: Schedule::WarmupStableDecay {
                lr: LR,
                warmup: 30,
                decay: STEPS / 3,
                total: STEPS,
            },
            adam: AdamConfig::default(),
            label_smoothing: LabelSmoothing::default(),
            max_grad_norm: 1.0,
            shards: 1,
            ema_decay: 0.0,
        };
        let trainer = |kind| {
            let model = Recaller::new(kind, &mut Rng::new(config.seed));
            Trainer::new(training, model, Rng::new(0))
        };
        let mut held_out_rng = rng.fork();
        let mut held_out = |k: usize| -> Vec<LabelledExample> {
            let task = task(k);
            let examples = (0..MEASURED).map(|_| task.labelled(&mut held_out_rng));
            examples.collect()
        };
        Ok(RecallRun {
            trainers: Kind::ALL.map(trainer).into_iter().collect(),
            held_out: distances(config.farthest)
                .into_iter()
                .map(&mut held_out)
                .collect(),
            config,
            data: rng,
            batch: Vec::new(),
            turn: 0,
            step: 0,
            measuring: None,
            measured: None,
            has_begun: false,
            clock: Clock::default(),
        })
    }

    /// One model's step; all four learn from the same batch.
    fn learn(&mut self) -> Result<(), StudioError> {
        if self.turn == 0 {
            let (farthest, data) = (self.config.farthest, &mut self.data);
            let example = |_| {
                let task = task(1 + data.below(farthest));
                task.labelled(data)
            };
            self.batch = (0..BATCH).map(example).collect();
        }
        let batch: Vec<&LabelledExample> = self.batch.iter().collect();
        let report = self.trainers[self.turn].step(&batch)?;
        if !report.sums.loss.is_finite() {
            return Err(StudioError::NotFinite { step: report.step });
        }
        self.turn = (self.turn + 1) % self.trainers.len();
        if self.turn == 0 {
            self.step += 1;
        }
        Ok(())
    }

    /// One model at one distance; the measurement once all are done.
    fn measure(&mut self) -> Result<Option<Measurement>, StudioError> {
        let found = self.measuring.get_or_insert_with(|| vec![vec![]]);
        let model = found.len() - 1;
        let examples = &self.held_out[found[model].len()];
        let sums = evaluate(
            &self.trainers[model].model,
            examples,
            LabelSmoothing::default(),
        )?;
        found[model].push(sums.n_correct as f32 / sums.n_tokens as f32);
        if found[model].len() < self.held_out.len() {
            return Ok(None);
        }
        if found.len() < self.trainers.len() {
            found.push(vec![]);
            return Ok(None);
        }
        self.measured = Some(self.step);
        let accuracy = self.measuring.take().unwrap_or_default();
        Ok(Some(Measurement {
            step: self.step,
            accuracy,
        }))
    }

    fn began(&self) -> RecallEvent {
        let parameters = |t: &Trainer<f32, Recaller<f32>>| t.model.params().n_parameters();
        RecallEvent::Began {
            n_parameters: self.trainers.iter().map(parameters).collect(),
            distances: distances(self.config.farthest),
        }
    }

    fn progress(&mut self, now: f64) -> RecallEvent {
        let models = self.trainers.len() as u64;
        let learnt = self.step * models + self.turn as u64;
        RecallEvent::Progress(Progress {
            step: self.step,
            steps: STEPS,
            seconds_left: self.clock.seconds_left(now, learnt, STEPS * models),
        })
    }
}

fn task(distance: usize) -> Recall {
    Recall {
        distance,
        n_symbols: SYMBOLS,
    }
}

impl Job for RecallRun {
    fn step(&mut self, now: f64) -> Result<Piece, StudioError> {
        self.clock.tick(now);
        let mut events = Vec::new();
        if !std::mem::replace(&mut self.has_begun, true) {
            events.push(self.began());
        }
        let due = self.turn == 0 && self.step.is_multiple_of(MEASURE_EVERY);
        if due && self.measured != Some(self.step) {
            if let Some(measurement) = self.measure()? {
                events.push(RecallEvent::Measured(measurement));
            }
        } else if self.step < STEPS {
            self.learn()?;
        }
        let done = self.measured == Some(STEPS);
        if done || self.clock.is_due(now) {
            events.push(self.progress(now));
        }
        let events = events.into_iter();
        let events = events.map(|event| Event::Memory(memory::Event::Recall(event)));
        Ok(Piece {
            events: events.collect(),
            done,
        })
    }
}

/// Time worked, pauses left out, in milliseconds.
#[derive(Default)]
struct Clock {
    last: Option<f64>,
    worked: f64,
    told: f64,
}

impl Clock {
    fn tick(&mut self, now: f64) {
        if let Some(last) = self.last.replace(now)
            && now - last < PAUSE
        {
            self.worked += now - last;
        }
    }

    fn is_due(&self, now: f64) -> bool {
        now - self.told >= TELL_EVERY
    }

    fn seconds_left(&mut self, now: f64, done: u64, all: u64) -> f64 {
        self.told = now;
        match done {
            0 => 0.0,
            _ => self.worked / 1e3 / done as f64 * all.saturating_sub(done) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that a run says.
    fn events(config: RecallConfig) -> Vec<RecallEvent> {
        let mut run = RecallRun::new(config).unwrap();
        let (mut all, mut now) = (vec![], 0.0);
        loop {
            now += 10.0;
            let piece = run.step(now).unwrap();
            all.extend(piece.events.into_iter().map(|event| match event {
                Event::Memory(memory::Event::Recall(event)) => event,
                other => panic!("{other:?}"),
            }));
            if piece.done {
                return all;
            }
        }
    }

    #[test]
    fn distance_hurts_the_rnn_and_not_those_that_look_back() {
        let config = RecallConfig::default();
        let all = events(config);
        let RecallEvent::Began {
            n_parameters,
            distances,
        } = &all[0]
        else {
            panic!("{:?}", all[0]);
        };
        assert_eq!((n_parameters.len(), distances.last()), (4, Some(&30)));
        let measured = all.iter().filter_map(|event| match event {
            RecallEvent::Measured(measurement) => Some(measurement),
            _ => None,
        });
        let measured: Vec<&Measurement> = measured.collect();
        assert_eq!(measured.len() as u64, STEPS / MEASURE_EVERY + 1);
        let at = |step: u64, kind: Kind, k: usize| {
            let m = measured.iter().find(|m| m.step == step).unwrap();
            let place = distances.iter().position(|&d| d == k).unwrap();
            m.accuracy[kind as usize][place]
        };
        // At first all guess: one in eight.
        assert!(Kind::ALL.iter().all(|&kind| at(0, kind, 30) < 0.25));
        // Those that look back have it soon, however far it is.
        for kind in [Kind::RnnAttention, Kind::Transformer] {
            assert!(
                at(125, kind, 1) > 0.95 && at(125, kind, 30) > 0.95,
                "{kind:?}"
            );
        }
        // The LSTM has what is near by then, and in the end all; the RNN has not.
        assert!(at(100, Kind::Lstm, 1) > at(100, Kind::Lstm, 30) + 0.2);
        assert!(at(STEPS, Kind::Lstm, 30) > 0.95);
        assert!(at(STEPS, Kind::Rnn, 1) > at(STEPS, Kind::Rnn, 30) + 0.2);
        let measured: Vec<Measurement> = measured.into_iter().cloned().collect();
        let steps = Kind::ALL.map(|kind| reached(&measured, kind, 0.9));
        let [None, Some(lstm), Some(attention), Some(transformer)] = steps else {
            panic!("{steps:?}");
        };
        assert!(attention < lstm && transformer < lstm, "{steps:?}");
        assert_eq!(all, events(config), "the same run twice");
    }

    #[test]
    fn distances_end_at_the_farthest() {
        assert_eq!(distances(5), [1, 2, 4, 5]);
        assert_eq!(distances(30).last(), Some(&30));
        assert_eq!(distances(40).len(), 12);
        for farthest in [4, 41] {
            let config = RecallConfig { farthest, seed: 1 };
            assert!(RecallRun::new(config).is_err());
        }
    }
}
