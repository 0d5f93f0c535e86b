//! Token pieces as labels: how wide they are, how they are cut, how they are escaped.
//!
//! No font is measured: a width is the sum of a typical advance per character class of a sans-serif face, which errs on
//! the wide side. Good enough to leave room and to cut; the browser sets the glyphs.

use unicode_segmentation::UnicodeSegmentation;

/// The mark that tokenizers put where a space stood (U+2581).
pub const SPACE_MARK: char = '▁';

/// Estimated width of `text` in units of the font size.
pub fn width_em(text: &str) -> f64 {
    text.graphemes(true).map(grapheme_em).sum()
}

fn grapheme_em(grapheme: &str) -> f64 {
    match grapheme.chars().next().unwrap_or(' ') {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '!' | '|' => 0.30,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | ' ' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.90,
        '<' | '>' => 0.84,
        'A'..='Z' | '_' | '…' => 0.68,
        c if c.is_ascii() => 0.56,
        c if (c as u32) < 0x1100 => 0.60,
        SPACE_MARK => 0.62,
        _ => 1.0, // CJK, emoji
    }
}

/// `text` if it fits into `max_em` font sizes, else its beginning and `…`; cut between graphemes.
pub fn ellipsis(text: &str, max_em: f64) -> String {
    if width_em(text) <= max_em {
        return text.to_string();
    }
    let room = max_em - width_em("…");
    let mut out = String::new();
    let mut used = 0.0;
    for grapheme in text.graphemes(true) {
        used += grapheme_em(grapheme);
        if used > room && !out.is_empty() {
            break;
        }
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

/// The piece without its space mark, for reading out: `▁bear` is `bear`. A lone mark stays.
pub fn spoken(piece: &str) -> &str {
    match piece.strip_prefix(SPACE_MARK) {
        Some(rest) if !rest.is_empty() => rest,
        _ => piece,
    }
}

/// True for `<s>`, `</s>`, `<pad>`, `<unk>` and the like, not for byte tokens (`<0xF0>`).
pub fn is_special(piece: &str) -> bool {
    piece.len() > 2 && piece.starts_with('<') && piece.ends_with('>') && !piece.starts_with("<0x")
}

/// Text for XML content and attributes. Characters that XML 1.0 forbids become U+FFFD.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The piece as SVG text content: its space mark faint, everything escaped.
pub fn svg_piece(piece: &str) -> String {
    match piece.strip_prefix(SPACE_MARK) {
        Some(rest) => {
            format!(
                "<tspan fill-opacity=\"0.4\">{SPACE_MARK}</tspan>{}",
                escape(rest)
            )
        }
        None => escape(piece),
    }
}
