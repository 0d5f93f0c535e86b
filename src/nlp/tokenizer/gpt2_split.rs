//! GPT-2's pre-tokenisation (Radford et al. 2019): text is cut into pieces, and merges never cross them.
//!
//! Its pattern, tried from left to right at each place:
//!
//! ```text
//! '(?:[sdmt]|ll|ve|re)     an English contraction's end
//!  ?\p{L}+                 letters, with the space before them
//!  ?\p{N}+                 digits and other numbers, likewise
//!  ?[^\s\p{L}\p{N}]+       signs, likewise
//! \s+$                     white space that ends the text
//! \s+(?!\S)                white space but for its last character, which may belong to what follows
//! \s                       that last character, if it is no space
//! ```
//!
//! Written out by hand here, since a regular-expression engine would be larger than the rest of the
//! tokenizer and several times slower.

use super::unicode_class::{ASCII, Class, class_of};

/// The pieces of `text`, which leave nothing out.
pub fn gpt2_pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        (start < text.len()).then(|| {
            at = piece_end(text, start);
            &text[start..at]
        })
    })
}

/// The end of the piece that starts at byte `start`, which is before the end of the text.
pub(super) fn piece_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (class, after) = class_at(text, start);
    match bytes[start] {
        b'\'' => match contraction(&bytes[after..]) {
            Some(length) => after + length,
            None => run_end(text, class, after),
        },
        b' ' if after < bytes.len() => match class_at(text, after) {
            (Class::Space, _) => space_end(text, start),
            (class, at) => run_end(text, class, at),
        },
        _ if class == Class::Space => space_end(text, start),
        _ => run_end(text, class, after),
    }
}

/// The length of the letters of a contraction after its apostrophe.
fn contraction(rest: &[u8]) -> Option<usize> {
    match rest {
        [b's' | b'd' | b'm' | b't', ..] => Some(1),
        [b'l', b'l', ..] | [b'v', b'e', ..] | [b'r', b'e', ..] => Some(2),
        _ => None,
    }
}

/// The end of a piece that begins with white space, not followed by its word.
fn space_end(text: &str, start: usize) -> usize {
    let (mut last, mut end) = (start, start);
    while end < text.len() {
        match class_at(text, end) {
            (Class::Space, next) => (last, end) = (end, next),
            // Of two or more the last is left to what follows; a single one stands alone.
            _ => return if last > start { last } else { end },
        }
    }
    end
}

/// The end of the characters of `class` from `at` on.
fn run_end(text: &str, class: Class, mut at: usize) -> usize {
    while at < text.len() {
        match class_at(text, at) {
            (next, after) if next == class => at = after,
            _ => break,
        }
    }
    at
}

/// The class (to this pattern a mark is a sign) and the end of the character at `at`.
fn class_at(text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() {
        return (ASCII[usize::from(byte)], at + 1);
    }
    match text[at..].chars().next() {
        Some(char) => match class_of(char) {
            Class::Mark => (Class::Other, at + char.len_utf8()),
            class => (class, at + char.len_utf8()),
        },
        None => (Class::Other, at + 1),
    }
}

/// One bit (the highest) for each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// The same for sixteen.
const HIGH_16: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
/// One in each of eight bytes.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The commonest pieces, found sixteen bytes at a time without a loop: ASCII letters, digits or signs with or
/// without a space before them, and an ASCII character after them, all within the 16 bytes that begin there.
/// The length, from 1 to 15, or `None` for any other piece.
#[inline(always)]
pub(super) fn short_ascii_piece(window: u128) -> Option<usize> {
    let space = usize::from(window as u8 == b' ');
    let (low, high) = (window as u64, (window >> 64) as u64);
    let letters = sixteen(letters(low), letters(high));
    let first = 0x80 << (8 * space);
    let run = if letters & first != 0 {
        letters
    } else {
        if window as u8 == b'\'' {
            return None; // may be a contraction
        }
        let digits = sixteen(digits(low), digits(high));
        if digits & first != 0 {
            digits
        } else {
            !(letters | digits | sixteen(spaces(low), spaces(high)) | window) & HIGH_16
        }
    };
    let run = run | ((space as u128) << 7);
    let length = ((!run & HIGH_16).trailing_zeros() / 8) as usize; // 16 if all are of this class
    let next = (window >> ((length * 8) & 127)) as u8;
    (length < 16 && length > space && next.is_ascii()).then_some(length)
}

fn sixteen(low: u64, high: u64) -> u128 {
    u128::from(low) | (u128::from(high) << 64)
}

/// The high bit of each byte that is an ASCII letter.
#[inline(always)]
fn letters(bytes: u64) -> u64 {
    between(bytes | (0x20 * ONES), b'a', b'z')
}

/// The high bit of each byte that is an ASCII digit.
#[inline(always)]
fn digits(bytes: u64) -> u64 {
    between(bytes, b'0', b'9')
}

/// The high bit of each byte that is ASCII white space.
#[inline(always)]
fn spaces(bytes: u64) -> u64 {
    between(bytes, b' ', b' ') | between(bytes, b'\t', b'\r')
}

/// The high bit of each ASCII byte from `first` to `last`.
#[inline(always)]
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    // 0x80 is reached from `first` on, and from the character after `last` on; no carry leaves a byte.
    let ascii = bytes & !HIGH;
    let from_first = ascii + u64::from(0x80 - first) * ONES;
    let past_last = ascii + u64::from(0x80 - last - 1) * ONES;
    from_first & !past_last & !bytes & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::rng::Rng;

    fn pieces(text: &str) -> Vec<&str> {
        gpt2_pieces(text).collect()
    }

    #[test]
    fn the_pattern() {
        assert_eq!(pieces(""), [""; 0]);
        assert_eq!(
            pieces("A cute bear's 2 books!"),
            ["A", " cute", " bear", "'s", " 2", " books", "!"]
        );
        assert_eq!(
            pieces("'sure 'll 'S we'd've'"),
            ["'s", "ure", " '", "ll", " '", "S", " we", "'d", "'ve", "'"]
        );
        assert_eq!(
            pieces("a  b\n\n c \t"),
            ["a", " ", " b", "\n\n", " c", " \t"]
        );
        assert_eq!(
            pieces("a\u{a0}\u{a0}b\nc"),
            ["a", "\u{a0}", "\u{a0}", "b", "\n", "c"]
        );
        assert_eq!(pieces("   "), ["   "]);
        assert_eq!(pieces("x٣½Ⅷ e\u{301}t"), ["x", "٣½Ⅷ", " e", "\u{301}", "t"]);
        assert_eq!(pieces("été!🧸? 熊"), ["été", "!🧸?", " 熊"]);
        assert_eq!(pieces("'' don''t"), ["''", " don", "''", "t"]);
    }

    #[test]
    fn the_short_cut_finds_the_same_pieces() {
        let mut rng = Rng::new(1);
        let alphabet = [
            "a", "Z", "m", "e", "r", " ", " ", "'", "9", "é", "@", "[", "`", "/", "\n", "0", ":",
            "\u{b}", "\u{1f}", "\u{7f}",
        ];
        let mut found = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..24 {
                let mostly_letters = if rng.below(2) == 0 { 5 } else { 20 };
                text.push_str(alphabet[rng.below(mostly_letters)]);
            }
            let window = u128::from_le_bytes(text.as_bytes()[..16].try_into().unwrap());
            if let Some(length) = short_ascii_piece(window) {
                assert_eq!(length, piece_end(&text, 0), "{text:?}");
                found += 1;
            }
        }
        assert!(found > 5_000);
        let window = |text: &[u8; 16]| short_ascii_piece(u128::from_le_bytes(*text));
        assert_eq!(window(b" abcdefghijklmn."), Some(15));
        assert_eq!(window(b"abcdefghijklmnop"), None);
        assert_eq!(window(b"  bcdefghijklmn."), None);
        assert_eq!(window(b" 2024-11-25 ?!  "), Some(5));
        assert_eq!(window(b"?!...'s a bear  "), Some(6));
        assert_eq!(window(b"'s a bear reads "), None);
    }
}
