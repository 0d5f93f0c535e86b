//! The download of a model, as the page uses it. It lives with the worker's transport, where it is tested
//! in a browser without the rest of the page.

pub use crate::worker::model_files::{AbortOnDrop, LoadError, Progress, fetch_files, fetch_model};

/// Where the translator's files lie.
pub const TRANSLATOR: &str = "/models/translator";
