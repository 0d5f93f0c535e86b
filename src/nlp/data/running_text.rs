//! Running text for the language model: articles, and the sentences in them.

use super::clean::normalise;
use super::corpus::parse_lines;
use crate::nlp::error::Result;

/// An article's title and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    pub text: String,
}

/// Reads `title<TAB>paragraph` lines; white space and quotes are made uniform, blank lines passed over.
///
/// # Errors
/// [`NlpError::BadLine`](crate::nlp::error::NlpError::BadLine) for a line with its title or its paragraph missing.
pub fn parse_articles(text: &str) -> Result<Vec<Article>> {
    parse_lines(text, |fields| {
        let title = fields.next().filter(|title| !title.is_empty());
        let title = title.ok_or("no title before the tab")?.to_string();
        let text = normalise(fields.next().ok_or("no tab after the title")?);
        if text.is_empty() {
            return Err("no paragraph after the title");
        }
        Ok(Article { title, text })
    })
}

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 24] = [
    "st", "mr", "mrs", "ms", "dr", "jr", "sr", "gen", "col", "lt", "sgt", "capt", "prof", "rev",
    "no", "vol", "vs", "etc", "approx", "lit", "fl", "ca", "cf", "mt",
];

/// The sentences of a paragraph, by a rule of thumb: a sentence ends at `.`, `!` or `?` (closing quotes and brackets
/// included) before a blank and anything but a small letter, unless the word before the full stop is a known
/// abbreviation or one letter (*J. R. R. Tolkien*). Nothing is lost but the blanks between sentences.
///
/// ```
/// use teddy_reads::nlp::data::running_text::sentences;
/// let found = sentences("Teddy is a bear. He reads J. K. Jerome, i.e. \"Three Men in a Boat.\" Does he laugh? Yes!");
/// assert_eq!(found, ["Teddy is a bear.", "He reads J. K. Jerome, i.e. \"Three Men in a Boat.\"", "Does he laugh?", "Yes!"]);
/// ```
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in paragraph.match_indices(' ') {
        let (before, after) = (&paragraph[start..at], &paragraph[at + 1..]);
        let starts_small = after.chars().next().is_none_or(char::is_lowercase);
        if !starts_small && ends_sentence(before) {
            found.push(before);
            start = at + 1;
        }
    }
    found.push(&paragraph[start..]);
    found.retain(|s| !s.trim().is_empty());
    found
}

fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', ')', ']']);
    let Some(rest) = bare.strip_suffix('.') else {
        return bare.ends_with(['!', '?']);
    };
    let word = rest.rsplit([' ', '(', '"', '.']).next().unwrap_or_default();
    let initial = word.chars().count() <= 1 && !word.chars().any(char::is_numeric);
    !initial && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::error::NlpError;

    #[test]
    fn articles_and_bad_lines() {
        let read = parse_articles("Bear\tA  bear\u{a0}is big.\n\nTeddy\tT.\n").unwrap();
        assert_eq!(read[0].text, "A bear is big.");
        assert_eq!(read.len(), 2);
        for (text, line) in [
            ("Bear\tA bear.\nTeddy\n", 2),
            ("\tno title\n", 1),
            ("Bear\t \n", 1),
        ] {
            match parse_articles(text) {
                Err(NlpError::BadLine { line: found, .. }) => assert_eq!(found, line, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        let cases: [(&str, &[&str]); 7] = [
            ("", &[]),
            ("No stop", &["No stop"]),
            ("It cost 5. Then 6.", &["It cost 5.", "Then 6."]),
            (
                "Mt. Fuji and St. Paul's. Both.",
                &["Mt. Fuji and St. Paul's.", "Both."],
            ),
            ("In the U.S. Army he rose.", &["In the U.S. Army he rose."]),
            (
                "(It was so.) \"Yes!\" he said.",
                &["(It was so.)", "\"Yes!\" he said."],
            ),
            (
                "Été. Écoute ! 中文。 好",
                &["Été.", "Écoute !", "中文。 好"],
            ),
        ];
        for (text, want) in cases {
            assert_eq!(sentences(text), want, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let text = "A. B c. D? E! f. \"G.\" H";
        assert_eq!(sentences(text).join(" "), text);
    }
}
