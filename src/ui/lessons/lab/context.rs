//! What the parts of the lab share: the run that is on, those before it, the settings of the next.
//!
//! It outlives the page: a run goes on while the reader looks at another lesson, unless they asked it to wait.

use crate::session::studio::job::JobEvent;
use crate::session::studio::lab::config::LabConfig;
use crate::session::studio::lab::report::{Live, Pace, Reading, Record, RunFacts};
use crate::session::studio::lab::{LabCommand, LabEvent, LabRequest};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::sentence;
use crate::ui::studio::{Answer, JobHandle, Studio, Trouble};
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// There is none.
    Idle,
    /// Its pairs are being made; from 0 to 1.
    Making(f64),
    Running,
    Paused,
    Finished,
    /// It broke off; [`LabContext::trouble`] says why.
    Broken,
}

/// A run that is over, or was given up for another.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Counted from 1.
    pub number: usize,
    pub config: LabConfig,
    pub record: Record,
}

/// The state of the lab.
#[derive(Clone, Copy)]
pub struct LabContext {
    /// Of the next run; what can be changed at once counts for this one too.
    pub settings: RwSignal<LabConfig>,
    /// Of the run that is on or was last.
    pub config: RwSignal<Option<LabConfig>>,
    pub number: RwSignal<usize>,
    pub phase: RwSignal<Phase>,
    pub trouble: RwSignal<Option<Trouble>>,
    pub facts: RwSignal<Option<Arc<RunFacts>>>,
    pub record: RwSignal<Record>,
    pub pace: RwSignal<Pace>,
    pub earlier: RwSignal<Vec<Arc<Earlier>>>,
    /// The frame and judgement that the reader looks at; the last where `None`.
    pub at: RwSignal<Option<usize>>,
    /// The reader's sentence, and what the model makes of it.
    pub text: RwSignal<String>,
    pub reading: RwSignal<Option<Arc<Reading>>>,
    pub reading_trouble: RwSignal<Option<Trouble>>,
    /// Whether a run goes on when the reader leaves the page.
    pub stays: RwSignal<bool>,
    handle: StoredValue<Option<JobHandle>>,
    /// To be paused at this step.
    halt: StoredValue<Option<u64>>,
}

thread_local! {
    static LAB: RefCell<Option<LabContext>> = const { RefCell::new(None) };
}

impl LabContext {
    /// The lab as it was left, or a new one set as the address says.
    pub fn open(query: &str) -> Self {
        let known = LAB.with_borrow(|lab| *lab);
        let context = known.unwrap_or_else(|| {
            let context = match outermost() {
                Some(owner) => owner.with(Self::new),
                None => Self::new(),
            };
            LAB.set(Some(context));
            context
        });
        if known.is_none() || !query.trim_start_matches('?').is_empty() {
            context.settings.set(LabConfig::parse(query));
        }
        provide_context(context);
        context
    }

    fn new() -> Self {
        LabContext {
            settings: RwSignal::new(LabConfig::default()),
            config: RwSignal::new(None),
            number: RwSignal::new(0),
            phase: RwSignal::new(Phase::Idle),
            trouble: RwSignal::new(None),
            facts: RwSignal::new(None),
            record: RwSignal::new(Record::default()),
            pace: RwSignal::new(Pace::default()),
            earlier: RwSignal::new(Vec::new()),
            at: RwSignal::new(None),
            text: RwSignal::new(sentence::current()),
            reading: RwSignal::new(None),
            reading_trouble: RwSignal::new(None),
            stays: RwSignal::new(true),
            handle: StoredValue::new(None),
            halt: StoredValue::new(None),
        }
    }

    /// Begins a run with the settings; the one before stays to be compared with.
    pub fn begin(self) {
        self.put_aside();
        let config = self.settings.get_untracked();
        self.config.set(Some(config.clone()));
        self.number.update(|n| *n += 1);
        let request = LabRequest::Begin {
            config,
            own: vec![],
            paused: false,
        };
        self.phase.set(Phase::Making(0.0));
        let handle = Studio::begin(Request::Lab(request), move |answer| self.hear(answer));
        self.handle.set_value(Some(handle));
    }

    /// Stops the run; nothing of it is drawn any more, unless it had got somewhere.
    pub fn reset(self) {
        self.put_aside();
        self.config.set(None);
        self.phase.set(Phase::Idle);
    }

    fn put_aside(self) {
        self.handle.set_value(None);
        self.halt.set_value(None);
        let record = self.record.get_untracked();
        if let Some(config) = self.config.get_untracked()
            && record.judgements.len() > 1
        {
            let number = self.number.get_untracked();
            self.earlier.update(|earlier| {
                earlier.push(Arc::new(Earlier {
                    number,
                    config,
                    record,
                }));
            });
        }
        self.record.set(Record::default());
        self.facts.set(None);
        self.pace.set(Pace::default());
        self.trouble.set(None);
        self.reading.set(None);
        self.reading_trouble.set(None);
        self.at.set(None);
    }

    pub fn pause(self) {
        if matches!(
            self.phase.get_untracked(),
            Phase::Running | Phase::Making(_)
        ) {
            self.with_handle(JobHandle::pause);
            self.phase.set(Phase::Paused);
        }
    }

    pub fn resume(self) {
        self.halt(None);
        self.with_handle(JobHandle::resume);
        let is_made = self.facts.read_untracked().is_some();
        self.phase.set(if is_made {
            Phase::Running
        } else {
            Phase::Making(0.0)
        });
    }

    /// One training step, then it waits.
    pub fn one_step(self) {
        if self.config.read_untracked().is_none() {
            self.begin();
        }
        let step = self.pace.read_untracked().step + 1;
        self.halt(Some(step));
        self.with_handle(JobHandle::resume);
        if !matches!(self.phase.get_untracked(), Phase::Making(_)) {
            self.phase.set(Phase::Running);
        }
    }

    fn halt(self, step: Option<u64>) {
        self.halt.set_value(step);
        self.with_handle(|handle| handle.adjust(&LabCommand::Halt(step), |_| ()));
    }

    /// Changes the run on its way.
    pub fn change(self, live: Live) {
        self.with_handle(|handle| {
            handle.adjust(&LabCommand::Set(live), move |answer| {
                if let Ok(Event::Lab(LabEvent::Changed(change))) = answer {
                    self.record.update(|record| record.changes.push(change));
                    self.config.update(|config| {
                        if let Some(config) = config {
                            change.what.apply(config);
                        }
                    });
                }
            });
        });
    }

    /// Has the reader's sentence translated by the model as it is.
    pub fn translate(self) {
        let text = self.text.get_untracked();
        if self.facts.read_untracked().is_none() || text.trim().is_empty() {
            self.reading.set(None);
            return;
        }
        self.with_handle(|handle| {
            handle.adjust(&LabCommand::Translate(text), move |answer| match answer {
                Ok(Event::Lab(LabEvent::Read(reading))) => {
                    self.reading_trouble.set(None);
                    self.reading.set(Some(Arc::new(reading)));
                }
                Ok(_) => {}
                Err(trouble) => {
                    self.reading.set(None);
                    self.reading_trouble.set(Some(trouble));
                }
            });
        });
    }

    /// The model's files, or the run's bytes.
    pub fn ask(self, command: LabCommand, on_answer: impl FnMut(Answer) + 'static) {
        self.with_handle(move |handle| handle.adjust(&command, on_answer));
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
            Ok(Event::Lab(event)) => self.hear_event(event),
            Ok(Event::Job(JobEvent::Finished)) => self.phase.set(Phase::Finished),
            Ok(Event::Job(JobEvent::Paused)) => self.phase.set(Phase::Paused),
            Ok(_) => {}
            Err(trouble) => {
                self.trouble.set(Some(trouble));
                self.phase.set(Phase::Broken);
            }
        }
    }

    fn is_making(self) -> bool {
        matches!(self.phase.get_untracked(), Phase::Making(_))
    }

    fn hear_event(self, event: LabEvent) {
        match event {
            // What was said before it heard that it is to pause changes nothing.
            LabEvent::Making { progress } if self.is_making() => {
                self.phase.set(Phase::Making(progress));
            }
            LabEvent::Made { facts, record } => {
                self.facts.set(Some(Arc::from(facts)));
                self.record.set(*record);
                if self.is_making() {
                    self.phase.set(Phase::Running);
                }
                self.translate();
            }
            LabEvent::Steps { points, pace } => {
                self.pace.set(pace);
                if !points.is_empty() {
                    self.record.update(|record| record.points.extend(points));
                }
                if self.halt.get_value().is_some_and(|step| pace.step >= step) {
                    self.halt.set_value(None);
                    self.pause();
                }
            }
            LabEvent::Judged { judgement, frame } => {
                self.record.update(|record| {
                    record.judgements.push(judgement);
                    record.frames.push(frame);
                });
                self.translate();
            }
            _ => {}
        }
    }
}

/// Whose signals stay when the reader goes to another page.
fn outermost() -> Option<Owner> {
    let mut owner = Owner::current()?;
    while let Some(parent) = owner.parent() {
        owner = parent;
    }
    Some(owner)
}

/// The lab, inside [`LabPage`](super::LabPage).
pub fn use_lab() -> LabContext {
    expect_context()
}
