//! The translator of lesson 8 behind the session's interface: a translation with everything that led
//! to it.

use super::manifest::{CONFIG_FILE, WEIGHTS_FILE};
use super::model::{ModelFiles, TranslationModel, session_error};
use super::protocol::{
    BeamNode, Candidate, Decoding, Hypothesis, ModelSummary, SessionError, Step, Translation,
};
use super::saved::TRANSLATION_FORMAT;
use crate::nlp::decode::{BeamConfig, BeamResult, Decoded, SamplingConfig, largest};
use crate::nlp::error::Result as NlpResult;
use crate::nlp::model::{Source, Translator};
use crate::nlp::nn::{Attend, NormPosition};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{Token, TokenId, Tokenizer};
use crate::nlp::trace::Trace;

/// How many tokens that could have come are listed for each step.
const CANDIDATES: usize = 10;

/// Makes the translator of its files.
pub fn load_translator(files: &ModelFiles) -> Result<Box<dyn TranslationModel>, SessionError> {
    let translator = Translator::from_files(files.config, files.tokenizer, files.weights)
        .map_err(|e| session_error(CONFIG_FILE, e))?;
    Ok(Box::new(translator))
}

impl TranslationModel for Translator {
    fn summary(&self) -> ModelSummary {
        let config = &self.model.config;
        ModelSummary {
            name: String::new(),
            d_model: config.d_model,
            d_ff: config.d_ff,
            n_heads: config.n_heads,
            n_encoder_layers: config.n_encoder_layers,
            n_decoder_layers: config.n_decoder_layers,
            vocab_size: config.vocab_size,
            max_len: config.max_len,
            pre_norm: config.norm_position == NormPosition::Pre,
            n_parameters: self.model.params.n_parameters(),
            download_bytes: 0,
        }
    }

    fn translate(&self, text: &str, decoding: &Decoding) -> Result<Translation, SessionError> {
        self.translate_traced(text, decoding)
            .map_err(|e| session_error(WEIGHTS_FILE, e))
    }

    fn parameter(&self, name: &str) -> Option<(Vec<usize>, Vec<f32>)> {
        let param = self.model.params.get(name)?;
        let shape = match param.value.dim() {
            (_, n) if param.is_vector => vec![n],
            (rows, columns) => vec![rows, columns],
        };
        Some((shape, param.value.iter().copied().collect()))
    }

    fn pieces(&self) -> Vec<String> {
        self.tokenizer.pieces().to_vec()
    }
}

impl Translator {
    fn translate_traced(&self, text: &str, decoding: &Decoding) -> NlpResult<Translation> {
        let src = self.prepare(text)?;
        let (decoded, beam) = self.decode(&src, decoding)?;
        // The decoder reads all but the last token; the trace holds every step of that.
        let trace = self.model.trace(&src.ids, &decoded.ids)?;
        Ok(self.translation(src, decoding, (decoded, beam), trace))
    }

    /// The same, with the trace's attention computed by `who`.
    pub async fn translate_by(
        &self,
        text: &str,
        decoding: &Decoding,
        who: &impl Attend,
    ) -> Result<Translation, SessionError> {
        let failed = |error| session_error(WEIGHTS_FILE, error);
        let src = self.prepare(text).map_err(failed)?;
        let decoded = self.decode(&src, decoding).map_err(failed)?;
        let trace = self.model.trace_by(&src.ids, &decoded.0.ids, who).await;
        Ok(self.translation(src, decoding, decoded, trace.map_err(failed)?))
    }

    fn translation(
        &self,
        src: Source,
        decoding: &Decoding,
        (decoded, beam): (Decoded, Option<BeamResult>),
        trace: Trace,
    ) -> Translation {
        let (beam_tree, hypotheses) = match beam {
            Some(beam) => (self.beam_tree(&beam), self.hypotheses(&beam)),
            None => (Vec::new(), Vec::new()),
        };
        Translation {
            format: TRANSLATION_FORMAT,
            model: self.summary(),
            steps: self.steps(&decoded, &trace),
            text: self.text(&decoded),
            log_probability: decoded.log_probability(),
            tgt: decoded.ids.iter().map(|&id| self.token(id)).collect(),
            src_text: src.text,
            src: src.tokens,
            decoding: decoding.clone(),
            beam_tree,
            hypotheses,
            trace,
        }
    }

    fn decode(
        &self,
        src: &Source,
        decoding: &Decoding,
    ) -> NlpResult<(Decoded, Option<BeamResult>)> {
        match *decoding {
            Decoding::Greedy => Ok((self.greedy(src)?, None)),
            Decoding::Beam {
                size,
                length_penalty,
            } => {
                let beam = self.beam(
                    src,
                    BeamConfig {
                        size,
                        length_penalty,
                    },
                )?;
                Ok((beam.best(), Some(beam)))
            }
            Decoding::Sample {
                temperature,
                top_k,
                top_p,
                seed,
            } => {
                let config = SamplingConfig {
                    temperature,
                    top_k,
                    top_p,
                };
                Ok((self.sample(src, config, &mut Rng::new(seed))?, None))
            }
        }
    }

    /// A target token; spans of the source mean nothing for it.
    fn token(&self, id: TokenId) -> Token {
        Token {
            id,
            piece: self.piece_of(id),
            span: 0..0,
        }
    }

    fn piece_of(&self, id: TokenId) -> String {
        self.tokenizer.piece(id).unwrap_or_default().to_string()
    }

    fn steps(&self, decoded: &Decoded, trace: &Trace) -> Vec<Step> {
        let Some(probabilities) = trace.get("probabilities") else {
            return Vec::new();
        };
        let step = |(t, &id): (usize, &TokenId)| {
            let row = probabilities.row(&[t]).unwrap_or_default();
            let candidate = |id: usize| Candidate {
                id: id as TokenId,
                piece: self.piece_of(id as TokenId),
                probability: row.get(id).copied().unwrap_or_default(),
            };
            let best = largest(row, CANDIDATES);
            Step {
                candidates: best.into_iter().map(candidate).collect(),
                chosen: candidate(id as usize),
            }
        };
        decoded.ids.iter().skip(1).enumerate().map(step).collect()
    }

    fn beam_tree(&self, beam: &BeamResult) -> Vec<BeamNode> {
        let mut on_best_path = vec![false; beam.nodes.len()];
        let mut at = beam.finished.first().map_or(0, |f| f.node);
        while at != 0 {
            on_best_path[at] = true;
            at = beam.nodes[at].parent;
        }
        on_best_path[0] = true;
        let node = |(n, &best): (&crate::nlp::decode::BeamNode, &bool)| BeamNode {
            parent: n.parent,
            step: n.step,
            id: n.id,
            piece: self.piece_of(n.id),
            probability: n.log_probability.exp(),
            log_probability: n.total,
            kept: n.kept,
            on_best_path: best,
        };
        beam.nodes.iter().zip(&on_best_path).map(node).collect()
    }

    fn hypotheses(&self, beam: &BeamResult) -> Vec<Hypothesis> {
        let hypothesis = |f: &crate::nlp::decode::Finished| Hypothesis {
            text: self.text(&beam.path(f.node)),
            log_probability: f.log_probability,
            score: f.score,
        };
        beam.finished.iter().map(hypothesis).collect()
    }
}
