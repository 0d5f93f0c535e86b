//! A translating model together with its tokenizer: text in, text out.

use super::{RecurrentTranslator, StoredModel, Transformer, model_from_files};
use crate::nlp::autograd::Tape;
use crate::nlp::data::batch::Batch;
use crate::nlp::data::clean::normalise;
use crate::nlp::decode::{
    BeamConfig, BeamResult, Decoded, SamplingConfig, StepDecoder, beam_search, default_max_len,
    greedy, sample,
};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeTokenizer, Token, Tokenizer};
use ndarray::Array2;

/// A model that can be given a sentence and decoded step by step.
pub trait TranslationModel: StoredModel + StepDecoder {
    /// Rows of the embeddings.
    fn vocab_size(&self) -> usize;
    /// The longest sentence that it takes, in tokens.
    fn max_len(&self) -> usize;
    /// The logits of every token of the batch's targets, each after the reference before it: (B·T_tgt, V).
    fn reference_logits(&self, batch: &Batch) -> Array2<f32>;
}

impl TranslationModel for Transformer<f32> {
    fn vocab_size(&self) -> usize {
        self.config.vocab_size
    }
    fn max_len(&self) -> usize {
        self.config.max_len
    }
    fn reference_logits(&self, batch: &Batch) -> Array2<f32> {
        let mut tape = Tape::evaluation(&self.params);
        let logits = self.logits(&mut tape, batch);
        tape.value(logits).to_owned()
    }
}

impl TranslationModel for RecurrentTranslator<f32> {
    fn vocab_size(&self) -> usize {
        self.config.vocab_size
    }
    fn max_len(&self) -> usize {
        self.config.max_len
    }
    fn reference_logits(&self, batch: &Batch) -> Array2<f32> {
        let mut tape = Tape::evaluation(&self.params);
        let logits = self.logits(&mut tape, batch);
        tape.value(logits).to_owned()
    }
}

/// Translates sentences; with a Transformer unless another model is named.
#[derive(Clone, Debug)]
pub struct Translator<M = Transformer<f32>> {
    pub tokenizer: BpeTokenizer,
    pub model: M,
}

/// A sentence as the encoder reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The text with ordinary spaces and quotes, as the training data has it.
    pub text: String,
    /// BOS … EOS; spans are those of `text`.
    pub tokens: Vec<Token>,
    pub ids: Vec<u32>,
}

impl<M: TranslationModel> Translator<M> {
    /// From the contents of `config.json`, `tokenizer.json` and `model.safetensors`.
    pub fn from_files(config: &str, tokenizer: &str, weights: &[u8]) -> Result<Self> {
        let tokenizer = BpeTokenizer::from_json(tokenizer)?;
        let model: M = model_from_files(config, weights)?;
        let (pieces, rows) = (tokenizer.vocab_size(), model.vocab_size());
        if pieces != rows {
            let why = format!("has {pieces} pieces, but config.json says {rows}");
            return Err(NlpError::BadFile {
                what: "tokenizer.json".into(),
                why,
            });
        }
        Ok(Translator { tokenizer, model })
    }

    /// Makes a text ready: white space and quotes as in the training data, tokens, length checked.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if nothing but white space is there, [`NlpError::TooLong`] if there are
    /// more tokens than the model takes.
    pub fn prepare(&self, text: &str) -> Result<Source> {
        let text = normalise(text);
        if text.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let tokens = self.tokenizer.encode_with_specials(&text);
        let (len, max_len) = (tokens.len(), self.model.max_len());
        if len > max_len {
            return Err(NlpError::TooLong { len, max_len });
        }
        let ids = tokens.iter().map(|t| t.id).collect();
        Ok(Source { text, tokens, ids })
    }

    fn max_len(&self, src: &Source) -> usize {
        default_max_len(src.ids.len(), self.model.max_len())
    }

    /// The most probable token at every step.
    pub fn greedy(&self, src: &Source) -> Result<Decoded> {
        greedy(
            &self.model,
            &src.ids,
            self.tokenizer.special(),
            self.max_len(src),
        )
    }

    /// The best of several partial translations kept side by side.
    pub fn beam(&self, src: &Source, config: BeamConfig) -> Result<BeamResult> {
        beam_search(
            &self.model,
            &src.ids,
            self.tokenizer.special(),
            self.max_len(src),
            config,
        )
    }

    /// The best translation that a beam finds; a beam of one is the greedy choice.
    pub fn best(&self, src: &Source, config: BeamConfig) -> Result<Decoded> {
        match config.size {
            1 => self.greedy(src),
            _ => Ok(self.beam(src, config)?.best()),
        }
    }

    /// Tokens drawn at random.
    pub fn sample(&self, src: &Source, config: SamplingConfig, rng: &mut Rng) -> Result<Decoded> {
        sample(
            &self.model,
            &src.ids,
            self.tokenizer.special(),
            self.max_len(src),
            config,
            rng,
        )
    }

    /// The text of decoded ids.
    pub fn text(&self, decoded: &Decoded) -> String {
        self.tokenizer.decode(&decoded.ids)
    }
}
