//! The fallback without a worker: requests are answered on the page, one per turn of its event loop, and work
//! that goes on is done a piece a turn.

use super::WorkerFailure;
use super::on_page::{Answer, AnswerSoon};
use super::protocol::Protocol;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What answers on the page, or will once it is fetched. Dropping it forgets what waits.
pub struct Inline<P: Protocol>(Rc<Inner<P>>);

struct Inner<P: Protocol> {
    /// `None` while it is fetched and while it answers.
    answer: RefCell<Option<Answer<P>>>,
    queue: RefCell<VecDeque<P::Request>>,
    on_event: Rc<dyn Fn(P::Event)>,
    on_failure: Box<dyn Fn(WorkerFailure)>,
    /// The last turn did a piece of work, so there may be more.
    busy: Cell<bool>,
    /// The `setTimeout` under way, if any.
    timer: Cell<Option<i32>>,
    turn: Closure<dyn FnMut()>,
}

impl<P: Protocol> Inline<P> {
    /// `on_failure` is told at most once, why nothing is answered here any more.
    pub fn new(
        answer: AnswerSoon<P>,
        on_event: Rc<dyn Fn(P::Event)>,
        on_failure: impl Fn(WorkerFailure) + 'static,
    ) -> Self {
        let inner = Rc::new_cyclic(|weak: &Weak<Inner<P>>| {
            let weak = weak.clone();
            Inner {
                answer: RefCell::default(),
                queue: RefCell::default(),
                on_event,
                on_failure: Box::new(on_failure),
                busy: Cell::new(false),
                timer: Cell::new(None),
                turn: Closure::new(move || {
                    if let Some(inner) = weak.upgrade() {
                        inner.turn();
                    }
                }),
            }
        });
        let weak = Rc::downgrade(&inner);
        spawn_local(async move {
            let answer = answer.await;
            let Some(inner) = weak.upgrade() else { return };
            match answer {
                Ok(answer) => {
                    inner.answer.replace(Some(answer));
                    inner.schedule();
                }
                Err(failure) => (inner.on_failure)(failure),
            }
        });
        Inline(inner)
    }

    /// Puts a request in line; its answer comes in a later turn, as a worker's would.
    pub fn send(&self, request: P::Request) {
        self.0.queue.borrow_mut().push_back(request);
        self.0.schedule();
    }
}

impl<P: Protocol> Inner<P> {
    fn schedule(&self) {
        let idle = self.queue.borrow().is_empty() && !self.busy.get();
        let nothing_to_do = idle || self.answer.borrow().is_none();
        if self.timer.get().is_some() || nothing_to_do {
            return;
        }
        let timer = web_sys::window().and_then(|window| {
            window
                .set_timeout_with_callback(self.turn.as_ref().unchecked_ref())
                .ok()
        });
        self.timer.set(timer);
    }

    fn turn(&self) {
        self.timer.set(None);
        // Nothing is borrowed while the page is told: it may well ask the next thing at once.
        let Some(mut answer) = self.answer.take() else {
            return;
        };
        let request = self.queue.borrow_mut().pop_front();
        let events = match &request {
            Some(request) => (answer.request)(request).map(Some),
            None => (answer.work)(),
        };
        match events {
            Ok(events) => {
                self.answer.replace(Some(answer));
                // A request may have begun work that goes on.
                self.busy.set(request.is_some() || events.is_some());
                let events = events.into_iter().flatten();
                events.for_each(|event| (self.on_event)(event));
                self.schedule();
            }
            Err(why) => (self.on_failure)(WorkerFailure::Died { why }),
        }
    }
}

impl<P: Protocol> Drop for Inline<P> {
    fn drop(&mut self) {
        // The queue too, in case this happens inside a turn, which would schedule the next one.
        self.0.queue.borrow_mut().clear();
        self.0.busy.set(false);
        if let (Some(timer), Some(window)) = (self.0.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}
