//! A run of four models, from the page's side.

use crate::session::studio::job::JobEvent;
use crate::session::studio::memory::recall::{Measurement, Progress, RecallConfig, RecallEvent};
use crate::session::studio::memory::{self};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::studio::{Answer, JobHandle, Studio, Trouble};
use leptos::prelude::*;

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Idle,
    Running,
    Paused,
    Finished,
    /// It broke off; [`Run::trouble`] says why.
    Broken,
}

/// A run and what it has found. It ends with the part of the page that made it.
#[derive(Clone, Copy)]
pub struct Run {
    pub phase: RwSignal<Phase>,
    pub progress: RwSignal<Progress>,
    /// Of what is drawn.
    pub config: RwSignal<Option<RecallConfig>>,
    pub n_parameters: RwSignal<Vec<usize>>,
    pub distances: RwSignal<Vec<usize>>,
    pub measured: RwSignal<Vec<Measurement>>,
    /// The place in `measured` that is shown; follows the newest while it is there.
    pub at: RwSignal<f64>,
    pub trouble: RwSignal<Option<Trouble>>,
    handle: StoredValue<Option<JobHandle>>,
}

impl Run {
    pub fn new() -> Self {
        Run {
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(Progress::default()),
            config: RwSignal::new(None),
            n_parameters: RwSignal::new(vec![]),
            distances: RwSignal::new(vec![]),
            measured: RwSignal::new(vec![]),
            at: RwSignal::new(0.0),
            trouble: RwSignal::new(None),
            handle: StoredValue::new(None),
        }
    }

    /// Begins anew; what was there is gone.
    pub fn begin(self, config: RecallConfig) {
        self.handle.set_value(None);
        self.config.set(Some(config));
        self.progress.set(Progress::default());
        self.measured.set(vec![]);
        self.at.set(0.0);
        self.trouble.set(None);
        self.phase.set(Phase::Running);
        let request = Request::Memory(memory::Request::Recall(config));
        let handle = Studio::begin(request, move |answer| self.hear(answer));
        self.handle.set_value(Some(handle));
    }

    pub fn pause(self) {
        if self.phase.get_untracked() == Phase::Running {
            self.with_handle(JobHandle::pause);
            self.phase.set(Phase::Paused);
        }
    }

    pub fn resume(self) {
        self.with_handle(JobHandle::resume);
        self.phase.set(Phase::Running);
    }

    /// The measurement that is shown.
    pub fn shown(self) -> Option<Measurement> {
        let at = self.at.get() as usize;
        self.measured.read().get(at).cloned()
    }

    fn with_handle(self, act: impl FnOnce(&JobHandle)) {
        self.handle.with_value(|handle| {
            if let Some(handle) = handle {
                act(handle);
            }
        });
    }

    fn hear(self, answer: Answer) {
        match answer {
            Ok(Event::Memory(memory::Event::Recall(event))) => match event {
                RecallEvent::Began {
                    n_parameters,
                    distances,
                } => {
                    self.n_parameters.try_set(n_parameters);
                    self.distances.try_set(distances);
                }
                RecallEvent::Progress(progress) => drop(self.progress.try_set(progress)),
                RecallEvent::Measured(found) => {
                    let newest = self.measured.try_update(|all| {
                        all.push(found);
                        all.len() as f64 - 1.0
                    });
                    if let Some(newest) = newest.filter(|n| self.at.get_untracked() + 1.0 >= *n) {
                        self.at.try_set(newest);
                    }
                }
            },
            Ok(Event::Job(JobEvent::Finished)) => drop(self.phase.try_set(Phase::Finished)),
            Ok(_) => {}
            Err(why) => {
                self.trouble.try_set(Some(why));
                self.phase.try_set(Phase::Broken);
            }
        }
    }
}
