//! The translation, and how it came about.

use crate::session::familiar::{Unfamiliar, unfamiliar};
use crate::session::protocol::{Decoding, Translation};
use crate::ui::i18n::{t, t_string, use_i18n};
use crate::ui::lessons::translation::address::full_address;
use crate::ui::lessons::translation::context::{Origin, use_lesson};
use crate::ui::lessons::translation::copy::CopyButton;
use crate::ui::locale::I18n;
use crate::viz::label::is_special;
use crate::viz::number::format_percent;
use leptos::prelude::*;
use std::sync::Arc;

/// The second line, its copy button, and a line about it.
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
    let note = move || shown.get().and_then(|t| note(i18n, &t));
    let about = move || {
        let translation = shown.get()?;
        Some(match lesson.origin.get() {
            Origin::File { name } => {
                let model = model_name(i18n, &translation);
                t_string!(i18n, translation.from_file, file = name, model = model)
            }
            Origin::Engine { milliseconds } => t_string!(
                i18n,
                translation.took,
                ms = format!("{milliseconds:.0}"),
                decoding = decoding_words(i18n, &translation.decoding)
            ),
        })
    };
    view! {
        <div class="tr-line">
            <span class="tr-language" id="tr-french">{t!(i18n, translation.french)}</span>
            <p
                class="tr-target"
                class:stale=is_stale
                lang="fr"
                aria-labelledby="tr-french"
                role="status"
                aria-busy=move || lesson.engine.busy.get().to_string()
            >
                {move || match text() {
                    Some(text) if !text.is_empty() => text.into_any(),
                    Some(_) => view! { <span class="tr-none">{t!(i18n, translation.nothing)}</span> }.into_any(),
                    None => view! { <span class="tr-none" aria-hidden="true">"…"</span> }.into_any(),
                }}
            </p>
            <CopyButton
                label=Signal::derive(move || t_string!(i18n, translation.copy).to_string())
                text=Callback::new(move |()| text().unwrap_or_default())
            />
        </div>
        <div class="tr-about">
            <p class="num">{about}</p>
            <CopyButton
                label=Signal::derive(move || t_string!(i18n, translation.copy_link).to_string())
                text=Callback::new(move |()| full_address(lesson))
            />
        </div>
        {move || note().map(|note| view! { <p class="note tr-note">{note}</p> })}
    }
}

/// Spaces and quotes are made ordinary before the model reads a sentence.
fn same_text(read: &str, typed: &str) -> bool {
    crate::nlp::data::clean::normalise(typed) == read
}

fn model_name(i18n: I18n, translation: &Arc<Translation>) -> String {
    match translation.model.name.as_str() {
        "" => t_string!(i18n, translation.unnamed_model).to_string(),
        name => name.to_owned(),
    }
}

/// "beam search, 4 wide".
pub fn decoding_words(i18n: I18n, decoding: &Decoding) -> String {
    match decoding {
        Decoding::Greedy => t_string!(i18n, translation.by_greedy).to_string(),
        Decoding::Beam { size, .. } => t_string!(i18n, translation.by_beam, size = *size),
        Decoding::Sample {
            temperature, seed, ..
        } => t_string!(
            i18n,
            translation.by_sampling,
            temperature = *temperature,
            seed = *seed
        ),
    }
}

/// What the reader should know before trusting the translation.
fn note(i18n: I18n, translation: &Translation) -> Option<String> {
    let ended = translation
        .tgt
        .last()
        .is_some_and(|token| is_special(&token.piece));
    match unfamiliar(&translation.src_text, &translation.src) {
        Some(Unfamiliar::Bytes { share }) => Some(t_string!(
            i18n,
            translation.note_bytes,
            share = format_percent(share)
        )),
        Some(Unfamiliar::Scraps { pieces_per_word }) => Some(t_string!(
            i18n,
            translation.note_scraps,
            n = format!("{pieces_per_word:.1}")
        )),
        None if !ended => Some(t_string!(i18n, translation.note_unfinished).to_string()),
        None => None,
    }
}
