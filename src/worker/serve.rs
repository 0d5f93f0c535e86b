//! The worker's side: a [`Session`] behind `onmessage`.

use super::{from_message, to_message, transfer_list};
use crate::session::Session;
use crate::session::protocol::{Event, PROTOCOL_VERSION, Request};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

type OnMessage = Closure<dyn FnMut(MessageEvent)>;

thread_local! {
    /// Owns the handler for as long as the worker lives; a worker has one thread and one session.
    static SERVER: RefCell<Option<OnMessage>> = const { RefCell::new(None) };
}

/// Answers the page's requests with `session` from now on, and says so.
pub fn start(mut session: Session) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let post = {
        let scope = scope.clone();
        move |event: &Event| {
            let message = to_message(event);
            // Only fails for values that cannot be cloned; bytes can.
            let _ = scope.post_message_with_transfer(&message, &transfer_list(&message));
        }
    };
    post(&Event::Ready {
        protocol: PROTOCOL_VERSION,
    });
    let on_message = OnMessage::new(move |message: MessageEvent| {
        let Some(request) = from_message::<Request>(&message.data()) else {
            // The page compared versions before it wrote, so this is an error of the program: thrown,
            // it reaches the page as the worker's `error` event.
            wasm_bindgen::throw_str("the worker was sent something that is not a request");
        };
        session.handle(request).iter().for_each(&post);
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    SERVER.set(Some(on_message));
}
