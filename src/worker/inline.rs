//! The fallback without a worker: the session runs on the page, one request per turn of its event loop.

use crate::session::Session;
use crate::session::protocol::{Event, Request};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// A session on the page. Dropping it forgets what waits.
pub struct Inline(Rc<Inner>);

struct Inner {
    session: RefCell<Session>,
    queue: RefCell<VecDeque<Request>>,
    on_event: Rc<dyn Fn(Event)>,
    /// The `setTimeout` under way, if any.
    timer: Cell<Option<i32>>,
    turn: Closure<dyn FnMut()>,
}

impl Inline {
    pub fn new(session: Session, on_event: Rc<dyn Fn(Event)>) -> Self {
        Inline(Rc::new_cyclic(|weak: &Weak<Inner>| {
            let weak = weak.clone();
            Inner {
                session: RefCell::new(session),
                queue: RefCell::default(),
                on_event,
                timer: Cell::new(None),
                turn: Closure::new(move || {
                    if let Some(inner) = weak.upgrade() {
                        inner.turn();
                    }
                }),
            }
        }))
    }

    /// Puts a request in line; its answer comes in a later turn, as a worker's would.
    pub fn send(&self, request: Request) {
        self.0.queue.borrow_mut().push_back(request);
        self.0.schedule();
    }
}

impl Inner {
    fn schedule(&self) {
        if self.timer.get().is_some() || self.queue.borrow().is_empty() {
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
        if let Some(request) = request {
            let events = self.session.borrow_mut().handle(request);
            events.into_iter().for_each(|event| (self.on_event)(event));
        }
        self.schedule();
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
