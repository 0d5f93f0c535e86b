//! What a run says.

use super::context::{LabContext, Phase};
use crate::session::studio::job::JobEvent;
use crate::session::studio::lab::LabEvent;
use crate::session::studio::protocol::Event;
use crate::ui::studio::{Answer, Trouble};
use leptos::prelude::*;
use std::sync::Arc;

impl LabContext {
    pub(super) fn hear(self, answer: Answer) {
        match answer {
            Ok(Event::Lab(event)) => self.hear_event(event),
            Ok(Event::Job(JobEvent::Finished)) => {
                self.phase.set(Phase::Finished);
                self.keep();
            }
            Ok(Event::Job(JobEvent::Paused)) => {
                self.phase.set(Phase::Paused);
                self.keep();
            }
            Ok(_) => {}
            Err(Trouble::Failed(failure)) => self.revive(Trouble::Failed(failure)),
            Err(trouble) => {
                self.trouble.set(Some(trouble));
                self.phase.set(Phase::Broken);
                self.keep();
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
                self.keep();
            }
            LabEvent::Steps { points, pace } => {
                self.pace.set(pace);
                if !points.is_empty() {
                    self.record.update(|record| record.points.extend(points));
                }
                self.keep_if_due();
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
