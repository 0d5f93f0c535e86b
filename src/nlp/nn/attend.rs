//! Multi-head attention computed by somebody else, such as a graphics card, while everything around it stays here.
//!
//! Whoever computes may take its time (the pass is a future) and may fail: then the CPU computes that layer, and the pass
//! goes on as if nothing had been.

use super::MultiHeadAttention;
use crate::nlp::autograd::ops::Mask;
use crate::nlp::autograd::{Tape, Var};
use ndarray::{Array2, ArrayView2};
use std::future::Future;
use std::sync::Arc;

/// A layer's question: one sentence.
#[derive(Clone, Copy, Debug)]
pub struct AttentionCall<'a> {
    /// The layer: `encoder.0.self_attn`.
    pub layer: &'a str,
    pub n_heads: usize,
    /// W (d, d) and b (d) of the queries, keys, values and of the output.
    pub projections: [(ArrayView2<'a, f32>, &'a [f32]); 4],
    /// (T_q, d)
    pub x_q: ArrayView2<'a, f32>,
    /// (T_k, d)
    pub x_kv: ArrayView2<'a, f32>,
    pub mask: &'a Mask,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    /// (T_q, d), (T_k, d), (T_k, d), the heads side by side
    pub q: Array2<f32>,
    pub k: Array2<f32>,
    pub v: Array2<f32>,
    /// (H·T_q, T_k), head by head: before the mask, and after mask and softmax
    pub scores: Array2<f32>,
    pub weights: Array2<f32>,
    /// (T_q, d), the heads side by side
    pub context: Array2<f32>,
    /// (T_q, d), after W_O
    pub output: Array2<f32>,
}

/// Who computes multi-head attention.
pub trait Attend {
    /// The answer; `None` leaves this layer to the CPU.
    fn attend(&self, call: AttentionCall<'_>) -> impl Future<Output = Option<Attended>>;
}

/// The CPU, at once.
pub struct OnCpu;

impl Attend for OnCpu {
    fn attend(&self, _: AttentionCall<'_>) -> impl Future<Output = Option<Attended>> {
        std::future::ready(None)
    }
}

impl MultiHeadAttention {
    /// [`Self::forward`] of one sentence, computed by `who`.
    pub async fn forward_by(
        &self,
        tape: &mut Tape<'_, f32>,
        x_q: Var,
        x_kv: Var,
        mask: &Arc<Mask>,
        who: &impl Attend,
    ) -> Var {
        let call = AttentionCall {
            layer: self.name(),
            n_heads: self.n_heads(),
            projections: self.projections(tape.params()),
            x_q: tape.value(x_q),
            x_kv: tape.value(x_kv),
            mask,
        };
        match who.attend(call).await {
            None => self.forward(tape, x_q, x_kv, mask),
            Some(found) => {
                let [q, k, v] = [found.q, found.k, found.v].map(|x| tape.constant(x));
                tape.record_attention(
                    self.name(),
                    (q, k, v),
                    self.n_heads(),
                    (&found.scores, &found.weights, &found.context),
                );
                let output = tape.constant(found.output);
                tape.record(self.name(), "output", output);
                output
            }
        }
    }
}
