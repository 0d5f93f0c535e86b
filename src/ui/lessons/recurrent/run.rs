//! The training in the page: its settings, where it is, what it told.

use crate::session::studio::job::JobEvent;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::recurrent::link::Link;
use crate::session::studio::recurrent::training::{
    Begun, Command, Point, Sampled, Stepped, TrainConfig,
};
use crate::session::studio::recurrent::{self};
use crate::ui::studio::{Answer, JobHandle, Studio, Trouble};
use leptos::prelude::*;
use std::sync::Arc;

/// Both write by themselves after so many steps.
const WRITE_EVERY: u64 = 50;

/// Where the training is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Idle,
    Running,
    Paused,
    Finished,
}

/// A training and its settings.
#[derive(Clone, Copy)]
pub struct Run {
    /// The reader's text; the page's captions where there is none.
    pub own: RwSignal<Option<String>>,
    pub hidden: RwSignal<usize>,
    pub seed: RwSignal<u64>,
    pub temperature: RwSignal<f64>,
    pub phase: RwSignal<Phase>,
    pub step: RwSignal<u64>,
    pub begun: RwSignal<Option<Arc<Begun>>>,
    pub points: RwSignal<Vec<Point>>,
    pub sampled: RwSignal<Option<Arc<Sampled>>>,
    pub trouble: RwSignal<Option<Trouble>>,
    handle: StoredValue<Option<JobHandle>>,
    /// How often sentences were drawn; each draw gives others.
    pub draw: RwSignal<u64>,
    /// The draw that the link asks for, once the training is as far as it says.
    asked: StoredValue<Option<u64>>,
}

impl Run {
    /// Goes as far as the link says.
    pub fn new(link: &Link) -> Self {
        let run = Run {
            own: RwSignal::new(link.own.clone()),
            hidden: RwSignal::new(link.hidden),
            seed: RwSignal::new(link.seed),
            temperature: RwSignal::new(link.temperature),
            phase: RwSignal::new(Phase::Idle),
            step: RwSignal::new(0),
            begun: RwSignal::new(None),
            points: RwSignal::new(vec![]),
            sampled: RwSignal::new(None),
            trouble: RwSignal::new(None),
            handle: StoredValue::new(None),
            draw: RwSignal::new(0),
            asked: StoredValue::new(Some(link.draw).filter(|&draw| draw > 0)),
        };
        if link.steps > 0 {
            run.steps(link.steps as u32);
        }
        run
    }

    /// From the beginning, with the settings as they are now; waits for the first step.
    pub fn reset(self) {
        self.handle.set_value(None);
        self.phase.set(Phase::Idle);
        self.step.set(0);
        self.begun.set(None);
        self.points.set(vec![]);
        self.sampled.set(None);
        self.trouble.set(None);
        self.draw.set(0);
        self.asked.set_value(None);
    }

    fn begin(self) {
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        self.trouble.set(None);
        let config = TrainConfig {
            text: self.own.get_untracked(),
            hidden: self.hidden.get_untracked(),
            seed: self.seed.get_untracked(),
            ..TrainConfig::default()
        };
        let request = recurrent::Request::Train {
            config,
            paused: true,
        };
        let handle = Studio::begin(Request::Recurrent(request), move |answer| self.hear(answer));
        self.handle.set_value(Some(handle));
    }

    /// Goes on until it is paused or at its end.
    pub fn resume(self) {
        self.begin();
        self.with_handle(JobHandle::resume);
        self.phase.set(Phase::Running);
    }

    /// So many steps, then it waits.
    pub fn steps(self, n: u32) {
        self.begin();
        self.with_handle(|handle| handle.steps(n));
        self.phase.set(Phase::Running);
    }

    pub fn pause(self) {
        self.with_handle(JobHandle::pause);
        self.phase.set(Phase::Paused);
        self.write();
    }

    /// Has both write some sentences, others each time.
    pub fn write(self) {
        let draw = self.draw.try_update(|draw| {
            *draw += 1;
            *draw
        });
        let command = Command::Sample {
            temperature: self.temperature.get_untracked() as f32,
            draw: draw.unwrap_or_default(),
        };
        self.with_handle(|handle| {
            handle.adjust(&command, move |answer| {
                if let Ok(Event::Recurrent(recurrent::Event::Sampled(sampled))) = answer {
                    self.sampled.try_set(Some(Arc::new(sampled)));
                }
            });
        });
    }

    /// It has come to where it was to: what both write there, and where that came of a link, the very same.
    fn write_there(self) {
        if let Some(asked) = self.asked.try_update_value(Option::take).flatten() {
            self.draw.try_set(asked - 1);
        }
        self.write();
    }

    fn with_handle(self, act: impl FnOnce(&JobHandle)) {
        self.handle.try_with_value(|handle| {
            if let Some(handle) = handle {
                act(handle);
            }
        });
    }

    fn hear(self, answer: Answer) {
        match answer {
            Ok(Event::Recurrent(recurrent::Event::Begun(begun))) => {
                self.points.try_set(vec![begun.point]);
                self.begun.try_set(Some(Arc::new(begun)));
            }
            Ok(Event::Recurrent(recurrent::Event::Stepped(Stepped { step, point }))) => {
                self.step.try_set(step);
                if let Some(point) = point {
                    self.points.try_update(|points| points.push(point));
                }
                if step.is_multiple_of(WRITE_EVERY) {
                    self.write();
                }
            }
            Ok(Event::Job(JobEvent::Paused)) => {
                self.phase.try_set(Phase::Paused);
                self.write_there();
            }
            Ok(Event::Job(JobEvent::Finished)) => {
                self.phase.try_set(Phase::Finished);
                self.write_there();
            }
            Ok(_) => {}
            Err(trouble) => {
                self.handle.try_update_value(|handle| *handle = None);
                self.phase.try_set(Phase::Idle);
                self.trouble.try_set(Some(trouble));
            }
        }
    }
}
