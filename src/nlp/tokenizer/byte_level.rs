//! Byte-level byte-pair encoding, as in GPT-2 (Radford et al. 2019, section 2.2).
//!
//! The symbols are the 256 bytes, so there is no unknown token and no alphabet to choose. Text is first cut
//! into pieces by [GPT-2's pattern](super::gpt2_split); within a piece the pair that was learned first merges
//! first. Tokens are byte strings, and one may hold a part of a character only; in files and on the screen a
//! byte is written as a visible character, a space as `Ġ` ([`byte_alphabet`](super::byte_alphabet)).
//!
//! ```
//! use teddy_reads::nlp::tokenizer::{ByteLevelBpe, ByteLevelConfig, Tokenizer};
//!
//! let lines = ["the bear sees the bee", "the bee sees the bear"];
//! let config = ByteLevelConfig { vocab_size: 270, ..ByteLevelConfig::default() };
//! let tokenizer = ByteLevelBpe::train(lines, &config)?;
//! let pieces: Vec<String> = tokenizer.encode("the bee").into_iter().map(|token| token.piece).collect();
//! assert_eq!(pieces, ["the", "Ġbee"]);
//! let ids = tokenizer.encode_ids("the bée 🧸");
//! assert_eq!(tokenizer.decode(&ids), "the bée 🧸");
//! # Ok::<(), teddy_reads::nlp::error::NlpError>(())
//! ```

use super::byte_alphabet::to_visible;
use super::fast_hash::FastMap;
use super::gpt2_split::{piece_end, short_ascii_piece};
use super::pair_table::PairTable;
use super::short_table::{key_of, short_key};
use super::word_cache::{BLOCK, WordCache};
use super::{SpecialTokens, Token, TokenId, Tokenizer};
use crate::nlp::error::{NlpError, Result};
use std::sync::Mutex;

/// A byte-level tokenizer: byte strings by id, and merges by rank.
#[derive(Debug)]
pub struct ByteLevelBpe {
    pub(super) vocab: ByteVocab,
    /// In order of rank.
    pub(super) merges: Vec<(TokenId, TokenId)>,
    table: PairTable,
    /// Whether a piece that is a token is taken as it is, before any merge: tiktoken's way.
    pub(super) whole_pieces_first: bool,
    /// The id of each byte.
    bytes: [TokenId; 256],
    special: SpecialTokens,
    /// Used by [`encode_ids`](Self::encode_ids).
    cache: Mutex<WordCache>,
}

/// The tokens by id, special ones included, and the ids of byte strings.
#[derive(Clone, Debug, Default)]
pub(super) struct ByteVocab {
    /// The bytes of all tokens, one after the other.
    arena: Vec<u8>,
    /// Token `id` is `arena[starts[id]..starts[id + 1]]`; empty for an id that nothing has.
    starts: Vec<u32>,
    /// The visible spelling of each token.
    pub pieces: Vec<String>,
    pub ids: FastMap<Box<[u8]>, TokenId>,
    /// Special tokens: their text is never looked for in what is encoded.
    pub specials: Vec<(String, TokenId)>,
}

impl ByteVocab {
    /// The vocabulary of these byte strings; their index is their id. A special token is empty there.
    pub fn new(tokens: Vec<Vec<u8>>, specials: Vec<(String, TokenId)>) -> Result<Self> {
        let mut vocab = ByteVocab {
            specials,
            ..ByteVocab::default()
        };
        vocab.starts.push(0);
        for (id, token) in (0..).zip(tokens) {
            vocab.arena.extend_from_slice(&token);
            vocab.starts.push(vocab.arena.len() as u32);
            vocab.pieces.push(to_visible(&token));
            if !token.is_empty()
                && let Some(first) = vocab.ids.insert(token.into(), id)
            {
                let piece = &vocab.pieces[id as usize];
                return Err(bad(format!(
                    "vocabulary: piece {piece:?} has ids {first} and {id}"
                )));
            }
        }
        for (name, id) in &vocab.specials {
            match vocab.pieces.get_mut(*id as usize) {
                Some(piece) if piece.is_empty() => *piece = name.clone(),
                Some(piece) => {
                    return Err(bad(format!(
                        "special token {name:?}: id {id} is that of {piece:?}"
                    )));
                }
                None => return Err(bad(format!("special token {name:?}: no id {id}"))),
            }
        }
        Ok(vocab)
    }

    /// The bytes of a token; none for a special token and for an id that nothing has.
    pub fn bytes(&self, id: TokenId) -> &[u8] {
        let id = id as usize;
        match (self.starts.get(id), self.starts.get(id + 1)) {
            (Some(&start), Some(&end)) => &self.arena[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// Which pairs merge.
pub(super) enum Merges {
    /// Those listed, in order of rank.
    Listed(Vec<(TokenId, TokenId)>),
    /// Every pair whose bytes together are a token, the token of lowest id first: tiktoken's way.
    AnyToken,
}

impl ByteLevelBpe {
    pub(super) fn from_parts(vocab: ByteVocab, merges: Merges) -> Result<Self> {
        let mut bytes = [0; 256];
        for (byte, id) in (0..=u8::MAX).zip(&mut bytes) {
            *id = *(vocab.ids.get([byte].as_slice()))
                .ok_or_else(|| bad(format!("vocabulary: byte 0x{byte:02X} is missing")))?;
        }
        let whole_pieces_first = matches!(merges, Merges::AnyToken);
        let (table, merges) = match merges {
            Merges::Listed(merges) => (listed(&vocab, &merges)?, merges),
            Merges::AnyToken => (any_token(&vocab), Vec::new()),
        };
        let special = special_ids(&vocab.specials);
        Ok(ByteLevelBpe {
            vocab,
            merges,
            table,
            whole_pieces_first,
            bytes,
            special,
            cache: Mutex::default(),
        })
    }

    /// The ids of `text`, without special tokens.
    pub fn encode_ids(&self, text: &str) -> Vec<TokenId> {
        let mut ids = Vec::with_capacity(text.len() / 3 + 1);
        self.encode_into(text, &mut ids);
        ids
    }

    /// Appends the ids of `text`, with a cache of the caller's: each thread has its own.
    pub fn encode_with(&self, text: &str, cache: &mut WordCache, ids: &mut Vec<TokenId>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // First the pieces of a block, then what they became: the processor can fetch many words at a time
        // from the cache if no decision lies between them.
        let mut keys = [0; BLOCK];
        while at < bytes.len() {
            let (mut count, mut long) = (0, None);
            while count < BLOCK && at < bytes.len() {
                let window = bytes
                    .get(at..at + 16)
                    .and_then(|window| Some(u128::from_le_bytes(window.try_into().ok()?)));
                if let Some(window) = window
                    && let Some(length) = short_ascii_piece(window)
                {
                    keys[count] = key_of(window, length);
                    at += length;
                } else {
                    let start = at;
                    at = piece_end(text, start);
                    match short_key(&bytes[start..at]) {
                        Some(key) => keys[count] = key,
                        None => {
                            long = Some(start..at);
                            break;
                        }
                    }
                }
                count += 1;
            }
            cache.send_block(&keys[..count], ids, |piece| self.merge_piece(piece));
            if let Some(long) = long {
                let piece = &bytes[long];
                cache.send_long(piece, ids, || self.merge_piece(piece));
            }
        }
        cache.out.flush(ids);
    }

    /// The ids of one piece.
    #[cold]
    #[inline(never)]
    fn merge_piece(&self, piece: &[u8]) -> Vec<TokenId> {
        if self.whole_pieces_first
            && let Some(&id) = self.vocab.ids.get(piece)
        {
            return vec![id];
        }
        let mut ids: Vec<TokenId> = piece
            .iter()
            .map(|&byte| self.bytes[usize::from(byte)])
            .collect();
        self.table
            .apply(&mut ids, &mut Vec::with_capacity(piece.len()));
        ids
    }

    /// The two tokens that the merges before the one of `id` make of it, if it comes down to two.
    pub(super) fn merge_below(&self, id: TokenId) -> Option<(TokenId, TokenId)> {
        let bytes = self.vocab.bytes(id).iter();
        let mut ids = bytes.map(|&byte| self.bytes[usize::from(byte)]).collect();
        self.table.apply_below(id, &mut ids, &mut Vec::new());
        match ids[..] {
            [left, right] => Some((left, right)),
            _ => None,
        }
    }

    /// The bytes of `ids`, which need not be UTF-8. Special tokens and unknown ids leave nothing.
    pub fn decode_bytes(&self, ids: &[TokenId]) -> Vec<u8> {
        ids.iter()
            .flat_map(|&id| self.vocab.bytes(id))
            .copied()
            .collect()
    }

    /// The bytes of one token; none for a special token or an id outside the vocabulary.
    pub fn token_bytes(&self, id: TokenId) -> &[u8] {
        self.vocab.bytes(id)
    }

    /// The special tokens by name.
    pub fn specials(&self) -> impl ExactSizeIterator<Item = (&str, TokenId)> {
        self.vocab
            .specials
            .iter()
            .map(|(name, id)| (name.as_str(), *id))
    }
}

impl Clone for ByteLevelBpe {
    /// With an empty cache.
    fn clone(&self) -> Self {
        ByteLevelBpe {
            vocab: self.vocab.clone(),
            merges: self.merges.clone(),
            table: self.table.clone(),
            whole_pieces_first: self.whole_pieces_first,
            bytes: self.bytes,
            special: self.special,
            cache: Mutex::default(),
        }
    }
}

impl Tokenizer for ByteLevelBpe {
    /// A token may hold a part of a character: its span is widened to whole characters, so that it can be
    /// shown; the tokens of one character overlap.
    fn encode(&self, text: &str) -> Vec<Token> {
        let mut end = 0;
        let token = |id| {
            let start = end;
            end += self.vocab.bytes(id).len();
            let (mut from, mut to) = (start, end);
            while !text.is_char_boundary(from) {
                from -= 1;
            }
            while !text.is_char_boundary(to) {
                to += 1;
            }
            let piece = self.vocab.pieces[id as usize].clone();
            Token {
                id,
                piece,
                span: from..to,
            }
        };
        self.encode_ids(text).into_iter().map(token).collect()
    }

    fn encode_into(&self, text: &str, ids: &mut Vec<TokenId>) {
        match self.cache.try_lock() {
            Ok(mut cache) => self.encode_with(text, &mut cache, ids),
            // Another thread is at it (or died at it): work without what is remembered.
            Err(_) => self.encode_with(text, &mut WordCache::new(), ids),
        }
    }

    /// The text of `ids`; bytes that are not UTF-8 become U+FFFD, as in tiktoken.
    fn decode(&self, ids: &[TokenId]) -> String {
        String::from_utf8_lossy(&self.decode_bytes(ids)).into_owned()
    }

    fn vocab_size(&self) -> usize {
        self.vocab.pieces.len()
    }

    fn piece(&self, id: TokenId) -> Option<&str> {
        let piece = self.vocab.pieces.get(id as usize)?;
        (!piece.is_empty()).then_some(piece)
    }

    /// GPT-2 has one special token, `<|endoftext|>`, which then is all four.
    fn special(&self) -> SpecialTokens {
        self.special
    }
}

/// The table of listed merges; each must join two tokens to a third.
fn listed(vocab: &ByteVocab, merges: &[(TokenId, TokenId)]) -> Result<PairTable> {
    let mut table = PairTable::with_capacity(merges.len());
    let mut joined = Vec::new();
    for (rank, &(left, right)) in (0..).zip(merges) {
        let fail = |why: &str| {
            let piece = |id| vocab.pieces.get(id as usize).map_or("", String::as_str);
            let (left, right) = (piece(left), piece(right));
            bad(format!("merge {rank} ({left:?} + {right:?}): {why}"))
        };
        let parts = [vocab.bytes(left), vocab.bytes(right)];
        if parts.iter().any(|part| part.is_empty()) {
            return Err(fail("special tokens do not merge"));
        }
        joined.clear();
        parts.iter().for_each(|part| joined.extend_from_slice(part));
        let Some(&merged) = vocab.ids.get(joined.as_slice()) else {
            return Err(fail("the result is not in the vocabulary"));
        };
        if !table.insert(left, right, rank, merged) {
            return Err(fail("given twice"));
        }
    }
    Ok(table)
}

/// Every way to cut a token into two tokens is a merge, and its rank is the token's id.
fn any_token(vocab: &ByteVocab) -> PairTable {
    let mut cuts = Vec::new();
    for id in 0..vocab.pieces.len() as TokenId {
        let token = vocab.bytes(id);
        for at in 1..token.len() {
            if let (Some(&left), Some(&right)) =
                (vocab.ids.get(&token[..at]), vocab.ids.get(&token[at..]))
            {
                cuts.push((left, right, id));
            }
        }
    }
    let mut table = PairTable::with_capacity(cuts.len());
    for (left, right, id) in cuts {
        table.insert(left, right, id, id);
    }
    table
}

/// By the names of this crate's special tokens; where one has none of them, the last special token is it.
fn special_ids(specials: &[(String, TokenId)]) -> SpecialTokens {
    let other = specials.last().map_or(0, |&(_, id)| id);
    let [pad, unk, bos, eos] = super::vocab::SPECIAL_WORDS.map(|name| {
        (specials.iter().find(|(known, _)| known == name)).map_or(other, |&(_, id)| id)
    });
    SpecialTokens { pad, unk, bos, eos }
}

/// The error of a vocabulary or its merges.
pub(super) fn bad(why: String) -> NlpError {
    NlpError::BadFile {
        what: "byte-level tokenizer".into(),
        why,
    }
}
