//! What can go wrong in the core, as types. The page turns each into a sentence for the reader.

use thiserror::Error;

/// Any error of the core.
#[derive(Debug, Error, PartialEq)]
pub enum NlpError {
    /// A file of ours or of the reader's is not what it should be.
    #[error("{what}: {why}")]
    BadFile { what: String, why: String },
    /// A line of a text file is not what it should be; lines count from 1.
    #[error("line {line}: {why}")]
    BadLine { line: usize, why: String },
    /// A tensor that a model needs is missing or has another shape.
    #[error("tensor {name}: expected shape {expected:?}, found {found:?}")]
    BadTensor {
        name: String,
        expected: Vec<usize>,
        found: Option<Vec<usize>>,
    },
    /// A setting is outside what makes sense.
    #[error("setting {field}: {why}")]
    BadConfig { field: &'static str, why: String },
    /// A sequence is longer than the model was made for.
    #[error("{len} tokens, but the model takes at most {max_len}")]
    TooLong { len: usize, max_len: usize },
    /// A word that the vocabulary does not hold.
    #[error("the word {word:?} is not in the vocabulary")]
    UnknownWord { word: String },
    /// There is nothing to work on.
    #[error("the text is empty")]
    EmptyText,
}

/// Shorthand used throughout the core.
pub type Result<T> = std::result::Result<T, NlpError>;
