//! What answers the lessons: every model of the lecture, and work that goes on for a while.
//!
//! ```text
//!  page                                    worker
//!  Ask { id, request } ──────────────────► Studio::handle ──► Told { id, event }
//!                                          Studio::work   ──► Told { id, event } … while a job runs
//! ```
//!
//! A [`Request`] is of one lesson, or about a model or a job. Each is answered by one event at least. A
//! [`job`] (training, an experiment) answers under the number of the request that began it, as often as it has
//! something to say, and can be paused, changed and stopped. [`Studio::work`] does one small piece of one job, so
//! that whoever calls it can look at new requests in between; the clock is an argument.

pub mod job;
pub mod lab;
pub mod memory;
pub mod models;
pub mod protocol;
pub mod query;
pub mod recurrent;
pub mod smoothing;
pub mod tasks;
pub mod tokens;
pub mod transformer;
pub mod vectors;

use job::Jobs;
use models::Models;
use protocol::{Ask, Event, Request, StudioError, Told};

/// One reader's models and work.
#[derive(Default)]
pub struct Studio {
    models: Models,
    jobs: Jobs,
    /// Lesson 3's small network.
    lab: Option<vectors::Lab>,
}

impl Studio {
    pub fn new() -> Self {
        Studio::default()
    }

    /// Answers one request. A request that fails changes nothing.
    pub fn handle(&mut self, ask: Ask) -> Vec<Told> {
        let id = ask.id;
        let answer = match ask.request {
            Request::Job { job, command } => return self.jobs.command(id, job, command),
            Request::Load { model, files } => self.models.load(model, &files),
            Request::Tasks(request) => tasks::handle(&self.models, request).map(Event::Tasks),
            Request::Lab(request) => lab::handle(&mut self.jobs, id, request),
            Request::Transformer(request) => {
                transformer::handle(&self.models, request).map(Event::Transformer)
            }
            Request::Smoothing(request) => smoothing::handle(request).map(Event::Smoothing),
            Request::Tokens(request) => tokens::handle(&self.models, request),
            Request::Vectors(request) => vectors::handle(&self.models, &mut self.lab, request),
            Request::Recurrent(request) => {
                recurrent::handle(&self.models, &mut self.jobs, id, request)
            }
            Request::Memory(request) => memory::handle(&self.models, &mut self.jobs, id, request),
        };
        vec![Told::Answer { id, answer }]
    }

    /// Whether [`Studio::work`] has something to do.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// One small piece of a job. `now` is in milliseconds, from any moment on.
    pub fn work(&mut self, now: f64) -> Vec<Told> {
        self.jobs.work(now)
    }

    /// The models that are there.
    pub fn models(&self) -> &Models {
        &self.models
    }
}

/// What a request gives.
pub type Answer = Result<Event, StudioError>;
