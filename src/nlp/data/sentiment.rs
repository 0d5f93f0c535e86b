//! Sentences with one label each: `label<TAB>text` lines.

use super::corpus::parse_lines;
use crate::nlp::error::Result;

/// What a sentence thinks of its subject. The discriminant is the class that models predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sentiment {
    Negative = 0,
    Positive = 1,
}

impl Sentiment {
    pub const ALL: [Sentiment; 2] = [Sentiment::Negative, Sentiment::Positive];

    /// The class that models predict.
    pub fn class(self) -> usize {
        self as usize
    }

    pub fn name(self) -> &'static str {
        match self {
            Sentiment::Negative => "negative",
            Sentiment::Positive => "positive",
        }
    }
}

/// A sentence and what it is known to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LabelledSentence {
    pub label: Sentiment,
    pub text: String,
}

/// Reads `1 or 0<TAB>text` lines; further fields (the origin) are passed over, and so are blank lines.
///
/// # Errors
/// [`NlpError::BadLine`](crate::nlp::error::NlpError::BadLine) for a label that is neither 0 nor 1, and for a
/// line without a text.
///
/// ```
/// use teddy_reads::nlp::data::sentiment::{Sentiment, parse_labelled};
/// let sentences = parse_labelled("1\ta teddy bear to love\n0\tit fell apart\tamazon\n")?;
/// assert_eq!((sentences.len(), sentences[1].label), (2, Sentiment::Negative));
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
pub fn parse_labelled(text: &str) -> Result<Vec<LabelledSentence>> {
    parse_lines(text, |fields| {
        let label = match fields.next() {
            Some("0") => Sentiment::Negative,
            Some("1") => Sentiment::Positive,
            _ => return Err("the label before the tab is neither 0 nor 1"),
        };
        let text = fields.next().filter(|text| !text.is_empty());
        Ok(LabelledSentence {
            label,
            text: text.ok_or("no text after the label")?.to_string(),
        })
    })
}

/// A text as the split compares it: letters and digits only, in lower case. Two copies of a review that differ in
/// spacing or in a full stop are the same.
pub fn bare_text(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::error::NlpError;

    #[test]
    fn bad_lines_are_named() {
        for (text, line) in [
            ("1\tgood\n2\tneutral\n", 2),
            ("good\t1\n", 1),
            ("1\tgood\n\n0\t \n", 3),
            ("1 good\n", 1),
            ("1", 1),
        ] {
            match parse_labelled(text) {
                Err(NlpError::BadLine { line: found, .. }) => assert_eq!(found, line, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
        assert_eq!(parse_labelled("\u{feff}1\ta\r\n").unwrap()[0].text, "a");
    }

    #[test]
    fn copies_are_the_same_to_the_split() {
        assert_eq!(bare_text("It's \"good\" ."), bare_text("its good"));
        assert_ne!(bare_text("good"), bare_text("not good"));
        assert_eq!(bare_text("Été !"), "été");
    }
}
