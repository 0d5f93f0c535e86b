//! The worker of the lessons, from the page's side: one for the whole page, started when a lesson first asks.
//!
//! ```text
//!  Studio::model(id)   ──► fetched once, sent to the worker; a signal says how far it is
//!  Studio::ask(…)      ──► one answer
//!  Studio::begin(…)    ──► a job: as many answers as it has to give, until its handle is dropped
//! ```
//!
//! It outlives the lessons, so a model that one lesson fetched is there for the next, and a job whose handle is kept
//! goes on. Where the worker dies, whatever waited is told, the models have to come again, and the next question
//! starts another worker.

mod answered;
mod job;
mod translated;
mod trouble;

pub use answered::Answered;
pub(crate) use answered::picked;
pub use job::JobHandle;
pub use trouble::{TroubleNote, trouble_words};

use super::failure::Failure;
use super::model_loader::{Progress, fetch_files};
use crate::session::manifest::MANIFEST_FILE;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use crate::worker::protocol::Studio as StudioProtocol;
use crate::worker::{Client, ClientOptions, Mode, WorkerFailure};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The request could not be carried out.
    Refused(StudioError),
    /// There is nobody to carry it out.
    Failed(Failure),
}

/// What a request gives.
pub type Answer = Result<Event, Trouble>;

/// How far a model is.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelState {
    /// On its way; `None` while the list of its files is asked for or it is being unpacked.
    Coming(Option<Progress>),
    Ready,
    Failed(Failure),
}

type OnAnswer = Box<dyn FnMut(Answer)>;

#[derive(Default)]
struct Inner {
    client: Option<Client<StudioProtocol>>,
    last_id: u32,
    /// Who waits, by request. A job's stays until it is dropped.
    waiting: HashMap<u32, (OnAnswer, bool)>,
    /// Jobs that were stopped while they were being told something.
    stopped: HashSet<u32>,
    models: HashMap<ModelId, ArcRwSignal<ModelState>>,
    on_page: Option<ArcRwSignal<bool>>,
}

thread_local! {
    static INNER: RefCell<Inner> = RefCell::default();
}

/// The worker of the lessons.
pub struct Studio;

impl Studio {
    /// Asks something; `on_answer` is told once.
    pub fn ask(request: Request, on_answer: impl FnMut(Answer) + 'static) {
        send(request, Box::new(on_answer), false);
    }

    /// Begins a job; `on_event` is told everything that it says, until the handle is dropped, which stops it.
    pub fn begin(request: Request, on_event: impl FnMut(Answer) + 'static) -> JobHandle {
        JobHandle::of(send(request, Box::new(on_event), true))
    }

    /// How far a model is. The first to ask has it fetched.
    pub fn model(model: ModelId) -> ArcRwSignal<ModelState> {
        let known = INNER.with_borrow(|inner| inner.models.get(&model).cloned());
        known.unwrap_or_else(|| {
            let state = ArcRwSignal::new(ModelState::Coming(None));
            INNER.with_borrow_mut(|inner| inner.models.insert(model, state.clone()));
            fetch(model, state.clone());
            state
        })
    }

    /// Fetches a model again that could not be had.
    pub fn retry(model: ModelId) {
        let state = INNER.with_borrow(|inner| inner.models.get(&model).cloned());
        if let Some(state) = state.filter(|s| matches!(s.get_untracked(), ModelState::Failed(_))) {
            state.set(ModelState::Coming(None));
            fetch(model, state);
        }
    }

    /// Whether the page itself has to do the work, because no worker could be started.
    pub fn on_page() -> ArcRwSignal<bool> {
        INNER.with_borrow_mut(|inner| {
            let signal = inner.on_page.get_or_insert_with(|| ArcRwSignal::new(false));
            signal.clone()
        })
    }
}

/// Fetches a model's files, the manifest among them, from the browser's cache where they lie there. `None` where the
/// download was called off.
pub async fn model_files(
    model: ModelId,
    on_progress: impl Fn(Progress),
) -> Result<Vec<ModelFile>, Option<Failure>> {
    let base = format!("/models/{}", model.folder());
    let fetched = fetch_files(&base, model.files(), None, on_progress).await;
    let fetched = fetched.map_err(Failure::of_download)?;
    let manifest = (MANIFEST_FILE.to_owned(), fetched.manifest);
    let all = fetched.files.into_iter().chain([manifest]);
    Ok(all.map(|(name, bytes)| ModelFile { name, bytes }).collect())
}

fn fetch(model: ModelId, state: ArcRwSignal<ModelState>) {
    spawn_local(async move {
        let progress = {
            let state = state.clone();
            move |progress| state.set(ModelState::Coming(Some(progress)))
        };
        let files = match model_files(model, progress).await {
            Ok(files) => files,
            // Nobody calls these downloads off, so there is always a reason.
            Err(None) => return,
            Err(Some(failure)) => return state.set(ModelState::Failed(failure)),
        };
        state.set(ModelState::Coming(None));
        Studio::ask(Request::Load { model, files }, move |answer| {
            state.set(match answer {
                Ok(_) => ModelState::Ready,
                Err(Trouble::Failed(failure)) => ModelState::Failed(failure),
                Err(Trouble::Refused(StudioError::BadModel { file, why })) => {
                    ModelState::Failed(Failure::BadModel { file, why })
                }
                Err(Trouble::Refused(other)) => ModelState::Failed(Failure::BadModel {
                    file: "model".into(),
                    why: other.to_string(),
                }),
            });
        });
    });
}

/// Sends a request and keeps who waits for it; its number.
fn send(request: Request, on_answer: OnAnswer, is_job: bool) -> u32 {
    ensure_client();
    let id = INNER.with_borrow_mut(|inner| {
        inner.last_id += 1;
        let id = inner.last_id;
        inner.waiting.insert(id, (on_answer, is_job));
        id
    });
    let sent = INNER.with_borrow(|inner| {
        let client = inner.client.as_ref().expect("it was just made sure of");
        client.send(Ask { id, request }).is_ok()
    });
    if !sent {
        let why = String::new();
        tell(id, Err(Trouble::Failed(Failure::Died { why })));
    }
    id
}

/// A command to a job that nobody waits for.
fn send_unheard(request: Request) {
    send(request, Box::new(|_| ()), false);
}

fn ensure_client() {
    let down = INNER.with_borrow(|inner| {
        let client = inner.client.as_ref();
        client.map(|client| client.mode() == Mode::Down)
    });
    match down {
        Some(false) => {}
        Some(true) => INNER.with_borrow(|inner| {
            if let Some(client) = &inner.client {
                client.restart();
            }
        }),
        None => {
            let client = Client::start(ClientOptions::default(), on_told, on_failure);
            INNER.with_borrow_mut(|inner| inner.client = Some(client));
        }
    }
}

fn on_told(told: Told) {
    if let Told::Answer { id, answer } = told {
        tell(id, answer.map_err(Trouble::Refused));
    }
}

/// Tells who waits. Nothing is borrowed meanwhile: they may well ask the next thing at once.
fn tell(id: u32, answer: Answer) {
    let waiting = INNER.with_borrow_mut(|inner| inner.waiting.remove(&id));
    let Some((mut on_answer, is_job)) = waiting else {
        return;
    };
    let is_over = matches!(answer, Err(Trouble::Failed(_)));
    on_answer(answer);
    if is_job && !is_over {
        INNER.with_borrow_mut(|inner| {
            // Unless it was stopped by what it was told.
            if !inner.stopped.remove(&id) {
                inner.waiting.insert(id, (on_answer, is_job));
            }
        });
    }
}

fn on_failure(failure: WorkerFailure) {
    leptos::logging::warn!("{failure}");
    let failure = match failure {
        WorkerFailure::Died { why } => Failure::Died { why },
        // The first time, the page takes over, and nothing is lost.
        _ if !Studio::on_page().get_untracked() => return Studio::on_page().set(true),
        other => Failure::NotStarted {
            why: other.to_string(),
        },
    };
    Studio::on_page().set(false);
    let (waiting, models) = INNER.with_borrow_mut(|inner| {
        let ids: Vec<u32> = inner.waiting.keys().copied().collect();
        (ids, inner.models.values().cloned().collect::<Vec<_>>())
    });
    for state in models {
        state.set(ModelState::Failed(failure.clone()));
    }
    for id in waiting {
        tell(id, Err(Trouble::Failed(failure.clone())));
    }
}
