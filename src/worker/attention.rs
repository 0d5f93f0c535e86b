//! The attention page's session: a [`Bench`] with the worker's clock.

use super::protocol::Attention;
use super::serve::{Serve, later, tell};
use crate::gpu::bench::{Bench, Surroundings};
use crate::gpu::protocol::{Event, Request};
use js_sys::{Promise, Reflect};
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

/// Both sides of attention, measured here.
pub struct Session(Rc<Bench<Here>>);

impl Session {
    pub fn new() -> Self {
        Session(Rc::new(Bench::new(Here::new())))
    }
}

impl Default for Session {
    fn default() -> Self {
        Session::new()
    }
}

impl Serve<Attention> for Session {
    fn handle(&mut self, request: Request) -> Vec<Event> {
        let bench = Rc::clone(&self.0);
        later(async move {
            bench
                .handle(request, |event| tell::<Attention>(&event))
                .await
        });
        vec![]
    }
}

/// The clock of a worker or a page, and a way to let other messages in.
struct Here(Option<Performance>);

impl Here {
    fn new() -> Self {
        let clock = Reflect::get(&js_sys::global(), &"performance".into());
        Here(clock.ok().and_then(|clock| clock.dyn_into().ok()))
    }
}

impl Surroundings for Here {
    fn now(&self) -> f64 {
        self.0.as_ref().map_or(0.0, |clock| clock.now())
    }

    /// A message to oneself is behind what was sent meanwhile, and timers would wait four milliseconds.
    fn pause(&self) -> impl Future<Output = ()> {
        let turn = Promise::new(&mut |resolve, _| {
            let channel = MessageChannel::new().expect("workers and pages have message channels");
            channel.port2().set_onmessage(Some(&resolve));
            // Fails only for values that cannot be cloned.
            let _ = channel.port1().post_message(&JsValue::NULL);
        });
        async move {
            // It never fails.
            let _ = JsFuture::from(turn).await;
        }
    }
}
