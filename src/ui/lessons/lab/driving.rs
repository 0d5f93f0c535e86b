//! What can be done with a run.

use super::context::{LabContext, Notice, Phase};
use super::saved::{self, owner};
use crate::session::studio::lab::card::{RunCard, RunState};
use crate::session::studio::lab::config::{Corpus, LabConfig};
use crate::session::studio::lab::pairs::FEWEST;
use crate::session::studio::lab::report::{Live, Pace, Record};
use crate::session::studio::lab::{LabCommand, LabEvent, LabRequest};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::studio::{Answer, JobHandle, Studio, Trouble};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl LabContext {
    /// Whether the settings have all that a run needs: where they ask for the reader's own pairs, these.
    pub fn can_begin(self) -> bool {
        let wants_own = self.settings.read().corpus == Corpus::Own;
        let own = self.own.read();
        !wants_own || own.as_ref().is_some_and(|own| own.pairs.len() >= FEWEST)
    }

    /// Begins a run with the settings; the one before stays to be compared with.
    pub fn begin(self) {
        if !untrack(|| self.can_begin()) {
            return;
        }
        let config = self.settings.get_untracked();
        let own = match config.corpus {
            Corpus::Own => self.own.get_untracked().map(|own| own.pairs.clone()),
            _ => None,
        };
        let number = self.runs.with_untracked(|runs| {
            let numbers = runs.iter().map(|card| card.number);
            numbers.max().unwrap_or(0) + 1
        });
        let card = RunCard::new(saved::new_id(), number, saved::now(), config.clone());
        let id = card.id.clone();
        self.take_up(card);
        let request = LabRequest::Begin {
            config,
            own: own.unwrap_or_default(),
            paused: false,
        };
        self.start(request);
        // Nobody else knows it yet, so it is this tab's for sure.
        spawn_local(async move {
            let claim = owner::claim(&id, 0).await;
            if self.current.read_untracked().as_ref() == Some(&id) {
                self.claim.set_value(claim);
            }
        });
        // From now on a reload finds it, with the reader's own pairs in it.
        self.keep();
    }

    /// Makes this the run that is on, in place of the one before.
    pub(super) fn take_up(self, card: RunCard) {
        self.put_aside();
        self.config.set(Some(card.config.clone()));
        self.current.set(Some(card.id.clone()));
        self.drawn.update(|drawn| {
            drawn.remove(&card.id);
        });
        self.remember(Some(&card.id));
        self.runs.update(|runs| {
            runs.retain(|known| known.id != card.id);
            runs.insert(0, Arc::new(card));
            // As runs are listed: the newest first.
            runs.sort_by(|a, b| b.created.total_cmp(&a.created));
        });
    }

    pub(super) fn start(self, request: LabRequest) {
        self.phase.set(Phase::Making(0.0));
        let handle = Studio::begin(Request::Lab(request), move |answer| self.hear(answer));
        self.handle.set_value(Some(handle));
    }

    /// Stops the run; nothing of it is drawn any more, but it is kept.
    pub fn reset(self) {
        self.put_aside();
        self.config.set(None);
        self.current.set(None);
        self.remember(None);
        self.phase.set(Phase::Idle);
    }

    fn put_aside(self) {
        if let Some(id) = self.current.get_untracked() {
            self.keep_as(match self.phase.get_untracked() {
                Phase::Finished => RunState::Finished,
                Phase::Broken => RunState::Broken,
                _ => RunState::Paused,
            });
            if self.record.read_untracked().judgements.len() > 1 {
                self.drawn.update(|drawn| {
                    drawn.insert(id);
                });
            }
        }
        self.handle.set_value(None);
        if self
            .claim
            .try_update_value(Option::take)
            .flatten()
            .is_some()
        {
            // What is let go of is nobody's.
            let current = self.current.get_untracked().unwrap_or_default();
            self.claimed.update(|claimed| {
                claimed.remove(&current);
            });
        }
        self.record.set(Record::default());
        self.facts.set(None);
        self.pace.set(Pace::default());
        self.trouble.set(None);
        self.notice.set(None);
        self.reading.set(None);
        self.reading_trouble.set(None);
        self.at.set(None);
        self.revived.set_value(None);
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
        self.notice.set(None);
        if self.phase.get_untracked() == Phase::Broken {
            // The model is back where its numbers were good.
            let step = self.pace.read_untracked().step;
            self.record.update(|record| record.go_back(step));
            self.at.set(None);
            self.trouble.set(None);
            self.phase.set(Phase::Paused);
        }
        self.halt(None);
        self.with_handle(JobHandle::resume);
        self.goes_on();
    }

    /// Back to the last step that was judged before the loss exploded; there it waits.
    pub fn go_back(self) {
        self.pause();
        self.ask(LabCommand::GoBack, move |answer| {
            let Ok(Event::Lab(LabEvent::WentBack(pace))) = answer else {
                return;
            };
            self.pace.set(pace);
            self.record.update(|record| record.go_back(pace.step));
            self.at.set(None);
            self.notice.set(Some(Notice::WentBack { step: pace.step }));
            self.translate();
            self.keep();
        });
    }

    /// One training step, then it waits.
    pub fn one_step(self) {
        if self.config.read_untracked().is_none() {
            self.begin();
        }
        self.notice.set(None);
        let step = self.pace.read_untracked().step + 1;
        self.halt(Some(step));
        self.with_handle(JobHandle::resume);
        self.goes_on();
    }

    fn goes_on(self) {
        let is_made = self.facts.read_untracked().is_some();
        match self.phase.get_untracked() {
            Phase::Paused if is_made => self.phase.set(Phase::Running),
            Phase::Paused => self.phase.set(Phase::Making(0.0)),
            _ => {}
        }
    }

    fn halt(self, step: Option<u64>) {
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
                    // So that a reload finds the settings of the address again.
                    self.keep();
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
                // Its worker is gone: the run itself says so.
                Ok(_) | Err(Trouble::Failed(_)) => {}
                Err(trouble) => {
                    self.reading.set(None);
                    self.reading_trouble.set(Some(trouble));
                }
            });
        });
    }

    /// Sends a command to the run that is on.
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

    /// The settings that are to be tried, begun at once.
    pub fn begin_with(self, config: LabConfig) {
        self.settings.set(config);
        self.begin();
    }
}
