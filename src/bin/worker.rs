//! The page's worker: a session with its model, away from the page's thread.

use teddy_reads::session::{Session, translator};

fn main() {
    console_error_panic_hook::set_once();
    teddy_reads::worker::serve::start(Session::new(translator::load_translator));
}
