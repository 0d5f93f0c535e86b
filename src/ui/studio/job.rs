//! A job of the worker, held by whoever began it.

use super::{Answer, INNER, Studio, send_unheard};
use crate::session::studio::job::Command;
use crate::session::studio::protocol::Request;
use serde::Serialize;

/// Dropping it stops the job.
pub struct JobHandle(u32);

impl JobHandle {
    pub(super) fn of(id: u32) -> Self {
        JobHandle(id)
    }

    pub fn pause(&self) {
        self.command(Command::Pause);
    }

    pub fn resume(&self) {
        self.command(Command::Resume);
    }

    /// So many pieces, then pause.
    pub fn steps(&self, n: u32) {
        self.command(Command::Steps(n));
    }

    /// Changes what can be changed on the way; `on_answer` is told whether it was.
    pub fn adjust<C: Serialize>(&self, change: &C, on_answer: impl FnMut(Answer) + 'static) {
        let change =
            postcard::to_allocvec(change).expect("changes hold only numbers, lists and strings");
        let command = Command::Adjust(change);
        let job = self.0;
        Studio::ask(Request::Job { job, command }, on_answer);
    }

    fn command(&self, command: Command) {
        let job = self.0;
        send_unheard(Request::Job { job, command });
    }
}

impl Drop for JobHandle {
    fn drop(&mut self) {
        INNER.with_borrow_mut(|inner| {
            // Not there while it is being told something.
            if inner.waiting.remove(&self.0).is_none() {
                inner.stopped.insert(self.0);
            }
        });
        self.command(Command::Stop);
    }
}
