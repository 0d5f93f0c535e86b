//! What a session needs of a model, and how one is made of its files.

use super::protocol::{Decoding, ModelSummary, SessionError, Translation};
use crate::nlp::error::NlpError;

/// The files of a model directory, checked against its manifest and decoded where they are text.
#[derive(Clone, Copy, Debug)]
pub struct ModelFiles<'a> {
    pub config: &'a str,
    pub tokenizer: &'a str,
    pub weights: &'a [u8],
}

/// A translation model as a [`Session`](super::Session) uses it.
pub trait TranslationModel {
    /// Its dimensions. The session fills in `name` and `download_bytes`, which only it knows.
    fn summary(&self) -> ModelSummary;

    /// Translates `text` (never blank), with the whole trace. `decoding` is within bounds.
    fn translate(&self, text: &str, decoding: &Decoding) -> Result<Translation, SessionError>;

    /// The shape and the row-major numbers of one parameter, or `None` where there is none of that name.
    fn parameter(&self, name: &str) -> Option<(Vec<usize>, Vec<f32>)>;

    /// The piece of every token id, in the order of the ids.
    fn pieces(&self) -> Vec<String>;
}

/// Makes a model from its files.
pub type LoadModel = fn(&ModelFiles) -> Result<Box<dyn TranslationModel>, SessionError>;

/// What the core's errors mean to the page, when they come from the file `file` of a model.
pub fn session_error(file: &str, error: NlpError) -> SessionError {
    match error {
        NlpError::EmptyText => SessionError::EmptyText,
        NlpError::TooLong { len, max_len } => SessionError::TooLong {
            tokens: len,
            max: max_len,
        },
        NlpError::BadFile { what, why } => SessionError::BadModel { file: what, why },
        other => SessionError::BadModel {
            file: file.to_owned(),
            why: other.to_string(),
        },
    }
}
