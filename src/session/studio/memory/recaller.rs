//! Four small models for one question: which symbol stood k steps before the last?
//!
//! All read the same symbols through the same embeddings; they differ in what the answer may look at.
//!
//! | model | the answer is read from |
//! | --- | --- |
//! | RNN, LSTM | the last state |
//! | RNN with attention | the last state, and all states weighed by additive attention |
//! | Transformer | the last token's row after one layer of self-attention over all tokens |

use crate::nlp::autograd::ops::{LabelSmoothing, LossSums, Mask};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::labelled::{LabelledBatch, LabelledExample, PaddedIds};
use crate::nlp::data::synthetic;
use crate::nlp::error::Result;
use crate::nlp::linalg::Real;
use crate::nlp::model::{Encoder, TransformerConfig};
use crate::nlp::nn::{
    AdditiveAttention, Cell, Projection, RecurrentConfig, RecurrentStack, embedding_init,
    positional_encoding, xavier_uniform,
};
use crate::nlp::rng::Rng;
use crate::nlp::train::Trainable;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Symbols there are: guessing is right once in so many.
pub const SYMBOLS: usize = 8;
/// The width of embeddings and of states.
pub const WIDTH: usize = 32;

/// Which of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    Rnn,
    Lstm,
    RnnAttention,
    Transformer,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Rnn, Kind::Lstm, Kind::RnnAttention, Kind::Transformer];
}

/// A model with its parameters.
#[derive(Clone, Debug)]
pub struct Recaller<T> {
    pub kind: Kind,
    params: ParamSet<T>,
    embedding: ParamId,
    body: Body,
    output: Projection,
}

#[derive(Clone, Debug)]
enum Body {
    Recurrent(RecurrentStack, Option<AdditiveAttention>),
    Transformer(Encoder),
}

impl<T: Real> Recaller<T> {
    /// A model with random parameters.
    pub fn new(kind: Kind, rng: &mut Rng) -> Self {
        let mut params = ParamSet::new();
        let table = embedding_init(synthetic::vocab_size(SYMBOLS), WIDTH, rng);
        let embedding = params.add("embedding.weight", table);
        let body = match kind {
            Kind::Transformer => {
                let config = TransformerConfig {
                    vocab_size: synthetic::vocab_size(SYMBOLS),
                    d_model: WIDTH,
                    n_heads: 4,
                    d_ff: 2 * WIDTH,
                    n_encoder_layers: 1,
                    dropout: 0.0,
                    ..Default::default()
                };
                Body::Transformer(Encoder::new(&config, &mut params, rng))
            }
            _ => {
                let config = RecurrentConfig {
                    cell: match kind {
                        Kind::Lstm => Cell::Lstm,
                        _ => Cell::Rnn,
                    },
                    d_in: WIDTH,
                    hidden: WIDTH,
                    n_layers: 1,
                    bidirectional: false,
                    dropout: 0.0,
                    recurrent_gain: 1.0,
                };
                let stack = RecurrentStack::new("", config, &mut params, rng);
                let attention = (kind == Kind::RnnAttention).then(|| {
                    let sizes = (WIDTH, WIDTH, WIDTH);
                    AdditiveAttention::new("attention", sizes, &mut params, rng)
                });
                Body::Recurrent(stack, attention)
            }
        };
        let width = match kind {
            Kind::RnnAttention => 2 * WIDTH,
            _ => WIDTH,
        };
        let output = params.add("output.weight", xavier_uniform(SYMBOLS, width, rng));
        let output = Projection::new("output", output, &mut params);
        Recaller {
            kind,
            params,
            embedding,
            body,
            output,
        }
    }

    /// What the answer is read from: (B, ·).
    fn read(&self, tape: &mut Tape<T>, input: &PaddedIds) -> Var {
        let table = tape.param(self.embedding);
        let x = tape.embedding(table, &input.ids, T::of(WIDTH as f64).sqrt());
        let lengths = input.lengths.as_slice();
        match &self.body {
            Body::Recurrent(stack, attention) => {
                let out = stack.seq(tape, x, None, (lengths, input.t), &[]);
                let last = out.last.last().expect("at least one layer").h;
                let Some(attention) = attention else {
                    return last;
                };
                let keys = attention.keys(tape, out.h);
                let mask = Arc::new(Mask::padding(1, input.t, lengths));
                let context = attention.forward(tape, last, (keys, out.h), &mask);
                tape.beside(last, context)
            }
            Body::Transformer(encoder) => {
                let positions = positional_encoding::<T>(0, input.t, WIDTH);
                let x = tape.add_constant(x, positions.view());
                let mask = Arc::new(Mask::padding(input.t, input.t, lengths));
                let states = encoder.forward(tape, x, &mask);
                let rows = lengths.iter().enumerate();
                let rows: Vec<usize> = rows.map(|(b, n)| b * input.t + n - 1).collect();
                tape.select_rows(states, &rows)
            }
        }
    }
}

impl<T: Real> Trainable<T> for Recaller<T> {
    type Example = LabelledExample;
    type Batch = LabelledBatch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&LabelledExample]) -> Result<LabelledBatch> {
        LabelledBatch::new(examples)
    }
    fn n_targets(batch: &LabelledBatch) -> usize {
        batch.labels.len()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &LabelledBatch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let read = self.read(tape, &batch.input);
        self.output.loss(tape, read, &batch.labels, smoothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::data::synthetic::Recall;

    /// Sentences of different lengths side by side say what each says alone: padding leaks nowhere.
    #[test]
    fn padding_changes_nothing() {
        let mut rng = Rng::new(5);
        let example = |distance| {
            let task = Recall {
                distance,
                n_symbols: SYMBOLS,
            };
            task.labelled(&mut rng)
        };
        let examples: Vec<LabelledExample> = [3, 9, 1].map(example).to_vec();
        for kind in Kind::ALL {
            let model = Recaller::<f64>::new(kind, &mut Rng::new(1));
            let loss = |examples: &[&LabelledExample]| {
                let batch = Recaller::<f64>::batch(examples).unwrap();
                let mut tape = Tape::evaluation(model.params());
                model
                    .loss(&mut tape, &batch, LabelSmoothing::default())
                    .1
                    .loss
            };
            let together = loss(&examples.iter().collect::<Vec<_>>());
            let alone: f64 = examples.iter().map(|e| loss(&[e])).sum();
            assert!(
                (together - alone).abs() < 1e-9,
                "{kind:?}: {together} {alone}"
            );
        }
    }
}
