//! What the model makes of a sentence: its translation, and where it looks.

use super::super::pairs::Lessons;
use super::super::report::AttentionLabels;
use crate::nlp::decode::{default_max_len, greedy};
use crate::nlp::error::NlpError;
use crate::nlp::model::Transformer;
use crate::nlp::tokenizer::Tokenizer;

/// The most probable token at every step: BOS …, and the text.
pub fn translate(
    model: &Transformer<f32>,
    lessons: &Lessons,
    src: &[u32],
) -> Result<(Vec<u32>, String), NlpError> {
    let tokenizer = &lessons.tokenizer;
    let most = default_max_len(src.len(), model.config.max_len);
    let decoded = greedy(model, src, tokenizer.special(), most)?;
    let text = tokenizer.decode(&decoded.ids);
    Ok((decoded.ids, text))
}

/// The weights of every layer's and head's cross-attention, side by side.
pub fn cross_attention(
    model: &Transformer<f32>,
    src: &[u32],
    tgt: &[u32],
) -> Result<Vec<f32>, NlpError> {
    let trace = model.trace(src, tgt)?;
    let layers = 0..model.config.n_decoder_layers;
    let tensors = layers.filter_map(|l| trace.get(&format!("decoder.{l}.cross_attn.weights")));
    Ok(tensors.flat_map(|t| t.data.iter().copied()).collect())
}

pub fn labels(
    lessons: &Lessons,
    model: &Transformer<f32>,
    src: &[u32],
    tgt: &[u32],
) -> AttentionLabels {
    let pieces = |ids: &[u32]| -> Vec<String> {
        let piece = |&id: &u32| lessons.tokenizer.piece(id).unwrap_or_default().to_owned();
        ids.iter().map(piece).collect()
    };
    AttentionLabels {
        layers: model.config.n_decoder_layers,
        heads: model.config.n_heads,
        // The decoder reads all but the last.
        queries: pieces(&tgt[..tgt.len().saturating_sub(1)]),
        keys: pieces(src),
    }
}
