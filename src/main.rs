//! The page.

use leptos::prelude::*;
use teddy_reads::ui::{app::App, panic};

fn main() {
    panic::install_hook();
    mount_to_body(App);
    // index.html shows a note until here.
    if let Some(note) = document().get_element_by_id("loading") {
        note.remove();
    }
}
