//! What positions are for: the encoder on the same words in another order.
//!
//! Attention is a sum over all tokens, so without positions the encoder of shuffled words gives the same rows, shuffled.
//! With positions each word's row depends on where everything stands.

use crate::nlp::error::Result;
use crate::nlp::model::{Ablation, Translator};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;
use serde::{Deserialize, Serialize};

/// Rows of `memory` before and after shuffling, word by word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The pieces in their own order, BOS first and EOS last; those two stay where they are.
    pub pieces: Vec<String>,
    /// `order[i]` is the place that the word now at place i had.
    pub order: Vec<usize>,
    /// Cosine of each word's row before and after, by its place after.
    pub cosine_with: Vec<f32>,
    pub cosine_without: Vec<f32>,
    /// The largest difference of any entry.
    pub difference_with: f32,
    pub difference_without: f32,
    /// The translations of the shuffled words.
    pub translation: String,
    pub translation_shuffled_with: String,
    pub translation_shuffled_without: String,
}

/// Shuffles the tokens of `text` between BOS and EOS.
pub fn order(translator: &Translator, text: &str, seed: u64) -> Result<Order> {
    let src = translator.prepare(text)?;
    let n = src.ids.len();
    let mut order: Vec<usize> = (0..n).collect();
    let mut rng = Rng::new(seed);
    rng.shuffle(&mut order[1..n - 1]);
    let shuffled: Vec<TokenId> = order.iter().map(|&i| src.ids[i]).collect();
    let mut changed = translator.clone();
    let mut measure = |positions: bool| -> Result<(Vec<f32>, f32, String)> {
        changed.model.ablation = Ablation {
            positions,
            ..Ablation::default()
        };
        let before = changed.model.encode(&src.ids)?;
        let after = changed.model.encode(&shuffled)?;
        let (mut cosines, mut difference) = (vec![], 0f32);
        for (to, &from) in order.iter().enumerate() {
            let (a, b) = (before.row(from), after.row(to));
            let norms = a.dot(&a).sqrt() * b.dot(&b).sqrt();
            cosines.push(if norms > 0.0 { a.dot(&b) / norms } else { 0.0 });
            let pairs = a.iter().zip(b);
            difference = pairs.fold(difference, |max, (a, b)| max.max((a - b).abs()));
        }
        let mut shuffled_src = src.clone();
        shuffled_src.ids = shuffled.clone();
        let decoded = changed.greedy(&shuffled_src)?;
        Ok((cosines, difference, changed.text(&decoded)))
    };
    let (cosine_with, difference_with, translation_shuffled_with) = measure(true)?;
    let (cosine_without, difference_without, translation_shuffled_without) = measure(false)?;
    let decoded = translator.greedy(&src)?;
    Ok(Order {
        pieces: src.tokens.iter().map(|t| t.piece.clone()).collect(),
        order,
        cosine_with,
        cosine_without,
        difference_with,
        difference_without,
        translation: translator.text(&decoded),
        translation_shuffled_with,
        translation_shuffled_without,
    })
}
