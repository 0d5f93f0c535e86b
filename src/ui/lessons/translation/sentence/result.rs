//! The translation.

use crate::session::familiar::{Unfamiliar, unfamiliar};
use crate::session::protocol::Translation;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::CopyButton;
use crate::viz::label::is_special;
use crate::viz::number::format_percent;
use leptos::prelude::*;

/// The second line, its copy button, and what to know before trusting it.
#[component]
pub fn Target() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let shown = lesson.translation;
    // An answer to another sentence than the one in the field is still there, but does not pretend to be its answer.
    let is_stale = move || {
        shown.with(|t| {
            t.as_ref()
                .is_some_and(|t| !same_text(&t.src_text, &lesson.text.read()))
        })
    };
    let text = move || shown.with(|t| t.as_ref().map(|t| t.text.clone()));
    // A model of the lab learnt from other sentences than the page's own.
    // Of a text that was refused there is nothing to say: what is shown is of the one before.
    let note = move || {
        let is_own = lesson.run.with_value(Option::is_some);
        let is_refused = lesson.engine.problem.read().is_some();
        shown
            .get()
            .filter(|_| !is_refused)
            .and_then(|t| note(i18n, &t, is_own))
    };
    view! {
        <div class="tr-line">
            <span class="tr-language" id="tr-french">{say!(i18n, translation.french)}</span>
            <p
                class="tr-target"
                class:stale=is_stale
                lang="fr"
                aria-labelledby="tr-french"
                role="status"
                aria-busy=move || lesson.engine.busy.get().to_string()
            >
                {live(move || match text() {
                    Some(text) if !text.is_empty() => text.into_any(),
                    Some(_) => view! { <span class="tr-none">{say!(i18n, translation.nothing)}</span> }.into_any(),
                    None => view! { <span class="tr-none" aria-hidden="true">"…"</span> }.into_any(),
                })}
            </p>
            <CopyButton
                label=label!(i18n, translation.copy)
                text=Callback::new(move |()| text().unwrap_or_default())
            />
        </div>
        {live(move || note().map(|note| view! { <p class="note tr-note">{note}</p> }))}
    }
}

/// Spaces and quotes are made ordinary before the model reads a sentence.
fn same_text(read: &str, typed: &str) -> bool {
    crate::nlp::data::clean::normalise(typed) == read
}

/// What the reader should know before trusting the translation.
fn note(i18n: I18n, translation: &Translation, is_own: bool) -> Option<String> {
    let ended = translation
        .tgt
        .last()
        .is_some_and(|token| is_special(&token.piece));
    match unfamiliar(&translation.src_text, &translation.src) {
        Some(Unfamiliar::Bytes { share }) => {
            let share = format_percent(share);
            Some(match is_own {
                true => t_string!(i18n, translation.own_note_bytes, share = share),
                false => t_string!(i18n, translation.note_bytes, share = share),
            })
        }
        Some(Unfamiliar::Scraps { pieces_per_word }) => {
            let n = format!("{pieces_per_word:.1}");
            Some(match is_own {
                true => t_string!(i18n, translation.own_note_scraps, n = n),
                false => t_string!(i18n, translation.note_scraps, n = n),
            })
        }
        None if !ended => Some(t_string!(i18n, translation.note_unfinished).to_string()),
        None => None,
    }
}
