//! The page's worker: a session with its model, away from the page's thread.

use js_sys::Array;
use teddy_reads::session::protocol::PROTOCOL_VERSION;
use teddy_reads::session::{Session, translator};
use teddy_reads::worker::serve;
use wasm_bindgen::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    serve::start(Session::new(translator::load_translator));
}

/// For a page that had to import this code: the version of the messages that [`answer`] understands.
#[wasm_bindgen]
pub fn protocol() -> u32 {
    PROTOCOL_VERSION
}

/// For a page that had to import this code: the messages that answer a message.
#[wasm_bindgen]
pub fn answer(request: &JsValue) -> Array {
    serve::answer(request)
}
