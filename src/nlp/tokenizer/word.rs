//! Words: the tokenizer that everybody thinks of first, and its price, the unknown word.
//!
//! The rule works on graphemes (what a reader calls one character), so that none is ever cut:
//!
//! * letters and digits next to each other are one word: `bear`, `B2B`, `été`;
//! * an apostrophe between two letters stays inside: `don't`, `l'été`; but a final `'s` is a word of its
//!   own: `bear` `'s`;
//! * a point or comma between two digits stays inside: `3.14`, `1,000`;
//! * white space separates; anything else is a word of one grapheme: `.`, `-`, `🧸`, `👩‍👩‍👧‍👦`.
//!
//! ```
//! use teddy_reads::nlp::tokenizer::{Tokenizer, Vocab, VocabConfig, WordTokenizer, split_words};
//!
//! let text = "A cute teddy bear is reading.";
//! let words: Vec<&str> = split_words(text).map(|span| &text[span]).collect();
//! assert_eq!(words, ["A", "cute", "teddy", "bear", "is", "reading", "."]);
//!
//! let tokenizer = WordTokenizer::train([text], &VocabConfig::default(), true);
//! let tokens = tokenizer.encode("The bear is READING!");
//! let pieces: Vec<&str> = tokens.iter().map(|token| token.piece.as_str()).collect();
//! assert_eq!(pieces, ["<unk>", "bear", "is", "reading", "<unk>"]);
//! assert_eq!(tokens[3].span, 12..19);
//! ```

use super::vocab::{SPECIAL, Vocab, VocabConfig};
use super::{SpecialTokens, Token, TokenId, Tokenizer, unicode_class};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What a grapheme is to the splitting of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Apostrophe,
    /// `.` and `,`
    Decimal,
    Space,
    Other,
}

/// The spans in bytes of the words of `text`, from left to right.
pub fn split_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let (class, end) = grapheme(text, start)?;
            at = end;
            match class {
                Class::Space => {}
                Class::Letter | Class::Digit => {
                    at = word_end(text, class, end);
                    return Some(start..at);
                }
                // `'s` after a word, or standing alone as in text that was split before.
                Class::Apostrophe if final_s(text, end).is_some() => {
                    at = final_s(text, end).unwrap_or(end);
                    return Some(start..at);
                }
                _ => return Some(start..end),
            }
        }
    })
}

/// The end of the word whose graphemes before `at` are known; `class` is that of the last one.
fn word_end(text: &str, mut class: Class, mut at: usize) -> usize {
    loop {
        let Some((next, end)) = grapheme(text, at) else {
            return at;
        };
        match next {
            Class::Letter | Class::Digit => (class, at) = (next, end),
            Class::Apostrophe | Class::Decimal => {
                let both = if next == Class::Decimal {
                    Class::Digit
                } else {
                    Class::Letter
                };
                match grapheme(text, end) {
                    Some((after, after_end))
                        if class == both
                            && after == both
                            && (next == Class::Decimal || final_s(text, end).is_none()) =>
                    {
                        (class, at) = (after, after_end);
                    }
                    _ => return at,
                }
            }
            Class::Space | Class::Other => return at,
        }
    }
}

/// The end of an `s` at `at` (after an apostrophe) that is followed by no letter or digit.
fn final_s(text: &str, at: usize) -> Option<usize> {
    let (_, end) = grapheme(text, at)?;
    let follows = || match grapheme(text, end) {
        Some((class, _)) => matches!(class, Class::Letter | Class::Digit),
        None => false,
    };
    (text[at..end].eq_ignore_ascii_case("s") && !follows()).then_some(end)
}

/// The class and the end of the grapheme that starts at byte `at`; `None` at the end of the text.
fn grapheme(text: &str, at: usize) -> Option<(Class, usize)> {
    let bytes = text.as_bytes();
    let &first = bytes.get(at)?;
    // Two ASCII characters are two graphemes, except for a line break of two.
    if first.is_ascii() && first != b'\r' && bytes.get(at + 1).is_none_or(u8::is_ascii) {
        return Some((class_of(char::from(first)), at + 1));
    }
    let cluster = text[at..].graphemes(true).next()?;
    let end = at + cluster.len();
    let class = cluster.chars().next().map_or(Class::Other, class_of);
    let accented = match class {
        Class::Space => !cluster.chars().all(char::is_whitespace),
        Class::Apostrophe | Class::Decimal => cluster.chars().nth(1).is_some(),
        _ => false,
    };
    if accented {
        return Some((Class::Other, end)); // an accent on a space or a comma
    }
    Some((class, end))
}

fn class_of(char: char) -> Class {
    match char {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\'' | '’' => Class::Apostrophe,
        '.' | ',' => Class::Decimal,
        _ => match unicode_class::class_of(char) {
            unicode_class::Class::Letter => Class::Letter,
            unicode_class::Class::Number => Class::Digit,
            unicode_class::Class::Space => Class::Space,
            _ => Class::Other,
        },
    }
}

/// A tokenizer whose tokens are the words of a [`Vocab`]; the others are `<unk>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTokenizer {
    vocab: Vocab,
    lowercase: bool,
}

impl WordTokenizer {
    /// A tokenizer of this vocabulary. With `lowercase` its words must be in lower case: those of the
    /// text are looked up that way.
    pub fn new(vocab: Vocab, lowercase: bool) -> Self {
        WordTokenizer { vocab, lowercase }
    }

    /// Counts the words of lines of text and keeps those that `config` allows.
    pub fn train<'a>(
        lines: impl IntoIterator<Item = &'a str>,
        config: &VocabConfig,
        lowercase: bool,
    ) -> Self {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for line in lines {
            for span in split_words(line) {
                let word = fold_case(&line[span], lowercase);
                match counts.get_mut(word.as_ref()) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(word.into_owned(), 1);
                    }
                }
            }
        }
        WordTokenizer::new(Vocab::from_counts(counts, config), lowercase)
    }

    /// The words and their ids.
    pub fn vocab(&self) -> &Vocab {
        &self.vocab
    }

    /// Whether words are looked up in lower case.
    pub fn lowercase(&self) -> bool {
        self.lowercase
    }

    /// The id of one word, as it stands in a text.
    pub fn word_id(&self, word: &str) -> TokenId {
        self.vocab.id(&fold_case(word, self.lowercase))
    }

    /// The ids of `text`.
    pub fn encode_ids(&self, text: &str) -> Vec<TokenId> {
        split_words(text)
            .map(|span| self.word_id(&text[span]))
            .collect()
    }
}

/// The word in lower case, if that is asked for.
fn fold_case(word: &str, lowercase: bool) -> Cow<'_, str> {
    let lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if lowercase && !word.bytes().all(lower) {
        // Character by character, as Hugging Face does; `str::to_lowercase` knows a final sigma.
        Cow::Owned(word.chars().flat_map(char::to_lowercase).collect())
    } else {
        Cow::Borrowed(word)
    }
}

impl Tokenizer for WordTokenizer {
    /// An unknown word has the piece `<unk>`; its span still says where it stands.
    fn encode(&self, text: &str) -> Vec<Token> {
        split_words(text)
            .map(|span| {
                let id = self.word_id(&text[span.clone()]);
                let piece = self.vocab.words()[id as usize].clone();
                Token { id, piece, span }
            })
            .collect()
    }

    fn encode_into(&self, text: &str, ids: &mut Vec<TokenId>) {
        ids.extend(split_words(text).map(|span| self.word_id(&text[span])));
    }

    /// The words with a space between each two. How they were spaced in the text, and what an
    /// unknown word was, is lost.
    fn decode(&self, ids: &[TokenId]) -> String {
        let shown = |id: &&TokenId| ![SPECIAL.pad, SPECIAL.bos, SPECIAL.eos].contains(id);
        let words = ids
            .iter()
            .filter(shown)
            .filter_map(|&id| self.vocab.word(id));
        words.collect::<Vec<_>>().join(" ")
    }

    fn vocab_size(&self) -> usize {
        self.vocab.len()
    }

    fn piece(&self, id: TokenId) -> Option<&str> {
        self.vocab.word(id)
    }

    fn special(&self) -> SpecialTokens {
        SPECIAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        split_words(text).map(|span| &text[span]).collect()
    }

    #[test]
    fn the_rule() {
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("  \r\n\t"), [""; 0]);
        assert_eq!(words("the bear's book"), ["the", "bear", "'s", "book"]);
        assert_eq!(
            words("It’s Tom 's 'S'"),
            ["It", "’s", "Tom", "'s", "'S", "'"]
        );
        assert_eq!(
            words("don't l'été o'sullivan"),
            ["don't", "l'été", "o'sullivan"]
        );
        assert_eq!(
            words("'tis bears' ''"),
            ["'", "tis", "bears", "'", "'", "'"]
        );
        assert_eq!(
            words("3.14 1,000,000. a.b 2,b"),
            ["3.14", "1,000,000", ".", "a", ".", "b", "2", ",", "b"]
        );
        assert_eq!(
            words("twenty-two..."),
            ["twenty", "-", "two", ".", ".", "."]
        );
        assert_eq!(
            words("e\u{301}te\u{301}\u{301}s ok"),
            ["e\u{301}te\u{301}\u{301}s", "ok"]
        );
        assert_eq!(words("a🧸👩‍👩‍👧‍👦🇫🇷!"), ["a", "🧸", "👩‍👩‍👧‍👦", "🇫🇷", "!"]);
        assert_eq!(words("小熊读书。"), ["小熊读书", "。"]);
        assert_eq!(words(" \u{301}x"), [" \u{301}", "x"]);
        assert_eq!(words("a\u{a0}b\u{3000}c"), ["a", "b", "c"]);
    }

    #[test]
    fn unknown_words_case_and_decoding() {
        let config = VocabConfig {
            max_size: 8,
            min_count: 1,
        };
        let tokenizer = WordTokenizer::train(["Été été bear bear bear a a b"], &config, true);
        assert_eq!(tokenizer.vocab().words()[4..], ["bear", "a", "été", "b"]);
        assert_eq!(tokenizer.encode_ids("ÉTÉ Bear honey"), [6, 4, 1]);
        assert_eq!(tokenizer.decode(&[2, 6, 1, 4, 3, 0, 99]), "été <unk> bear");
        let cased = WordTokenizer::train(["Été été"], &config, false);
        assert_ne!(cased.word_id("Été"), cased.word_id("été"));
        assert_eq!(cased.word_id("ÉTÉ"), SPECIAL.unk);
    }
}
