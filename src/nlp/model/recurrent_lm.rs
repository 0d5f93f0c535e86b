//! A recurrent language model (Mikolov et al. 2010): each token's embedding goes into the state, and from
//! the state comes a distribution over the next token.

use super::StoredModel;
use super::sizes::{Sizes, check_dropout, check_gain, check_sizes, check_tied};
use crate::nlp::autograd::ops::{HeldGate, LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::labelled::{PaddedIds, TextBatch, TextExample};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    Cell, Factor, LstmState, Projection, RecurrentConfig, RecurrentStack, embedding_init, factors,
    probabilities, reorder_states,
};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;
use crate::nlp::trace::Trace;
use crate::nlp::train::Trainable;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// Sizes and choices: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecurrentLmConfig {
    pub cell: Cell,
    pub vocab_size: usize,
    pub d_embedding: usize,
    /// H
    pub d_hidden: usize,
    pub n_layers: usize,
    pub dropout: f64,
    /// One matrix for embedding and output (Press and Wolf 2017): `d_embedding` must equal `d_hidden`.
    pub tied_embeddings: bool,
    /// The scale of the recurrent weights at the start.
    pub recurrent_gain: f64,
}

impl Default for RecurrentLmConfig {
    /// A small model for lessons and tests.
    fn default() -> Self {
        RecurrentLmConfig {
            cell: Cell::Lstm,
            vocab_size: 1000,
            d_embedding: 64,
            d_hidden: 64,
            n_layers: 1,
            dropout: 0.1,
            tied_embeddings: true,
            recurrent_gain: 1.0,
        }
    }
}

impl RecurrentLmConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        check_sizes(&[
            ("vocab_size", self.vocab_size, Sizes::VOCABULARY),
            ("d_embedding", self.d_embedding, Sizes::WIDTH),
            ("d_hidden", self.d_hidden, Sizes::WIDTH),
            ("n_layers", self.n_layers, Sizes::LAYERS),
        ])?;
        check_tied(self.tied_embeddings, self.d_embedding, self.d_hidden)?;
        check_dropout(self.dropout)?;
        check_gain(self.recurrent_gain)
    }
}

/// A recurrent language model with its parameters.
#[derive(Clone, Debug)]
pub struct RecurrentLm<T> {
    pub config: RecurrentLmConfig,
    pub params: ParamSet<T>,
    embedding: ParamId,
    stack: RecurrentStack,
    output: Projection,
}

/// What is remembered between two tokens of `n` texts side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct LmState<T> {
    /// One for each layer.
    pub layers: Vec<LstmState<T>>,
    /// Tokens read.
    pub len: usize,
}

impl<T: Real> LmState<T> {
    /// Text i goes on from what was text `parents[i]`.
    pub fn reorder(&mut self, parents: &[usize]) {
        reorder_states(&mut self.layers, parents);
    }
}

impl<T: Real> RecurrentLm<T> {
    /// A model with random parameters.
    pub fn new(config: RecurrentLmConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (v, d, hidden) = (config.vocab_size, config.d_embedding, config.d_hidden);
        let embedding = params.add("embedding.weight", embedding_init(v, d, rng));
        let stack = RecurrentConfig {
            cell: config.cell,
            d_in: d,
            hidden,
            n_layers: config.n_layers,
            bidirectional: false,
            dropout: config.dropout,
            recurrent_gain: config.recurrent_gain,
        };
        let stack = RecurrentStack::new("", stack, &mut params, rng);
        let output = match config.tied_embeddings {
            true => embedding,
            false => params.add("output.weight", embedding_init(v, hidden, rng)),
        };
        let output = Projection::new("output", output, &mut params);
        Ok(RecurrentLm {
            config,
            params,
            embedding,
            stack,
            output,
        })
    }

    /// From ids to what the logits are computed from: (B·T, H).
    pub fn forward(&self, tape: &mut Tape<T>, input: &PaddedIds, held: &[HeldGate]) -> Var {
        let table = tape.param(self.embedding);
        let x = tape.embedding(table, &input.ids, self.embedding_scale());
        tape.record("", "input", x);
        let x = tape.dropout(x, self.config.dropout);
        let lengths = (input.lengths.as_slice(), input.t);
        let h = self.stack.seq(tape, x, None, lengths, held).h;
        tape.dropout(h, self.config.dropout)
    }

    /// √d: rows of E are of length about 1, and elements of about 1 are wanted.
    fn embedding_scale(&self) -> T {
        T::of(self.config.d_embedding as f64).sqrt()
    }

    /// Every tensor of the pass that reads `ids`, as if the gates in `held` were held by hand
    /// (names in [`crate::nlp::trace`]). Row t of `probabilities` is about token t + 1.
    pub fn trace(&self, ids: &[TokenId], held: &[HeldGate]) -> Result<Trace> {
        let input = PaddedIds::new(&[ids])?;
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let h = self.forward(&mut tape, &input, held);
        let logits = self.output.apply(&self.params, tape.value(h));
        let p = probabilities(logits.clone());
        for (name, value) in [("logits", logits), ("probabilities", p)] {
            let value = tape.constant(value);
            tape.record("", name, value);
        }
        Ok(tape.into_trace())
    }

    /// The gradients that each step's state gets when the loss of the text's last token goes back through
    /// time: `{layer}.d_h` (T, H), and `.d_c` of an LSTM; without dropout.
    pub fn gradient_trace(&self, ids: &[TokenId], held: &[HeldGate]) -> Result<Trace> {
        let mut batch = TextBatch::new(&[&TextExample { ids: ids.to_vec() }])?;
        let last = batch.targets.len() - 1;
        batch.targets[..last].fill(None);
        let mut without = self.clone();
        without.config.dropout = 0.0;
        without.stack.set_dropout(0.0);
        let mut tape = Tape::training(&without.params, Rng::new(0));
        let h = without.forward(&mut tape, &batch.input, held);
        let smoothing = LabelSmoothing::default();
        let (loss, _) = without.output.loss(&mut tape, h, &batch.targets, smoothing);
        let mut grads = without.params.zeros_like();
        Ok(tape.backward_recorded(loss, T::one(), &mut grads))
    }

    /// What a gradient is multiplied by on its way back through one layer: the factor of every step that
    /// reads a token of `ids`, and the products of them.
    pub fn factors(&self, ids: &[TokenId], layer: usize, held: &[HeldGate]) -> Result<Vec<Factor>> {
        if layer >= self.config.n_layers {
            let why = format!("there are {} layers", self.config.n_layers);
            return Err(NlpError::BadConfig {
                field: "layer",
                why,
            });
        }
        let x = self.embed(ids);
        let jacobians = self.stack.jacobians(&self.params, x.view(), layer, held);
        Ok(factors(&jacobians))
    }

    fn embed(&self, ids: &[TokenId]) -> Array2<T> {
        let rows: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
        let table = self.params.value(self.embedding);
        table.select(Axis(0), &rows) * self.embedding_scale()
    }

    /// Before the first token, for `n` texts side by side.
    pub fn start(&self, n: usize) -> LmState<T> {
        LmState {
            layers: self.stack.zero_state(n),
            len: 0,
        }
    }

    /// Reads one token for each text and gives the logits of the next: (n, V).
    pub fn step(&self, state: &mut LmState<T>, tokens: &[TokenId], held: &[HeldGate]) -> Array2<T> {
        let x = self.embed(tokens);
        let held = (held, state.len);
        let h = self.stack.step(&self.params, x, &mut state.layers, held);
        state.len += 1;
        self.output.apply(&self.params, h.view())
    }
}

impl<T: Real> Trainable<T> for RecurrentLm<T> {
    type Example = TextExample;
    type Batch = TextBatch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&TextExample]) -> Result<TextBatch> {
        TextBatch::new(examples)
    }
    fn n_targets(batch: &TextBatch) -> usize {
        batch.input.lengths.iter().sum()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &TextBatch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let h = self.forward(tape, &batch.input, &[]);
        self.output.loss(tape, h, &batch.targets, smoothing)
    }
}

impl StoredModel for RecurrentLm<f32> {
    type Config = RecurrentLmConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let h = wide(config.d_hidden);
        wide(config.vocab_size) * wide(config.d_embedding) + wide(config.n_layers) * h * h
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        RecurrentLm::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}
