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

    /// Whether it is to be paused of its own accord, asked after each piece.
    fn waits(&self) -> bool {
        false
    }

    /// It was paused: what it has not told yet, so that what is shown is exactly where it stands.
    fn pause(&mut self) -> Vec<Event> {
        vec![]
    }

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

    /// Carries a command to the job `id` out: what the job has to say to it, and the answer to the request `ask`.
    pub fn command(&mut self, ask: u32, id: u32, command: Command) -> Vec<Told> {
        let mut told = Vec::new();
        let answer = self.carry_out(id, command, &mut told);
        told.push(Told::Answer { id: ask, answer });
        told
    }

    fn carry_out(&mut self, id: u32, command: Command, told: &mut Vec<Told>) -> Answer {
        let entry = self
            .jobs
            .get_mut(&id)
            .ok_or(StudioError::NoJob { job: id })?;
        let finished = matches!(entry.state, State::Finished);
        let event = match command {
            Command::Pause => {
                if !finished {
                    entry.pause(id, told);
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
        Ok(Event::Job(event))
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
        match entry.work.step(now) {
            Ok(piece) => {
                let mut events = told_by(id, piece.events);
                match &mut entry.state {
                    _ if piece.done => {
                        entry.state = State::Finished;
                        events.extend(told_by(id, vec![Event::Job(JobEvent::Finished)]));
                    }
                    State::Steps(left) if *left > 1 => *left -= 1,
                    State::Steps(_) => entry.pause(id, &mut events),
                    _ if entry.work.waits() => entry.pause(id, &mut events),
                    _ => {}
                }
                events
            }
            // What it has so far can still be asked for; it does not go on by itself.
            Err(error) => {
                entry.state = State::Paused;
                let mut events = told_by(id, entry.work.pause());
                let answer = Err(error);
                events.push(Told::Answer { id, answer });
                events
            }
        }
    }
}

impl Entry {
    fn is_running(&self) -> bool {
        matches!(self.state, State::Running | State::Steps(1..))
    }

    /// Pauses it; it tells where it stands, and that it has paused.
    fn pause(&mut self, id: u32, told: &mut Vec<Told>) {
        self.state = State::Paused;
        let mut events = self.work.pause();
        events.push(Event::Job(JobEvent::Paused));
        told.extend(told_by(id, events));
    }
}

fn told_by(id: u32, events: Vec<Event>) -> Vec<Told> {
    let told = |event| Told::Answer {
        id,
        answer: Ok(event),
    };
    events.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::studio::models::ModelId;

    /// Says after each piece that a model was loaded; breaks at piece `breaks`, ends after `ends`, waits after `waits`.
    #[derive(Default)]
    struct Fake {
        pieces: u32,
        breaks: u32,
        ends: u32,
        waits: u32,
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

        fn waits(&self) -> bool {
            self.pieces == self.waits
        }

        fn pause(&mut self) -> Vec<Event> {
            vec![stands()]
        }
    }

    /// What a fake says when it is paused.
    fn stands() -> Event {
        Event::Loaded {
            model: ModelId::WordVectors,
        }
    }

    fn jobs(breaks: u32, ends: u32) -> Jobs {
        let mut jobs = Jobs::default();
        for id in [3, 8] {
            let work = Fake {
                breaks,
                ends,
                ..Default::default()
            };
            jobs.begin(id, Box::new(work), true).unwrap();
        }
        jobs
    }

    /// The answer to a command.
    fn command(jobs: &mut Jobs, id: u32, command: Command) -> Answer {
        match jobs.command(99, id, command).pop() {
            Some(Told::Answer { id: 99, answer }) => answer,
            other => panic!("{other:?}"),
        }
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
            let resumed = command(&mut jobs, id, Command::Resume);
            assert_eq!(resumed, Ok(Event::Job(JobEvent::Resumed)));
        }
        let turns: Vec<u32> = (0..4).flat_map(|_| ids(&jobs.work(0.0))).collect();
        assert_eq!(turns, [3, 8, 3, 8]);
        command(&mut jobs, 3, Command::Pause).unwrap();
        let turns: Vec<u32> = (0..2).flat_map(|_| ids(&jobs.work(0.0))).collect();
        assert_eq!(turns, [8, 8]);
        command(&mut jobs, 8, Command::Stop).unwrap();
        assert!(!jobs.is_busy());
        let gone = command(&mut jobs, 8, Command::Resume);
        assert_eq!(gone, Err(StudioError::NoJob { job: 8 }));
    }

    #[test]
    fn so_many_steps_are_done_and_no_more() {
        let mut jobs = jobs(0, 0);
        command(&mut jobs, 3, Command::Steps(2)).unwrap();
        assert_eq!(ids(&jobs.work(0.0)), [3]);
        assert_eq!(ids(&jobs.work(0.0)), [3, 3, 3]); // with where it stands, and `Paused`
        assert_eq!(jobs.work(0.0), []);
    }

    #[test]
    fn what_pauses_says_where_it_stands() {
        let mut jobs = jobs(0, 0);
        command(&mut jobs, 3, Command::Resume).unwrap();
        jobs.work(0.0);
        let paused = Event::Job(JobEvent::Paused);
        let told = jobs.command(99, 3, Command::Pause);
        let mut expected = told_by(3, vec![stands(), paused.clone()]);
        expected.extend(told_by(99, vec![paused.clone()]));
        assert_eq!(told, expected);
        assert!(!jobs.is_busy());

        let mut waiting = Jobs::default();
        let work = Fake {
            waits: 2,
            ..Default::default()
        };
        waiting.begin(5, Box::new(work), false).unwrap();
        assert_eq!(ids(&waiting.work(0.0)), [5]);
        let mut told = waiting.work(0.0);
        assert_eq!(told.split_off(1), told_by(5, vec![stands(), paused]));
        assert!(!waiting.is_busy(), "it waits of its own accord");
    }

    #[test]
    fn a_job_that_breaks_pauses_and_one_that_ends_says_so() {
        let mut broken = jobs(2, 0);
        command(&mut broken, 3, Command::Resume).unwrap();
        broken.work(0.0);
        let answer = Err(StudioError::NotFinite { step: 7 });
        let mut expected = told_by(3, vec![stands()]);
        expected.push(Told::Answer { id: 3, answer });
        assert_eq!(broken.work(0.0), expected);
        assert!(!broken.is_busy());

        let mut ended = jobs(0, 1);
        command(&mut ended, 8, Command::Resume).unwrap();
        let answer = Ok(Event::Job(JobEvent::Finished));
        assert_eq!(ended.work(0.0).pop(), Some(Told::Answer { id: 8, answer }));
        command(&mut ended, 8, Command::Resume).unwrap();
        assert!(!ended.is_busy(), "what is finished does not go on");
        let refused = command(&mut ended, 8, Command::Adjust(vec![]));
        assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
    }
}
