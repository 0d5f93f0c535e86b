//! A sentence with the words marked that another has not.

use crate::viz::word_diff::changed;
use leptos::prelude::*;

/// `after`, its new words marked; they are underlined, so that colour is not needed.
pub fn changed_words(before: &str, after: &str) -> AnyView {
    let word = |(word, is_new): (String, bool)| {
        let text = format!("{word} ");
        if is_new {
            view! { <ins>{text}</ins> }.into_any()
        } else {
            view! { <span>{text}</span> }.into_any()
        }
    };
    let words = changed(before, after).into_iter().map(word);
    words.collect_view().into_any()
}
