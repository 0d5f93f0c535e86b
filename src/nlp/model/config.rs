//! What has to be decided before a Transformer is built.

use crate::nlp::error::{NlpError, Result};
use crate::nlp::nn::NormPosition;
use serde::{Deserialize, Serialize};

/// Sizes and choices of an encoder–decoder Transformer: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransformerConfig {
    /// V: source and target share one vocabulary.
    pub vocab_size: usize,
    pub d_model: usize,
    pub n_heads: usize,
    pub d_ff: usize,
    pub n_encoder_layers: usize,
    pub n_decoder_layers: usize,
    /// The longest sequence, special tokens counted.
    pub max_len: usize,
    pub dropout: f64,
    pub norm_position: NormPosition,
    /// One matrix for source embedding, target embedding and output projection (section 3.4).
    pub tied_embeddings: bool,
}

impl Default for TransformerConfig {
    /// A small model for lessons and tests.
    fn default() -> Self {
        TransformerConfig {
            vocab_size: 1000,
            d_model: 64,
            n_heads: 4,
            d_ff: 256,
            n_encoder_layers: 2,
            n_decoder_layers: 2,
            max_len: 128,
            dropout: 0.1,
            norm_position: NormPosition::Pre,
            tied_embeddings: true,
        }
    }
}

impl TransformerConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        let bad = |field, why: String| Err(NlpError::BadConfig { field, why });
        let sizes = [
            ("vocab_size", self.vocab_size, 5, 1_000_000),
            ("d_model", self.d_model, 2, 8192),
            ("n_heads", self.n_heads, 1, 256),
            ("d_ff", self.d_ff, 1, 65_536),
            ("n_encoder_layers", self.n_encoder_layers, 1, 64),
            ("n_decoder_layers", self.n_decoder_layers, 1, 64),
            ("max_len", self.max_len, 3, 65_536),
        ];
        for (field, value, low, high) in sizes {
            if !(low..=high).contains(&value) {
                return bad(field, format!("{value} is not between {low} and {high}"));
            }
        }
        if !self.d_model.is_multiple_of(self.n_heads) {
            let why = format!(
                "d_model = {} cannot be split into {}",
                self.d_model, self.n_heads
            );
            return bad("n_heads", why);
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return bad("dropout", format!("{} is not in [0, 1)", self.dropout));
        }
        Ok(())
    }

    /// d_k: the width of one head.
    pub fn d_k(&self) -> usize {
        self.d_model / self.n_heads
    }
}
