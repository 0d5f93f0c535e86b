//! Letters, numbers, marks and white space as regular expressions know them.
//!
//! GPT-2 cuts text by the pattern classes `\p{L}`, `\p{N}` and `\s`. The methods of `char` answer other
//! questions (`is_alphabetic` also holds for `ⓐ` and for many marks, which are no `\p{L}`), so the classes
//! stand in a table.

use super::unicode_table::BORDERS;

/// The class of a character, by its Unicode general category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Other,
    /// `\p{L}`
    Letter,
    /// `\p{N}`
    Number,
    /// `\s`: the property White_Space
    Space,
    /// `\p{M}`: accents and vowel signs that belong to the letter before them
    Mark,
}

/// The class of `char`.
pub(super) fn class_of(char: char) -> Class {
    let code = char as u32;
    if code < 0x80 {
        return ASCII[code as usize];
    }
    if (0x4E00..0xA000).contains(&code) || (0xAC00..0xD7A4).contains(&code) {
        return Class::Letter; // Chinese, Japanese and Korean text, without a search
    }
    by_table(code)
}

fn by_table(code: u32) -> Class {
    let at = BORDERS.partition_point(|&border| border >> 3 <= code);
    match at.checked_sub(1).map_or(0, |before| BORDERS[before] & 7) {
        1 => Class::Letter,
        2 => Class::Number,
        3 => Class::Space,
        4 => Class::Mark,
        _ => Class::Other,
    }
}

/// The classes of the ASCII characters.
pub(super) const ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Number,
            b'\t'..=b'\r' | b' ' => Class::Space,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The short cuts agree with the table, white space with the standard library, and the totals
    /// are those of Unicode 16 (UnicodeData: 141,028 letters, 1,911 numbers, 2,501 marks).
    #[test]
    fn short_cuts_and_totals() {
        let mut totals = [0; 5];
        for char in '\0'..=char::MAX {
            let class = class_of(char);
            assert_eq!(class, by_table(char as u32), "{char:?}");
            assert_eq!(class == Class::Space, char.is_whitespace(), "{char:?}");
            totals[class as usize] += 1;
        }
        assert_eq!(totals[1..], [141_028, 1_911, 25, 2_501]);
    }

    #[test]
    fn where_the_standard_library_differs() {
        for (char, class) in [
            ('ⓐ', Class::Other),
            ('Ⅷ', Class::Number),
            ('½', Class::Number),
            ('\u{93E}', Class::Mark), // DEVANAGARI VOWEL SIGN AA
            ('々', Class::Letter),
            ('ª', Class::Letter),
            ('🧸', Class::Other),
        ] {
            assert_eq!(class_of(char), class, "{char:?}");
        }
    }
}
