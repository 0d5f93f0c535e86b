//! What pieces of text became, remembered: texts repeat their words (Zipf), so nearly every piece is met
//! again, and finding it costs a few nanoseconds instead of its merges.

use super::TokenId;
use super::fast_hash::FastMap;
use super::short_table::{ShortTable, bytes_of};

/// How many pieces are looked up at a time.
pub(super) const BLOCK: usize = 32;

/// The ids of a short piece, in place if they are three or fewer.
#[derive(Clone, Copy, Debug, Default)]
struct Ids {
    /// The ids; or, of more than three, where they begin in `spilled`.
    ids: [TokenId; 3],
    /// How many; 0 for a piece not yet known.
    count: u32,
}

/// A cache of pieces and their ids, for one tokenizer. It grows to a limit and then starts anew.
#[derive(Clone, Debug)]
pub struct WordCache {
    short: ShortTable<Ids>,
    /// The ids of short pieces that have more than three.
    spilled: Vec<TokenId>,
    long: FastMap<Box<[u8]>, Box<[TokenId]>>,
    /// The bytes of all long pieces.
    long_size: usize,
    limit: usize,
    /// Ids on their way to the caller: a fixed place, so that writing needs no check for room.
    pub(super) out: Out,
}

impl WordCache {
    /// An empty cache that will take more as it needs them, up to 32 MB (2 MB in the browser).
    pub fn new() -> Self {
        Self::with_limit(if cfg!(target_arch = "wasm32") {
            1 << 15
        } else {
            1 << 19
        })
    }

    /// An empty cache of at most `pieces` short pieces (and so many kilobytes/16 of long ones).
    pub fn with_limit(pieces: usize) -> Self {
        WordCache {
            short: ShortTable::with_bits(10),
            spilled: Vec::new(),
            long: FastMap::default(),
            long_size: 0,
            limit: pieces.max(1),
            out: Out::default(),
        }
    }

    /// How many pieces it knows.
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// `true` if it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.short.clear();
        self.spilled.clear();
        self.long.clear();
        self.long_size = 0;
    }

    /// Sends the ids of some short pieces to `ids`, making those of new ones first.
    pub(super) fn send_block(
        &mut self,
        keys: &[u128],
        ids: &mut Vec<TokenId>,
        make: impl Fn(&[u8]) -> Vec<TokenId>,
    ) {
        // Not in the middle of a block: what was found there points into `spilled`.
        if self.short.len() + keys.len() > self.limit.max(BLOCK) {
            self.clear();
        }
        // No branch in here, so that the look-ups overlap.
        let mut firsts = [Ids::default(); BLOCK];
        for (first, &key) in firsts.iter_mut().zip(keys) {
            *first = self.short.at_first_slot(key);
        }
        self.out.make_room(ids);
        for (&first, &key) in firsts.iter().zip(keys) {
            let found = match first.count {
                1.. => first,
                0 => match self.short.get(key) {
                    Some(found) => *found,
                    None => {
                        let (bytes, length) = bytes_of(key);
                        self.learn_short(key, &make(&bytes[..length]))
                    }
                },
            };
            if found.count <= 3 {
                self.out.send_three(found.ids, found.count as usize);
            } else {
                let start = found.ids[0] as usize;
                let spilled = &self.spilled[start..start + found.count as usize];
                self.out.send_slice(spilled, ids);
            }
        }
    }

    #[cold]
    fn learn_short(&mut self, key: u128, made: &[TokenId]) -> Ids {
        let mut ids = [0; 3];
        match made.len() {
            count @ 0..=3 => ids[..count].copy_from_slice(made),
            _ => {
                ids[0] = self.spilled.len() as u32;
                self.spilled.extend_from_slice(made);
            }
        }
        let learned = Ids {
            ids,
            count: made.len() as u32,
        };
        *self.short.entry(key) = learned;
        learned
    }

    /// The same for a piece of 16 bytes or more.
    pub(super) fn send_long(
        &mut self,
        piece: &[u8],
        ids: &mut Vec<TokenId>,
        make: impl FnOnce() -> Vec<TokenId>,
    ) {
        /// Longer pieces are rare and each its own: remembering them would only cost room.
        const LONGEST: usize = 256;
        if let Some(known) = self.long.get(piece) {
            return self.out.send_slice(known, ids);
        }
        let made = make();
        self.out.send_slice(&made, ids);
        if piece.len() <= LONGEST {
            if self.long_size >= self.limit * 16 {
                self.long.clear();
                self.long_size = 0;
            }
            self.long_size += piece.len();
            self.long.insert(piece.into(), made.into());
        }
    }
}

impl Default for WordCache {
    fn default() -> Self {
        Self::new()
    }
}

/// Ids on their way to the caller.
#[derive(Clone, Debug)]
pub(super) struct Out {
    buffer: [TokenId; 512],
    len: usize,
}

impl Default for Out {
    fn default() -> Self {
        Out {
            buffer: [0; 512],
            len: 0,
        }
    }
}

impl Out {
    /// Makes room for the ids of a block.
    fn make_room(&mut self, ids: &mut Vec<TokenId>) {
        if self.len + 3 * BLOCK > self.buffer.len() {
            self.flush(ids);
        }
    }

    /// Always writes three ids, of which `count` are meant: no branch on how many there are.
    #[inline(always)]
    fn send_three(&mut self, three: [TokenId; 3], count: usize) {
        self.buffer[self.len..self.len + 3].copy_from_slice(&three);
        self.len += count;
    }

    fn send_slice(&mut self, more: &[TokenId], ids: &mut Vec<TokenId>) {
        self.flush(ids);
        ids.extend_from_slice(more);
    }

    /// Hands over what is on its way.
    pub fn flush(&mut self, ids: &mut Vec<TokenId>) {
        ids.extend_from_slice(&self.buffer[..self.len]);
        self.len = 0;
    }
}
