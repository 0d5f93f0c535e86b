//! How GPT-2 writes bytes as visible characters.
//!
//! Its files spell a token with one character a byte. The 188 bytes that Latin-1 prints (`!` to `~`, `¡` to `¬`,
//! `®` to `ÿ`) stand for themselves; the other 68, in their order, are U+0100, U+0101, …: a space is `Ġ`,
//! a line feed `Ċ`.

/// `true` for a byte that stands for itself.
const fn is_visible(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF)
}

/// The character of each byte.
pub(super) const CHARS: [char; 256] = {
    let mut chars = ['\0'; 256];
    let (mut byte, mut next) = (0, 0x100);
    while byte < 256 {
        let code = if is_visible(byte as u8) {
            byte as u32
        } else {
            next += 1;
            next - 1
        };
        chars[byte] = match char::from_u32(code) {
            Some(char) => char,
            None => unreachable!(),
        };
        byte += 1;
    }
    chars
};

/// The visible spelling of `bytes`.
pub fn to_visible(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| CHARS[usize::from(byte)]).collect()
}

/// The bytes of a visible spelling; the first character that spells none, if there is one.
pub fn from_visible(piece: &str) -> Result<Vec<u8>, char> {
    piece
        .chars()
        .map(|char| byte_of(char).ok_or(char))
        .collect()
}

fn byte_of(char: char) -> Option<u8> {
    let code = char as u32;
    match u8::try_from(code) {
        Ok(byte) => is_visible(byte).then_some(byte),
        // The hidden bytes are 0x00 to 0x20, 0x7F to 0xA0, and 0xAD.
        Err(_) => match code - 0x100 {
            hidden @ 0..0x21 => Some(hidden as u8),
            hidden @ 0x21..0x43 => Some((hidden - 0x21 + 0x7F) as u8),
            0x43 => Some(0xAD),
            _ => None,
        },
    }
}

/// The bytes in the order of their characters.
pub(super) fn bytes_by_char() -> [u8; 256] {
    let mut bytes: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    bytes.sort_unstable_by_key(|&byte| CHARS[usize::from(byte)]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for byte in 0..=u8::MAX {
            assert_eq!(from_visible(&to_visible(&[byte])), Ok(vec![byte]));
        }
        assert_eq!(to_visible(" the\n été".as_bytes()), "ĠtheĊĠÃ©tÃ©");
        assert_eq!(from_visible("a b"), Err(' '));
        assert_eq!(from_visible("\u{144}"), Err('\u{144}'));
        assert_eq!(from_visible("\u{ad}"), Err('\u{ad}'));
        let order = bytes_by_char();
        assert_eq!(
            (order[0], order[187], order[188], order[255]),
            (b'!', 0xFF, 0, 0xAD)
        );
    }
}
