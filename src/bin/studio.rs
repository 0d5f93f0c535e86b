//! The worker of all other lessons: every model of the lecture, and training.

use js_sys::Array;
use teddy_reads::session::studio::Studio as Session;
use teddy_reads::worker::protocol::{Protocol, Studio};
use teddy_reads::worker::serve;
use wasm_bindgen::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    serve::start::<Studio>(Session::new());
}

/// For a page that had to import this code: the version of the messages that [`answer`] understands.
#[wasm_bindgen]
pub fn protocol() -> u32 {
    Studio::VERSION
}

/// For a page that had to import this code: the messages that answer a message.
#[wasm_bindgen]
pub fn answer(request: &JsValue) -> Array {
    serve::answer(request)
}

/// For a page that had to import this code: the messages of work that goes on, if there is any.
#[wasm_bindgen]
pub fn work() -> Option<Array> {
    serve::work()
}
