//! Changes to a trained Transformer, to see what its parts are for: heads switched off or copied, positions taken away,
//! the causal mask lifted.
//!
//! Head h owns columns h·d_k to (h+1)·d_k of W_Q, W_K, W_V and the same rows of W_O
//! ([`MultiHeadAttention`](crate::nlp::nn::MultiHeadAttention)). To switch it off, its rows of W_O become zero: whatever it
//! gathers, nothing of it goes on. To copy head j over head h, the columns (and biases) of j are put where those of h
//! were: h then looks where j looks and gathers what j gathers, and its own rows of W_O use that in h's way.
//! Voita et al. 2019 ("Analyzing multi-head self-attention: specialized heads do the heavy lifting, the rest can be
//! pruned") and Michel et al. 2019 ("Are sixteen heads really better than one?") do this at scale.

use super::{DecoderState, Transformer};
use crate::nlp::autograd::ops::Mask;
use crate::nlp::decode::StepDecoder;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Real;
use crate::nlp::tokenizer::TokenId;
use ndarray::{Array2, Axis, s};
use serde::{Deserialize, Serialize};

/// Which of the three attentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AttentionSite {
    EncoderSelf,
    DecoderSelf,
    Cross,
}

impl AttentionSite {
    /// The name of its parameters in `layer`, such as `decoder.1.cross_attn`.
    pub fn name(self, layer: usize) -> String {
        match self {
            AttentionSite::EncoderSelf => format!("encoder.{layer}.self_attn"),
            AttentionSite::DecoderSelf => format!("decoder.{layer}.self_attn"),
            AttentionSite::Cross => format!("decoder.{layer}.cross_attn"),
        }
    }
}

/// One head of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Head {
    pub site: AttentionSite,
    pub layer: usize,
    pub head: usize,
}

/// What is done to one head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeadChange {
    Off(Head),
    /// Head `from` of the same layer is put in the place of `over`.
    Copy {
        from: usize,
        over: Head,
    },
}

/// What a forward pass leaves out. Decoding token by token cannot look ahead, mask or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ablation {
    /// Add positions to the embeddings.
    pub positions: bool,
    /// Hide later tokens from the decoder's self-attention.
    pub causal_mask: bool,
}

impl Default for Ablation {
    /// Nothing is left out.
    fn default() -> Self {
        Ablation {
            positions: true,
            causal_mask: true,
        }
    }
}

impl<T: Real> Transformer<T> {
    /// The model with these changes made one after the other.
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] where there is no such layer or head.
    pub fn with_heads_changed(&self, changes: &[HeadChange]) -> Result<Self> {
        let mut model = self.clone();
        for &change in changes {
            match change {
                HeadChange::Off(head) => model.switch_off(head)?,
                HeadChange::Copy { from, over } => model.copy_head(from, over)?,
            }
        }
        Ok(model)
    }

    fn switch_off(&mut self, head: Head) -> Result<()> {
        let columns = self.columns_of(head)?;
        self.change(&format!("{}.w_o", head.site.name(head.layer)), |w_o| {
            w_o.slice_mut(s![columns, ..]).fill(T::zero());
        })
    }

    fn copy_head(&mut self, from: usize, over: Head) -> Result<()> {
        let (to, from) = (
            self.columns_of(over)?,
            self.columns_of(Head { head: from, ..over })?,
        );
        let name = over.site.name(over.layer);
        for parameter in ["w_q", "w_k", "w_v", "b_q", "b_k", "b_v"] {
            self.change(&format!("{name}.{parameter}"), |value| {
                let copied = value.slice(s![.., from.clone()]).to_owned();
                value.slice_mut(s![.., to.clone()]).assign(&copied);
            })?;
        }
        Ok(())
    }

    fn columns_of(&self, head: Head) -> Result<std::ops::Range<usize>> {
        let config = &self.config;
        let layers = match head.site {
            AttentionSite::EncoderSelf => config.n_encoder_layers,
            _ => config.n_decoder_layers,
        };
        if head.layer >= layers || head.head >= config.n_heads {
            let why = format!("layer {}, head {} does not exist", head.layer, head.head);
            return Err(NlpError::BadConfig { field: "head", why });
        }
        let d_k = config.d_model / config.n_heads;
        Ok(head.head * d_k..(head.head + 1) * d_k)
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Array2<T>)) -> Result<()> {
        let parameter = self.params.get(name);
        let mut value = parameter
            .expect("every attention has its projections")
            .value
            .clone();
        change(&mut value);
        self.params.set(name, value)
    }
}

/// A Transformer from which some tokens of the source are hidden: no attention looks at them, in the encoder or from the
/// decoder. The others keep their places.
#[derive(Clone, Copy, Debug)]
pub struct Hiding<'a> {
    pub model: &'a Transformer<f32>,
    /// By position in the source, BOS counted.
    pub hidden: &'a [usize],
}

impl StepDecoder for Hiding<'_> {
    type State = DecoderState<f32>;

    fn start(&self, src: &[TokenId]) -> Result<Self::State> {
        let n = src.len();
        let mask = Mask::from_fn((1, n, n), |_, _, j| !self.hidden.contains(&j));
        let memory = self.model.encode_masked(src, mask)?;
        let seen: Vec<usize> = (0..n).filter(|j| !self.hidden.contains(j)).collect();
        if seen.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let memory = memory.select(Axis(0), &seen);
        Ok(self.model.start_decoding(memory.view(), 1))
    }
    fn step(&self, state: &mut Self::State, tokens: &[TokenId]) -> Result<Array2<f32>> {
        self.model.decode_step(state, tokens)
    }
    fn reorder(state: &mut Self::State, parents: &[usize]) {
        state.reorder(parents);
    }
}

/// How alike two heads of a layer look: the mean over queries of Σ_j min(a_j, b_j), from 0 (never the same token) to 1
/// (the same weights). `a` and `b` are weights with `n_keys` columns.
///
/// ```
/// use teddy_reads::nlp::model::overlap;
/// assert_eq!(overlap(&[0.5, 0.5, 1.0, 0.0], &[0.5, 0.5, 0.0, 1.0], 2), 0.5);
/// ```
pub fn overlap(a: &[f32], b: &[f32], n_keys: usize) -> f32 {
    let rows = (a.len() / n_keys.max(1)).max(1);
    let shared: f32 = a.iter().zip(b).map(|(a, b)| a.min(*b)).sum();
    shared / rows as f32
}
