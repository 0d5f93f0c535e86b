//! The tokeniser of WMT's `mteval-v13a.pl`, as `sacrebleu` writes it: the one BLEU is defined with.
//!
//! It splits off punctuation and symbols of ASCII, keeps `1,000.5` and `can't` and `well-known`
//! together, and leaves every other script alone (a Chinese sentence is one token).
//!
//! # Why bytes
//!
//! Every rule looks only for ASCII characters and at one neighbour, of which it asks only "is it an
//! ASCII digit?". In UTF-8 no byte of a longer character is ASCII, so a pass over bytes decides the
//! same as sacrebleu's pass over code points, and blanks are put in beside ASCII characters only:
//! the result is still UTF-8.

/// Splits `line` into the tokens that BLEU counts.
///
/// Equal to `Tokenizer13a()(line).split()` of sacrebleu 2.6.
///
/// ```
/// use teddy_reads::nlp::metrics::tokenize_13a;
/// assert_eq!(tokenize_13a("He paid $1,000.5, didn't he?"),
///            ["He", "paid", "$", "1,000.5", ",", "didn't", "he", "?"]);
/// assert_eq!(tokenize_13a("Tom &amp; Jerry, 1990-2000."),
///            ["Tom", "&", "Jerry", ",", "1990", "-", "2000", "."]);
/// ```
pub fn tokenize_13a(line: &str) -> Vec<String> {
    let spaced = space_out(line);
    split_python(&spaced).map(str::to_owned).collect()
}

/// `line` with blanks around every token: the five steps of the tokeniser short of the last split.
pub(super) fn space_out(line: &str) -> String {
    let line = replace_entities(line);

    // self._post_tokenizer(f' {line} ')
    let mut bytes = Vec::with_capacity(line.len() * 2 + 2);
    bytes.push(b' ');
    split_symbols(line.as_bytes(), &mut bytes);
    bytes.push(b' ');
    let mut next = Vec::with_capacity(bytes.len() * 2);

    split_point_after_non_digit(&bytes, &mut next);
    bytes.clear();
    split_point_before_non_digit(&next, &mut bytes);
    next.clear();
    split_dash_after_digit(&bytes, &mut next);
    String::from_utf8(next).expect("blanks were put in beside ASCII characters only")
}

/// What Python's `str.split()` and `str.rstrip()` take for white space: that of Unicode, and the
/// four ASCII separators U+001C to U+001F.
pub(super) fn is_python_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Python's `line.split()`.
pub(super) fn split_python(line: &str) -> impl Iterator<Item = &str> {
    line.split(is_python_space).filter(|word| !word.is_empty())
}

/// ```python
/// line = line.replace('<skipped>', '')
/// line = line.replace('-\n', '')
/// line = line.replace('\n', ' ')
/// if '&' in line:
///     line = line.replace('&quot;', '"')
///     line = line.replace('&amp;', '&')
///     line = line.replace('&lt;', '<')
///     line = line.replace('&gt;', '>')
/// ```
/// One after the other: `&amp;lt;` becomes `<`, but `&amp;quot;` becomes `&quot;`.
fn replace_entities(line: &str) -> String {
    const REPLACEMENTS: [(&str, &str); 7] = [
        ("<skipped>", ""),
        ("-\n", ""),
        ("\n", " "),
        ("&quot;", "\""),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ];
    let mut line = line.to_owned();
    // Each pattern begins with one of these, so most lines need no search at all.
    if line.contains(['<', '-', '\n', '&']) {
        for (from, to) in REPLACEMENTS {
            if line.contains(from) {
                line = line.replace(from, to);
            }
        }
    }
    line
}

/// `re.sub(r'([\{-\~\[-\` -\&\(-\+\:-\@\/])', r' \1 ', line)`
///
/// The class is five ranges of ASCII and the slash: all its punctuation but `'`, `,`, `-`, `.`.
fn split_symbols(line: &[u8], out: &mut Vec<u8>) {
    for &byte in line {
        match byte {
            // A blank is in the class too; three blanks for one make no difference to any later
            // rule, all of which only ask whether a neighbour is a digit.
            b' ' => out.push(b' '),
            b'{'..=b'~' | b'['..=b'`' | b'!'..=b'&' | b'('..=b'+' | b':'..=b'@' | b'/' => {
                out.extend([b' ', byte, b' ']);
            }
            _ => out.push(byte),
        }
    }
}

/// `re.sub(r'([^0-9])([\.,])', r'\1 \2 ', line)`: point and comma unless preceded by a digit.
///
/// A match takes both characters, so in `a..` the second point has no predecessor left to match
/// with. (The next rule usually mends that.)
fn split_point_after_non_digit(line: &[u8], out: &mut Vec<u8>) {
    let mut rest = line;
    while let [first, tail @ ..] = rest {
        match tail {
            [point @ (b'.' | b','), after @ ..] if !first.is_ascii_digit() => {
                out.extend([*first, b' ', *point, b' ']);
                rest = after;
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
}

/// `re.sub(r'([\.,])([^0-9])', r' \1 \2', line)`: point and comma unless followed by a digit.
fn split_point_before_non_digit(line: &[u8], out: &mut Vec<u8>) {
    let mut rest = line;
    while let [first, tail @ ..] = rest {
        match tail {
            [next, after @ ..] if matches!(first, b'.' | b',') && !next.is_ascii_digit() => {
                out.extend([b' ', *first, b' ', *next]);
                rest = after;
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
}

/// `re.sub(r'([0-9])(-)', r'\1 \2 ', line)`: the dash when preceded by a digit.
fn split_dash_after_digit(line: &[u8], out: &mut Vec<u8>) {
    let mut after_digit = false;
    for &byte in line {
        if byte == b'-' && after_digit {
            out.extend(b" - ");
        } else {
            out.push(byte);
        }
        after_digit = byte.is_ascii_digit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(line: &str) -> String {
        tokenize_13a(line).join(" ")
    }

    #[test]
    fn numbers_stay_whole_and_dashes_after_digits_do_not() {
        assert_eq!(joined("1,000.5"), "1,000.5");
        assert_eq!(joined("1,000.5."), "1,000.5 .");
        assert_eq!(joined("v.2 a.b .5"), "v . 2 a . b . 5");
        assert_eq!(joined("10-12 x-ray -3"), "10 - 12 x-ray -3");
    }

    #[test]
    fn a_match_consumes_its_neighbour() {
        // From sacrebleu: the pairs (a .) (. .) are matched left to right without overlap.
        assert_eq!(joined("a..."), "a . . .");
        assert_eq!(joined("5..5"), "5 . . 5");
        assert_eq!(joined("5.,5"), "5 . , 5");
    }

    #[test]
    fn entities_are_replaced_in_turn() {
        assert_eq!(joined("&amp;lt; &amp;quot;"), "< & quot ;");
        assert_eq!(joined("a<skipped>b-\nc\nd"), "abc d");
    }

    #[test]
    fn other_scripts_are_left_alone() {
        assert_eq!(joined("今天天气很好。"), "今天天气很好。");
        assert_eq!(joined("«\u{a0}Ça va\u{202f}?\u{a0}»"), "« Ça va ? »");
    }
}
