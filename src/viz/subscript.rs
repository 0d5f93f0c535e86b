//! Names with subscripts in running text: `d_k`, `d_model`, `W_O`, and the transposed `QKᵀ`, whose raised letter not
//! every bold face has.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Sub(String),
    Sup(String),
}

/// Takes `text` apart.
///
/// ```
/// use teddy_reads::viz::subscript::{Piece, pieces};
/// let text = |t: &str| Piece::Text(t.into());
/// assert_eq!(pieces("÷ √d_k?"), [text("÷ √d"), Piece::Sub("k".into()), text("?")]);
/// assert_eq!(pieces("QKᵀ"), [text("QK"), Piece::Sup("T".into())]);
/// assert_eq!(pieces("a _ b"), [text("a _ b")]);
/// ```
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after_name = plain.chars().last().is_some_and(char::is_alphanumeric);
        let before_name = rest.peek().is_some_and(char::is_ascii_alphanumeric);
        let piece = match c {
            'ᵀ' => Piece::Sup("T".into()),
            '_' if after_name && before_name => {
                let mut below = String::new();
                while let Some(c) = rest.next_if(char::is_ascii_alphanumeric) {
                    below.push(c);
                }
                Piece::Sub(below)
            }
            _ => {
                plain.push(c);
                continue;
            }
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(piece);
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}
