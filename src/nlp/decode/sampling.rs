//! Greedy decoding and sampling with temperature, top-k and top-p.

use super::{Decoded, StepDecoder, draw, redraw};
use crate::nlp::error::Result;
use crate::nlp::linalg::{row, with_simd};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{SpecialTokens, TokenId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    model: &impl StepDecoder,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
) -> Result<Decoded> {
    decode_one(model, src, special, max_len, best)
}

/// Greedy, but for some steps whose tokens are given: `forced` by step, counted from 0 after BOS.
pub fn greedy_forced(
    model: &impl StepDecoder,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    forced: &BTreeMap<usize, TokenId>,
) -> Result<Decoded> {
    let mut step = 0;
    decode_one(model, src, special, max_len, |logits| {
        let given = forced.get(&step).map(|&id| id as usize);
        step += 1;
        given
            .filter(|&id| id < logits.len())
            .unwrap_or_else(|| best(logits))
    })
}

/// The first of the largest.
fn best(logits: &[f32]) -> usize {
    let best = |(i, x): (usize, f32), (j, &y): (usize, &f32)| if y > x { (j, y) } else { (i, x) };
    let logits = logits.iter().enumerate();
    logits.fold((0, f32::NEG_INFINITY), best).0
}

/// Tokens drawn at random; the same generator state gives the same sentence.
pub fn sample(
    model: &impl StepDecoder,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    config: SamplingConfig,
    rng: &mut Rng,
) -> Result<Decoded> {
    decode_one(model, src, special, max_len, |logits| {
        let prospects = redraw(logits, config.temperature, config.top_k, config.top_p);
        // None only if no logit is finite: a broken model, which then says what it can.
        draw(&prospects, rng).map_or(special.eos as usize, |p| p.id as usize)
    })
}

fn decode_one<M: StepDecoder>(
    model: &M,
    src: &[TokenId],
    special: SpecialTokens,
    max_len: usize,
    mut choose: impl FnMut(&[f32]) -> usize,
) -> Result<Decoded> {
    let mut state = model.start(src)?;
    let mut ids = vec![special.bos];
    let mut log_probabilities = Vec::new();
    while ids.len() < max_len {
        let logits = model.step(&mut state, &ids[ids.len() - 1..])?;
        let logits = logits.as_slice().expect("one new row");
        let next = choose(logits);
        let log_sum = with_simd(
            #[inline(always)]
            || row::log_sum_exp(logits),
        );
        log_probabilities.push(logits[next] - log_sum);
        ids.push(next as TokenId);
        if next as TokenId == special.eos {
            break;
        }
    }
    Ok(Decoded {
        ids,
        log_probabilities,
    })
}
