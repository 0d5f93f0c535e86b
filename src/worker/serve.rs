//! The worker's side: a session behind `onmessage`, or, in a page without workers, behind functions.
//!
//! A session that has to await something (a graphics card) answers by [`later`] and [`tell`].

use super::protocol::Protocol;
use super::{from_message, to_message, transfer_list};
use js_sys::{Array, Uint8Array};
use std::cell::{Cell, RefCell};
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// How long the worker works before it looks at what it was sent, in milliseconds.
const SLICE_MS: f64 = 12.0;

/// What answers: a plain state machine.
pub trait Serve<P: Protocol> {
    /// The events that answer a request.
    fn handle(&mut self, request: P::Request) -> Vec<P::Event>;

    /// Whether [`Serve::work`] has something to do.
    fn is_busy(&self) -> bool {
        false
    }

    /// One small piece of work that goes on; `now` is in milliseconds.
    fn work(&mut self, now: f64) -> Vec<P::Event> {
        let _ = now;
        vec![]
    }
}

/// A [`Serve`] in messages.
trait Session {
    /// `None` where the message is not a request.
    fn handle(&mut self, message: &JsValue) -> Option<Vec<Uint8Array>>;
    fn is_busy(&self) -> bool;
    fn work(&mut self, now: f64) -> Vec<Uint8Array>;
}

struct Messages<P, S>(S, std::marker::PhantomData<P>);

impl<P: Protocol, S: Serve<P>> Session for Messages<P, S> {
    fn handle(&mut self, message: &JsValue) -> Option<Vec<Uint8Array>> {
        let request = from_message::<P::Request>(message)?;
        Some(self.0.handle(request).iter().map(to_message).collect())
    }

    fn is_busy(&self) -> bool {
        self.0.is_busy()
    }

    fn work(&mut self, now: f64) -> Vec<Uint8Array> {
        self.0.work(now).iter().map(to_message).collect()
    }
}

type OnMessage = Closure<dyn FnMut(MessageEvent)>;

thread_local! {
    /// One thread has one session.
    static SESSION: RefCell<Option<Box<dyn Session>>> = const { RefCell::new(None) };
    /// Own the handlers for as long as the worker lives.
    static HANDLERS: RefCell<Vec<OnMessage>> = const { RefCell::new(vec![]) };
    /// A turn of work is already asked for.
    static TURN_COMES: Cell<bool> = const { Cell::new(false) };
    /// On a page: how much is awaited, and what came of it and was not fetched yet.
    static AWAITED: Cell<usize> = const { Cell::new(0) };
    static TOLD: RefCell<Vec<Uint8Array>> = const { RefCell::new(vec![]) };
}

/// Answers with `session` from now on. In a worker that is what it is sent, and it says that it is ready; in a
/// page, which imports this code where it can start no worker, what [`answer`] is called with.
pub fn start<P: Protocol>(session: impl Serve<P> + 'static) {
    SESSION.set(Some(Box::new(Messages(session, std::marker::PhantomData))));
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    post(&scope, &to_message(&P::ready()));
    let turn = turns(&scope);
    let on_message = {
        let scope = scope.clone();
        OnMessage::new(move |message: MessageEvent| {
            let events = events(&message.data());
            events.iter().for_each(|event| post(&scope, event));
            turn();
        })
    };
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    HANDLERS.with_borrow_mut(|all| all.push(on_message));
}

/// What asks for a turn of work, where there is something to do. A turn is a message that the worker sends to
/// itself: behind what the page has sent meanwhile, and without the four milliseconds that timers wait.
fn turns(scope: &DedicatedWorkerGlobalScope) -> impl Fn() + Clone + 'static {
    let channel = MessageChannel::new().expect("a worker has message channels");
    let (here, there) = (channel.port1(), channel.port2());
    let ask = move || {
        let busy = with_session(|session| session.is_busy());
        if busy && !TURN_COMES.replace(true) {
            // Fails only for values that cannot be cloned.
            let _ = here.post_message(&JsValue::NULL);
        }
    };
    let on_turn = {
        let (ask, scope) = (ask.clone(), scope.clone());
        OnMessage::new(move |_: MessageEvent| {
            TURN_COMES.set(false);
            let clock = scope.performance();
            let now = || clock.as_ref().map_or(0.0, |clock| clock.now());
            let until = now() + SLICE_MS;
            while with_session(|session| session.is_busy()) {
                let events = with_session(|session| session.work(now()));
                events.iter().for_each(|event| post(&scope, event));
                if now() >= until {
                    break;
                }
            }
            ask();
        })
    };
    there.set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    HANDLERS.with_borrow_mut(|all| all.push(on_turn));
    ask
}

/// The messages that answer the message `request`.
pub fn answer(request: &JsValue) -> Array {
    events(request).into_iter().collect()
}

/// Goes on with `answer` when what it awaits has come; it answers by [`tell`].
pub fn later(answer: impl Future<Output = ()> + 'static) {
    AWAITED.set(AWAITED.get() + 1);
    spawn_local(async move {
        answer.await;
        AWAITED.set(AWAITED.get() - 1);
    });
}

/// Sends an event at once, or, in a page without workers, keeps it until [`work`] is called.
pub fn tell<P: Protocol>(event: &P::Event) {
    let message = to_message(event);
    match js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(scope) => post(&scope, &message),
        Err(_) => TOLD.with_borrow_mut(|told| told.push(message)),
    }
}

/// The messages of a piece of work that goes on; `None` where there is none to do. For a page without workers.
pub fn work() -> Option<Array> {
    let told = TOLD.take();
    if !told.is_empty() || AWAITED.get() > 0 {
        return Some(told.into_iter().collect());
    }
    let clock = web_sys::window().and_then(|window| window.performance());
    let now = clock.map_or(0.0, |clock| clock.now());
    with_session(|session| {
        session
            .is_busy()
            .then(|| session.work(now).into_iter().collect())
    })
}

fn events(request: &JsValue) -> Vec<Uint8Array> {
    let Some(events) = with_session(|session| session.handle(request)) else {
        // The page compared versions before it wrote, so this is an error of the program: thrown,
        // it reaches the page as the worker's `error` event.
        wasm_bindgen::throw_str("the worker was sent something that is not a request");
    };
    events
}

fn with_session<R>(use_it: impl FnOnce(&mut dyn Session) -> R) -> R {
    SESSION.with_borrow_mut(|session| match session {
        Some(session) => use_it(session.as_mut()),
        None => wasm_bindgen::throw_str("the worker was asked before it was started"),
    })
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &Uint8Array) {
    // Only fails for values that cannot be cloned; bytes can.
    let _ = scope.post_message_with_transfer(message, &transfer_list(message));
}
