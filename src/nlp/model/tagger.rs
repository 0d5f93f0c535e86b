//! A tag for every token: each state of a recurrent layer chooses one. Read in both directions, a state
//! knows what comes before its token and what comes after it.

use super::StoredModel;
use super::sizes::{Sizes, check_dropout, check_gain, check_sizes};
use crate::nlp::autograd::ops::{HeldGate, LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::labelled::{PaddedIds, TaggedBatch, TaggedExample};
use crate::nlp::error::Result;
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    Cell, Projection, RecurrentConfig, RecurrentStack, embedding_init, probabilities,
    xavier_uniform,
};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;
use crate::nlp::trace::Trace;
use crate::nlp::train::Trainable;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Sizes and choices: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaggerConfig {
    pub cell: Cell,
    pub bidirectional: bool,
    pub n_tags: usize,
    pub vocab_size: usize,
    pub d_embedding: usize,
    /// H, of each direction.
    pub d_hidden: usize,
    pub n_layers: usize,
    pub dropout: f64,
    /// The scale of the recurrent weights at the start.
    pub recurrent_gain: f64,
}

impl Default for TaggerConfig {
    /// A small model for lessons and tests.
    fn default() -> Self {
        TaggerConfig {
            cell: Cell::Lstm,
            bidirectional: true,
            n_tags: 7,
            vocab_size: 1000,
            d_embedding: 64,
            d_hidden: 64,
            n_layers: 1,
            dropout: 0.1,
            recurrent_gain: 1.0,
        }
    }
}

impl TaggerConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        check_sizes(&[
            ("n_tags", self.n_tags, Sizes::CLASSES),
            ("vocab_size", self.vocab_size, Sizes::VOCABULARY),
            ("d_embedding", self.d_embedding, Sizes::WIDTH),
            ("d_hidden", self.d_hidden, Sizes::WIDTH),
            ("n_layers", self.n_layers, Sizes::LAYERS),
        ])?;
        check_dropout(self.dropout)?;
        check_gain(self.recurrent_gain)
    }
}

/// A tagger with its parameters.
#[derive(Clone, Debug)]
pub struct Tagger<T> {
    pub config: TaggerConfig,
    pub params: ParamSet<T>,
    embedding: ParamId,
    stack: RecurrentStack,
    output: Projection,
}

impl<T: Real> Tagger<T> {
    /// A model with random parameters.
    pub fn new(config: TaggerConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (v, d) = (config.vocab_size, config.d_embedding);
        let embedding = params.add("embedding.weight", embedding_init(v, d, rng));
        let stack = RecurrentConfig {
            cell: config.cell,
            d_in: d,
            hidden: config.d_hidden,
            n_layers: config.n_layers,
            bidirectional: config.bidirectional,
            dropout: config.dropout,
            recurrent_gain: config.recurrent_gain,
        };
        let stack = RecurrentStack::new("", stack, &mut params, rng);
        let output = xavier_uniform(config.n_tags, stack.width(), rng);
        let output = params.add("output.weight", output);
        let output = Projection::new("output", output, &mut params);
        Ok(Tagger {
            config,
            params,
            embedding,
            stack,
            output,
        })
    }

    /// The states that tags are chosen from: (B·T, width).
    fn forward(&self, tape: &mut Tape<T>, input: &PaddedIds, held: &[HeldGate]) -> Var {
        let table = tape.param(self.embedding);
        let scale = T::of(self.config.d_embedding as f64).sqrt();
        let x = tape.embedding(table, &input.ids, scale);
        tape.record("", "input", x);
        let x = tape.dropout(x, self.config.dropout);
        let lengths = (input.lengths.as_slice(), input.t);
        let h = self.stack.seq(tape, x, None, lengths, held).h;
        tape.record("", "states", h);
        tape.dropout(h, self.config.dropout)
    }

    /// For each sentence the probability of every tag for every token: (T, n_tags) each.
    pub fn predict(&self, sentences: &[&[TokenId]]) -> Result<Vec<Array2<T>>> {
        let input = PaddedIds::new(sentences)?;
        let mut tape = Tape::evaluation(&self.params);
        let h = self.forward(&mut tape, &input, &[]);
        let p = probabilities(self.output.apply(&self.params, tape.value(h)));
        let of_sentence = |(b, &len): (usize, &usize)| {
            let first = b * input.t;
            p.slice(ndarray::s![first..first + len, ..]).to_owned()
        };
        Ok(input.lengths.iter().enumerate().map(of_sentence).collect())
    }

    /// Every tensor of the pass that reads `ids`, as if the gates in `held` were held by hand
    /// (names in [`crate::nlp::trace`]).
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
}

impl<T: Real> Trainable<T> for Tagger<T> {
    type Example = TaggedExample;
    type Batch = TaggedBatch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&TaggedExample]) -> Result<TaggedBatch> {
        TaggedBatch::new(examples)
    }
    fn n_targets(batch: &TaggedBatch) -> usize {
        batch.tags.iter().filter(|tag| tag.is_some()).count()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &TaggedBatch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let h = self.forward(tape, &batch.input, &[]);
        self.output.loss(tape, h, &batch.tags, smoothing)
    }
}

impl StoredModel for Tagger<f32> {
    type Config = TaggerConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let h = wide(config.d_hidden);
        let table = wide(config.vocab_size) * wide(config.d_embedding);
        table + wide(config.n_layers) * h * h + wide(config.n_tags)
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        Tagger::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}
