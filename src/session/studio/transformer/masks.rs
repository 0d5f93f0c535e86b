//! What the causal mask hides: how much each target token that the decoder reads changes each output.
//!
//! One token after the other is exchanged, and the outputs are computed again. With the mask, output t cannot change
//! when token s > t does: the upper triangle is exactly zero. Without it everything changes, and a decoder trained
//! so would read off the answer instead of learning to predict it. This model was trained with the mask.

use crate::nlp::error::Result;
use crate::nlp::model::{Ablation, Translator};
use crate::nlp::tokenizer::{TokenId, Tokenizer};
use serde::{Deserialize, Serialize};

/// A matrix with a row for each output and a column for each token read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// What the decoder reads: BOS, then the translation.
    pub read: Vec<String>,
    /// What it is to predict at each place.
    pub predicted: Vec<String>,
    /// ½ Σ|p − p′|, row-major: how far the probabilities at t move when token s is exchanged (0 to 1).
    pub with_mask: Vec<f32>,
    pub without_mask: Vec<f32>,
    /// The probability of the right next token at each place.
    pub right_with_mask: Vec<f32>,
    pub right_without_mask: Vec<f32>,
}

/// Of the translation of `text`.
pub fn influence(translator: &Translator, text: &str) -> Result<Influence> {
    let src = translator.prepare(text)?;
    let decoded = translator.greedy(&src)?;
    let piece = |id: &TokenId| {
        let piece = translator.tokenizer.piece(*id);
        piece.unwrap_or_default().to_string()
    };
    let n = decoded.ids.len() - 1;
    let mut model = translator.model.clone();
    // Any other token will do: the neighbour in the vocabulary, whatever it means.
    let vocab_size = model.config.vocab_size as TokenId;
    let other = |id: TokenId| if id + 1 < vocab_size { id + 1 } else { id - 1 };
    let mut measure = |causal_mask: bool| -> Result<(Vec<f32>, Vec<f32>)> {
        model.ablation = Ablation {
            causal_mask,
            ..Ablation::default()
        };
        let probabilities = |ids: &[TokenId]| -> Result<(usize, Vec<f32>)> {
            let trace = model.trace(&src.ids, ids)?;
            let p = trace.get("probabilities").expect("every trace has them");
            Ok((p.shape[1], p.data.clone()))
        };
        let (width, before) = probabilities(&decoded.ids)?;
        let right = (0..n).map(|t| before[t * width + decoded.ids[t + 1] as usize]);
        let right = right.collect();
        let mut moved = vec![0.0; n * n];
        for s in 0..n {
            let mut ids = decoded.ids.clone();
            ids[s] = other(ids[s]);
            let (_, after) = probabilities(&ids)?;
            let rows = before.chunks(width).zip(after.chunks(width));
            for (t, (p, q)) in rows.enumerate() {
                let distance: f32 = p.iter().zip(q).map(|(p, q)| (p - q).abs()).sum();
                moved[t * n + s] = distance / 2.0;
            }
        }
        Ok((moved, right))
    };
    let (with_mask, right_with_mask) = measure(true)?;
    let (without_mask, right_without_mask) = measure(false)?;
    Ok(Influence {
        read: decoded.ids[..n].iter().map(piece).collect(),
        predicted: decoded.ids[1..].iter().map(piece).collect(),
        with_mask,
        without_mask,
        right_with_mask,
        right_without_mask,
    })
}
