//! Words with their spaces: how a text is cut before merges are applied.
//!
//! `▁` (U+2581) stands for a space, and one is put before the text, so that a word has the same
//! pieces at the start of a sentence as inside it: `the bear` → `▁the` `▁bear`. A space always
//! starts a new word, so nothing is lost and decoding is exact: two spaces give a lone `▁` word.

use std::ops::Range;

/// What a space becomes.
pub const MARKER: char = '▁';

/// One word of a text: the marker and the characters up to the next space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The bytes of the space that the marker stands for; empty for the one before the text.
    pub marker: Range<usize>,
    /// The characters after the marker; they begin at byte `marker.end`.
    pub body: &'a str,
}

/// The words of `text`, from left to right; an empty text has none.
///
/// A `▁` that the text itself contains is read as a space: the file format has no other word for it.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut marker = (!text.is_empty()).then_some(0..0);
    std::iter::from_fn(move || {
        let this = marker.take()?;
        let rest = &text[this.end..];
        let body = match rest.find([' ', MARKER]) {
            Some(at) => {
                let start = this.end + at;
                let length = rest[at..].chars().next().map_or(1, char::len_utf8);
                marker = Some(start..start + length);
                &rest[..at]
            }
            None => rest,
        };
        Some(Word { marker: this, body })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Range<usize>, &str)> {
        words(text).map(|w| (w.marker, w.body)).collect()
    }

    #[test]
    fn every_space_starts_a_word() {
        assert_eq!(parts(""), []);
        assert_eq!(parts("a bear"), [(0..0, "a"), (1..2, "bear")]);
        assert_eq!(parts(" a"), [(0..0, ""), (0..1, "a")]);
        assert_eq!(
            parts("a  b "),
            [(0..0, "a"), (1..2, ""), (2..3, "b"), (4..5, "")]
        );
        assert_eq!(parts("é▁b"), [(0..0, "é"), (2..5, "b")]);
    }
}
