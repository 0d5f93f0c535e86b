//! A table from pieces of up to 15 bytes to values: nearly every piece of a text is that short.
//!
//! The piece itself is the key, as one number of 128 bits (its bytes, and its length in the last one), so
//! that comparing needs no look elsewhere. Open addressing: a key lies in the first free slot from
//! its hash on.

use super::fast_hash::mix;

/// The longest piece that can be a key.
pub(super) const MAX_SHORT: usize = 15;

/// The key of the first `length` bytes (1 to 15) of 16.
#[inline(always)]
pub(super) fn key_of(window: u128, length: usize) -> u128 {
    (window & ((1 << (8 * length)) - 1)) | ((length as u128) << 120)
}

/// The key of a piece, if it is short enough.
#[inline]
pub(super) fn short_key(piece: &[u8]) -> Option<u128> {
    if piece.is_empty() || piece.len() > MAX_SHORT {
        return None;
    }
    let mut window = [0; 16];
    window[..piece.len()].copy_from_slice(piece);
    Some(key_of(u128::from_le_bytes(window), piece.len()))
}

/// The bytes and the length of a key.
pub(super) fn bytes_of(key: u128) -> ([u8; 16], usize) {
    let mut bytes = key.to_le_bytes();
    let length = usize::from(std::mem::take(&mut bytes[15]));
    (bytes, length)
}

#[derive(Clone, Copy, Debug)]
#[repr(align(32))] // two in a cache line
struct Slot<V> {
    /// 0 where the slot is free: a key has its length in it.
    key: u128,
    value: V,
}

/// A growing table; no key is ever taken out but all together.
#[derive(Clone, Debug)]
pub(super) struct ShortTable<V> {
    slots: Vec<Slot<V>>,
    len: usize,
}

impl<V: Copy + Default> ShortTable<V> {
    /// A table with room for `2^bits` keys and less.
    pub fn with_bits(bits: u32) -> Self {
        let free = Slot {
            key: 0,
            value: V::default(),
        };
        ShortTable {
            slots: vec![free; 1 << bits],
            len: 0,
        }
    }

    /// How many keys it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The value of `key`.
    #[inline(always)]
    pub fn get(&self, key: u128) -> Option<&V> {
        let slot = &self.slots[self.find(key)];
        (slot.key == key).then_some(&slot.value)
    }

    /// The slot where the search for `key` begins.
    #[inline(always)]
    fn first_slot(&self, key: u128) -> usize {
        (mix(mix(0, (key >> 64) as u64), key as u64) >> 32) as usize & (self.slots.len() - 1)
    }

    /// The value of `key`, if it lies in its first slot, as it nearly always does; else the default.
    #[inline(always)]
    pub fn at_first_slot(&self, key: u128) -> V {
        let slot = &self.slots[self.first_slot(key)];
        if slot.key == key {
            slot.value
        } else {
            V::default()
        }
    }

    /// The value of `key`, made if it was not there.
    #[inline(always)]
    pub fn entry(&mut self, key: u128) -> &mut V {
        let mut at = self.find(key);
        if self.slots[at].key != key {
            at = self.insert(key);
        }
        &mut self.slots[at].value
    }

    /// All keys and values, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (u128, &V)> {
        let taken = self.slots.iter().filter(|slot| slot.key != 0);
        taken.map(|slot| (slot.key, &slot.value))
    }

    /// Takes all keys out.
    pub fn clear(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.key = 0);
        self.len = 0;
    }

    /// The slot of `key`, or the free one where it would be.
    #[inline(always)]
    fn find(&self, key: u128) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = self.first_slot(key);
        loop {
            at &= mask;
            let found = self.slots[at].key;
            if found == key || found == 0 {
                return at;
            }
            at += 1;
        }
    }

    #[cold]
    fn insert(&mut self, key: u128) -> usize {
        if self.len * 2 >= self.slots.len() {
            let bits = self.slots.len().trailing_zeros() + 1;
            let old = std::mem::replace(self, ShortTable::with_bits(bits));
            for slot in old.slots.into_iter().filter(|slot| slot.key != 0) {
                let at = self.find(slot.key);
                self.slots[at] = slot;
            }
            self.len = old.len;
        }
        let at = self.find(key);
        self.slots[at] = Slot {
            key,
            value: V::default(),
        };
        self.len += 1;
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn counts_as_a_hash_map_does() {
        let mut rng = crate::nlp::rng::Rng::new(3);
        let mut table = ShortTable::<u64>::with_bits(2);
        let mut expected: HashMap<Vec<u8>, u64> = HashMap::new();
        for _ in 0..5000 {
            let piece: Vec<u8> = (0..1 + rng.below(4)).map(|_| rng.below(6) as u8).collect();
            *table.entry(short_key(&piece).unwrap()) += 1;
            *expected.entry(piece).or_default() += 1;
        }
        assert_eq!(table.len(), expected.len());
        for (key, &count) in table.iter() {
            let (bytes, length) = bytes_of(key);
            assert_eq!(expected[&bytes[..length]], count);
            assert_eq!(table.get(key), Some(&count));
        }
        assert_eq!(short_key(&[1; 16]), None);
        assert_eq!(short_key(&[]), None);
        table.clear();
        assert_eq!((table.len(), table.iter().count()), (0, 0));
    }
}
