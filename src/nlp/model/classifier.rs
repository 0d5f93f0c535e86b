//! One class for a whole sentence: from the mean of its word vectors, which knows nothing of their order, or
//! from the states of a recurrent layer, which does (Elman 1990: the last state has read everything).

use super::StoredModel;
use super::sizes::{Sizes, check_dropout, check_gain, check_sizes};
use crate::nlp::autograd::ops::{HeldGate, LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::labelled::{LabelledBatch, LabelledExample, PaddedIds};
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

/// What makes one vector out of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentenceEncoder {
    /// The mean of the word vectors.
    MeanOfVectors,
    Rnn,
    #[default]
    Lstm,
}

/// Which of a recurrent layer's states speak for the sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// The last one (of each direction).
    #[default]
    Last,
    /// The mean of all.
    Mean,
    /// The largest of all, unit by unit.
    Max,
}

/// Sizes and choices: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassifierConfig {
    pub encoder: SentenceEncoder,
    pub pooling: Pooling,
    pub bidirectional: bool,
    pub n_classes: usize,
    pub vocab_size: usize,
    pub d_embedding: usize,
    /// H; not used by the mean of vectors, nor are the three that follow `vocab_size` in the layer.
    pub d_hidden: usize,
    pub n_layers: usize,
    pub dropout: f64,
    /// The scale of the recurrent weights at the start.
    pub recurrent_gain: f64,
}

impl Default for ClassifierConfig {
    /// A small model of two classes for lessons and tests.
    fn default() -> Self {
        ClassifierConfig {
            encoder: SentenceEncoder::Lstm,
            pooling: Pooling::Last,
            bidirectional: false,
            n_classes: 2,
            vocab_size: 1000,
            d_embedding: 64,
            d_hidden: 64,
            n_layers: 1,
            dropout: 0.1,
            recurrent_gain: 1.0,
        }
    }
}

impl ClassifierConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        check_sizes(&[
            ("n_classes", self.n_classes, Sizes::CLASSES),
            ("vocab_size", self.vocab_size, Sizes::VOCABULARY),
            ("d_embedding", self.d_embedding, Sizes::WIDTH),
            ("d_hidden", self.d_hidden, Sizes::WIDTH),
            ("n_layers", self.n_layers, Sizes::LAYERS),
        ])?;
        check_dropout(self.dropout)?;
        check_gain(self.recurrent_gain)
    }

    fn cell(&self) -> Option<Cell> {
        match self.encoder {
            SentenceEncoder::MeanOfVectors => None,
            SentenceEncoder::Rnn => Some(Cell::Rnn),
            SentenceEncoder::Lstm => Some(Cell::Lstm),
        }
    }
}

/// A classifier with its parameters.
#[derive(Clone, Debug)]
pub struct SentenceClassifier<T> {
    pub config: ClassifierConfig,
    pub params: ParamSet<T>,
    embedding: ParamId,
    stack: Option<RecurrentStack>,
    output: Projection,
}

impl<T: Real> SentenceClassifier<T> {
    /// A model with random parameters.
    pub fn new(config: ClassifierConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (v, d) = (config.vocab_size, config.d_embedding);
        let embedding = params.add("embedding.weight", embedding_init(v, d, rng));
        let stack = config.cell().map(|cell| {
            let stack = RecurrentConfig {
                cell,
                d_in: d,
                hidden: config.d_hidden,
                n_layers: config.n_layers,
                bidirectional: config.bidirectional,
                dropout: config.dropout,
                recurrent_gain: config.recurrent_gain,
            };
            RecurrentStack::new("", stack, &mut params, rng)
        });
        let width = stack.as_ref().map_or(d, RecurrentStack::width);
        let output = xavier_uniform(config.n_classes, width, rng);
        let output = params.add("output.weight", output);
        let output = Projection::new("output", output, &mut params);
        Ok(SentenceClassifier {
            config,
            params,
            embedding,
            stack,
            output,
        })
    }

    /// One vector for each sentence, and the states that it was made from: (B, width), (B·T, width).
    fn encode(&self, tape: &mut Tape<T>, input: &PaddedIds, held: &[HeldGate]) -> (Var, Var) {
        let table = tape.param(self.embedding);
        let scale = T::of(self.config.d_embedding as f64).sqrt();
        let x = tape.embedding(table, &input.ids, scale);
        tape.record("", "input", x);
        let x = tape.dropout(x, self.config.dropout);
        let lengths = input.lengths.as_slice();
        let (sentence, states) = match &self.stack {
            None => (tape.mean_pool(x, lengths), x),
            Some(stack) => {
                let out = stack.seq(tape, x, None, (lengths, input.t), held);
                let sentence = match self.config.pooling {
                    Pooling::Last => out.last.last().expect("at least one layer").h,
                    Pooling::Mean => tape.mean_pool(out.h, lengths),
                    Pooling::Max => tape.max_pool(out.h, lengths),
                };
                (sentence, out.h)
            }
        };
        tape.record("", "sentence", sentence);
        (tape.dropout(sentence, self.config.dropout), states)
    }

    /// The probability of every class for each sentence: (n, n_classes).
    pub fn predict(&self, sentences: &[&[TokenId]]) -> Result<Array2<T>> {
        let input = PaddedIds::new(sentences)?;
        let mut tape = Tape::evaluation(&self.params);
        let (sentence, _) = self.encode(&mut tape, &input, &[]);
        let logits = self.output.apply(&self.params, tape.value(sentence));
        Ok(probabilities(logits))
    }

    /// Every tensor of the pass that reads `ids`, as if the gates in `held` were held by hand
    /// (names in [`crate::nlp::trace`]).
    pub fn trace(&self, ids: &[TokenId], held: &[HeldGate]) -> Result<Trace> {
        let input = PaddedIds::new(&[ids])?;
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let (sentence, states) = self.encode(&mut tape, &input, held);
        let logits = self.output.apply(&self.params, tape.value(sentence));
        let mut tensors = vec![
            ("probabilities", probabilities(logits.clone())),
            ("logits", logits),
        ];
        // A single direction's state after t tokens is the sentence's vector if it ended there.
        let by_step = self.stack.is_some()
            && self.config.pooling == Pooling::Last
            && !self.config.bidirectional;
        if by_step {
            let logits = self.output.apply(&self.params, tape.value(states));
            tensors.push(("steps.probabilities", probabilities(logits)));
        }
        for (name, value) in tensors {
            let value = tape.constant(value);
            tape.record("", name, value);
        }
        Ok(tape.into_trace())
    }
}

impl<T: Real> Trainable<T> for SentenceClassifier<T> {
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
        let (sentence, _) = self.encode(tape, &batch.input, &[]);
        self.output.loss(tape, sentence, &batch.labels, smoothing)
    }
}

impl StoredModel for SentenceClassifier<f32> {
    type Config = ClassifierConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let h = wide(config.d_hidden);
        let layers = config.cell().map_or(0, |_| wide(config.n_layers) * h * h);
        wide(config.vocab_size) * wide(config.d_embedding) + layers + wide(config.n_classes)
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        SentenceClassifier::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}
