//! Greedy decoding and sampling with temperature, top-k and top-p.

use super::Decoded;
use crate::nlp::error::Result;
use crate::nlp::linalg::row;
use crate::nlp::model::Transformer;
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{SpecialTokens, TokenId};
use serde::{Deserialize, Serialize};

/// How sharply to draw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamplingConfig {
    /// Logits are divided by it: near 0 greedy, 1 the model's own distribution, above it flatter.
    pub temperature: f32,
    /// Only the k most probable tokens (0: all).
    pub top_k: usize,
    /// Only the smallest set of most probable tokens that holds this much probability (1: all;
    /// Holtzman et al. 2020).
    pub top_p: f32,
}

/// The most probable token, again and again, until EOS or `max_len` tokens (BOS counted).
pub fn greedy(
    model: &Transformer<f32>,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
) -> Result<Decoded> {
    decode_one(model, src, special, max_len, |logits| {
        let best = |(i, x): (usize, f32), (j, &y): (usize, &f32)| if y > x { (j, y) } else { (i, x) };
        logits.iter().enumerate().fold((0, f32::NEG_INFINITY), best).0
    })
}

/// Tokens drawn at random; the same generator state gives the same sentence.
pub fn sample(
    model: &Transformer<f32>,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    config: SamplingConfig,
    rng: &mut Rng,
) -> Result<Decoded> {
    decode_one(model, src, special, max_len, |logits| {
        let distribution = filtered_distribution(logits, config);
        let mut left = rng.uniform() as f32;
        for &(token, p) in &distribution {
            left -= p;
            if left < 0.0 {
                return token;
            }
        }
        // Rounding can leave a crumb above the sum: it belongs to the last token.
        distribution.last().map_or(0, |&(token, _)| token)
    })
}

fn decode_one(
    model: &Transformer<f32>,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    mut choose: impl FnMut(&[f32]) -> usize,
) -> Result<Decoded> {
    let memory = model.encode(src)?;
    let mut state = model.start_decoding(memory.view(), 1);
    let mut ids = vec![special.bos];
    let mut log_probabilities = Vec::new();
    while ids.len() < max_len {
        let logits = model.decode_step(&mut state, &ids[ids.len() - 1..])?;
        let logits = logits.as_slice().expect("one new row");
        let next = choose(logits);
        let log_sum = row::softmax(&mut logits.to_vec());
        log_probabilities.push(logits[next] - log_sum);
        ids.push(next as TokenId);
        if next as TokenId == special.eos {
            break;
        }
    }
    Ok(Decoded { ids, log_probabilities })
}

/// softmax(logits / temperature), cut by top-k, then by top-p, and scaled to add up to 1 again: token and
/// probability, most probable first (equal ones by token number). A temperature of 0 leaves the best
/// token alone. At least one token is always left.
pub fn filtered_distribution(logits: &[f32], config: SamplingConfig) -> Vec<(usize, f32)> {
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]).then(a.cmp(&b)));
    let keep = match config.top_k {
        _ if config.temperature <= 0.0 => 1,
        0 => order.len(),
        k => k.min(order.len()),
    };
    let mut p: Vec<f32> = order.iter().map(|&i| logits[i] / config.temperature.max(1e-6)).collect();
    row::softmax(&mut p[..]);
    p.truncate(keep);
    let total: f32 = p.iter().sum();
    let mut so_far = 0.0;
    let enough = p.iter().position(|&x| {
        so_far += x / total;
        so_far >= config.top_p
    });
    p.truncate(enough.map_or(p.len(), |i| i + 1));
    let total: f32 = p.iter().sum();
    order.into_iter().zip(p).map(|(i, x)| (i, x / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Probabilities 1/2, 1/4, 1/8, 1/8.
    const LOGITS: [f32; 4] = [0.0, 2.079_441_5, 1.386_294_4, 0.0];

    fn cut(temperature: f32, top_k: usize, top_p: f32) -> Vec<(usize, f32)> {
        filtered_distribution(&LOGITS, SamplingConfig { temperature, top_k, top_p })
    }

    #[test]
    fn cuts_by_hand() {
        let close = |got: Vec<(usize, f32)>, want: &[(usize, f32)]| {
            assert_eq!(got.len(), want.len(), "{got:?}");
            for (g, w) in got.iter().zip(want) {
                assert!(g.0 == w.0 && (g.1 - w.1).abs() < 1e-6, "{got:?}");
            }
        };
        // The logits ln 1, ln 8, ln 4, ln 1 add up to 14.
        close(cut(1.0, 0, 1.0), &[(1, 8. / 14.), (2, 4. / 14.), (0, 1. / 14.), (3, 1. / 14.)]);
        close(cut(1.0, 2, 1.0), &[(1, 2. / 3.), (2, 1. / 3.)]);
        close(cut(1.0, 0, 0.6), &[(1, 2. / 3.), (2, 1. / 3.)]);
        close(cut(1.0, 0, 0.5), &[(1, 1.0)]);
        close(cut(0.0, 0, 1.0), &[(1, 1.0)]);
        // At temperature 1/2 probabilities are squared: 64, 16, 1, 1 of 82.
        close(cut(0.5, 0, 1.0), &[(1, 64. / 82.), (2, 16. / 82.), (0, 1. / 82.), (3, 1. / 82.)]);
    }
}
