//! From logits to a translation: greedy, beam search and sampling.
//!
//! All three run the decoder one token at a time with a key/value cache, so each step costs the same
//! whatever came before it (but for the attention over it).

mod beam;
mod redraw;
mod sampling;

pub use beam::{BeamConfig, BeamNode, BeamResult, Finished, beam_search, largest};
pub use redraw::{Prospect, draw, redraw};
pub use sampling::{SamplingConfig, greedy, greedy_forced, sample};

use crate::nlp::error::Result;
use crate::nlp::model::{DecoderState, Transformer};
use crate::nlp::tokenizer::TokenId;
use ndarray::Array2;

/// A model that reads a source sentence and then gives the next token's logits, step by step, for several
/// translations side by side.
pub trait StepDecoder {
    /// What is remembered between two steps.
    type State;

    /// Reads the source, BOS and EOS included; one translation in progress.
    fn start(&self, src: &[TokenId]) -> Result<Self::State>;

    /// Reads one token for each translation and gives the logits of the next: (n, V).
    fn step(&self, state: &mut Self::State, tokens: &[TokenId]) -> Result<Array2<f32>>;

    /// Translation i goes on from what was translation `parents[i]`.
    fn reorder(state: &mut Self::State, parents: &[usize]);
}

impl StepDecoder for Transformer<f32> {
    type State = DecoderState<f32>;

    fn start(&self, src: &[TokenId]) -> Result<Self::State> {
        let memory = self.encode(src)?;
        Ok(self.start_decoding(memory.view(), 1))
    }
    fn step(&self, state: &mut Self::State, tokens: &[TokenId]) -> Result<Array2<f32>> {
        self.decode_step(state, tokens)
    }
    fn reorder(state: &mut Self::State, parents: &[usize]) {
        state.reorder(parents);
    }
}

/// A decoded sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// BOS … EOS; without EOS where the length limit came first.
    pub ids: Vec<TokenId>,
    /// log p of each predicted token under the model: one for each id after BOS.
    pub log_probabilities: Vec<f32>,
}

impl Decoded {
    /// log p of the whole sentence.
    pub fn log_probability(&self) -> f32 {
        self.log_probabilities.iter().sum()
    }
}

/// When decoding stops, whether or not EOS has come: a translation is not much longer than its source.
pub fn default_max_len(src_len: usize, model_max_len: usize) -> usize {
    (2 * src_len + 10).min(model_max_len)
}
