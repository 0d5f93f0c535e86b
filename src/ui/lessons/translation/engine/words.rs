//! Failures and problems as sentences for the reader: what happened, and what to do.

use super::Failure;
use crate::session::protocol::SessionError;
use crate::ui::i18n::t_string;
use crate::ui::locale::I18n;

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

/// Why this sentence was not translated.
pub fn problem_words(i18n: I18n, problem: &SessionError) -> Words {
    let (what, remedy) = match problem {
        SessionError::EmptyText => (
            t_string!(i18n, translation.problem_empty).to_string(),
            t_string!(i18n, translation.remedy_empty).to_string(),
        ),
        SessionError::TooLong { tokens, max } => (
            t_string!(
                i18n,
                translation.problem_too_long,
                tokens = *tokens,
                max = *max
            ),
            t_string!(
                i18n,
                translation.remedy_too_long,
                over = tokens.saturating_sub(*max)
            ),
        ),
        other => (
            t_string!(i18n, translation.problem_other, why = format!("{other:?}")),
            t_string!(i18n, translation.remedy_reload).to_string(),
        ),
    };
    Words { what, remedy }
}
