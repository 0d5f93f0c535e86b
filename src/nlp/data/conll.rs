//! Sentences with a tag on every token, in the formats of public entity corpora, brought to one set of tags.
//!
//! A tag says whether the token begins an entity (`B-`), goes on inside one (`I-`) or stands outside (`O`), and
//! which kind of entity it is (Ramshaw and Marcus 1995). Corpora differ:
//!
//! * in columns: `token<TAB>tag`, `token tag`, or `id<TAB>token<TAB>tag<TAB>…` with `#` comments;
//! * in scheme: BIO marks every beginning; IO has only `I-`, so two entities of a kind that touch become one;
//! * in kinds: *person* is PER, *location* LOC, *corporation* and *group* are ORG; products, creative works and
//!   MISC are no entities here.
//!
//! Tokens of nothing but white space or invisible characters (a few tweets have them) are passed over.
//!
//! Whatever the file, what [`parse_conll`] gives is BIO over PER, LOC and ORG.

use crate::nlp::error::{NlpError, Result};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Person,
    Location,
    Organisation,
}

/// The tag of one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    Outside,
    Begin(Kind),
    Inside(Kind),
}

impl Tag {
    /// All tags in the order of their classes.
    pub const ALL: [Tag; 7] = [
        Tag::Outside,
        Tag::Begin(Kind::Person),
        Tag::Inside(Kind::Person),
        Tag::Begin(Kind::Location),
        Tag::Inside(Kind::Location),
        Tag::Begin(Kind::Organisation),
        Tag::Inside(Kind::Organisation),
    ];

    /// The class that models predict: the tag's place in [`Tag::ALL`].
    pub fn class(self) -> usize {
        match self {
            Tag::Outside => 0,
            Tag::Begin(kind) => 1 + 2 * kind as usize,
            Tag::Inside(kind) => 2 + 2 * kind as usize,
        }
    }

    /// As it stands in files: `O`, `B-PER`, `I-LOC`.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 7] = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"];
        NAMES[self.class()]
    }
}

/// Tokens and their tags, as many of one as of the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaggedSentence {
    pub tokens: Vec<String>,
    pub tags: Vec<Tag>,
}

/// Where token and tag stand in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// `token tag`: with a tab between them, or a blank (then the last one counts).
    TokenTag,
    /// `id<TAB>token<TAB>tag<TAB>…`, as Universal NER has it; lines that begin with `#` are comments.
    IdTokenTag,
}

/// Reads sentences with a blank line between them.
///
/// # Errors
/// [`NlpError::BadLine`] for a line with a column missing, and for a tag that no corpus above uses.
///
/// ```
/// use teddy_reads::nlp::data::conll::{Columns, parse_conll};
/// let read = parse_conll("Paris I-LOC\nis O\nbig O\n\nTeddy I-PER\nBear I-PER\n", Columns::TokenTag)?;
/// let names: Vec<_> = read[1].tags.iter().map(|t| t.name()).collect();
/// assert_eq!(names, ["B-PER", "I-PER"]);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
pub fn parse_conll(text: &str, columns: Columns) -> Result<Vec<TaggedSentence>> {
    let mut sentences = Vec::new();
    let mut sentence = TaggedSentence::default();
    for (i, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            if !sentence.tokens.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        if columns == Columns::IdTokenTag && line.starts_with('#') {
            continue;
        }
        let bad = |why: String| NlpError::BadLine { line: i + 1, why };
        let (token, tag) = token_and_tag(line, columns)
            .ok_or_else(|| bad("a token or its tag is missing".into()))?;
        let tag = read_tag(tag).ok_or_else(|| bad(format!("{tag:?} is no tag known here")))?;
        let invisible = |c: char| {
            c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe0f}' | '\u{feff}')
        };
        if token.chars().all(invisible) {
            continue;
        }
        sentence.tokens.push(token.to_string());
        sentence.tags.push(tag);
    }
    if !sentence.tokens.is_empty() {
        sentences.push(sentence);
    }
    for sentence in &mut sentences {
        mark_beginnings(&mut sentence.tags);
    }
    Ok(sentences)
}

fn token_and_tag(line: &str, columns: Columns) -> Option<(&str, &str)> {
    let (token, tag) = match columns {
        Columns::TokenTag => line.split_once('\t').or_else(|| line.rsplit_once(' '))?,
        Columns::IdTokenTag => {
            let mut fields = line.split('\t').skip(1);
            (fields.next()?, fields.next()?)
        }
    };
    let tag = tag.trim();
    (!tag.is_empty()).then_some((token, tag))
}

/// The tag of a file in our terms; `None` for one that is not known.
fn read_tag(tag: &str) -> Option<Tag> {
    if tag == "O" {
        return Some(Tag::Outside);
    }
    let (place, kind) = tag.split_once('-')?;
    let kind = match kind {
        "PER" | "person" => Kind::Person,
        "LOC" | "location" => Kind::Location,
        "ORG" | "corporation" | "group" => Kind::Organisation,
        "MISC" | "product" | "creative-work" if matches!(place, "B" | "I") => {
            return Some(Tag::Outside);
        }
        _ => return None,
    };
    match place {
        "B" => Some(Tag::Begin(kind)),
        "I" => Some(Tag::Inside(kind)),
        _ => None,
    }
}

/// IO to BIO: a token that is inside an entity without one of its kind before it begins that entity.
pub fn mark_beginnings(tags: &mut [Tag]) {
    let mut open = None;
    for tag in tags {
        match *tag {
            Tag::Inside(kind) if open != Some(kind) => *tag = Tag::Begin(kind),
            _ => {}
        }
        open = match *tag {
            Tag::Outside => None,
            Tag::Begin(kind) | Tag::Inside(kind) => Some(kind),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sentence: &TaggedSentence) -> Vec<&'static str> {
        sentence.tags.iter().map(|t| t.name()).collect()
    }

    #[test]
    fn classes_and_names_agree() {
        for (i, tag) in Tag::ALL.into_iter().enumerate() {
            assert_eq!(tag.class(), i);
            assert_eq!(read_tag(tag.name()), Some(tag));
        }
    }

    #[test]
    fn the_three_formats() {
        let tweets = "Ann\tB-person\nat\tO\nAcme\tB-corporation\nLabs\tI-corporation\nPhone\tB-product\n\t\n\n";
        let read = parse_conll(tweets, Columns::TokenTag).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(names(&read[0]), ["B-PER", "O", "B-ORG", "I-ORG", "O"]);

        let io = "New I-LOC\nYork I-LOC\nMets I-ORG\nfan O\n\n\n10 000 O\n";
        let read = parse_conll(io, Columns::TokenTag).unwrap();
        assert_eq!(names(&read[0]), ["B-LOC", "I-LOC", "B-ORG", "O"]);
        assert_eq!(read[1].tokens, ["10 000"]);

        let odd = parse_conll(
            "a\tO\n\tO\n\u{fe0f}\tB-PER\n \tO\nb\tO\n",
            Columns::TokenTag,
        )
        .unwrap();
        assert_eq!(odd[0].tokens, ["a", "b"]);

        let uner = "# text = In Rome\n1\tIn\tO\t-\t-\n2\tRome\tB-LOC\t-\t-\n\n# x\n1\t#\tO\t-\t-\n";
        let read = parse_conll(uner, Columns::IdTokenTag).unwrap();
        assert_eq!(read[0].tokens, ["In", "Rome"]);
        assert_eq!((read.len(), read[1].tokens[0].as_str()), (2, "#"));
    }

    #[test]
    fn bad_lines_are_named() {
        for (text, columns, line) in [
            ("a\tO\n\nb\n", Columns::TokenTag, 3),
            ("a\tO\nb\tB-ANIMAL\n", Columns::TokenTag, 2),
            ("a\tX-PER\n", Columns::TokenTag, 1),
            ("a\tX-MISC\n", Columns::TokenTag, 1),
            ("a\t\n", Columns::TokenTag, 1),
            ("# c\n1\ta\n", Columns::IdTokenTag, 2),
        ] {
            match parse_conll(text, columns) {
                Err(NlpError::BadLine { line: found, .. }) => assert_eq!(found, line, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_entity_of_another_kind_begins_anew() {
        let (per, loc) = (Kind::Person, Kind::Location);
        let mut tags = [Tag::Inside(per), Tag::Inside(loc), Tag::Inside(loc)];
        mark_beginnings(&mut tags);
        assert_eq!(tags, [Tag::Begin(per), Tag::Begin(loc), Tag::Inside(loc)]);
        let mut touching = [Tag::Begin(per), Tag::Begin(per), Tag::Inside(per)];
        let before = touching;
        mark_beginnings(&mut touching);
        assert_eq!(touching, before);
    }
}
