//! What a run is told on its way: settings that change, a sentence to translate, to be kept, to go back.

use super::{Run, Stage};
use crate::session::studio::lab::checkpoint::Checkpoint;
use crate::session::studio::lab::report::{Change, Live};
use crate::session::studio::lab::{LabCommand, LabEvent};
use crate::session::studio::protocol::StudioError;

impl Run {
    /// What there is to say to it, if anything.
    pub(super) fn carry_out(
        &mut self,
        command: LabCommand,
    ) -> Result<Option<LabEvent>, StudioError> {
        let event = match command {
            LabCommand::Set(live) => self.set(live)?,
            LabCommand::Translate(text) => LabEvent::Read(self.learning()?.read(&text)?),
            LabCommand::Halt(step) => {
                self.halt = step;
                return Ok(None);
            }
            LabCommand::Keep => {
                let kept = self.checkpoint()?;
                let (step, bytes) = (kept.t, kept.to_bytes());
                LabEvent::Kept { step, bytes }
            }
            LabCommand::GoBack => self.go_back()?,
            LabCommand::Export => LabEvent::Exported(self.learning()?.files(&self.config)?),
        };
        Ok(Some(event))
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

    pub(super) fn checkpoint(&self) -> Result<Checkpoint, StudioError> {
        let mut record = self.record.clone();
        let kept = match (&self.stage, &self.resumed) {
            (Stage::Learning(learning), _) => {
                record.points.extend(&learning.fresh);
                learning.checkpoint(&self.config)
            }
            (Stage::Making(_), Some(resumed)) => {
                let mut resumed = (**resumed).clone();
                resumed.config = self.config.clone();
                resumed
            }
            (Stage::Making(_), None) => Checkpoint::unbegun(&self.config),
        };
        Ok(kept.with(&record, &self.own))
    }

    fn go_back(&mut self) -> Result<LabEvent, StudioError> {
        if let Stage::Learning(learning) = &mut self.stage {
            learning.go_back()?;
            self.record.go_back(learning.trainer.adam.t);
        }
        Ok(LabEvent::WentBack(self.stands(None)))
    }
}
