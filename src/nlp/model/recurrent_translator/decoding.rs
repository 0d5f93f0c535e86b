//! Decoding with the recurrent translator, one token at a time.

use super::RecurrentTranslator;
use crate::nlp::autograd::Tape;
use crate::nlp::decode::StepDecoder;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::{Real, beside, gate};
use crate::nlp::nn::{LstmState, reorder_states};
use crate::nlp::tokenizer::TokenId;
use ndarray::{Array2, Axis};

/// What decoding remembers between two steps, for several translations of one sentence.
#[derive(Clone, Debug)]
pub struct RecurrentDecoderState<T> {
    /// One for each layer.
    pub layers: Vec<LstmState<T>>,
    /// Keys and states of the encoder, where there is attention.
    memory: Option<(Array2<T>, Array2<T>)>,
    /// α of the last step (n, T_src), where there is attention.
    pub weights: Option<Array2<T>>,
    /// How many tokens each translation has.
    pub len: usize,
}

impl<T: Real> RecurrentTranslator<T> {
    /// Encodes one sentence, BOS and EOS included; ready to decode `n` translations of it side by side.
    pub fn start_decoding(&self, src: &[TokenId], n: usize) -> Result<RecurrentDecoderState<T>> {
        self.check_len(src.len())?;
        if src.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let mut tape = Tape::evaluation(&self.params);
        let (memory, start) = self.encode_batch(&mut tape, src, (&[src.len()], src.len()));
        let rows = vec![0; n];
        let layers = start.iter().map(|state| LstmState {
            h: tape.value(state.h).select(Axis(0), &rows),
            c: match state.c {
                Some(c) => tape.value(c).select(Axis(0), &rows),
                None => Array2::zeros((n, 0)),
            },
        });
        let memory = self.attention.as_ref().map(|attention| {
            let memory = tape.value(memory);
            (
                attention.apply_keys(&self.params, memory),
                memory.to_owned(),
            )
        });
        Ok(RecurrentDecoderState {
            layers: layers.collect(),
            memory,
            weights: None,
            len: 0,
        })
    }

    /// Reads one token for each translation and gives the logits of the next: (n, V).
    pub fn decode_step(
        &self,
        state: &mut RecurrentDecoderState<T>,
        tokens: &[TokenId],
    ) -> Result<Array2<T>> {
        self.check_len(state.len + 1)?;
        let params = &self.params;
        let rows: Vec<usize> = tokens.iter().map(|&id| id as usize).collect();
        let y = params.value(self.tgt_embedding).select(Axis(0), &rows) * self.scale();
        let attended = match (&self.attention, &state.memory) {
            (Some(attention), Some((keys, memory))) => {
                let query = state.layers.last().expect("at least one layer").h.view();
                Some(attention.apply(params, query, (keys, memory)))
            }
            _ => None,
        };
        let x = match &attended {
            Some(found) => beside(y.view(), found.context.view()),
            None => y,
        };
        let place = (&[][..], state.len);
        let h = self.decoder.step(params, x, &mut state.layers, place);
        let h = match attended {
            Some(found) => {
                let both = beside(h.view(), found.context.view());
                state.weights = Some(found.weights);
                both
            }
            None => h,
        };
        state.len += 1;
        let t = self.readout.apply(params, h.view());
        let t = t.mapv_into(gate::tanh);
        Ok(self.output.apply(params, t.view()))
    }
}

impl StepDecoder for RecurrentTranslator<f32> {
    type State = RecurrentDecoderState<f32>;

    fn start(&self, src: &[TokenId]) -> Result<Self::State> {
        self.start_decoding(src, 1)
    }
    fn step(&self, state: &mut Self::State, tokens: &[TokenId]) -> Result<Array2<f32>> {
        self.decode_step(state, tokens)
    }
    fn reorder(state: &mut Self::State, parents: &[usize]) {
        reorder_states(&mut state.layers, parents);
        if let Some(weights) = &mut state.weights {
            *weights = weights.select(Axis(0), parents);
        }
    }
}
