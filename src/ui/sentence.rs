//! The sentence that travels through the lessons: the lecture's, or the reader's own once they have set one.

use super::storage;
use crate::session::link::LECTURE_SENTENCE;

const STORAGE_KEY: &str = "teddy.sentence";
/// A page of text. Most lessons read less and say so; longer texts are a lesson's own business.
const MAX_CHARS: usize = 4000;

/// The sentence that lessons begin with.
pub fn current() -> String {
    let kept = storage::read(STORAGE_KEY).filter(|text| !text.trim().is_empty());
    kept.unwrap_or_else(|| LECTURE_SENTENCE.to_owned())
}

/// Makes `text` the sentence of all lessons; the lecture's again where it is blank.
pub fn keep(text: &str) {
    let text: String = text.trim().chars().take(MAX_CHARS).collect();
    storage::write(STORAGE_KEY, &text);
}
