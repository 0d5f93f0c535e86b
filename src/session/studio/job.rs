//! Work that goes on for a while: one small piece at a time, pausable between any two.

use super::Answer;
use super::protocol::{Event, StudioError, Told};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Work in small pieces: a training step, an update of Word2Vec, one point of an experiment.
///
/// A piece should take well under 50 ms: so long a new request waits.
pub trait Job {
    /// Does one piece. `now` is in milliseconds, for rates and time left, and so that not every piece has to say
    /// something.
    fn step(&mut self, now: f64) -> Result<Piece, StudioError>;

    /// Changes what can be changed on the way. The lesson's own command, postcard bytes of its own type.
    fn adjust(&mut self, change: &[u8]) -> Result<Option<Event>, StudioError> {
        let _ = change;
        Err(StudioError::BadSetting {
            field: "adjust".into(),
            why: "this job takes no change".into(),
        })
    }
}

/// What a piece of work gave.
#[derive(Debug, Default)]
pub struct Piece {
    pub events: Vec<Event>,
    /// There is nothing more to do. The job stays until it is stopped, so that it can still be asked to adjust.
    pub done: bool,
}

/// To a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    Pause,
    Resume,
    /// So many pieces, then pause.
    Steps(u32),
    /// Ends it for good.
    Stop,
    /// See [`Job::adjust`].
    Adjust(#[serde(with = "crate::session::wire")] Vec<u8>),
}

/// What is told of a job besides its own events. As answer to the command, or (`Finished`) under the job's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobEvent {
    Began,
    Paused,
    Resumed,
    Stopped,
    Adjusted,
    Finished,
}

enum State {
    Running,
    /// Pieces left until it pauses.
    Steps(u32),
    Paused,
    Finished,
}

struct Entry {
    work: Box<dyn Job>,
    state: State,
}

/// The jobs of a session. Those that run take turns.
#[derive(Default)]
pub struct Jobs {
    jobs: BTreeMap<u32, Entry>,
    /// The job that had the last turn.
    last: u32,
}

impl Jobs {
    /// Begins a job under the number `id` of the request that asked for it; `paused` waits for the first command.
    pub fn begin(&mut self, id: u32, work: Box<dyn Job>, paused: bool) -> Answer {
        let state = if paused {
            State::Paused
        } else {
            State::Running
        };
        self.jobs.insert(id, Entry { work, state });
        Ok(Event::Job(JobEvent::Began))
    }

    /// Carries a command out.
    pub fn command(&mut self, id: u32, command: Command) -> Answer {
        let entry = self
            .jobs
            .get_mut(&id)
            .ok_or(StudioError::NoJob { job: id })?;
        let finished = matches!(entry.state, State::Finished);
        let told = match command {
            Command::Pause => {
                if !finished {
                    entry.state = State::Paused;
                }
                JobEvent::Paused
            }
            Command::Resume => {
                if !finished {
                    entry.state = State::Running;
                }
                JobEvent::Resumed
            }
            Command::Steps(n) => {
                if !finished {
                    entry.state = State::Steps(n);
                }
                JobEvent::Resumed
            }
            Command::Stop => {
                self.jobs.remove(&id);
                JobEvent::Stopped
            }
            Command::Adjust(change) => {
                if let Some(event) = entry.work.adjust(&change)? {
                    return Ok(event);
                }
                JobEvent::Adjusted
            }
        };
        Ok(Event::Job(told))
    }

    pub fn is_busy(&self) -> bool {
        self.jobs.values().any(Entry::is_running)
    }

    /// One piece of the job whose turn it is.
    pub fn work(&mut self, now: f64) -> Vec<Told> {
        let running = |(_, entry): &(&u32, &mut Entry)| entry.is_running();
        let after = self.last.saturating_add(1);
        let turn = match self.jobs.range_mut(after..).find(running) {
            Some((&id, _)) => Some(id),
            None => self.jobs.iter_mut().find(running).map(|(&id, _)| id),
        };
        let Some(id) = turn else { return vec![] };
        self.last = id;
        let entry = self.jobs.get_mut(&id).expect("it was just found");
        let told = |answer| Told::Answer { id, answer };
        match entry.work.step(now) {
            Ok(piece) => {
                let mut events: Vec<Told> = piece.events.into_iter().map(|e| told(Ok(e))).collect();
                match &mut entry.state {
                    _ if piece.done => {
                        entry.state = State::Finished;
                        events.push(told(Ok(Event::Job(JobEvent::Finished))));
                    }
                    State::Steps(left) if *left > 1 => *left -= 1,
                    State::Steps(_) => {
                        entry.state = State::Paused;
                        events.push(told(Ok(Event::Job(JobEvent::Paused))));
                    }
                    _ => {}
                }
                events
            }
            // What it has so far can still be asked for; it does not go on by itself.
            Err(error) => {
                entry.state = State::Paused;
                vec![told(Err(error))]
            }
        }
    }
}

impl Entry {
    fn is_running(&self) -> bool {
        matches!(self.state, State::Running | State::Steps(1..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::studio::models::ModelId;

    /// Says after each piece that a model was loaded; breaks at piece `breaks`, ends after `ends`.
    struct Fake {
        pieces: u32,
        breaks: u32,
        ends: u32,
    }

    impl Job for Fake {
        fn step(&mut self, _now: f64) -> Result<Piece, StudioError> {
            self.pieces += 1;
            if self.pieces == self.breaks {
                return Err(StudioError::NotFinite { step: 7 });
            }
            Ok(Piece {
                events: vec![Event::Loaded {
                    model: ModelId::WordVectors,
                }],
                done: self.pieces == self.ends,
            })
        }
    }

    fn jobs(breaks: u32, ends: u32) -> Jobs {
        let mut jobs = Jobs::default();
        for id in [3, 8] {
            let work = Fake {
                pieces: 0,
                breaks,
                ends,
            };
            jobs.begin(id, Box::new(work), true).unwrap();
        }
        jobs
    }

    fn ids(told: &[Told]) -> Vec<u32> {
        let id = |told: &Told| match told {
            Told::Answer { id, .. } => *id,
            Told::Ready { .. } => unreachable!(),
        };
        told.iter().map(id).collect()
    }

    #[test]
    fn running_jobs_take_turns_and_paused_ones_wait() {
        let mut jobs = jobs(0, 0);
        assert!(!jobs.is_busy());
        assert_eq!(jobs.work(0.0), []);
        for id in [3, 8] {
            let resumed = jobs.command(id, Command::Resume);
            assert_eq!(resumed, Ok(Event::Job(JobEvent::Resumed)));
        }
        let turns: Vec<u32> = (0..4).flat_map(|_| ids(&jobs.work(0.0))).collect();
        assert_eq!(turns, [3, 8, 3, 8]);
        jobs.command(3, Command::Pause).unwrap();
        let turns: Vec<u32> = (0..2).flat_map(|_| ids(&jobs.work(0.0))).collect();
        assert_eq!(turns, [8, 8]);
        jobs.command(8, Command::Stop).unwrap();
        assert!(!jobs.is_busy());
        let gone = jobs.command(8, Command::Resume);
        assert_eq!(gone, Err(StudioError::NoJob { job: 8 }));
    }

    #[test]
    fn so_many_steps_are_done_and_no_more() {
        let mut jobs = jobs(0, 0);
        jobs.command(3, Command::Steps(2)).unwrap();
        assert_eq!(ids(&jobs.work(0.0)), [3]);
        assert_eq!(ids(&jobs.work(0.0)), [3, 3]); // with `Paused`
        assert_eq!(jobs.work(0.0), []);
    }

    #[test]
    fn a_job_that_breaks_pauses_and_one_that_ends_says_so() {
        let mut broken = jobs(2, 0);
        broken.command(3, Command::Resume).unwrap();
        broken.work(0.0);
        let answer = Err(StudioError::NotFinite { step: 7 });
        assert_eq!(broken.work(0.0), [Told::Answer { id: 3, answer }]);
        assert!(!broken.is_busy());

        let mut ended = jobs(0, 1);
        ended.command(8, Command::Resume).unwrap();
        let answer = Ok(Event::Job(JobEvent::Finished));
        assert_eq!(ended.work(0.0).pop(), Some(Told::Answer { id: 8, answer }));
        ended.command(8, Command::Resume).unwrap();
        assert!(!ended.is_busy(), "what is finished does not go on");
        let refused = ended.command(8, Command::Adjust(vec![]));
        assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
    }
}
