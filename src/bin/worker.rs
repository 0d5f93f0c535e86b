//! Lesson 8's worker: a session with its translator, away from the page's thread.

use js_sys::Array;
use teddy_reads::session::{Session, translator};
use teddy_reads::worker::protocol::{Protocol, Translation};
use teddy_reads::worker::serve;
use wasm_bindgen::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    serve::start::<Translation>(Session::new(translator::load_translator));
}

/// For a page that had to import this code: the version of the messages that [`answer`] understands.
#[wasm_bindgen]
pub fn protocol() -> u32 {
    Translation::VERSION
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
