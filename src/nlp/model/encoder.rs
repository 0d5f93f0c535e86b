//! The encoder: a stack of self-attention and feed-forward layers (Vaswani et al. 2017, section 3.1).

use super::TransformerConfig;
use crate::nlp::autograd::ops::Mask;
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    Attend, FeedForward, LayerNorm, MultiHeadAttention, NormPosition, SublayerConnection,
};
use crate::nlp::rng::Rng;
use std::sync::Arc;

/// Self-attention, then a feed-forward network, each with its residual and norm.
#[derive(Clone, Debug)]
pub struct EncoderLayer {
    self_attn: MultiHeadAttention,
    self_attn_connection: SublayerConnection,
    feed_forward: FeedForward,
    feed_forward_connection: SublayerConnection,
}

impl EncoderLayer {
    fn new<T: Real>(
        name: &str,
        config: &TransformerConfig,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let (attn, ff) = (format!("{name}.self_attn"), format!("{name}.feed_forward"));
        let d = config.d_model;
        let how = (config.norm_position, config.dropout);
        EncoderLayer {
            self_attn: MultiHeadAttention::new(&attn, (d, config.n_heads), params, rng),
            self_attn_connection: SublayerConnection::new(&attn, d, how, params),
            feed_forward: FeedForward::new(&ff, (d, config.d_ff), params, rng),
            feed_forward_connection: SublayerConnection::new(&ff, d, how, params),
        }
    }

    /// x (B·T_src, d) → (B·T_src, d).
    pub fn forward<T: Real>(&self, tape: &mut Tape<T>, x: Var, src_mask: &Arc<Mask>) -> Var {
        let x = self.self_attn_connection.forward(tape, x, |tape, x| {
            self.self_attn.forward(tape, x, x, src_mask)
        });
        self.feed_forward_connection
            .forward(tape, x, |tape, x| self.feed_forward.forward(tape, x))
    }
}

impl EncoderLayer {
    /// [`Self::forward`] of one sentence, its attention computed by `who`.
    async fn forward_by(
        &self,
        tape: &mut Tape<'_, f32>,
        x: Var,
        src_mask: &Arc<Mask>,
        who: &impl Attend,
    ) -> Var {
        let attention = async |tape: &mut Tape<'_, f32>, x| {
            self.self_attn.forward_by(tape, x, x, src_mask, who).await
        };
        let x = self
            .self_attn_connection
            .forward_later(tape, x, attention)
            .await;
        self.feed_forward_connection
            .forward(tape, x, |tape, x| self.feed_forward.forward(tape, x))
    }
}

/// All layers, and in the pre-norm form one more norm at the end.
#[derive(Clone, Debug)]
pub struct Encoder {
    layers: Vec<EncoderLayer>,
    norm: Option<LayerNorm>,
}

impl Encoder {
    pub fn new<T: Real>(
        config: &TransformerConfig,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let layers = (0..config.n_encoder_layers)
            .map(|l| EncoderLayer::new(&format!("encoder.{l}"), config, params, rng))
            .collect();
        let norm = (config.norm_position == NormPosition::Pre)
            .then(|| LayerNorm::new("encoder.norm", config.d_model, params));
        Encoder { layers, norm }
    }

    /// x (B·T_src, d), embedded and with positions → `memory` (B·T_src, d).
    pub fn forward<T: Real>(&self, tape: &mut Tape<T>, mut x: Var, src_mask: &Arc<Mask>) -> Var {
        for layer in &self.layers {
            x = layer.forward(tape, x, src_mask);
        }
        self.finish(tape, x)
    }

    /// [`Self::forward`] of one sentence, its attention computed by `who`.
    pub async fn forward_by(
        &self,
        tape: &mut Tape<'_, f32>,
        mut x: Var,
        src_mask: &Arc<Mask>,
        who: &impl Attend,
    ) -> Var {
        for layer in &self.layers {
            x = layer.forward_by(tape, x, src_mask, who).await;
        }
        self.finish(tape, x)
    }

    fn finish<T: Real>(&self, tape: &mut Tape<T>, mut x: Var) -> Var {
        if let Some(norm) = &self.norm {
            x = norm.forward(tape, x);
        }
        tape.record("", "memory", x);
        x
    }
}
