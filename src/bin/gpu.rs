//! The attention page's worker: the graphics card beside the CPU.

use js_sys::Array;
use teddy_reads::worker::attention::Session;
use teddy_reads::worker::protocol::{Attention, Protocol};
use teddy_reads::worker::serve;
use wasm_bindgen::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    serve::start::<Attention>(Session::new());
}

/// For a page that had to import this code: the version of the messages that [`answer`] understands.
#[wasm_bindgen]
pub fn protocol() -> u32 {
    Attention::VERSION
}

/// For a page that had to import this code: the messages that answer a message at once.
#[wasm_bindgen]
pub fn answer(request: &JsValue) -> Array {
    serve::answer(request)
}

/// For a page that had to import this code: the messages that have come since; `None` where none will.
#[wasm_bindgen]
pub fn work() -> Option<Array> {
    serve::work()
}
