//! A run's model as files.

use super::context::{LabContext, Notice};
use super::saved;
use crate::session::studio::job::JobEvent;
use crate::session::studio::lab::{LabCommand, LabEvent, LabFiles, LabRequest};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::studio::{JobHandle, Studio};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;

impl LabContext {
    /// A run's model as files: of the one that is on at once, of another by making its tokenizer and model again.
    pub fn export(self, id: String, then: impl FnOnce(LabFiles) + 'static) {
        let is_on = self.current.get_untracked().as_ref() == Some(&id);
        let mut then = Some(then);
        if is_on && self.facts.read_untracked().is_some() {
            self.ask(LabCommand::Export, move |answer| {
                if let (Ok(Event::Lab(LabEvent::Exported(files))), Some(then)) =
                    (answer, then.take())
                {
                    then(files);
                }
            });
            return;
        }
        self.exporting.set(Some(id.clone()));
        spawn_local(async move {
            let Some(checkpoint) = saved::checkpoint(&id).await else {
                self.exporting.set(None);
                self.notice.set(Some(Notice::Lost));
                return;
            };
            let request = LabRequest::Resume {
                checkpoint,
                paused: true,
            };
            let handle: Rc<RefCell<Option<JobHandle>>> = Rc::default();
            let of_job = handle.clone();
            let job = Studio::begin(Request::Lab(request), move |answer| match answer {
                Ok(Event::Job(JobEvent::Paused)) => {
                    let (done, mut then) = (of_job.clone(), then.take());
                    let Some(job) = of_job.take() else { return };
                    job.adjust(&LabCommand::Export, move |answer| {
                        self.exporting.set(None);
                        done.take();
                        if let (Ok(Event::Lab(LabEvent::Exported(files))), Some(then)) =
                            (answer, then.take())
                        {
                            then(files);
                        }
                    });
                    of_job.replace(Some(job));
                }
                Ok(_) => {}
                Err(_) => {
                    self.exporting.set(None);
                    self.notice.set(Some(Notice::Lost));
                    of_job.take();
                }
            });
            handle.replace(Some(job));
        });
    }
}
