//! What a word looks like, for a tagger that meets names it has never seen.
//!
//! A name that is in no vocabulary still begins with a capital, and *-ville* or *-sson* still end it. Three numbers
//! say so, each a row of a small embedding matrix of its own (Huang, Xu and Yu 2015 use the same features):
//!
//! * the shape: capitals, digits, an initial … ([`Shape`]);
//! * the first and the last [`AFFIX`] characters in lower case, hashed into [`BUCKETS`] rows. Two affixes may share
//!   a row: with some thousand affixes that matters little, and no list of them need be shipped.

use super::split::fnv1a;

/// How many characters an affix has.
pub const AFFIX: usize = 3;
/// How many rows affixes are hashed into.
pub const BUCKETS: usize = 1024;

/// What kind of characters a word is made of. The discriminant is the row of the embedding matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Nothing of the below: punctuation, emoji.
    Other = 0,
    /// *teddy*, *well-known*
    Lower,
    /// *Teddy*
    Capitalised,
    /// *NASA*
    Capitals,
    /// *J*
    Initial,
    /// *iPhone*, *McDonald*
    Mixed,
    /// *1984*, *3.14*
    Number,
    /// *B2B*, *1st*
    WithDigits,
}

impl Shape {
    /// How many shapes there are.
    pub const COUNT: usize = 8;

    /// The shape of a word.
    pub fn of(word: &str) -> Self {
        let has = |test: fn(char) -> bool| word.chars().any(test);
        let letters = word.chars().filter(|c| c.is_alphabetic());
        let (n_letters, n_capitals) = letters.fold((0, 0), |(n, capitals), c| {
            (n + 1, capitals + usize::from(c.is_uppercase()))
        });
        let first_is_capital = word.chars().next().is_some_and(char::is_uppercase);
        if has(char::is_numeric) {
            if n_letters == 0 {
                Shape::Number
            } else {
                Shape::WithDigits
            }
        } else if n_letters == 0 {
            Shape::Other
        } else if n_capitals == 0 {
            Shape::Lower
        } else if n_letters == 1 {
            Shape::Initial
        } else if n_capitals == n_letters {
            Shape::Capitals
        } else if n_capitals == 1 && first_is_capital {
            Shape::Capitalised
        } else {
            Shape::Mixed
        }
    }
}

/// The rows of a word in the matrices of shapes, of beginnings and of ends.
///
/// ```
/// use teddy_reads::nlp::data::word_features::word_features;
/// let [shape, prefix, suffix] = word_features("Nashville");
/// assert_eq!(suffix, word_features("Louisville")[2]);
/// assert_eq!(prefix, word_features("nasty")[1]);
/// assert_eq!(shape, word_features("Teddy")[0]);
/// ```
pub fn word_features(word: &str) -> [u32; 3] {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let n = lower.len().min(AFFIX);
    // The seeds keep "the" as a beginning and "the" as an end in different places.
    let bucket = |affix: &[char], seed| {
        let affix: String = affix.iter().collect();
        (fnv1a(&affix, seed) % BUCKETS as u64) as u32
    };
    [
        Shape::of(word) as u32,
        bucket(&lower[..n], 1),
        bucket(&lower[lower.len() - n..], 2),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (word, shape) in [
            ("teddy", Shape::Lower),
            ("well-known", Shape::Lower),
            ("'s", Shape::Lower),
            ("Teddy", Shape::Capitalised),
            ("Élodie", Shape::Capitalised),
            ("Jean-luc", Shape::Capitalised),
            ("NASA", Shape::Capitals),
            ("J.", Shape::Initial),
            ("I", Shape::Initial),
            ("iPhone", Shape::Mixed),
            ("McDonald", Shape::Mixed),
            ("1984", Shape::Number),
            ("1,000.5", Shape::Number),
            ("1st", Shape::WithDigits),
            ("...", Shape::Other),
            ("🧸", Shape::Other),
            ("", Shape::Other),
            ("小熊", Shape::Lower),
        ] {
            assert_eq!(Shape::of(word), shape, "{word:?}");
        }
        assert_eq!(Shape::WithDigits as usize + 1, Shape::COUNT);
    }

    #[test]
    fn affixes_stay_inside_their_matrix() {
        for word in [
            "",
            "a",
            "ab",
            "İstanbul",
            "👩‍👩‍👧‍👦",
            "antidisestablishmentarianism",
        ] {
            let [shape, prefix, suffix] = word_features(word);
            assert!((shape as usize) < Shape::COUNT);
            assert!((prefix as usize) < BUCKETS && (suffix as usize) < BUCKETS);
        }
        assert_ne!(word_features("the")[1], word_features("the")[2]);
    }
}
