//! The two forms in which GPT-2's tokenizer is handed on.
//!
//! * `vocab.json` (or `encoder.json`), an object from piece to id, with `merges.txt` (or `vocab.bpe`), a pair of
//!   pieces a line, the most frequent first;
//! * `.tiktoken`: `base64(bytes) id` a line, where any two neighbours whose bytes together are a token merge,
//!   the token of lowest id first.
//!
//! Both are parsed strictly: a broken file is refused with its line, or the piece at fault.

use super::TokenId;
use super::byte_alphabet::from_visible;
use super::byte_level::{ByteLevelBpe, ByteVocab, Merges, bad};
use crate::nlp::error::{NlpError, Result};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// The special token that a file without one gets, after its last id, as in GPT-2.
pub(super) const END_OF_TEXT: &str = "<|endoftext|>";

impl ByteLevelBpe {
    /// Reads the text of a vocabulary and of its merges.
    ///
    /// A piece that is neither a byte nor the result of a merge is a special token: the files do not say more.
    ///
    /// # Errors
    /// [`NlpError::BadLine`] with the line of `merges.txt`, [`NlpError::BadFile`] with the place of broken JSON
    /// or the piece at fault.
    pub fn from_vocab_and_merges(vocab: &str, merges: &str) -> Result<Self> {
        let vocab: HashMap<String, u64> = serde_json::from_str::<UniqueKeys>(vocab)
            .map_err(|error| bad(format!("vocab.json: {error}")))?
            .0;
        let mut pairs = Vec::new();
        for (number, line) in (1..).zip(merges.lines()) {
            if line.is_empty() || (number == 1 && line.starts_with("#version")) {
                continue;
            }
            match line.split_once(' ') {
                Some((left, right))
                    if ![left, right]
                        .iter()
                        .any(|p| p.is_empty() || p.contains(' ')) =>
                {
                    pairs.push((left.to_owned(), right.to_owned(), number));
                }
                _ => {
                    let why = format!("{} is not two pieces", shown(line));
                    return Err(NlpError::BadLine { line: number, why });
                }
            }
        }
        let at_line = |(_, _, line): &(String, String, usize), why: String| NlpError::BadLine {
            line: *line,
            why: format!("merges: {why}"),
        };
        let results = pairs
            .iter()
            .map(|(left, right, _)| format!("{left}{right}"));
        let merged: HashSet<String> = results.collect();
        let is_special = |piece: &str| !merged.contains(piece) && piece.chars().count() != 1;
        Self::from_pieces(vocab, &pairs, is_special, at_line)
    }

    /// The tokenizer of pieces with their ids and of merges, each with something that tells where it stood.
    pub(super) fn from_pieces<P>(
        vocab: HashMap<String, u64>,
        merges: &[(String, String, P)],
        is_special: impl Fn(&str) -> bool,
        at: impl Fn(&(String, String, P), String) -> NlpError,
    ) -> Result<Self> {
        let mut tokens = Slots::new(vocab.len());
        let mut specials = Vec::new();
        let mut ids = HashMap::with_capacity(vocab.len());
        for (piece, &id) in &vocab {
            let bytes = if is_special(piece) {
                Vec::new()
            } else {
                from_visible(piece).map_err(|char| {
                    bad(format!(
                        "vocabulary: piece {piece:?}: {char:?} spells no byte"
                    ))
                })?
            };
            let id = tokens
                .put(id, bytes)
                .map_err(|why| bad(format!("vocabulary: piece {piece:?}: {why}")))?;
            if is_special(piece) {
                specials.push((piece.clone(), id));
            }
            ids.insert(piece.as_str(), id);
        }
        specials.sort_by_key(|&(_, id)| id);
        let mut pairs = Vec::with_capacity(merges.len());
        let mut seen = HashSet::with_capacity(merges.len());
        for merge in merges {
            let (left, right, _) = merge;
            let known = |piece: &str| match ids.get(piece) {
                Some(&id) if !is_special(piece) => Ok(id),
                Some(_) => Err(at(merge, format!("special token {piece:?} does not merge"))),
                None => Err(at(merge, format!("{piece:?} is not in the vocabulary"))),
            };
            let pair = (known(left)?, known(right)?);
            known(&format!("{left}{right}"))?;
            if !seen.insert(pair) {
                return Err(at(merge, format!("{left:?} + {right:?} is given twice")));
            }
            pairs.push(pair);
        }
        let (tokens, specials) = tokens.finish(specials);
        Self::from_parts(ByteVocab::new(tokens, specials)?, Merges::Listed(pairs))
    }

    /// Reads the text of a `.tiktoken` file. `specials` are not in the file; without any, the token
    /// `<|endoftext|>` follows the last one, as in GPT-2.
    ///
    /// # Errors
    /// [`NlpError::BadLine`] with the line that is at fault, [`NlpError::BadFile`] if a byte has no token, or a
    /// special token's id is taken.
    pub fn from_tiktoken(text: &str, specials: &[(&str, TokenId)]) -> Result<Self> {
        let mut tokens = Slots::new(text.lines().count());
        let mut lines: HashMap<Vec<u8>, usize> = HashMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let fail = |why: String| NlpError::BadLine { line: number, why };
            if line.is_empty() {
                continue;
            }
            let (token, id) = line
                .split_once(' ')
                .ok_or_else(|| fail(format!("{} is not a token and its id", shown(line))))?;
            let token = decode_base64(token)
                .filter(|token| !token.is_empty())
                .ok_or_else(|| fail(format!("{} is not base64", shown(token))))?;
            let id = Some(id)
                .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|id| id.parse().ok())
                .ok_or_else(|| fail(format!("{} is not an id", shown(id))))?;
            if let Some(first) = lines.insert(token.clone(), number) {
                return Err(fail(format!("the token of line {first} again")));
            }
            tokens.put(id, token).map_err(fail)?;
        }
        let mut named = Vec::new();
        for &(name, id) in specials {
            let id = tokens
                .put(u64::from(id), Vec::new())
                .map_err(|why| bad(format!("special token {name:?}: {why}")))?;
            named.push((name.to_owned(), id));
        }
        let (tokens, named) = tokens.finish(named);
        Self::from_parts(ByteVocab::new(tokens, named)?, Merges::AnyToken)
    }
}

/// Tokens by id, as they come; ids may leave gaps (p50k has one), but not be wild.
struct Slots {
    tokens: Vec<Option<Vec<u8>>>,
    limit: u64,
}

impl Slots {
    fn new(expected: usize) -> Self {
        Slots {
            tokens: Vec::new(),
            limit: 2 * expected as u64 + 1024,
        }
    }

    fn put(&mut self, id: u64, token: Vec<u8>) -> std::result::Result<TokenId, String> {
        if id >= self.limit {
            return Err(format!(
                "id {id} is out of proportion to the number of tokens"
            ));
        }
        let at = id as usize;
        if at >= self.tokens.len() {
            self.tokens.resize(at + 1, None);
        }
        match &mut self.tokens[at] {
            Some(_) => Err(format!("id {id} is taken")),
            free => {
                *free = Some(token);
                Ok(id as TokenId)
            }
        }
    }

    /// The tokens, with a special one if there was none.
    fn finish(
        mut self,
        mut specials: Vec<(String, TokenId)>,
    ) -> (Vec<Vec<u8>>, Vec<(String, TokenId)>) {
        if specials.is_empty() {
            specials.push((END_OF_TEXT.to_owned(), self.tokens.len() as TokenId));
            self.tokens.push(None);
        }
        (
            self.tokens
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
            specials,
        )
    }
}

/// A JSON object of numbers in which no key comes twice. (Of two, serde would keep the last, silently.)
pub(super) struct UniqueKeys(pub HashMap<String, u64>);

impl<'de> Deserialize<'de> for UniqueKeys {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = UniqueKeys;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object from pieces to ids")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<UniqueKeys, A::Error> {
                let mut keys = HashMap::new();
                while let Some((piece, id)) = map.next_entry::<String, u64>()? {
                    if keys.insert(piece.clone(), id).is_some() {
                        let why = format!("piece {piece:?} comes twice");
                        return Err(serde::de::Error::custom(why));
                    }
                }
                Ok(UniqueKeys(keys))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// The start of a text, for an error message.
fn shown(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("{start:?}{more}")
}

/// Standard base64 (RFC 4648, section 4) with padding; `None` if it is anything else.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let padding = text
        .iter()
        .rev()
        .take(2)
        .take_while(|&&byte| byte == b'=')
        .count();
    let digits = &text[..text.len() - padding];
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let mut bits = 0u32;
        for &digit in group {
            bits = (bits << 6) | u32::from(value(digit)?);
        }
        bits <<= 6 * (4 - group.len());
        let [_, group_bytes @ ..] = bits.to_be_bytes();
        let (whole, rest) = group_bytes.split_at(group.len() * 6 / 8);
        if rest.iter().any(|&byte| byte != 0) {
            return None; // bits that belong to no byte
        }
        bytes.extend_from_slice(whole);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        let decoded = |text| decode_base64(text).map(|bytes| String::from_utf8(bytes).unwrap());
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decoded(text).as_deref(), Some(bytes));
        }
        for text in [
            "Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Zm=v", "Zg==Zg==", "Zm9v\n", "Zm-v",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
        assert_eq!(decode_base64("+/8="), Some(vec![0xFB, 0xFF]));
    }
}
