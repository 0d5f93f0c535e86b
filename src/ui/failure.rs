//! Why a model or its worker is not there, and how that is said: what happened, and what to do.

use super::i18n::t_string;
use super::locale::I18n;
use super::model_loader::LoadError;
use crate::session::manifest::ManifestError;
use crate::session::protocol::SessionError;

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

/// What happened and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    pub what: String,
    pub remedy: String,
}

/// Why there is no model.
pub fn failure_words(i18n: I18n, failure: &Failure) -> Words {
    let (what, remedy) = match failure {
        Failure::Offline => (
            t_string!(i18n, translation.fail_offline).to_string(),
            t_string!(i18n, translation.remedy_offline),
        ),
        Failure::NotFound { file } => (
            t_string!(i18n, translation.fail_not_found, file = file.clone()),
            t_string!(i18n, translation.remedy_server),
        ),
        Failure::Refused { file, status } => (
            t_string!(
                i18n,
                translation.fail_refused,
                file = file.clone(),
                status = *status
            ),
            t_string!(i18n, translation.remedy_server),
        ),
        Failure::Damaged { file } => (
            t_string!(i18n, translation.fail_damaged, file = file.clone()),
            t_string!(i18n, translation.remedy_again),
        ),
        Failure::OtherVersion => (
            t_string!(i18n, translation.fail_version).to_string(),
            t_string!(i18n, translation.remedy_reload),
        ),
        Failure::BadModel { file, why } => (
            t_string!(
                i18n,
                translation.fail_bad_model,
                file = file.clone(),
                why = why.clone()
            ),
            t_string!(i18n, translation.remedy_server),
        ),
        Failure::NotStarted { why } => (
            t_string!(i18n, translation.fail_not_started, why = why.clone()),
            t_string!(i18n, translation.remedy_not_started),
        ),
        Failure::Died { why } => (
            t_string!(i18n, translation.fail_died, why = why.clone()),
            t_string!(i18n, translation.remedy_died),
        ),
    };
    Words {
        what,
        remedy: remedy.to_string(),
    }
}
