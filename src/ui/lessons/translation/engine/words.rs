//! Problems as sentences for the reader: what happened, and what to do.

use crate::session::protocol::SessionError;
use crate::ui::failure::Words;
use crate::ui::i18n::t_string;
use crate::ui::locale::I18n;

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
