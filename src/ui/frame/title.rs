//! The document's title follows page and language.

use crate::ui::i18n::{t_string, use_i18n};
use leptos::prelude::*;

/// Sets the document's title to "`page` · Teddy Reads" for as long as the calling page lives.
pub fn use_title(page: impl Fn() -> String + 'static) {
    let i18n = use_i18n();
    Effect::new(move || {
        let site = t_string!(i18n, frame.title);
        let page = page();
        let title = if page.is_empty() {
            site.to_owned()
        } else {
            format!("{page} · {site}")
        };
        document().set_title(&title);
    });
}
