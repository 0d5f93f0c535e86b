//! Two sentences compared: what one has that the other has not.

use crate::viz::word_diff::changed;
use leptos::prelude::*;

/// `after`, its new words marked; they are underlined, so that colour is not needed.
pub fn changed_words(before: &str, after: &str) -> AnyView {
    marked(before, after, |text| view! { <ins>{text}</ins> }.into_any())
}

/// `before`, the words that `after` has not struck through.
pub fn lost_words(before: &str, after: &str) -> AnyView {
    marked(after, before, |text| view! { <del>{text}</del> }.into_any())
}

/// `text`, by `mark` the words that `other` has not.
fn marked(other: &str, text: &str, mark: fn(String) -> AnyView) -> AnyView {
    let word = |(word, is_own): (String, bool)| {
        let text = format!("{word} ");
        if is_own {
            mark(text)
        } else {
            view! { <span>{text}</span> }.into_any()
        }
    };
    let words = changed(other, text).into_iter().map(word);
    words.collect_view().into_any()
}
