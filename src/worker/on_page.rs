//! Where no worker can be started: the worker's own code, imported into the page.
//!
//! It is the same file that the worker would have run, so the page's wasm holds no second engine; it is
//! fetched only where it is needed.

use super::protocol::{Protocol, Translation};
use super::{WorkerFailure, from_message, say, to_message};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Events, or why the session is lost.
pub type Events<P> = Result<Vec<<P as Protocol>::Event>, String>;
/// The same of work that goes on; `None` where there is none to do.
pub type MoreEvents<P> = Result<Option<Vec<<P as Protocol>::Event>>, String>;

/// Answers one request.
pub type OnRequest<P> = Box<dyn FnMut(&<P as Protocol>::Request) -> Events<P>>;

/// Answers on the page. An error is what a worker's death is: its session is lost.
pub struct Answer<P: Protocol = Translation> {
    /// To one request.
    pub request: OnRequest<P>,
    /// A piece of work that goes on; `None` where there is none to do.
    pub work: Box<dyn FnMut() -> MoreEvents<P>>,
}
/// An [`Answer`] that has to be fetched first.
pub type AnswerSoon<P = Translation> =
    Pin<Box<dyn Future<Output = Result<Answer<P>, WorkerFailure>>>>;

// Only JavaScript can import a module while it runs; a string of code given to `Function` would be against
// the page's security policy.
#[wasm_bindgen(inline_js = "export function import_module(url) { return import(url); }")]
extern "C" {
    fn import_module(url: &str) -> Promise;
}

/// Imports the worker's script at `url`; see [`serve`](super::serve) for what it exports.
pub fn import<P: Protocol>(url: String) -> AnswerSoon<P> {
    Box::pin(async move {
        let failed = |error: JsValue| WorkerFailure::NotStarted { why: say(&error) };
        let module = JsFuture::from(import_module(&url)).await.map_err(failed)?;
        let export = |name: &str| -> Result<Function, WorkerFailure> {
            let value = Reflect::get(&module, &name.into()).map_err(failed)?;
            value.dyn_into().map_err(failed)
        };
        let protocol = export("protocol")?.call0(&JsValue::NULL).map_err(failed)?;
        let protocol = protocol.as_f64().unwrap_or_default() as u32;
        if protocol != P::VERSION {
            return Err(WorkerFailure::WrongVersion {
                page: P::VERSION,
                worker: protocol,
            });
        }
        let (answer, work) = (export("answer")?, export("work")?);
        Ok(Answer {
            request: Box::new(move |request: &P::Request| {
                let events = answer.call1(&JsValue::NULL, &to_message(request));
                read(events.map_err(|error| say(&error))?)
            }),
            work: Box::new(move || {
                let events = work.call0(&JsValue::NULL).map_err(|error| say(&error))?;
                let nothing = events.is_undefined() || events.is_null();
                if nothing {
                    Ok(None)
                } else {
                    read(events).map(Some)
                }
            }),
        })
    })
}

/// The events of a list of messages.
fn read<E: DeserializeOwned>(messages: JsValue) -> Result<Vec<E>, String> {
    let messages: Array = messages.dyn_into().map_err(|other| say(&other))?;
    let event = |message: JsValue| {
        from_message(message.unchecked_ref::<Uint8Array>())
            .ok_or_else(|| "an unreadable message".to_owned())
    };
    messages.iter().map(event).collect()
}
