//! The worker's side: a [`Session`] behind `onmessage`, or, in a page without workers, behind a function.

use super::{from_message, to_message, transfer_list};
use crate::session::Session;
use crate::session::protocol::{Event, PROTOCOL_VERSION, Request};
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

type OnMessage = Closure<dyn FnMut(MessageEvent)>;

thread_local! {
    /// One thread has one session.
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
    /// Owns the handler for as long as the worker lives.
    static HANDLER: RefCell<Option<OnMessage>> = const { RefCell::new(None) };
}

/// Answers with `session` from now on. In a worker that is what it is sent, and it says that it is ready; in a
/// page, which imports this code where it can start no worker, what [`answer`] is called with.
pub fn start(session: Session) {
    SESSION.set(Some(session));
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    post(
        &scope,
        &Event::Ready {
            protocol: PROTOCOL_VERSION,
        },
    );
    let on_message = {
        let scope = scope.clone();
        OnMessage::new(move |message: MessageEvent| {
            events(&message.data())
                .iter()
                .for_each(|event| post(&scope, event));
        })
    };
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    HANDLER.set(Some(on_message));
}

/// The messages that answer the message `request`.
pub fn answer(request: &JsValue) -> Array {
    events(request).iter().map(to_message).collect()
}

fn events(request: &JsValue) -> Vec<Event> {
    let Some(request) = from_message::<Request>(request) else {
        // The page compared versions before it wrote, so this is an error of the program: thrown,
        // it reaches the page as the worker's `error` event.
        wasm_bindgen::throw_str("the worker was sent something that is not a request");
    };
    SESSION.with_borrow_mut(|session| match session {
        Some(session) => session.handle(request),
        None => wasm_bindgen::throw_str("the worker was asked before it was started"),
    })
}

fn post(scope: &DedicatedWorkerGlobalScope, event: &Event) {
    let message = to_message(event);
    // Only fails for values that cannot be cloned; bytes can.
    let _ = scope.post_message_with_transfer(&message, &transfer_list(&message));
}
