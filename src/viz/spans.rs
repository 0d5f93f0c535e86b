//! A text cut along the spans of its tokens.

use std::ops::Range;

/// A part of the text, and which span it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    pub span: Option<usize>,
    pub text: &'a str,
}

/// All of `text`, in order. Empty spans are left out; spans that overlap what is already cut, lie outside, or fall
/// between the bytes of a character (byte tokens) lend their bytes to their neighbours.
pub fn segments<'a>(text: &'a str, spans: &[Range<usize>]) -> Vec<Segment<'a>> {
    let mut out = Vec::new();
    let mut done = 0;
    for (index, span) in spans.iter().enumerate() {
        let fits = span.start >= done
            && span.start < span.end
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end);
        if !fits {
            continue;
        }
        push(&mut out, None, &text[done..span.start]);
        push(&mut out, Some(index), &text[span.clone()]);
        done = span.end;
    }
    push(&mut out, None, &text[done..]);
    out
}

fn push<'a>(out: &mut Vec<Segment<'a>>, span: Option<usize>, text: &'a str) {
    if !text.is_empty() {
        out.push(Segment { span, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, spans: &[Range<usize>]) -> String {
        let one = |s: Segment| match s.span {
            Some(i) => format!("[{i}:{}]", s.text),
            None => s.text.to_owned(),
        };
        segments(text, spans).into_iter().map(one).collect()
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init)]
    fn nothing_is_lost_and_nothing_panics() {
        assert_eq!(
            cut("a bear.", &[0..0, 0..1, 1..6, 6..7]),
            "[1:a][2: bear][3:.]"
        );
        assert_eq!(cut("a bear", &[2..6]), "a [0:bear]");
        assert_eq!(cut("é", &[0..1, 1..2]), "é");
        assert_eq!(cut("ab", &[1..2, 0..1, 5..9]), "a[0:b]");
        assert_eq!(cut("", &[]), "");
    }
}
