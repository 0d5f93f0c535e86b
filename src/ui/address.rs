//! The address says what is on screen, so that it can be kept and sent.

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::time::Duration;

/// After the last change: browsers refuse floods of changes, and scrubbing is one.
const SETTLED: Duration = Duration::from_millis(350);

/// The query of the address, as it was opened.
pub fn opened_query() -> String {
    use_location().search.get_untracked()
}

/// Keeps the query of the address at `query`, which reads what is on screen; no entry in the history.
///
/// An address stays as it was opened until something changes, with one exception: the reader's own sentence, which only
/// this browser knows, is put in at once, so that the address shows the same elsewhere.
pub fn keep_address(query: impl Fn() -> String + Send + Sync + 'static) {
    let location = use_location();
    let navigate = use_navigate();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let query = Memo::new(move |_| query());
    Effect::new(move |first: Option<()>| {
        let query = query.get();
        clear();
        let as_opened = || has_text(&location.search.get_untracked()) || !has_text(&query);
        if first.is_none() && as_opened() {
            return;
        }
        let (navigate, location) = (navigate.clone(), location.clone());
        let write = move || {
            let path = location.pathname.get_untracked();
            let address = address(&path, &query, &location.hash.get_untracked());
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..Default::default()
            };
            navigate(&address, options);
        };
        timer.set_value(set_timeout_with_handle(write, SETTLED).ok());
    });
    on_cleanup(clear);
}

fn has_text(query: &str) -> bool {
    query
        .trim_start_matches('?')
        .split('&')
        .any(|pair| pair.starts_with("text="))
}

/// The page's address with another query, for the clipboard.
pub fn full_address(query: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{}", address(&path, query, ""))
}

fn address(path: &str, query: &str, hash: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}{hash}")
}
