//! What went wrong with a request, said to the reader.

use super::Trouble;
use crate::session::studio::protocol::StudioError;
use crate::ui::failure::{Words, failure_words};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::live;
use leptos::prelude::*;

/// What happened and what can be done about it.
pub fn trouble_words(i18n: I18n, trouble: &Trouble) -> Words {
    let error = match trouble {
        Trouble::Failed(failure) => return failure_words(i18n, failure),
        Trouble::Refused(error) => error,
    };
    let (what, remedy) = match error {
        StudioError::EmptyText => (
            t_string!(i18n, errors.empty_text).to_string(),
            t_string!(i18n, errors.remedy_empty_text),
        ),
        StudioError::TooLong { tokens, max } => (
            t_string!(i18n, errors.too_long, tokens = *tokens, max = *max),
            t_string!(i18n, errors.remedy_too_long),
        ),
        StudioError::UnknownWord { word } => (
            t_string!(i18n, errors.unknown_word, word = word.clone()),
            t_string!(i18n, errors.remedy_unknown_word),
        ),
        other => (
            t_string!(i18n, errors.refused, why = other.to_string()),
            t_string!(i18n, errors.remedy_refused),
        ),
    };
    Words {
        what,
        remedy: remedy.to_string(),
    }
}

/// A note with these words; nothing where all is well.
#[component]
pub fn TroubleNote(#[prop(into)] trouble: Signal<Option<Trouble>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div role="alert">
            {live(move || {
                trouble.get().map(|trouble| {
                    let Words { what, remedy } = trouble_words(i18n, &trouble);
                    view! { <div class="note problem"><p><strong>{what}</strong></p><p>{remedy}</p></div> }
                })
            })}
        </div>
    }
}
