//! Which keys each query may see, in a form that costs one bit a key and not one a pair.

use super::AttentionShape;
#[cfg(any(feature = "gpu", test))]
use super::{GpuError, Part, shape::check_len};
use crate::nlp::autograd::ops::Mask;

/// A causal rule, keys hidden from everyone (padding, or a token that the reader took away), or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyMask {
    /// Query i sees keys 0..=i only.
    pub causal: bool,
    /// (batch, t_k), row by row; `None`: every key is there.
    pub visible: Option<Vec<bool>>,
}

impl KeyMask {
    /// Everyone sees everything.
    pub fn none() -> Self {
        KeyMask::default()
    }

    /// Query i sees keys 0..=i.
    pub fn causal() -> Self {
        KeyMask {
            causal: true,
            visible: None,
        }
    }

    /// In sentence b, keys from `lengths[b]` on are PAD.
    pub fn padding(t_k: usize, lengths: &[usize]) -> Self {
        let visible = lengths.iter().flat_map(|&n| (0..t_k).map(move |j| j < n));
        KeyMask {
            causal: false,
            visible: Some(visible.collect()),
        }
    }

    /// Whether query `i` of sentence `b` may see key `j` of `t_k`.
    pub fn allows(&self, t_k: usize, b: usize, i: usize, j: usize) -> bool {
        (!self.causal || j <= i) && self.visible.as_ref().is_none_or(|v| v[b * t_k + j])
    }

    /// The same rule as the CPU's attention takes it.
    pub fn pairs(&self, shape: &AttentionShape) -> Mask {
        let (t_q, t_k) = (shape.t_q, shape.t_k);
        if let Some(lengths) = self.lengths(shape) {
            if !self.causal {
                return Mask::padding(t_q, t_k, &lengths);
            }
            if t_q == t_k {
                return Mask::causal(t_q, &lengths);
            }
        }
        Mask::from_fn((shape.batch, t_q, t_k), |b, i, j| self.allows(t_k, b, i, j))
    }

    /// How many keys each sentence has, where no key before its last one is hidden.
    fn lengths(&self, shape: &AttentionShape) -> Option<Vec<usize>> {
        let Some(visible) = &self.visible else {
            return Some(vec![shape.t_k; shape.batch]);
        };
        let rows = visible.chunks_exact(shape.t_k);
        let length = |row: &[bool]| {
            let n = row.iter().take_while(|&&seen| seen).count();
            (!row[n..].contains(&true)).then_some(n)
        };
        rows.map(length).collect()
    }

    /// The same rule as `pairs`, where it has this form.
    pub fn of_pairs(pairs: &Mask) -> Option<Self> {
        let (batch, t_q, t_k) = (pairs.batch, pairs.t_q, pairs.t_k);
        if t_q == 0 {
            return None;
        }
        // The last query sees every key that is not padding, whether the rule is causal or not.
        let last = |j| t_q - 1 >= j;
        let visible = (0..batch).flat_map(|b| (0..t_k).map(move |j| (b, j)));
        let visible: Vec<bool> = visible
            .map(|(b, j)| pairs.allows(b, t_q - 1, j) || !last(j))
            .collect();
        [false, true].into_iter().find_map(|causal| {
            let mask = KeyMask {
                causal,
                visible: Some(visible.clone()),
            };
            let same = (0..batch).all(|b| {
                (0..t_q)
                    .all(|i| (0..t_k).all(|j| mask.allows(t_k, b, i, j) == pairs.allows(b, i, j)))
            });
            same.then_some(mask)
        })
    }

    /// (batch, ⌈t_k / 32⌉): bit j % 32 of word j / 32 says that key j is there.
    #[cfg(any(feature = "gpu", test))]
    pub(super) fn words(&self, shape: &AttentionShape) -> Result<Vec<u32>, GpuError> {
        let words = shape.t_k.div_ceil(32);
        let mut bits = vec![0u32; shape.batch * words];
        if let Some(visible) = &self.visible {
            check_len(Part::Mask, visible.len(), shape.batch * shape.t_k)?;
        }
        for b in 0..shape.batch {
            for j in 0..shape.t_k {
                if self.visible.as_ref().is_none_or(|v| v[b * shape.t_k + j]) {
                    bits[b * words + j / 32] |= 1 << (j % 32);
                }
            }
        }
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_a_bit_a_key() {
        let shape = AttentionShape {
            batch: 2,
            heads: 1,
            t_q: 1,
            t_k: 34,
            d_k: 8,
        };
        let mask = KeyMask::padding(34, &[33, 2]);
        assert_eq!(mask.words(&shape).unwrap(), [u32::MAX, 1, 3, 0]);
        assert_eq!(
            KeyMask::none().words(&shape).unwrap(),
            [u32::MAX, 3, u32::MAX, 3]
        );
        let wrong = KeyMask::padding(33, &[33, 2]);
        assert!(wrong.words(&shape).is_err());
    }

    #[test]
    fn there_and_back() {
        let shape = AttentionShape {
            batch: 2,
            heads: 1,
            t_q: 5,
            t_k: 5,
            d_k: 8,
        };
        for causal in [false, true] {
            let mut mask = KeyMask::padding(5, &[5, 3]);
            mask.causal = causal;
            assert_eq!(KeyMask::of_pairs(&mask.pairs(&shape)), Some(mask));
        }
        let band = Mask::from_fn((1, 5, 5), |_, i, j| i.abs_diff(j) < 2);
        assert_eq!(KeyMask::of_pairs(&band), None);
    }
}
