//! The next token's distribution from logits that are already there.
//!
//! The logits of a step do not depend on how the next token is drawn, so a slider for the temperature,
//! top-k or top-p needs no forward pass: [`redraw`] goes from one cached row of `logits` to the
//! distribution that sampling would use, and [`draw`] takes one token of it.

use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;

/// A token that may be drawn, with its probability among those that may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    pub id: TokenId,
    pub probability: f32,
}

/// The tokens that may come next, most probable first; their probabilities add up to 1.
///
/// In this order, as is usual (Holtzman et al. 2020 for top-p):
///
/// 1. p = softmax(logits / `temperature`); at a temperature of 0 (or below, or not a number) all of
///    the probability is on the largest logit, as in greedy decoding;
/// 2. the `top_k` most probable tokens stay (0: all of them), their probabilities again adding up to 1;
/// 3. of those, the fewest most probable ones stay whose sum reaches `top_p`: always at least one,
///    all of them at 1; and again the probabilities are made to add up to 1.
///
/// Of equal logits the lower id counts as the more probable. Logits that are not finite are never
/// drawn (a mask's −∞ means just that).
///
/// ```
/// use teddy_reads::nlp::decode::redraw;
/// // e^{ln 6}, e^{ln 3}, e^{ln 1}: probabilities 0.6, 0.3, 0.1.
/// let logits = [6f32.ln(), 3f32.ln(), 0.0];
/// let kept = redraw(&logits, 1.0, 2, 1.0);
/// assert_eq!(kept.len(), 2);
/// assert!((kept[0].probability - 6.0 / 9.0).abs() < 1e-6);
/// ```
pub fn redraw(logits: &[f32], temperature: f32, top_k: usize, top_p: f32) -> Vec<Prospect> {
    let mut ids: Vec<usize> = (0..logits.len())
        .filter(|&id| logits[id].is_finite())
        .collect();
    let better = |&a: &usize, &b: &usize| logits[b].total_cmp(&logits[a]).then(a.cmp(&b));
    let greedy = temperature.is_nan() || temperature <= 0.0;
    let keep = match (greedy, top_k) {
        (true, _) => 1,
        (false, 0) => ids.len(),
        (false, k) => k.min(ids.len()),
    };
    if keep < ids.len() {
        // A vocabulary has thousands of tokens and a cut leaves a few: no need to sort the rest.
        ids.select_nth_unstable_by(keep, better);
        ids.truncate(keep);
    }
    ids.sort_unstable_by(better);

    let Some(&best) = ids.first() else {
        return Vec::new();
    };
    // Differences to the largest logit are at most 0, so nothing overflows. In f64, because at
    // a tiny temperature the quotient is huge and thousands of terms are added.
    let weight = |id: usize| {
        let below_best = f64::from(logits[id]) - f64::from(logits[best]);
        if greedy || below_best == 0.0 {
            1.0
        } else {
            (below_best / f64::from(temperature)).exp()
        }
    };
    let mut weights: Vec<f64> = ids.iter().map(|&id| weight(id)).collect();
    if top_p < 1.0 {
        let enough = f64::from(top_p) * weights.iter().sum::<f64>();
        let mut sum = 0.0;
        let reached = weights.iter().position(|w| {
            sum += w;
            sum >= enough
        });
        weights.truncate(reached.map_or(weights.len(), |last| last + 1));
    }
    let total: f64 = weights.iter().sum();
    ids.iter()
        .zip(weights)
        .map(|(&id, weight)| Prospect {
            id: id as TokenId,
            probability: (weight / total) as f32,
        })
        .collect()
}

/// One token drawn from `prospects` by their probabilities; `None` only where there are none.
pub fn draw(prospects: &[Prospect], rng: &mut Rng) -> Option<Prospect> {
    let mut left = rng.uniform();
    for prospect in prospects {
        left -= f64::from(prospect.probability);
        if left < 0.0 {
            return Some(*prospect);
        }
    }
    // Rounding can leave the sum a hair below 1.
    prospects.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logits of the probabilities 0.1, 0.4, 0.2, 0.3.
    fn logits() -> Vec<f32> {
        [0.1f32, 0.4, 0.2, 0.3].map(f32::ln).to_vec()
    }

    fn check(found: &[Prospect], expected: &[(TokenId, f32)]) {
        let ids: Vec<_> = found.iter().map(|p| p.id).collect();
        let expected_ids: Vec<_> = expected.iter().map(|e| e.0).collect();
        assert_eq!(ids, expected_ids);
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found.probability - expected.1).abs() < 1e-6,
                "{found:?} {expected:?}"
            );
        }
    }

    #[test]
    fn without_cuts_it_is_the_softmax() {
        let all = [(1, 0.4), (3, 0.3), (2, 0.2), (0, 0.1)];
        check(&redraw(&logits(), 1.0, 0, 1.0), &all);
        check(&redraw(&logits(), 1.0, 4, 1.0), &all);
        check(&redraw(&logits(), 1.0, 99, 7.0), &all);
        check(&redraw(&logits(), 1.0, 0, f32::NAN), &all);
    }

    #[test]
    fn temperature_one_half_squares_the_odds() {
        // 16 : 9 : 4 : 1, sum 30.
        let expected = [
            (1, 16.0 / 30.0),
            (3, 9.0 / 30.0),
            (2, 4.0 / 30.0),
            (0, 1.0 / 30.0),
        ];
        check(&redraw(&logits(), 0.5, 0, 1.0), &expected);
    }

    #[test]
    fn temperature_towards_zero_is_greedy_and_towards_infinity_is_even() {
        for temperature in [0.0, -1.0, f32::NAN] {
            check(&redraw(&logits(), temperature, 0, 1.0), &[(1, 1.0)]);
        }
        for temperature in [1e-3, f32::MIN_POSITIVE] {
            let cold = redraw(&logits(), temperature, 0, 1.0);
            assert_eq!((cold[0].id, cold[0].probability), (1, 1.0));
            assert!(cold.iter().all(|p| p.probability.is_finite()));
        }
        let even = [(1, 0.25), (3, 0.25), (2, 0.25), (0, 0.25)];
        check(&redraw(&logits(), f32::MAX, 0, 1.0), &even);
        check(&redraw(&logits(), f32::INFINITY, 0, 1.0), &even);
    }

    #[test]
    fn top_k_keeps_the_best_and_makes_them_add_up() {
        check(&redraw(&logits(), 1.0, 1, 1.0), &[(1, 1.0)]);
        check(
            &redraw(&logits(), 1.0, 2, 1.0),
            &[(1, 4.0 / 7.0), (3, 3.0 / 7.0)],
        );
    }

    #[test]
    fn top_p_keeps_the_fewest_that_reach_it() {
        check(&redraw(&logits(), 1.0, 0, 0.0), &[(1, 1.0)]);
        check(&redraw(&logits(), 1.0, 0, 1e-9), &[(1, 1.0)]);
        check(&redraw(&logits(), 1.0, 0, 0.39), &[(1, 1.0)]);
        // 0.4 is not enough for 0.5, 0.4 + 0.3 is.
        check(
            &redraw(&logits(), 1.0, 0, 0.5),
            &[(1, 4.0 / 7.0), (3, 3.0 / 7.0)],
        );
        // After top-k the two left are 4/7 and 3/7: 0.55 is reached by the first alone (0.571).
        check(&redraw(&logits(), 1.0, 2, 0.55), &[(1, 1.0)]);
    }

    #[test]
    fn ties_go_to_the_lower_id() {
        let tied = [1.0f32; 5];
        check(&redraw(&tied, 0.0, 0, 1.0), &[(0, 1.0)]);
        check(&redraw(&tied, 0.7, 2, 1.0), &[(0, 0.5), (1, 0.5)]);
        check(&redraw(&tied, 1.0, 0, 0.3), &[(0, 0.5), (1, 0.5)]);
    }

    #[test]
    fn extreme_logits_stay_finite() {
        let row = [-1e30, f32::NEG_INFINITY, f32::NAN, 1e30, f32::INFINITY];
        check(&redraw(&row, 1.0, 0, 1.0), &[(3, 1.0), (0, 0.0)]);
        check(&redraw(&row, f32::MIN_POSITIVE, 1, 0.5), &[(3, 1.0)]);
        assert_eq!(redraw(&[], 1.0, 0, 1.0), []);
        assert_eq!(redraw(&[f32::NAN], 1.0, 0, 1.0), []);
        check(&redraw(&[-5e37], 1.0, 1, 1.0), &[(0, 1.0)]);
    }

    #[test]
    fn draws_come_as_often_as_they_should() {
        let prospects = redraw(&logits(), 1.0, 0, 1.0);
        let (mut rng, mut counts, n) = (Rng::new(5), [0u32; 4], 20_000);
        for _ in 0..n {
            counts[draw(&prospects, &mut rng).unwrap().id as usize] += 1;
        }
        for (count, p) in counts.iter().zip([0.1, 0.4, 0.2, 0.3]) {
            assert!((f64::from(*count) / f64::from(n) - p).abs() < 0.015);
        }
        assert_eq!(draw(&[], &mut rng), None);
    }
}
