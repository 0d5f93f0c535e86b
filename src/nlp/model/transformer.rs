//! The encoder–decoder Transformer (Vaswani et al. 2017): text ids in, logits out.

use super::{Ablation, Decoder, DecoderState, Encoder, TransformerConfig};
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums, Mask};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::batch::Batch;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::{Real, row};
use crate::nlp::nn::{Attend, embedding_init, positional_encoding};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::TokenId;
use crate::nlp::trace::Trace;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// A Transformer with its parameters.
#[derive(Clone, Debug)]
pub struct Transformer<T> {
    pub config: TransformerConfig,
    pub params: ParamSet<T>,
    /// What is left out, to see what it is for; nothing in a new model.
    pub ablation: Ablation,
    src_embedding: ParamId,
    tgt_embedding: ParamId,
    /// E of the logits x·Eᵀ.
    generator: ParamId,
    encoder: Encoder,
    decoder: Decoder,
}

impl<T: Real> Transformer<T> {
    /// A model with random parameters.
    pub fn new(config: TransformerConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (v, d) = (config.vocab_size, config.d_model);
        let mut table =
            |name: &str, params: &mut ParamSet<T>| params.add(name, embedding_init(v, d, rng));
        let [src_embedding, tgt_embedding, generator] = if config.tied_embeddings {
            [table("embedding.weight", &mut params); 3]
        } else {
            [
                "src_embedding.weight",
                "tgt_embedding.weight",
                "generator.weight",
            ]
            .map(|name| table(name, &mut params))
        };
        let encoder = Encoder::new(&config, &mut params, rng);
        let decoder = Decoder::new(&config, &mut params, rng);
        Ok(Transformer {
            config,
            params,
            ablation: Ablation::default(),
            src_embedding,
            tgt_embedding,
            generator,
            encoder,
            decoder,
        })
    }

    /// Another dropout from here on: the one setting that a model in training can change on the way.
    pub fn set_dropout(&mut self, dropout: f64) -> Result<()> {
        let config = TransformerConfig {
            dropout,
            ..self.config.clone()
        };
        config.check()?;
        self.config = config;
        self.encoder.set_dropout(dropout);
        self.decoder.set_dropout(dropout);
        Ok(())
    }

    /// Embedding times √d_model, plus positions, then dropout (sections 3.4, 3.5 and 5.4).
    fn embed(
        &self,
        tape: &mut Tape<T>,
        scope: &str,
        table: ParamId,
        ids: &[TokenId],
        t: usize,
    ) -> Var {
        let d = self.config.d_model;
        let table = tape.param(table);
        let x = tape.embedding(table, ids, T::of(d as f64).sqrt());
        tape.record(scope, "embedding", x);
        let positions = self.positions(0, t);
        let constant = tape.constant(positions.clone());
        tape.record(scope, "positional", constant);
        let x = tape.add_constant(x, positions.view());
        tape.record(scope, "input", x);
        tape.dropout(x, self.config.dropout)
    }

    /// Rows that are added to embeddings: (len, d), from position `first` on; zeros where positions are left out.
    fn positions(&self, first: usize, len: usize) -> Array2<T> {
        let d = self.config.d_model;
        if self.ablation.positions {
            positional_encoding(first, len, d)
        } else {
            Array2::zeros((len, d))
        }
    }

    /// Who sees what in a batch: source tokens each other, target tokens what came before, target tokens the source.
    fn masks(&self, batch: &Batch) -> [Arc<Mask>; 3] {
        let src_self = Mask::padding(batch.t_src, batch.t_src, &batch.src_lengths);
        let tgt_self = if self.ablation.causal_mask {
            Mask::causal(batch.t_tgt, &batch.tgt_lengths)
        } else {
            Mask::padding(batch.t_tgt, batch.t_tgt, &batch.tgt_lengths)
        };
        let cross = Mask::padding(batch.t_tgt, batch.t_src, &batch.src_lengths);
        [src_self, tgt_self, cross].map(Arc::new)
    }

    /// From a batch to what the logits are computed from: (B·T_tgt, d).
    pub fn forward(&self, tape: &mut Tape<T>, batch: &Batch) -> Var {
        let [src_self, tgt_self, cross] = self.masks(batch);
        debug_assert_eq!(batch.src.len(), batch.len() * batch.t_src);
        let x = self.embed(tape, "src", self.src_embedding, &batch.src, batch.t_src);
        let memory = self.encoder.forward(tape, x, &src_self);
        let y = self.embed(tape, "tgt", self.tgt_embedding, &batch.tgt_in, batch.t_tgt);
        self.decoder.forward(tape, y, memory, (&tgt_self, &cross))
    }

    /// The summed loss of a batch as a (1, 1) value, with the sums that reports are made of.
    pub fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &Batch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let x = self.forward(tape, batch);
        let e = tape.param(self.generator);
        tape.project_and_loss(x, e, &batch.tgt_out, smoothing)
    }

    /// The logits of a batch: (B·T_tgt, V).
    pub fn logits(&self, tape: &mut Tape<T>, batch: &Batch) -> Var {
        let x = self.forward(tape, batch);
        let e = tape.param(self.generator);
        tape.project_transposed(x, e)
    }

    /// Every tensor of the pass that reads `src` and predicts each token of `tgt` after its first
    /// (names in [`crate::nlp::trace`]).
    pub fn trace(&self, src: &[TokenId], tgt: &[TokenId]) -> Result<Trace> {
        self.check_len(src.len().max(tgt.len()))?;
        let batch = Batch::single(src, tgt)?;
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let x = self.forward(&mut tape, &batch);
        Ok(self.finish_trace(tape, x))
    }

    /// From what the logits are computed from to the end of the trace.
    fn finish_trace(&self, mut tape: Tape<T>, x: Var) -> Trace {
        let e = tape.param(self.generator);
        let logits = tape.project_transposed(x, e);
        tape.record("", "logits", logits);
        let mut p = tape.value(logits).to_owned();
        for mut row in p.rows_mut() {
            row::softmax(row.as_slice_mut().expect("a new matrix is contiguous"));
        }
        let probabilities = tape.constant(p);
        tape.record("", "probabilities", probabilities);
        tape.into_trace()
    }

    /// The source's embedding matrix (V, d), before the scaling by √d.
    pub fn src_embeddings(&self) -> ArrayView2<'_, T> {
        self.params.value(self.src_embedding).view()
    }

    /// Encodes one sentence, BOS and EOS included: `memory` (T_src, d).
    pub fn encode(&self, src: &[TokenId]) -> Result<Array2<T>> {
        self.encode_masked(src, Mask::padding(src.len(), src.len(), &[src.len()]))
    }

    /// The same with another mask of who sees whom.
    pub(super) fn encode_masked(&self, src: &[TokenId], mask: Mask) -> Result<Array2<T>> {
        self.check_len(src.len())?;
        let mut tape = Tape::evaluation(&self.params);
        let mask = Arc::new(mask);
        let x = self.embed(&mut tape, "src", self.src_embedding, src, src.len());
        let memory = self.encoder.forward(&mut tape, x, &mask);
        Ok(tape.value(memory).to_owned())
    }

    /// Ready to decode `n` translations of the encoded sentence side by side.
    pub fn start_decoding(&self, memory: ArrayView2<T>, n: usize) -> DecoderState<T> {
        self.decoder.start(&self.params, memory, n)
    }

    /// Reads one token for each translation and gives the logits of the next: (n, V).
    pub fn decode_step(
        &self,
        state: &mut DecoderState<T>,
        tokens: &[TokenId],
    ) -> Result<Array2<T>> {
        self.check_len(state.len + 1)?;
        let d = self.config.d_model;
        let scale = T::of(d as f64).sqrt();
        let table = self.params.value(self.tgt_embedding);
        let position = self.positions(state.len, 1);
        let mut x = Array2::zeros((tokens.len(), d));
        for (mut row, &token) in x.rows_mut().into_iter().zip(tokens) {
            row.scaled_add(scale, &table.row(token as usize));
            row += &position.row(0);
        }
        let x = self.decoder.step(&self.params, x, state);
        Ok(self.params.times_transposed(self.generator, x.view()))
    }

    fn check_len(&self, len: usize) -> Result<()> {
        let max_len = self.config.max_len;
        if len > max_len {
            Err(NlpError::TooLong { len, max_len })
        } else {
            Ok(())
        }
    }
}

impl Transformer<f32> {
    /// [`Self::trace`], with the attention of all layers computed by `who`.
    pub async fn trace_by(
        &self,
        src: &[TokenId],
        tgt: &[TokenId],
        who: &impl Attend,
    ) -> Result<Trace> {
        self.check_len(src.len().max(tgt.len()))?;
        let batch = Batch::single(src, tgt)?;
        let [src_self, tgt_self, cross] = self.masks(&batch);
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let x = self.embed(
            &mut tape,
            "src",
            self.src_embedding,
            &batch.src,
            batch.t_src,
        );
        let memory = self.encoder.forward_by(&mut tape, x, &src_self, who).await;
        let y = self.embed(
            &mut tape,
            "tgt",
            self.tgt_embedding,
            &batch.tgt_in,
            batch.t_tgt,
        );
        let masks = (&tgt_self, &cross);
        let x = self
            .decoder
            .forward_by(&mut tape, y, memory, masks, who)
            .await;
        Ok(self.finish_trace(tape, x))
    }
}
