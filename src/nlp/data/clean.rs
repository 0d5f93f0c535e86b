//! What a pair of a public corpus goes through before it is used.
//!
//! 1. [`normalise`] writes each side in one way: ordinary spaces and quotes, `...` for `…`.
//! 2. [`normalise_french`] also puts one space before `?` and `!`, as French does.
//! 3. [`fault`] names what is wrong with a pair; [`is_clean`] keeps those with nothing wrong.

use super::corpus::Pair;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that no example of ours should contain: one a line, in two sections.
const VULGAR: &str = include_str!("../../../data/vulgar.txt");

/// The longest side that is kept, in words.
pub const MAX_WORDS: usize = 60;

/// A side may have [`MAX_RATIO`] times the words of the other, and [`SLACK`] more: short sentences
/// differ a lot (*Fire!*, *Il y a le feu !*) and are still right.
pub const MAX_RATIO: f64 = 2.0;
/// See [`MAX_RATIO`].
pub const SLACK: usize = 5;

/// Why a pair is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    Empty,
    TooLong,
    /// One side has far more words than the other.
    OddRatio,
    Vulgar,
}

/// One way of writing, for either language.
///
/// * U+00A0, U+202F, U+2009 and other spaces become an ordinary one; runs of white space become
///   one space; the ends are trimmed;
/// * `’` and `‘` become `'`; `“ ”` and `« »` become `"`, and the space inside them goes;
/// * `…` becomes `...`; soft hyphens, zero-width characters and byte order marks go.
///
/// ```
/// use teddy_reads::nlp::data::clean::normalise;
/// assert_eq!(normalise("«\u{a0}C’est l’ours\u{202f}!\u{a0}» dit-il…"), "\"C'est l'ours !\" dit-il...");
/// ```
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '’' | '‘' => plain.push('\''),
            '“' | '„' => plain.push('"'),
            '”' => plain.push('"'),
            // A space beside these is inside the quotation.
            '«' => plain.push('\u{1}'),
            '»' => plain.push('\u{2}'),
            '…' => plain.push_str("..."),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    let plain = plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    plain
        .replace("\u{1} ", "\"")
        .replace(" \u{2}", "\"")
        .replace(['\u{1}', '\u{2}'], "\"")
}

/// [`normalise`], and one space before each `?` and `!` (or run of them).
///
/// ```
/// use teddy_reads::nlp::data::clean::normalise_french;
/// assert_eq!(normalise_french("Ça va?"), "Ça va ?");
/// assert_eq!(normalise_french("Quoi\u{202f}?!"), "Quoi ?!");
/// ```
pub fn normalise_french(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    for c in normalise(text).chars() {
        let inside = spaced.ends_with([' ', '?', '!', '"', '(', '\'']) || spaced.is_empty();
        if matches!(c, '?' | '!') && !inside {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    spaced
}

/// Both sides normalised, each as its language is written.
pub fn clean_pair(pair: &Pair) -> Pair {
    Pair {
        src: normalise(&pair.src),
        tgt: normalise_french(&pair.tgt),
    }
}

/// What is wrong with a pair, if anything.
pub fn fault(pair: &Pair) -> Option<Fault> {
    let (n, m) = (count_words(&pair.src), count_words(&pair.tgt));
    let (few, many) = (n.min(m), n.max(m));
    if few == 0 {
        Some(Fault::Empty)
    } else if many > MAX_WORDS {
        Some(Fault::TooLong)
    } else if many as f64 > MAX_RATIO * few as f64 + SLACK as f64 {
        Some(Fault::OddRatio)
    } else if is_vulgar_english(&pair.src) || is_vulgar_french(&pair.tgt) {
        Some(Fault::Vulgar)
    } else {
        None
    }
}

/// Whether a pair can be used and shown.
pub fn is_clean(pair: &Pair) -> bool {
    fault(pair).is_none()
}

/// Whether an English text has a word of the list: *bite* is fine here, *Scunthorpe* too.
pub fn is_vulgar_english(text: &str) -> bool {
    static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| listed("[en]"));
    has_word_of(text, &LISTED)
}

/// Whether a French text has a word of the list: *pique-nique* is one word, and fine.
pub fn is_vulgar_french(text: &str) -> bool {
    static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| listed("[fr]"));
    has_word_of(text, &LISTED)
}

/// The list's section for a language.
fn listed(language: &str) -> HashSet<&'static str> {
    let mut section = VULGAR.lines().skip_while(|line| *line != language);
    section.next();
    section.take_while(|line| !line.starts_with('[')).collect()
}

fn has_word_of(text: &str, list: &HashSet<&str>) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic() && c != '-');
    words.any(|word| list.contains(word))
}

/// Words between spaces that hold a letter or a digit, so that a French ` !` counts for nothing.
fn count_words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}
