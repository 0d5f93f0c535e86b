//! A run: the translator learns, one step a piece of work, and is judged now and then.
//!
//! ```text
//!  Making ──► Judging(step 0) ──► Training ──► Judging ──► Training … ──► Judging(last step), done
//! ```
//!
//! A judgement is many small pieces too: held-out loss in parts of [`PART`] pairs, then one translation a piece. Nothing
//! of it touches the random numbers, so a run gives the same numbers however it is watched.

//!
//! * [`learning`]: the model, its steps, its files; [`judging`]: what it can do;
//! * [`attention`]: a sentence read by it; [`clock`]: how fast it goes; [`commands`]: what it is told on its way.

mod attention;
mod clock;
mod commands;
mod judging;
mod learning;

pub use judging::{JUDGE_EVERY, SHOWN, TRANSLATED};

use super::LabEvent;
use super::checkpoint::Checkpoint;
use super::config::LabConfig;
use super::pairs::{Lessons, Making};
use super::report::{Pace, Record};
use crate::nlp::data::corpus::Pair;
use crate::session::studio::job::{Job, Piece};
use crate::session::studio::protocol::{Event, StudioError};
use clock::Clock;
use learning::Learning;

/// The lecture's sentence in French: what its attention is read along.
pub const LECTURE_FRENCH: &str = "Un ours en peluche mignon lit.";
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
        run.resumed = checkpoint.is_begun().then(|| Box::new(checkpoint));
        Ok(run)
    }

    /// To be paused where it was kept, once everything is there.
    pub fn paused(mut self) -> Self {
        self.halt = Some(self.resumed.as_ref().map_or(0, |kept| kept.t));
        self
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
            Some(checkpoint) => {
                let judged = self.record.judgements.last();
                learning.restored(&checkpoint, judged.map_or(0.0, |j| j.loss))?
            }
            None => learning,
        };
        self.stage = Stage::Learning(Box::new(learning));
        Ok(LabEvent::Made {
            facts: Box::new(facts),
            record: Box::new(self.record.clone()),
        })
    }

    fn stands(&mut self, now: Option<f64>) -> Pace {
        let Stage::Learning(learning) = &self.stage else {
            return Pace::default();
        };
        let (step, steps) = (learning.trainer.adam.t, self.config.steps);
        Pace {
            step,
            steps,
            epochs: learning.epochs(),
            ..self.pace.read(now, steps.saturating_sub(step))
        }
    }

    /// The steps not yet told, and where it stands.
    fn tell(&mut self, now: Option<f64>) -> Option<LabEvent> {
        let pace = self.stands(now);
        let Stage::Learning(learning) = &mut self.stage else {
            return None;
        };
        let points = std::mem::take(&mut learning.fresh);
        Some(LabEvent::Steps { points, pace })
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
                // Once it is made, where it stands.
                let events = [event].into_iter().chain(self.tell(Some(now)));
                let events = self.told(events.collect());
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
                learning.remember(&self.config, judgement.loss);
                events.push(LabEvent::Judged { judgement, frame });
            }
        } else if step < self.halt.unwrap_or(steps).min(steps) {
            match learning.learn(&self.config) {
                Ok(tokens) => self.pace.count(tokens),
                Err(error) => {
                    // It is back where its numbers were good.
                    self.record.go_back(learning.trainer.adam.t);
                    return Err(error);
                }
            }
        }
        let Stage::Learning(learning) = &self.stage else {
            return Ok(Piece::default());
        };
        let step = learning.trainer.adam.t;
        let done = step >= steps && learning.judged == Some(step);
        if done || !events.is_empty() || self.pace.is_due(now) {
            // Points first: what is judged comes after them.
            if let Some(steps) = self.tell(Some(now)) {
                events.insert(0, steps);
            }
        }
        let events = self.told(events);
        Ok(Piece { events, done })
    }

    fn waits(&self) -> bool {
        match &self.stage {
            Stage::Learning(learning) => self.halt.is_some_and(|at| learning.trainer.adam.t >= at),
            Stage::Making(_) => false,
        }
    }

    fn pause(&mut self) -> Vec<Event> {
        let events = self.tell(None).into_iter().collect();
        self.told(events)
    }

    fn adjust(&mut self, change: &[u8]) -> Result<Option<Event>, StudioError> {
        let command = postcard::from_bytes(change).map_err(|error| StudioError::Other {
            why: error.to_string(),
        })?;
        Ok(self.carry_out(command)?.map(Event::Lab))
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
