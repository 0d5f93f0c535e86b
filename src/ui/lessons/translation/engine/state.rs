//! How far the engine is, and what is asked of it.

use crate::session::protocol::{Decoding, Translation};
use crate::ui::failure::Failure;
use crate::ui::model_loader::Progress;
use std::sync::Arc;

/// How far the engine is.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineState {
    /// Asking for the list of files.
    Starting,
    Downloading(Progress),
    /// The files are there; the model is being made of them.
    Loading,
    Ready,
    Failed(Failure),
}

/// A sentence to translate.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub text: String,
    pub decoding: Decoding,
}

/// A translation with the time from asking to having it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub translation: Arc<Translation>,
    pub milliseconds: f64,
}

/// A parameter of the model, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

/// What is known of a parameter that was asked for.
#[derive(Clone, Debug)]
pub enum ParameterAnswer {
    Asked,
    There(Arc<Parameter>),
    /// The model has none of that name.
    Missing,
}
