//! The recurrent encoder–decoder, without attention (Sutskever, Vinyals and Le 2014: the decoder starts from
//! the encoder's last state and sees nothing else) and with additive attention (Bahdanau, Cho and Bengio
//! 2014: before every step the decoder's state looks at all of the encoder's states).
//!
//! With attention, step i reads the token before it and the context, c_i = attention(s_{i−1}, memory),
//! s_i = cell([e(y_{i−1}); c_i], s_{i−1}), and predicts from [s_i; c_i]; without, there is no c_i.
//! Prediction goes through one layer t_i = tanh(W·[s_i; c_i] + b) of the embeddings' width.

mod decoding;

pub use decoding::RecurrentDecoderState;

use super::StoredModel;
use super::sizes::{Sizes, check_dropout, check_gain, check_sizes};
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums, Mask};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::batch::Batch;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    AdditiveAttention, Cell, Linear, Projection, RecurrentConfig, RecurrentStack, StateVars,
    embedding_init, probabilities,
};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;
use crate::nlp::trace::Trace;
use crate::nlp::train::Trainable;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Sizes and choices: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecurrentTranslatorConfig {
    pub cell: Cell,
    /// Whether the decoder may look at all of the encoder's states.
    pub attention: bool,
    /// Whether the encoder reads in both directions.
    pub bidirectional: bool,
    /// V: source and target share one vocabulary.
    pub vocab_size: usize,
    pub d_embedding: usize,
    /// H of the decoder, and of each direction of the encoder.
    pub d_hidden: usize,
    /// A: the width in which queries and keys meet.
    pub d_attention: usize,
    /// Of the encoder and of the decoder.
    pub n_layers: usize,
    /// The longest sequence, special tokens counted.
    pub max_len: usize,
    pub dropout: f64,
    /// One matrix for source embedding, target embedding and output.
    pub tied_embeddings: bool,
    /// The scale of the recurrent weights at the start.
    pub recurrent_gain: f64,
}

impl Default for RecurrentTranslatorConfig {
    /// A small model for lessons and tests.
    fn default() -> Self {
        RecurrentTranslatorConfig {
            cell: Cell::Lstm,
            attention: true,
            bidirectional: true,
            vocab_size: 1000,
            d_embedding: 64,
            d_hidden: 64,
            d_attention: 64,
            n_layers: 1,
            max_len: 128,
            dropout: 0.1,
            tied_embeddings: true,
            recurrent_gain: 1.0,
        }
    }
}

impl RecurrentTranslatorConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        check_sizes(&[
            ("vocab_size", self.vocab_size, Sizes::VOCABULARY),
            ("d_embedding", self.d_embedding, Sizes::WIDTH),
            ("d_hidden", self.d_hidden, Sizes::WIDTH),
            ("d_attention", self.d_attention, Sizes::WIDTH),
            ("n_layers", self.n_layers, Sizes::LAYERS),
            ("max_len", self.max_len, Sizes::LENGTH),
        ])?;
        check_dropout(self.dropout)?;
        check_gain(self.recurrent_gain)
    }
}

/// An encoder–decoder with its parameters.
#[derive(Clone, Debug)]
pub struct RecurrentTranslator<T> {
    pub config: RecurrentTranslatorConfig,
    pub params: ParamSet<T>,
    src_embedding: ParamId,
    tgt_embedding: ParamId,
    encoder: RecurrentStack,
    /// From both directions' last states to the decoder's first, h and c of each layer; none where the
    /// encoder reads one way, whose states fit as they are.
    bridge: Vec<(Linear, Option<Linear>)>,
    decoder: RecurrentStack,
    attention: Option<AdditiveAttention>,
    readout: Linear,
    output: Projection,
}

impl<T: Real> RecurrentTranslator<T> {
    /// A model with random parameters.
    pub fn new(config: RecurrentTranslatorConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (v, d, hidden) = (config.vocab_size, config.d_embedding, config.d_hidden);
        let mut table =
            |name: &str, params: &mut ParamSet<T>| params.add(name, embedding_init(v, d, rng));
        let [src_embedding, tgt_embedding, e] = match config.tied_embeddings {
            true => [table("embedding.weight", &mut params); 3],
            false => [
                "src_embedding.weight",
                "tgt_embedding.weight",
                "output.weight",
            ]
            .map(|name| table(name, &mut params)),
        };
        let stack = RecurrentConfig {
            cell: config.cell,
            d_in: d,
            hidden,
            n_layers: config.n_layers,
            bidirectional: config.bidirectional,
            dropout: config.dropout,
            recurrent_gain: config.recurrent_gain,
        };
        let encoder = RecurrentStack::new("encoder", stack, &mut params, rng);
        let memory_width = encoder.width();
        let mut bridge = Vec::new();
        if config.bidirectional {
            for l in 0..config.n_layers {
                let mut linear = |letter: &str| {
                    let name = |part: &str| format!("bridge.{l}.{part}_{letter}");
                    let sizes = (memory_width, hidden);
                    Linear::new((name("w"), name("b")), sizes, &mut params, rng)
                };
                let h = linear("h");
                bridge.push((h, (config.cell == Cell::Lstm).then(|| linear("c"))));
            }
        }
        let context = if config.attention { memory_width } else { 0 };
        let stack = RecurrentConfig {
            d_in: d + context,
            bidirectional: false,
            ..stack
        };
        let decoder = RecurrentStack::new("decoder", stack, &mut params, rng);
        let attention = config.attention.then(|| {
            let sizes = (hidden, memory_width, config.d_attention);
            AdditiveAttention::new("attention", sizes, &mut params, rng)
        });
        let names = ("readout.w".to_string(), "readout.b".to_string());
        let readout = Linear::new(names, (hidden + context, d), &mut params, rng);
        let output = Projection::new("output", e, &mut params);
        Ok(RecurrentTranslator {
            config,
            params,
            src_embedding,
            tgt_embedding,
            encoder,
            bridge,
            decoder,
            attention,
            readout,
            output,
        })
    }

    fn scale(&self) -> T {
        T::of(self.config.d_embedding as f64).sqrt()
    }

    fn embed(&self, tape: &mut Tape<T>, scope: &str, table: ParamId, ids: &[TokenId]) -> Var {
        let table = tape.param(table);
        let x = tape.embedding(table, ids, self.scale());
        tape.record(scope, "input", x);
        tape.dropout(x, self.config.dropout)
    }

    /// The encoder's states (B·T_src, ·) and what the decoder starts from.
    fn encode_batch(
        &self,
        tape: &mut Tape<T>,
        ids: &[TokenId],
        lengths: (&[usize], usize),
    ) -> (Var, Vec<StateVars>) {
        let x = self.embed(tape, "src", self.src_embedding, ids);
        let out = self.encoder.seq(tape, x, None, lengths, &[]);
        tape.record("", "memory", out.h);
        let mut start = out.last;
        for (state, (to_h, to_c)) in start.iter_mut().zip(&self.bridge) {
            let h = to_h.forward(tape, state.h);
            state.h = tape.tanh(h);
            if let (Some(c), Some(to_c)) = (state.c, to_c) {
                state.c = Some(to_c.forward(tape, c));
            }
        }
        (out.h, start)
    }

    /// From a batch to what the logits are computed from: (B·T_tgt, d).
    pub fn forward(&self, tape: &mut Tape<T>, batch: &Batch) -> Var {
        let src_lengths = (batch.src_lengths.as_slice(), batch.t_src);
        let (memory, start) = self.encode_batch(tape, &batch.src, src_lengths);
        let y = self.embed(tape, "tgt", self.tgt_embedding, &batch.tgt_in);
        let states = match &self.attention {
            None => {
                let lengths = (batch.tgt_lengths.as_slice(), batch.t_tgt);
                self.decoder.seq(tape, y, Some(&start), lengths, &[]).h
            }
            Some(attention) => self.attend(tape, attention, batch, (y, memory), start),
        };
        let t = self.readout.forward(tape, states);
        let t = tape.tanh(t);
        tape.record("", "readout", t);
        tape.dropout(t, self.config.dropout)
    }

    /// The decoder's states with their contexts beside them, (B·T_tgt, H + ·): one step after the other, since
    /// every state is the next step's query.
    fn attend(
        &self,
        tape: &mut Tape<T>,
        attention: &AdditiveAttention,
        batch: &Batch,
        (y, memory): (Var, Var),
        mut states: Vec<StateVars>,
    ) -> Var {
        let (b, t) = (batch.len(), batch.t_tgt);
        let keys = attention.keys(tape, memory);
        let mask = Arc::new(Mask::padding(1, batch.t_src, &batch.src_lengths));
        let one_each = vec![1; b];
        let mut outputs = Vec::with_capacity(t);
        for step in 0..t {
            let query = states.last().expect("at least one layer").h;
            let context = attention.forward(tape, query, (keys, memory), &mask);
            let rows: Vec<usize> = (0..b).map(|sentence| sentence * t + step).collect();
            let x = tape.select_rows(y, &rows);
            let x = tape.beside(x, context);
            let out = self
                .decoder
                .seq(tape, x, Some(&states), (&one_each, 1), &[]);
            states = out.last;
            outputs.push(tape.beside(out.h, context));
        }
        // (T·B, ·) → (B·T, ·)
        let all = tape.below(&outputs);
        let rows: Vec<usize> = (0..b * t).map(|row| row % t * b + row / t).collect();
        tape.select_rows(all, &rows)
    }

    /// Logits for every token of the batch's targets: (B·T_tgt, V).
    pub fn logits(&self, tape: &mut Tape<T>, batch: &Batch) -> Var {
        let t = self.forward(tape, batch);
        let logits = self.output.apply(&self.params, tape.value(t));
        tape.constant(logits)
    }

    /// Every tensor of the pass that reads `src` and predicts each token of `tgt` after its first
    /// (names in [`crate::nlp::model`]).
    pub fn trace(&self, src: &[TokenId], tgt: &[TokenId]) -> Result<Trace> {
        self.check_len(src.len().max(tgt.len()))?;
        let batch = Batch::single(src, tgt)?;
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let logits = self.logits(&mut tape, &batch);
        let p = probabilities(tape.value(logits).to_owned());
        let p = tape.constant(p);
        tape.record("", "logits", logits);
        tape.record("", "probabilities", p);
        Ok(tape.into_trace())
    }

    fn check_len(&self, len: usize) -> Result<()> {
        let max_len = self.config.max_len;
        match len > max_len {
            true => Err(NlpError::TooLong { len, max_len }),
            false => Ok(()),
        }
    }
}

impl<T: Real> Trainable<T> for RecurrentTranslator<T> {
    type Example = crate::nlp::data::batch::Example;
    type Batch = Batch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&Self::Example]) -> Result<Batch> {
        Batch::new(examples)
    }
    fn n_targets(batch: &Batch) -> usize {
        batch.n_targets()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &Batch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let t = self.forward(tape, batch);
        self.output.loss(tape, t, &batch.tgt_out, smoothing)
    }
}

impl StoredModel for RecurrentTranslator<f32> {
    type Config = RecurrentTranslatorConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let h = wide(config.d_hidden);
        wide(config.vocab_size) * wide(config.d_embedding) + 2 * wide(config.n_layers) * h * h
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        RecurrentTranslator::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}
