//! Which keys each query of attention may look at.

use crate::nlp::linalg::Real;

/// Which keys each query may look at, for every sentence of a batch.
///
/// Padding and the causal mask both hide the last keys of a row and nothing else, so a row is kept as one number,
/// where it ends: nothing is asked score by score, and a mask takes no n × n room.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    pub batch: usize,
    pub t_q: usize,
    pub t_k: usize,
    /// (batch, t_q): behind the last key that a query sees.
    ends: Vec<usize>,
    /// (batch, t_q, t_k), row-major: only where a query does not see all keys before its end.
    allowed: Option<Vec<bool>>,
}

/// What one query sees.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'a> {
    /// No key from here on.
    pub end: usize,
    /// Of those before, these; all of them without it.
    pub allowed: Option<&'a [bool]>,
}

impl Mask {
    /// A mask from a rule: `allowed(sentence, query, key)`.
    pub fn from_fn(
        (batch, t_q, t_k): (usize, usize, usize),
        allowed: impl Fn(usize, usize, usize) -> bool,
    ) -> Self {
        let mut bits = Vec::with_capacity(batch * t_q * t_k);
        let mut ends = Vec::with_capacity(batch * t_q);
        let mut holes = false;
        for b in 0..batch {
            for i in 0..t_q {
                let first = bits.len();
                bits.extend((0..t_k).map(|j| allowed(b, i, j)));
                let row = &bits[first..];
                let end = row.iter().rposition(|&seen| seen).map_or(0, |j| j + 1);
                holes |= row[..end].contains(&false);
                ends.push(end);
            }
        }
        Mask {
            batch,
            t_q,
            t_k,
            ends,
            allowed: holes.then_some(bits),
        }
    }

    /// Padding mask: in sentence b, keys from `key_lengths[b]` on are PAD and hidden from everyone.
    pub fn padding(t_q: usize, t_k: usize, key_lengths: &[usize]) -> Self {
        Mask::from_ends((key_lengths.len(), t_q, t_k), |b, _| key_lengths[b])
    }

    /// Causal and padding mask: query i sees keys 0..=i that are not PAD.
    pub fn causal(t: usize, key_lengths: &[usize]) -> Self {
        Mask::from_ends((key_lengths.len(), t, t), |b, i| key_lengths[b].min(i + 1))
    }

    fn from_ends(
        (batch, t_q, t_k): (usize, usize, usize),
        end: impl Fn(usize, usize) -> usize,
    ) -> Self {
        let rows = (0..batch).flat_map(|b| (0..t_q).map(move |i| (b, i)));
        Mask {
            batch,
            t_q,
            t_k,
            ends: rows.map(|(b, i)| end(b, i).min(t_k)).collect(),
            allowed: None,
        }
    }

    /// Whether query `i` of sentence `b` may see key `j`.
    pub fn allows(&self, b: usize, i: usize, j: usize) -> bool {
        let row = self.row(b, i);
        j < row.end && row.allowed.is_none_or(|allowed| allowed[j])
    }

    /// What query `i` of sentence `b` sees.
    pub fn row(&self, b: usize, i: usize) -> Visible<'_> {
        let n = b * self.t_q + i;
        Visible {
            end: self.ends[n],
            allowed: self
                .allowed
                .as_ref()
                .map(|bits| &bits[n * self.t_k..(n + 1) * self.t_k]),
        }
    }
}

impl Visible<'_> {
    /// Scores of hidden keys become −∞.
    #[inline(always)]
    pub fn hide<T: Real>(&self, scores: &mut [T]) {
        scores[self.end..].fill(T::neg_infinity());
        if let Some(allowed) = self.allowed {
            for (s, &seen) in scores.iter_mut().zip(allowed) {
                *s = if seen { *s } else { T::neg_infinity() };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_the_rule() {
        let lengths = [3, 0, 5];
        let shape = (3, 5, 5);
        let padding = Mask::from_fn(shape, |b, _, j| j < lengths[b]);
        assert_eq!(Mask::padding(5, 5, &lengths), padding);
        let causal = Mask::from_fn(shape, |b, i, j| j <= i && j < lengths[b]);
        assert_eq!(Mask::causal(5, &lengths), causal);
        assert!(causal.allowed.is_none(), "a causal mask has no holes");
        let rule = |b: usize, i: usize, j: usize| !(b + 2 * i + j).is_multiple_of(3);
        let any = Mask::from_fn(shape, rule);
        for (b, i, j) in (0..75).map(|n| (n / 25, n / 5 % 5, n % 5)) {
            assert_eq!(any.allows(b, i, j), rule(b, i, j), "({b}, {i}, {j})");
            let mut scores = [1.0f32; 5];
            any.row(b, i).hide(&mut scores);
            assert_eq!(scores[j] == 1.0, rule(b, i, j));
        }
    }
}
