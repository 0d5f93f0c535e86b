//! What computes: the worker with the model, from the page's side.
//!
//! ```text
//!  start ──► worker starts ─┐
//!       └──► files come ────┴─► LoadModel ──► ModelLoaded ──► translate, parameters, vocabulary
//! ```
//!
//! At most one translation is under way. What is asked meanwhile waits, and only the last of that: whoever types
//! never waits for sentences that nobody wants any more. An answer to anything but the last question is dropped.

mod state;
mod words;

pub use state::{EngineState, Job, Measured, Parameter, ParameterAnswer};
pub use words::problem_words;

use crate::session::protocol::{Event, ModelSummary, Request, SessionError, Translation};
use crate::ui::failure::Failure;
use crate::ui::model_loader::{AbortOnDrop, TRANSLATOR, fetch_model};
use crate::worker::{Client, ClientOptions, Mode, WorkerFailure};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;
use std::sync::Arc;

/// The engine of the page. A handle: copies are the same engine.
#[derive(Clone, Copy)]
pub struct Engine {
    /// How far it is.
    pub state: RwSignal<EngineState>,
    /// The model, once it is loaded.
    pub model: RwSignal<Option<ModelSummary>>,
    /// The piece of every token id, once it is known.
    pub pieces: RwSignal<Option<Arc<Vec<String>>>>,
    /// Parameters that were asked for.
    pub parameters: RwSignal<HashMap<String, ParameterAnswer>>,
    /// There is no worker: all is computed on the page.
    pub on_page: RwSignal<bool>,
    /// A translation was asked for and is not there yet.
    pub busy: RwSignal<bool>,
    /// What was wrong with the last sentence.
    pub problem: RwSignal<Option<SessionError>>,
    /// The last answer, with the time it took.
    pub answer: RwSignal<Option<Measured>>,
    inner: StoredValue<Inner, LocalStorage>,
}

/// What no view looks at.
#[derive(Default)]
struct Inner {
    client: Option<Client>,
    /// The model comes from elsewhere.
    given: bool,
    download: Option<AbortOnDrop>,
    last_id: u32,
    /// Under way in the worker: its id, and when it was asked (`performance.now()`).
    under_way: Option<(u32, f64)>,
    /// Asked next, when that is done or the model is there.
    waiting: Option<Job>,
    /// The last job, asked again where the worker died over it.
    last_job: Option<Job>,
    /// Names of the parameters that were asked for, by request.
    asked: HashMap<u32, String>,
}

impl Engine {
    /// Starts worker and download. Both end when the current owner does. Where the model is `given`, nothing is
    /// downloaded: whoever has it calls [`Engine::load`] whenever the state is [`EngineState::Starting`].
    pub fn start(given: bool) -> Self {
        let engine = Engine {
            state: RwSignal::new(EngineState::Starting),
            model: RwSignal::new(None),
            pieces: RwSignal::new(None),
            parameters: RwSignal::new(HashMap::new()),
            on_page: RwSignal::new(false),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
            answer: RwSignal::new(None),
            inner: StoredValue::new_local(Inner::default()),
        };
        let client = Client::start(
            ClientOptions::default(),
            move |event| engine.on_event(event),
            move |failure| engine.on_worker_failure(failure),
        );
        engine.inner.update_value(|inner| {
            inner.client = Some(client);
            inner.given = given;
        });
        on_cleanup(move || {
            // Out of the store first: dropping it runs code that may look into the store.
            let old = engine.inner.try_update_value(std::mem::take);
            drop(old);
        });
        engine.begin();
        engine
    }

    /// Downloads the page's own model after all.
    pub fn take_own(&self) {
        self.inner.update_value(|inner| inner.given = false);
        self.begin();
    }

    /// Has the worker load a model.
    pub fn load(&self, request: Request) {
        self.state.set(EngineState::Loading);
        let sent = self.inner.try_update_value(|inner| inner.send(request));
        if sent == Some(false) {
            self.fail(Some(Failure::Died { why: String::new() }));
        }
    }

    /// Asks for a translation; the answer comes in [`Engine::answer`] or [`Engine::problem`].
    pub fn translate(&self, job: Job) {
        self.busy.set(true);
        self.inner.try_update_value(|inner| {
            inner.last_job = Some(job.clone());
            inner.waiting = Some(job);
        });
        self.send_waiting();
    }

    /// Forgets what was asked: its answer will not be shown.
    pub fn call_off(&self) {
        self.busy.set(false);
        self.problem.set(None);
        self.inner.try_update_value(|inner| {
            inner.waiting = None;
            inner.last_job = None;
        });
    }

    /// Asks for a parameter by name; the answer comes in [`Engine::parameters`].
    pub fn ask_parameter(&self, name: &str) {
        let known = self.parameters.with_untracked(|all| all.contains_key(name));
        if known || self.model.with_untracked(Option::is_none) {
            return;
        }
        self.parameters.update(|all| {
            all.insert(name.to_owned(), ParameterAnswer::Asked);
        });
        self.inner.try_update_value(|inner| {
            let id = inner.next_id();
            inner.asked.insert(id, name.to_owned());
            inner.send(Request::Parameter {
                id,
                name: name.to_owned(),
            });
        });
    }

    /// Starts again after a failure; what was asked is asked again.
    pub fn retry(&self) {
        let down = self.inner.try_update_value(|inner| {
            inner.under_way = None;
            inner.asked.clear();
            inner.waiting = inner.waiting.take().or(inner.last_job.clone());
            let client = inner.client.as_ref()?;
            (client.mode() == Mode::Down).then(|| client.restart())
        });
        if down.is_none() {
            return;
        }
        self.parameters.update(HashMap::clear);
        self.begin();
    }

    fn begin(&self) {
        let engine = *self;
        engine.state.set(EngineState::Starting);
        if self.inner.with_value(|inner| inner.given) {
            return;
        }
        let abort = AbortOnDrop::new();
        let signal = abort.as_ref().map(AbortOnDrop::signal);
        // A download that is still running is called off by dropping it.
        self.inner.update_value(|inner| inner.download = abort);
        spawn_local(async move {
            let on_progress = move |progress| engine.state.set(EngineState::Downloading(progress));
            let result = fetch_model(TRANSLATOR, signal.as_ref(), on_progress).await;
            match result {
                Ok(request) => engine.load(request),
                Err(error) => engine.fail(Failure::of_download(error)),
            }
        });
    }

    fn fail(&self, failure: Option<Failure>) {
        // Called off: somebody else decides what comes next.
        if let Some(failure) = failure {
            self.busy.set(false);
            self.state.set(EngineState::Failed(failure));
        }
    }

    fn send_waiting(&self) {
        if self.model.with_untracked(Option::is_none) {
            return;
        }
        self.inner.try_update_value(|inner| {
            if inner.under_way.is_some() {
                return;
            }
            if let Some(job) = inner.waiting.take() {
                let id = inner.next_id();
                inner.under_way = Some((id, now()));
                inner.send(Request::Translate {
                    id,
                    text: job.text,
                    decoding: job.decoding,
                });
            }
        });
    }

    fn on_event(&self, event: Event) {
        match event {
            Event::Ready { .. } => {}
            Event::ModelLoaded(summary) => self.on_loaded(summary),
            Event::Translated { id, translation } => self.on_translated(id, *translation),
            Event::Vocabulary { pieces, .. } => self.pieces.set(Some(Arc::new(pieces))),
            Event::Parameter {
                name, shape, data, ..
            } => self.parameters.update(|all| {
                let parameter = Arc::new(Parameter { shape, data });
                all.insert(name, ParameterAnswer::There(parameter));
            }),
            Event::Failed { id: None, error } => self.fail(Some(Failure::of_model(error))),
            Event::Failed {
                id: Some(id),
                error,
            } => self.on_problem(id, error),
        }
    }

    fn on_loaded(&self, summary: ModelSummary) {
        self.model.set(Some(summary));
        self.state.set(EngineState::Ready);
        self.inner.try_update_value(|inner| inner.under_way = None);
        self.send_waiting();
        self.inner.try_update_value(|inner| {
            let id = inner.next_id();
            inner.send(Request::Vocabulary { id });
        });
    }

    /// The worker is free again. Whether this was the answer that is waited for, and how long it took.
    fn take_answer(&self, id: u32) -> Option<f64> {
        let started = self.inner.try_update_value(|inner| {
            let (asked, started) = inner.under_way?;
            if asked != id {
                return None;
            }
            inner.under_way = None;
            let wanted = inner.waiting.is_none() && inner.last_job.is_some();
            wanted.then_some(started)
        });
        let elapsed = started.flatten().map(|started| now() - started);
        if elapsed.is_some() {
            self.busy.set(false);
        }
        self.send_waiting();
        elapsed
    }

    fn on_translated(&self, id: u32, translation: Translation) {
        if let Some(milliseconds) = self.take_answer(id) {
            self.problem.set(None);
            self.answer.set(Some(Measured {
                translation: Arc::new(translation),
                milliseconds,
            }));
        }
    }

    fn on_problem(&self, id: u32, error: SessionError) {
        let parameter = self.inner.try_update_value(|inner| inner.asked.remove(&id));
        if let Some(name) = parameter.flatten() {
            self.parameters.update(|all| {
                all.insert(name, ParameterAnswer::Missing);
            });
        } else if self.take_answer(id).is_some() {
            self.problem.set(Some(error));
        }
    }

    fn on_worker_failure(&self, failure: WorkerFailure) {
        match failure {
            WorkerFailure::Died { why } => {
                self.model.set(None);
                self.fail(Some(Failure::Died { why }));
            }
            WorkerFailure::NotStarted { .. }
            | WorkerFailure::TimedOut
            | WorkerFailure::WrongVersion { .. } => {
                leptos::logging::warn!("{failure}");
                if self.on_page.get_untracked() {
                    // The page could not do it either.
                    self.on_page.set(false);
                    self.fail(Some(Failure::NotStarted {
                        why: failure.to_string(),
                    }));
                } else {
                    self.on_page.set(true);
                }
            }
        }
    }
}

impl Inner {
    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    /// False where nobody is there to answer.
    fn send(&self, request: Request) -> bool {
        let sent = self.client.as_ref().map(|client| client.send(request));
        matches!(sent, Some(Ok(())))
    }
}

/// Milliseconds of the page's clock.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
