//! The fallback without a worker: requests are answered on the page, one per turn of its event loop.

use super::WorkerFailure;
use super::on_page::{Answer, AnswerSoon};
use crate::session::protocol::{Event, Request};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What answers on the page, or will once it is fetched. Dropping it forgets what waits.
pub struct Inline(Rc<Inner>);

struct Inner {
    /// `None` while it is fetched and while it answers.
    answer: RefCell<Option<Answer>>,
    queue: RefCell<VecDeque<Request>>,
    on_event: Rc<dyn Fn(Event)>,
    on_failure: Box<dyn Fn(WorkerFailure)>,
    /// The `setTimeout` under way, if any.
    timer: Cell<Option<i32>>,
    turn: Closure<dyn FnMut()>,
}

impl Inline {
    /// `on_failure` is told at most once, why nothing is answered here any more.
    pub fn new(
        answer: AnswerSoon,
        on_event: Rc<dyn Fn(Event)>,
        on_failure: impl Fn(WorkerFailure) + 'static,
    ) -> Self {
        let inner = Rc::new_cyclic(|weak: &Weak<Inner>| {
            let weak = weak.clone();
            Inner {
                answer: RefCell::default(),
                queue: RefCell::default(),
                on_event,
                on_failure: Box::new(on_failure),
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
    pub fn send(&self, request: Request) {
        self.0.queue.borrow_mut().push_back(request);
        self.0.schedule();
    }
}

impl Inner {
    fn schedule(&self) {
        let nothing_to_do = self.queue.borrow().is_empty() || self.answer.borrow().is_none();
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
        let request = self.queue.borrow_mut().pop_front();
        let (Some(request), Some(mut answer)) = (request, self.answer.take()) else {
            return;
        };
        match answer(&request) {
            Ok(events) => {
                self.answer.replace(Some(answer));
                events.into_iter().for_each(|event| (self.on_event)(event));
                self.schedule();
            }
            Err(why) => (self.on_failure)(WorkerFailure::Died { why }),
        }
    }
}

impl Drop for Inline {
    fn drop(&mut self) {
        // The queue too, in case this happens inside a turn, which would schedule the next one.
        self.0.queue.borrow_mut().clear();
        if let (Some(timer), Some(window)) = (self.0.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}
