//! Where no worker can be started: the worker's own code, imported into the page.
//!
//! It is the same file that the worker would have run, so the page's wasm holds no second engine; it is
//! fetched only where it is needed.

use super::{WorkerFailure, from_message, say, to_message};
use crate::session::protocol::{Event, PROTOCOL_VERSION, Request};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Answers one request on the page. An error is what a worker's death is: its session is lost.
pub type Answer = Box<dyn FnMut(&Request) -> Result<Vec<Event>, String>>;
/// An [`Answer`] that has to be fetched first.
pub type AnswerSoon = Pin<Box<dyn Future<Output = Result<Answer, WorkerFailure>>>>;

// Only JavaScript can import a module while it runs; a string of code given to `Function` would be against
// the page's security policy.
#[wasm_bindgen(inline_js = "export function import_module(url) { return import(url); }")]
extern "C" {
    fn import_module(url: &str) -> Promise;
}

/// Imports the worker's script at `url`; see [`serve`](super::serve) for what it exports.
pub fn import(url: String) -> AnswerSoon {
    Box::pin(async move {
        let failed = |error: JsValue| WorkerFailure::NotStarted { why: say(&error) };
        let module = JsFuture::from(import_module(&url)).await.map_err(failed)?;
        let export = |name: &str| -> Result<Function, WorkerFailure> {
            let value = Reflect::get(&module, &name.into()).map_err(failed)?;
            value.dyn_into().map_err(failed)
        };
        let protocol = export("protocol")?.call0(&JsValue::NULL).map_err(failed)?;
        let protocol = protocol.as_f64().unwrap_or_default() as u32;
        if protocol != PROTOCOL_VERSION {
            return Err(WorkerFailure::WrongVersion {
                page: PROTOCOL_VERSION,
                worker: protocol,
            });
        }
        let answer = export("answer")?;
        let answer: Answer = Box::new(move |request| ask(&answer, request));
        Ok(answer)
    })
}

fn ask(answer: &Function, request: &Request) -> Result<Vec<Event>, String> {
    let events = answer
        .call1(&JsValue::NULL, &to_message(request))
        .map_err(|error| say(&error))?;
    let events: Array = events.dyn_into().map_err(|other| say(&other))?;
    let event = |message: JsValue| {
        from_message(message.unchecked_ref::<Uint8Array>())
            .ok_or_else(|| "an unreadable message".to_owned())
    };
    events.iter().map(event).collect()
}
