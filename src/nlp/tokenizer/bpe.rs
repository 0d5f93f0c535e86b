//! Byte-pair encoding (Sennrich et al. 2016) with byte fallback, as in SentencePiece and Llama.
//!
//! A word starts as its characters; the learned merges, in the order in which they were learned,
//! join neighbours to larger pieces. A character outside the alphabet becomes its UTF-8 bytes,
//! pieces `<0x00>` … `<0xFF>`, so that every text can be encoded and decoded exactly.
//!
//! ```
//! use teddy_reads::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};
//!
//! let lines = ["the bear sees the bee", "the bee sees the bear"];
//! let config = BpeConfig { vocab_size: 290, ..BpeConfig::default() };
//! let tokenizer = BpeTokenizer::train(lines, &config)?;
//! let tokens = tokenizer.encode("the bee");
//! assert_eq!(tokens[0].piece, "▁the");
//! assert_eq!(tokenizer.decode(&tokenizer.encode_ids("the bée 🧸")), "the bée 🧸");
//! # Ok::<(), teddy_reads::nlp::error::NlpError>(())
//! ```

use super::bpe_merge::{MergeTable, Symbol, apply_merges};
use super::metaspace::{MARKER, Word, words};
use super::{SpecialTokens, Token, TokenId, Tokenizer};
use crate::nlp::error::{NlpError, Result};
use std::collections::HashMap;

pub(super) use super::vocab::SPECIAL_WORDS as SPECIAL_PIECES;

/// The piece of a byte: `<0x0A>`.
pub(super) fn byte_piece(byte: u8) -> String {
    format!("<0x{byte:02X}>")
}

/// What decoding does with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Byte(u8),
    Special,
}

/// A byte-pair tokenizer: pieces by id, and merges by rank.
#[derive(Clone, Debug)]
pub struct BpeTokenizer {
    pieces: Vec<String>,
    kinds: Vec<Kind>,
    merges: Vec<(TokenId, TokenId)>,
    table: MergeTable,
    special: SpecialTokens,
    marker: TokenId,
    chars: HashMap<char, TokenId>,
    bytes: [TokenId; 256],
}

impl BpeTokenizer {
    /// A tokenizer of these pieces (their index is their id) and merges (in order of rank).
    ///
    /// Refused with the reason: a missing special, byte or `▁` piece, a piece given twice, a merge
    /// of pieces that are not there or whose result is not, or is special, or that is given twice.
    pub(super) fn from_parts(pieces: Vec<String>, merges: &[(String, String)]) -> Result<Self> {
        let mut ids: HashMap<&str, TokenId> = HashMap::with_capacity(pieces.len());
        for (id, piece) in pieces.iter().enumerate() {
            if let Some(first) = ids.insert(piece, id as TokenId) {
                return Err(bad(format!(
                    "vocabulary: piece {piece:?} has ids {first} and {id}"
                )));
            }
        }
        let id_of = |piece: &str| {
            let missing = || bad(format!("vocabulary: piece {piece:?} is missing"));
            ids.get(piece).copied().ok_or_else(missing)
        };
        let [pad, unk, bos, eos] = SPECIAL_PIECES.map(id_of);
        let special = SpecialTokens {
            pad: pad?,
            unk: unk?,
            bos: bos?,
            eos: eos?,
        };
        let marker = id_of(MARKER.encode_utf8(&mut [0; 4]))?;

        let mut kinds = vec![Kind::Text; pieces.len()];
        for id in [special.pad, special.unk, special.bos, special.eos] {
            kinds[id as usize] = Kind::Special;
        }
        let mut bytes = [0; 256];
        for (byte, slot) in (0..=u8::MAX).zip(&mut bytes) {
            *slot = id_of(&byte_piece(byte))?;
            kinds[*slot as usize] = Kind::Byte(byte);
        }

        let mut table = MergeTable::with_capacity(merges.len());
        let mut pairs = Vec::with_capacity(merges.len());
        for (rank, (left, right)) in merges.iter().enumerate() {
            let fail = |why: &str| bad(format!("merge {rank} ({left:?} + {right:?}): {why}"));
            let known = |piece: &str| {
                let missing = || fail(&format!("{piece:?} is not in the vocabulary"));
                ids.get(piece).copied().ok_or_else(missing)
            };
            let (a, b) = (known(left)?, known(right)?);
            let merged = known(&format!("{left}{right}"))?;
            if [a, b, merged]
                .iter()
                .any(|&id| kinds[id as usize] != Kind::Text)
            {
                return Err(fail("special and byte pieces do not merge"));
            }
            if table.insert((a, b), (rank as u32, merged)).is_some() {
                return Err(fail("given twice"));
            }
            pairs.push((a, b));
        }

        let chars = ids.iter().filter_map(|(piece, &id)| {
            let mut chars = piece.chars();
            chars
                .next()
                .filter(|_| chars.next().is_none())
                .map(|c| (c, id))
        });
        let chars = chars.collect();
        Ok(BpeTokenizer {
            kinds,
            merges: pairs,
            table,
            special,
            marker,
            chars,
            bytes,
            pieces,
        })
    }

    /// The ids of `text`, without special tokens: what training and translating need.
    pub fn encode_ids(&self, text: &str) -> Vec<TokenId> {
        let mut ids = Vec::with_capacity(text.len() / 3 + 1);
        self.for_each_symbol(text, |symbol| ids.push(symbol.id));
        ids
    }

    /// The tokens of `text` between `<s>` and `</s>`.
    pub fn encode_with_specials(&self, text: &str) -> Vec<Token> {
        let end = text.len();
        let mut tokens = vec![self.token(Symbol {
            id: self.special.bos,
            start: 0,
            end: 0,
        })];
        self.for_each_symbol(text, |symbol| tokens.push(self.token(symbol)));
        tokens.push(self.token(Symbol {
            id: self.special.eos,
            start: end,
            end,
        }));
        tokens
    }

    /// The merges in order of rank, as the two pieces that each joins.
    pub fn merges(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let piece = |id: TokenId| self.pieces[id as usize].as_str();
        self.merges
            .iter()
            .map(move |&(left, right)| (piece(left), piece(right)))
    }

    /// The pieces in order of id.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// `true` for `<pad>`, `<unk>`, `<s>` and `</s>`.
    pub fn is_special(&self, id: TokenId) -> bool {
        self.kinds.get(id as usize) == Some(&Kind::Special)
    }

    fn for_each_symbol(&self, text: &str, mut visit: impl FnMut(Symbol)) {
        let mut symbols = Vec::new();
        for word in words(text) {
            self.first_symbols(&word, &mut symbols);
            apply_merges(&mut symbols, &self.table);
            symbols.iter().copied().for_each(&mut visit);
        }
    }

    /// The symbols of a word before any merge: the marker, then characters or their bytes. Each
    /// byte has the whole character's span, so that no span cuts a character.
    fn first_symbols(&self, word: &Word<'_>, symbols: &mut Vec<Symbol>) {
        let offset = word.marker.end;
        symbols.clear();
        symbols.push(Symbol {
            id: self.marker,
            start: word.marker.start,
            end: offset,
        });
        for (at, char) in word.body.char_indices() {
            let (start, end) = (offset + at, offset + at + char.len_utf8());
            match self.chars.get(&char) {
                Some(&id) => symbols.push(Symbol { id, start, end }),
                None => {
                    symbols.extend((char.encode_utf8(&mut [0; 4]).bytes()).map(|byte| Symbol {
                        id: self.bytes[usize::from(byte)],
                        start,
                        end,
                    }))
                }
            }
        }
    }

    fn token(&self, symbol: Symbol) -> Token {
        let piece = self.pieces[symbol.id as usize].clone();
        Token {
            id: symbol.id,
            piece,
            span: symbol.start..symbol.end,
        }
    }
}

impl Tokenizer for BpeTokenizer {
    /// Text is text: a typed `<s>` becomes the pieces of its three characters, never the special
    /// token. Spans follow each other without gaps; the tokens of one character's bytes share its span.
    fn encode(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.for_each_symbol(text, |symbol| tokens.push(self.token(symbol)));
        tokens
    }

    fn encode_into(&self, text: &str, ids: &mut Vec<TokenId>) {
        self.for_each_symbol(text, |symbol| ids.push(symbol.id));
    }

    /// The text of `ids`. Special tokens and ids outside the vocabulary leave nothing. A run of
    /// byte pieces that is not UTF-8 gives one U+FFFD for each of its bytes, as Hugging Face's
    /// `ByteFallback` decoder does.
    fn decode(&self, ids: &[TokenId]) -> String {
        let mut text = String::new();
        let mut run = Vec::new();
        for &id in ids {
            match self.kinds.get(id as usize) {
                Some(Kind::Byte(byte)) => run.push(*byte),
                Some(Kind::Text) => {
                    push_bytes(&mut text, &mut run);
                    let piece = self.pieces[id as usize].chars();
                    text.extend(piece.map(|c| if c == MARKER { ' ' } else { c }));
                }
                Some(Kind::Special) | None => {}
            }
        }
        push_bytes(&mut text, &mut run);
        if text.starts_with(' ') {
            text.remove(0);
        }
        text
    }

    fn vocab_size(&self) -> usize {
        self.pieces.len()
    }

    fn piece(&self, id: TokenId) -> Option<&str> {
        self.pieces.get(id as usize).map(String::as_str)
    }

    fn special(&self) -> SpecialTokens {
        self.special
    }
}

/// Ends a run of byte pieces: its text, or one replacement character for each byte.
fn push_bytes(text: &mut String, run: &mut Vec<u8>) {
    match std::str::from_utf8(run) {
        Ok(whole) => text.push_str(whole),
        Err(_) => text.extend(run.iter().map(|_| char::REPLACEMENT_CHARACTER)),
    }
    run.clear();
}

/// The error of a tokenizer file. It quotes the file, so it is cut in the middle where it is long.
pub(super) fn bad(mut why: String) -> NlpError {
    const HEAD: usize = 300;
    const TAIL: usize = 200;
    let n = why.chars().count();
    if n > HEAD + TAIL {
        let head = why.chars().take(HEAD);
        why = head
            .chain(['…'])
            .chain(why.chars().skip(n - TAIL))
            .collect();
    }
    NlpError::BadFile {
        what: "tokenizer.json".into(),
        why,
    }
}
