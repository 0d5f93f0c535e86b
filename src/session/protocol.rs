//! What the page asks and what it is told.

use crate::nlp::tokenizer::{Token, TokenId};
use crate::nlp::trace::Trace;
use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning; page and worker compare it before they talk.
pub const PROTOCOL_VERSION: u32 = 1;

/// How the next token is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Decoding {
    /// The most probable token, always.
    Greedy,
    /// The `size` best partial translations are kept (Sutskever et al. 2014), scores divided by
    /// length^`length_penalty`.
    Beam { size: usize, length_penalty: f32 },
    /// Drawn at random from softmax(logits / `temperature`), cut to the `top_k` most probable tokens
    /// (0: no cut) and to the smallest set that holds `top_p` of the probability.
    Sample {
        temperature: f32,
        top_k: usize,
        top_p: f32,
        seed: u64,
    },
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The four files of a model directory, as fetched. Sizes and SHA-256 are checked against the manifest.
    LoadModel {
        #[serde(with = "super::wire")]
        manifest: Vec<u8>,
        #[serde(with = "super::wire")]
        config: Vec<u8>,
        #[serde(with = "super::wire")]
        tokenizer: Vec<u8>,
        #[serde(with = "super::wire")]
        weights: Vec<u8>,
    },
    /// Translate `text` and send the whole trace.
    Translate {
        id: u32,
        text: String,
        decoding: Decoding,
    },
    /// One parameter of the model by name, for a formula with its numbers.
    Parameter { id: u32, name: String },
    /// The piece of every token id, so that any logit can be named.
    Vocabulary { id: u32 },
}

impl Request {
    /// The number by which the page knows its answer, where it has one.
    pub fn id(&self) -> Option<u32> {
        match *self {
            Request::LoadModel { .. } => None,
            Request::Translate { id, .. }
            | Request::Parameter { id, .. }
            | Request::Vocabulary { id } => Some(id),
        }
    }
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Sent first: the worker is up and speaks this protocol.
    Ready {
        protocol: u32,
    },
    ModelLoaded(ModelSummary),
    Translated {
        id: u32,
        translation: Box<Translation>,
    },
    Parameter {
        id: u32,
        name: String,
        shape: Vec<usize>,
        data: Vec<f32>,
    },
    Failed {
        id: Option<u32>,
        error: SessionError,
    },
    /// `pieces[id]` is the piece of token `id`.
    Vocabulary {
        id: u32,
        pieces: Vec<String>,
    },
}

/// What the page shows about a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelSummary {
    pub name: String,
    pub d_model: usize,
    pub d_ff: usize,
    pub n_heads: usize,
    pub n_encoder_layers: usize,
    pub n_decoder_layers: usize,
    pub vocab_size: usize,
    pub max_len: usize,
    /// Layer norm before each sublayer (true) or after it (false).
    pub pre_norm: bool,
    pub n_parameters: usize,
    /// Bytes fetched, all files together.
    pub download_bytes: usize,
}

/// A token that could have come next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: TokenId,
    pub piece: String,
    pub probability: f32,
}

/// One decoding step: what could have come and what was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The most probable tokens, best first (at most 10).
    pub candidates: Vec<Candidate>,
    pub chosen: Candidate,
}

/// One node of the beam's tree; the root (BOS) is node 0 and its own parent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeamNode {
    pub parent: usize,
    /// 0 for the root, then the number of the step that made it.
    pub step: usize,
    pub id: TokenId,
    pub piece: String,
    /// Probability of this token given its parent's sentence.
    pub probability: f32,
    /// Sum of the logarithms of the probabilities up to here.
    pub log_probability: f32,
    /// Kept in the beam at its step (or finished); the others were cut.
    pub kept: bool,
    /// On the path of the translation that won.
    pub on_best_path: bool,
}

/// A finished translation of the beam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    pub text: String,
    pub log_probability: f32,
    /// What the beam compares: log probability / length^length_penalty.
    pub score: f32,
}

/// A translation with everything that led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Translation {
    /// Raised when the saved form changes.
    pub format: u32,
    pub model: ModelSummary,
    pub src_text: String,
    /// BOS … EOS, as the encoder reads them.
    pub src: Vec<Token>,
    /// BOS … EOS; without EOS where the translation hit the length limit. The decoder reads all but
    /// the last and predicts all but the first.
    pub tgt: Vec<Token>,
    pub text: String,
    pub decoding: Decoding,
    /// One per predicted token: `steps[t]` chose `tgt[t + 1]`.
    pub steps: Vec<Step>,
    /// Sum of the logarithms of the chosen tokens' probabilities.
    pub log_probability: f32,
    /// The beam's tree; empty for greedy and sampling.
    pub beam_tree: Vec<BeamNode>,
    /// The beam's finished translations, best first; empty for greedy and sampling.
    pub hypotheses: Vec<Hypothesis>,
    /// Every tensor of the forward pass over (src, tgt without its last token).
    pub trace: Trace,
}

/// What the worker could not do, in a form that the page can say in any language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SessionError {
    /// Nothing but white space.
    EmptyText,
    /// More tokens than the model takes.
    TooLong { tokens: usize, max: usize },
    /// A request that needs a model came before one was loaded.
    NoModel,
    /// A model file is damaged or of another kind.
    BadModel { file: String, why: String },
    /// No such parameter.
    UnknownParameter { name: String },
}
