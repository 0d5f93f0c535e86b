//! What a lesson asks and what it is told. A lesson's own requests and events stand in its own file.

use super::job::{Command, JobEvent};
use super::lab::{LabEvent, LabRequest};
use super::memory;
use super::models::ModelId;
use super::recurrent;
use super::smoothing;
use super::tasks;
use super::tokens;
use super::transformer;
use super::vectors;
use crate::nlp::error::NlpError;
use crate::session::manifest::ManifestError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Raised whenever a message changes its meaning; page and worker compare it before they talk.
pub const PROTOCOL_VERSION: u32 = 1;

/// A request with the number under which its answers come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    pub id: u32,
    pub request: Request,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The files of a model directory, `manifest.json` among them; sizes and SHA-256 are checked against it.
    Load {
        model: ModelId,
        files: Vec<ModelFile>,
    },
    /// Lesson 1.
    Tasks(tasks::Request),
    /// Lesson 6.
    Transformer(transformer::Request),
    /// Lesson 7.
    Smoothing(smoothing::Request),
    /// Lesson 9.
    Lab(LabRequest),
    /// To the job that the request `job` began.
    Job { job: u32, command: Command },
    /// Lesson 2.
    Tokens(tokens::Request),
    /// Lesson 3.
    Vectors(vectors::Request),
    /// Lesson 4.
    Recurrent(recurrent::Request),
    /// Lesson 5.
    Memory(memory::Request),
}

/// One file as fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelFile {
    pub name: String,
    #[serde(with = "crate::session::wire")]
    pub bytes: Vec<u8>,
}

/// From the worker to the page. (All but the first are answers, so the size of the other does not matter.)
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// Sent first: the worker is up and speaks this protocol.
    Ready { protocol: u32 },
    /// To the request `id`.
    Answer {
        id: u32,
        answer: Result<Event, StudioError>,
    },
}

/// What a request gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Loaded {
        model: ModelId,
    },
    /// Lesson 1.
    Tasks(tasks::Event),
    /// Lesson 6.
    Transformer(transformer::Event),
    /// Lesson 7.
    Smoothing(smoothing::Event),
    /// Lesson 9.
    Lab(LabEvent),
    Job(JobEvent),
    /// Lesson 2.
    Tokens(tokens::Event),
    /// Lesson 3.
    Vectors(vectors::Event),
    /// Lesson 4.
    Recurrent(recurrent::Event),
    /// Lesson 5.
    Memory(memory::Event),
}

/// What could not be done, in a form that the page can say in any language.
#[derive(Clone, Debug, Error, PartialEq, Serialize, Deserialize)]
pub enum StudioError {
    /// Nothing but white space.
    #[error("the text is empty")]
    EmptyText,
    /// More tokens than the model takes.
    #[error("{tokens} tokens, but at most {max} are taken")]
    TooLong { tokens: usize, max: usize },
    /// A word that has no vector or no id.
    #[error("the word {word:?} is not known")]
    UnknownWord { word: String },
    /// A request that needs a model came before that was loaded.
    #[error("{model:?} is not loaded")]
    NoModel { model: ModelId },
    /// A model file is damaged or of another kind.
    #[error("{file}: {why}")]
    BadModel { file: String, why: String },
    /// No such job, or it has ended.
    #[error("there is no job {job}")]
    NoJob { job: u32 },
    /// A setting outside its range; `why` is for people who program.
    #[error("{field}: {why}")]
    BadSetting { field: String, why: String },
    /// The work broke off: its numbers are no longer finite.
    #[error("step {step}: the numbers are no longer finite")]
    NotFinite { step: u64 },
    /// Anything else; `why` is for people who program.
    #[error("{why}")]
    Other { why: String },
}

impl StudioError {
    /// What the core's errors mean to the page, when they come from the file `file` of a model.
    pub fn of_model(file: &str, error: NlpError) -> Self {
        match error {
            NlpError::BadFile { what, why } => StudioError::BadModel { file: what, why },
            other => StudioError::BadModel {
                file: file.to_owned(),
                why: other.to_string(),
            },
        }
    }
}

impl From<NlpError> for StudioError {
    fn from(error: NlpError) -> Self {
        match error {
            NlpError::EmptyText => StudioError::EmptyText,
            NlpError::TooLong { len, max_len } => StudioError::TooLong {
                tokens: len,
                max: max_len,
            },
            NlpError::BadFile { what, why } => StudioError::BadModel { file: what, why },
            other => StudioError::Other {
                why: other.to_string(),
            },
        }
    }
}

impl From<ManifestError> for StudioError {
    fn from(error: ManifestError) -> Self {
        StudioError::BadModel {
            file: error.file().to_owned(),
            why: error.to_string(),
        }
    }
}
