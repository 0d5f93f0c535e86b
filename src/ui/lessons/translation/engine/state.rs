//! How far the engine is, and what can have gone wrong with it.

use crate::session::manifest::ManifestError;
use crate::session::protocol::{Decoding, SessionError, Translation};
use crate::ui::model_loader::{LoadError, Progress};
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

/// Why there is no model.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    Offline,
    NotFound {
        file: String,
    },
    Refused {
        file: String,
        status: u16,
    },
    Damaged {
        file: String,
    },
    /// The model is of a later version than this page: one of the two is out of date.
    OtherVersion,
    BadModel {
        file: String,
        why: String,
    },
    /// Neither a worker nor the page could load the code that computes.
    NotStarted {
        why: String,
    },
    /// The worker stopped in the middle of its work.
    Died {
        why: String,
    },
}

impl Failure {
    /// `None` where the download was called off.
    pub fn of_download(error: LoadError) -> Option<Self> {
        Some(match error {
            LoadError::Offline => Failure::Offline,
            LoadError::NotFound { file } => Failure::NotFound { file },
            LoadError::Refused { file, status } => Failure::Refused { file, status },
            LoadError::Damaged { file } => Failure::Damaged { file },
            LoadError::BadManifest(ManifestError::UnknownFormat { .. }) => Failure::OtherVersion,
            LoadError::BadManifest(error) => Failure::BadModel {
                file: error.file().to_owned(),
                why: error.to_string(),
            },
            LoadError::Aborted => return None,
        })
    }

    /// What the session says about the files.
    pub fn of_model(error: SessionError) -> Self {
        match error {
            SessionError::BadModel { file, why } => Failure::BadModel { file, why },
            other => Failure::BadModel {
                file: "model".into(),
                why: format!("{other:?}"),
            },
        }
    }
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
