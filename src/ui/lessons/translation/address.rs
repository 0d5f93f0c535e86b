//! The address says what is on screen, so that it can be kept and sent.

use super::context::LessonContext;
use crate::session::link::Link;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::time::Duration;

/// After the last change: browsers refuse floods of changes, and scrubbing is one.
const SETTLED: Duration = Duration::from_millis(350);

/// What the address asks for.
pub fn from_address() -> Link {
    Link::parse(&use_location().search.get_untracked())
}

/// Keeps the query of the address at what is on screen; no entry in the history.
pub fn keep_address(lesson: LessonContext) {
    let location = use_location();
    let navigate = use_navigate();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let query = Memo::new(move |_| lesson.link().to_query());
    Effect::new(move |first: Option<()>| {
        let query = query.get();
        clear();
        if first.is_none() {
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

/// The address of what is on screen, for the clipboard.
pub fn full_address(lesson: LessonContext) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    let query = untrack(|| lesson.link().to_query());
    format!("{origin}{}", address(&path, &query, ""))
}

fn address(path: &str, query: &str, hash: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}{hash}")
}
