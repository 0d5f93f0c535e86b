//! What the lessons' links have in common: reading and writing the query of an address.

use crate::session::link::{LECTURE_SENTENCE, decode, encode};
use std::str::FromStr;

/// The keys of a query, with or without its `?`, and their values; the last first, so that of a key that comes twice the
/// first is what stays.
pub fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    let query = query.strip_prefix('?').unwrap_or(query);
    query.split('&').rev().map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key, decode(value))
    })
}

/// Sets a number if the text is one.
pub fn put<T: FromStr>(slot: &mut T, text: &str) {
    if let Ok(value) = text.parse() {
        *slot = value;
    }
}

/// At most so many characters of a text; `None` where it is blank.
pub fn some_text(text: &str, most: usize) -> Option<String> {
    let text: String = text.chars().take(most).collect();
    (!text.trim().is_empty()).then_some(text)
}

/// `text=…`, the beginning of a query, unless the sentence is the lecture's.
pub fn own_sentence(text: Option<&str>) -> Vec<String> {
    let own = text.filter(|&text| text != LECTURE_SENTENCE);
    own.map(|text| format!("text={}", encode(text)))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_key_that_comes_twice_the_first_stays() {
        let found: Vec<_> = pairs("?a=1&b=x%20y&a=2&c").collect();
        let all = [("c", ""), ("a", "2"), ("b", "x y"), ("a", "1")];
        assert_eq!(found, all.map(|(key, value)| (key, value.to_owned())));
        let mut number = 7;
        put(&mut number, "x");
        assert_eq!(number, 7);
        put(&mut number, "3");
        assert_eq!(number, 3);
    }

    #[test]
    fn blank_texts_are_none_and_the_lectures_is_left_out() {
        assert_eq!(some_text(" \n", 9), None);
        assert_eq!(some_text("abc", 2).as_deref(), Some("ab"));
        assert_eq!(own_sentence(Some("a b")), ["text=a%20b"]);
        assert!(own_sentence(Some(LECTURE_SENTENCE)).is_empty() && own_sentence(None).is_empty());
    }
}
