//! The decoder: masked self-attention, cross-attention and feed-forward layers
//! (Vaswani et al. 2017, section 3.1).

use super::TransformerConfig;
use crate::nlp::autograd::ops::Mask;
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    Attend, FeedForward, KeyValueCache, LayerNorm, MultiHeadAttention, NormPosition,
    SublayerConnection,
};
use crate::nlp::rng::Rng;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// Masked self-attention over the translation so far, cross-attention to `memory`, feed-forward.
#[derive(Clone, Debug)]
pub struct DecoderLayer {
    self_attn: MultiHeadAttention,
    self_attn_connection: SublayerConnection,
    cross_attn: MultiHeadAttention,
    cross_attn_connection: SublayerConnection,
    feed_forward: FeedForward,
    feed_forward_connection: SublayerConnection,
}

impl DecoderLayer {
    fn new<T: Real>(
        name: &str,
        config: &TransformerConfig,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let [attn, cross, ff] =
            ["self_attn", "cross_attn", "feed_forward"].map(|part| format!("{name}.{part}"));
        let d = config.d_model;
        let how = (config.norm_position, config.dropout);
        let heads = (d, config.n_heads);
        DecoderLayer {
            self_attn: MultiHeadAttention::new(&attn, heads, params, rng),
            self_attn_connection: SublayerConnection::new(&attn, d, how, params),
            cross_attn: MultiHeadAttention::new(&cross, heads, params, rng),
            cross_attn_connection: SublayerConnection::new(&cross, d, how, params),
            feed_forward: FeedForward::new(&ff, (d, config.d_ff), params, rng),
            feed_forward_connection: SublayerConnection::new(&ff, d, how, params),
        }
    }

    /// x (B·T_tgt, d), memory (B·T_src, d) → (B·T_tgt, d).
    pub fn forward<T: Real>(
        &self,
        tape: &mut Tape<T>,
        x: Var,
        memory: Var,
        (tgt_mask, src_mask): (&Arc<Mask>, &Arc<Mask>),
    ) -> Var {
        let x = self.self_attn_connection.forward(tape, x, |tape, x| {
            self.self_attn.forward(tape, x, x, tgt_mask)
        });
        let x = self.cross_attn_connection.forward(tape, x, |tape, x| {
            self.cross_attn.forward(tape, x, memory, src_mask)
        });
        self.feed_forward_connection
            .forward(tape, x, |tape, x| self.feed_forward.forward(tape, x))
    }

    /// [`Self::forward`] of one sentence, its attention computed by `who`.
    async fn forward_by(
        &self,
        tape: &mut Tape<'_, f32>,
        x: Var,
        memory: Var,
        (tgt_mask, src_mask): (&Arc<Mask>, &Arc<Mask>),
        who: &impl Attend,
    ) -> Var {
        let masked = async |tape: &mut Tape<'_, f32>, x| {
            self.self_attn.forward_by(tape, x, x, tgt_mask, who).await
        };
        let cross = async |tape: &mut Tape<'_, f32>, x| {
            self.cross_attn
                .forward_by(tape, x, memory, src_mask, who)
                .await
        };
        let x = self
            .self_attn_connection
            .forward_later(tape, x, masked)
            .await;
        let x = self
            .cross_attn_connection
            .forward_later(tape, x, cross)
            .await;
        self.feed_forward_connection
            .forward(tape, x, |tape, x| self.feed_forward.forward(tape, x))
    }

    fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        x: Array2<T>,
        state: &mut LayerState<T>,
    ) -> Array2<T> {
        let LayerState {
            tokens,
            memory_keys,
            memory_values,
        } = state;
        let x = self
            .self_attn_connection
            .apply(params, x, |x| self.self_attn.step(params, x, tokens));
        let x = self.cross_attn_connection.apply(params, x, |x| {
            self.cross_attn
                .attend(params, x, (memory_keys, memory_values))
        });
        self.feed_forward_connection
            .apply(params, x, |x| self.feed_forward.apply(params, x))
    }
}

#[derive(Clone, Debug)]
struct LayerState<T> {
    tokens: KeyValueCache<T>,
    memory_keys: Array2<T>,
    memory_values: Array2<T>,
}

/// What decoding remembers between two steps: keys and values of every layer.
#[derive(Clone, Debug)]
pub struct DecoderState<T> {
    layers: Vec<LayerState<T>>,
    /// How many tokens each translation in progress has.
    pub len: usize,
}

impl<T: Real> DecoderState<T> {
    /// Translation i goes on from what was translation `parents[i]`.
    pub fn reorder(&mut self, parents: &[usize]) {
        self.layers
            .iter_mut()
            .for_each(|layer| layer.tokens.reorder(parents));
    }
}

/// All layers, and in the pre-norm form one more norm at the end.
#[derive(Clone, Debug)]
pub struct Decoder {
    layers: Vec<DecoderLayer>,
    norm: Option<LayerNorm>,
}

impl Decoder {
    pub fn new<T: Real>(
        config: &TransformerConfig,
        params: &mut ParamSet<T>,
        rng: &mut Rng,
    ) -> Self {
        let layers = (0..config.n_decoder_layers)
            .map(|l| DecoderLayer::new(&format!("decoder.{l}"), config, params, rng))
            .collect();
        let norm = (config.norm_position == NormPosition::Pre)
            .then(|| LayerNorm::new("decoder.norm", config.d_model, params));
        Decoder { layers, norm }
    }

    /// x (B·T_tgt, d), memory (B·T_src, d) → (B·T_tgt, d), ready for the projection to logits.
    pub fn forward<T: Real>(
        &self,
        tape: &mut Tape<T>,
        mut x: Var,
        memory: Var,
        masks: (&Arc<Mask>, &Arc<Mask>),
    ) -> Var {
        for layer in &self.layers {
            x = layer.forward(tape, x, memory, masks);
        }
        self.finish(tape, x)
    }

    /// [`Self::forward`] of one sentence, its attention computed by `who`.
    pub async fn forward_by(
        &self,
        tape: &mut Tape<'_, f32>,
        mut x: Var,
        memory: Var,
        masks: (&Arc<Mask>, &Arc<Mask>),
        who: &impl Attend,
    ) -> Var {
        for layer in &self.layers {
            x = layer.forward_by(tape, x, memory, masks, who).await;
        }
        self.finish(tape, x)
    }

    fn finish<T: Real>(&self, tape: &mut Tape<T>, mut x: Var) -> Var {
        if let Some(norm) = &self.norm {
            x = norm.forward(tape, x);
        }
        tape.record("decoder", "output", x);
        x
    }

    /// The state before the first token, for `n` translations of one sentence.
    pub fn start<T: Real>(
        &self,
        params: &ParamSet<T>,
        memory: ArrayView2<T>,
        n: usize,
    ) -> DecoderState<T> {
        let layers = self.layers.iter().map(|layer| {
            let (memory_keys, memory_values) = layer.cross_attn.keys_values(params, memory);
            LayerState {
                tokens: KeyValueCache::empty(n),
                memory_keys,
                memory_values,
            }
        });
        DecoderState {
            layers: layers.collect(),
            len: 0,
        }
    }

    /// One token more for each translation: x (n, d), embedded and with positions → (n, d).
    pub fn step<T: Real>(
        &self,
        params: &ParamSet<T>,
        mut x: Array2<T>,
        state: &mut DecoderState<T>,
    ) -> Array2<T> {
        for (layer, layer_state) in self.layers.iter().zip(&mut state.layers) {
            x = layer.step(params, x, layer_state);
        }
        state.len += 1;
        match &self.norm {
            Some(norm) => norm.apply(params, x.view()),
            None => x,
        }
    }
}
