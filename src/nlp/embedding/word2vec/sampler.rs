//! Which words are drawn: negatives ∝ count^¾, and frequent words left out (Mikolov et al. 2013b, section 2).

use super::Word2VecConfig;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::rng::Rng;

/// Draws an index with given probabilities in constant time: the alias method (Walker 1977, Vose 1991).
///
/// The n outcomes share n equal columns; a column holds its own outcome up to `threshold` and one other, its
/// alias, above it.
#[derive(Clone, Debug, PartialEq)]
pub struct AliasSampler {
    /// (threshold of 2³², alias)
    columns: Vec<(u32, u32)>,
}

impl AliasSampler {
    /// Probabilities in proportion to `weights`.
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] if a weight is negative or not finite, or all are 0.
    pub fn new(weights: &[f64]) -> Result<Self> {
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) || weights.iter().any(|&w| w < 0.0) {
            return Err(NlpError::BadConfig {
                field: "weights",
                why: "must not be negative and must add up to more than 0".into(),
            });
        }
        let n = weights.len();
        // Heights of the columns in units of the average: those below 1 are filled up by those above.
        let mut height: Vec<f64> = weights.iter().map(|w| w * n as f64 / total).collect();
        let mut columns: Vec<(u32, u32)> = (0..n as u32).map(|i| (u32::MAX, i)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..n).partition(|&i| height[i] < 1.0);
        while let (Some(s), Some(&l)) = (small.pop(), large.last()) {
            columns[s] = ((height[s] * f64::from(u32::MAX)) as u32, l as u32);
            height[l] -= 1.0 - height[s];
            if height[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Ok(AliasSampler { columns })
    }

    /// One draw. The upper half of the random bits chooses the column, the lower half the part of it.
    #[inline(always)]
    pub fn draw(&self, rng: &mut Rng) -> u32 {
        let bits = rng.next_u64();
        let column = ((bits >> 32) * self.columns.len() as u64) >> 32;
        let (threshold, alias) = self.columns[column as usize];
        if bits as u32 <= threshold {
            column as u32
        } else {
            alias
        }
    }
}

/// P(w) ∝ count(w)^exponent, from which negatives are drawn.
pub fn negative_weights(counts: &[u64], exponent: f64) -> Vec<f64> {
    let weight = |&c: &u64| {
        if c == 0 {
            0.0
        } else {
            (c as f64).powf(exponent)
        }
    };
    counts.iter().map(weight).collect()
}

/// With what probability each word is kept: √(t/f) + t/f, at most 1, with f the share of the text that the
/// word makes up (word2vec.c's formula; the paper's is √(t/f) alone).
pub fn keep_probabilities(counts: &[u64], config: &Word2VecConfig) -> Vec<f32> {
    let total: u64 = counts.iter().sum();
    let keep = |&count: &u64| {
        if config.subsample == 0.0 || count == 0 {
            return 1.0;
        }
        let ratio = config.subsample * total as f64 / count as f64;
        (ratio.sqrt() + ratio).min(1.0) as f32
    };
    counts.iter().map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_probabilities_asked_for() {
        let weights = [1.0, 0.0, 5.0, 2.0, 0.5, 1.5];
        let sampler = AliasSampler::new(&weights).unwrap();
        let (mut rng, n) = (Rng::new(4), 200_000);
        let mut seen = [0usize; 6];
        (0..n).for_each(|_| seen[sampler.draw(&mut rng) as usize] += 1);
        for (&seen, weight) in seen.iter().zip(weights) {
            let (got, want) = (seen as f64 / n as f64, weight / 10.0);
            // Three standard deviations of a count, and a draw of a weight of 0 is as good as impossible.
            let sigma = (want * (1.0 - want) / n as f64).sqrt();
            assert!((got - want).abs() <= 4.0 * sigma, "{got} instead of {want}");
        }
        assert_eq!(AliasSampler::new(&[3.0]).unwrap().draw(&mut rng), 0);
    }

    #[test]
    fn weights_that_make_no_distribution_are_refused() {
        for weights in [
            &[][..],
            &[0.0, 0.0],
            &[1.0, -0.5],
            &[f64::NAN],
            &[f64::INFINITY],
        ] {
            assert!(AliasSampler::new(weights).is_err(), "{weights:?}");
        }
    }

    #[test]
    fn subsampling_by_hand() {
        let config = Word2VecConfig {
            subsample: 0.01,
            ..Default::default()
        };
        // f = 0.9: √(0.01/0.9) + 0.01/0.9; f = 0.1: √0.1 + 0.1.
        let keep = keep_probabilities(&[90, 10, 0], &config);
        assert!((keep[0] - 0.116_520).abs() < 1e-6);
        assert!((keep[1] - 0.416_228).abs() < 1e-6);
        assert_eq!(keep[2], 1.0);
        let weights = negative_weights(&[16, 1, 0], 0.75);
        assert_eq!(weights, [8.0, 1.0, 0.0]);
    }
}
