//! How requests and events travel between the page and its worker, and how a model's files come to the
//! page in the first place ([`model_files`]).
//!
//! ```text
//!  page                                        worker (its own wasm, its own memory)
//!  Client::send(request) ── postcard bytes ──► serve::start(session)
//!  on_event(event)       ◄── postcard bytes ── session.handle(request), session.work()
//! ```
//!
//! The bytes lie in a `Uint8Array` whose buffer is transferred, so nothing is copied on the way. The
//! worker says that it is ready first; what is asked before that waits
//! in the client, because a message to a worker that is still loading its wasm is lost. Where no
//! worker can be started, or an old one answers, the page imports the worker's code and runs it itself
//! ([`Mode::Inline`]).

pub mod client;
pub mod model_files;
pub mod protocol;
pub mod serve;

#[cfg(feature = "gpu")]
pub mod attention;
pub mod card;
mod inline;
mod on_page;
mod sessions;

use js_sys::{Array, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

pub use client::{Client, ClientOptions, build_name};
pub use on_page::{Answer, AnswerSoon};

/// Where requests are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A worker was asked for and has not answered yet.
    Starting,
    /// In a worker; the page stays smooth.
    Worker,
    /// On the page itself, between two frames; slow requests are felt.
    Inline,
    /// Nowhere: the worker died. [`Client::restart`] starts another, without a model.
    Down,
}

/// What went wrong with a worker. All but `Died` are mended by answering on the page; where that fails too,
/// the same is said of the page, and the client is [`Mode::Down`].
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum WorkerFailure {
    /// The browser has no module workers, forbids them, or could not load the worker's files.
    #[error("the worker could not be started: {why}")]
    NotStarted { why: String },
    /// It was started and never said that it is ready.
    #[error("the worker did not get ready in time")]
    TimedOut,
    /// The worker's file is of another version than the page: one of the two came out of a cache.
    #[error("the worker speaks protocol {worker}, the page {page}")]
    WrongVersion { page: u32, worker: u32 },
    /// It stopped in the middle of its work; the requests under way are lost.
    #[error("the worker died: {why}")]
    Died { why: String },
}

/// A message as a byte array whose buffer may be transferred.
fn to_message<T: Serialize>(message: &T) -> Uint8Array {
    let bytes = postcard::to_allocvec(message)
        .expect("messages hold only lists, numbers and strings of known length");
    Uint8Array::from(bytes.as_slice())
}

/// The second argument of `postMessage`: what changes hands instead of being copied.
fn transfer_list(message: &Uint8Array) -> Array {
    Array::of1(&message.buffer())
}

/// The message in `data`, or `None` where it is not one of this version's.
fn from_message<T: DeserializeOwned>(data: &JsValue) -> Option<T> {
    let bytes = data.dyn_ref::<Uint8Array>()?.to_vec();
    postcard::from_bytes(&bytes).ok()
}

/// What a JavaScript exception says.
fn say(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
