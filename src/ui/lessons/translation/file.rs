//! E7: the translation with all its tensors as a file, and back.

use super::context::{LessonContext, Origin, use_lesson};
use crate::session::protocol::Translation;
use crate::session::saved::{MAX_BYTES, SavedError, TRANSLATION_FORMAT, from_json, to_json};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{FileButton, FileDrop, save};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Why a file was not opened.
#[derive(Clone, Debug, PartialEq)]
enum OpenError {
    /// The browser could not read it.
    Unreadable,
    Saved(SavedError),
}

/// What was on screen before a file was opened, to go back to.
type Before = (String, Option<Arc<Translation>>, Origin);

#[component]
pub fn FileSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let failed = RwSignal::new(None::<(String, OpenError)>);
    let reading = RwSignal::new(false);
    let before = RwSignal::new(None::<Before>);
    let open = move |file: File| {
        reading.set(true);
        failed.set(None);
        spawn_local(async move {
            let name = file.name();
            match read(file).await {
                Ok(translation) => {
                    keep(lesson, before);
                    lesson.engine.call_off();
                    lesson.text.set(translation.src_text.clone());
                    lesson.show(Arc::new(translation), Origin::File { name });
                }
                Err(error) => failed.set(Some((name, error))),
            }
            reading.set(false);
        });
    };
    let go_back = move |_| {
        if let Some((text, translation, origin)) = before.get_untracked() {
            before.set(None);
            lesson.text.set(text);
            match translation {
                Some(translation) => lesson.show(translation, origin),
                None => lesson.translate(),
            }
        }
    };
    let opened = move || matches!(lesson.origin.get(), Origin::File { .. });
    let save_now = move |_| {
        let translation = lesson.translation.get_untracked();
        let saved = translation.map(|t| to_json(&t).map(|json| (file_name(&t.src_text), json)));
        match saved {
            Some(Ok((name, json))) => save::save_text(&name, save::JSON, &json),
            Some(Err(error)) => failed.set(Some((String::new(), OpenError::Saved(error)))),
            None => {}
        }
    };
    let problem = move || failed.get().map(|(name, error)| words(i18n, &name, &error));
    view! {
        <FileDrop class="tr-section tr-file" id="file" labelledby="file-title" on_file=open>
            <h2 id="file-title">{say!(i18n, translation.file)}</h2>
            <p>{say!(i18n, translation.about_file)}</p>
            <div class="row">
                <button type="button" class="button" disabled=move || lesson.translation.read().is_none() on:click=save_now>
                    {say!(i18n, translation.save_json)}
                </button>
                <FileButton class="button tr-open" label=label!(i18n, translation.open_json)
                    accept="application/json,.json" on_file=open />
                <Show when=move || opened() && before.read().is_some()>
                    <button type="button" class="button" on:click=go_back>{say!(i18n, translation.go_back)}</button>
                </Show>
            </div>
            <p class="caption" role="status">
                {live(move || reading.get().then(|| t_string!(i18n, translation.reading_file)))}
            </p>
            <div role="alert">
                {live(move || problem().map(|problem| view! { <p class="note problem">{problem}</p> }))}
            </div>
        </FileDrop>
    }
}

/// Remembers what was on screen, unless that came out of a file too.
fn keep(lesson: LessonContext, before: RwSignal<Option<Before>>) {
    let origin = lesson.origin.get_untracked();
    if !matches!(origin, Origin::File { .. }) {
        let (text, translation) = (
            lesson.text.get_untracked(),
            lesson.translation.get_untracked(),
        );
        before.set(Some((text, translation, origin)));
    }
}

async fn read(file: File) -> Result<Translation, OpenError> {
    // By its size, before hundreds of megabytes are read into memory.
    if file.size() > MAX_BYTES as f64 {
        let bytes = file.size() as usize;
        return Err(OpenError::Saved(SavedError::TooLarge { bytes }));
    }
    let text = JsFuture::from(file.text()).await;
    let text = text.ok().and_then(|text| text.as_string());
    let text = text.ok_or(OpenError::Unreadable)?;
    from_json(text.trim_start_matches('\u{feff}')).map_err(OpenError::Saved)
}

/// `a-cute-teddy-bear-is-reading.json`
fn file_name(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(8)
        .map(str::to_ascii_lowercase)
        .collect();
    match words.join("-") {
        name if name.is_empty() => "translation.json".into(),
        name => format!("{name}.json"),
    }
}

fn words(i18n: I18n, name: &str, error: &OpenError) -> String {
    let name = name.to_owned();
    match error {
        OpenError::Unreadable => t_string!(i18n, translation.open_unreadable, file = name),
        OpenError::Saved(SavedError::TooLarge { bytes }) => t_string!(
            i18n,
            translation.open_too_large,
            file = name,
            size = bytes / 1_000_000,
            max = MAX_BYTES / 1_000_000
        ),
        OpenError::Saved(SavedError::NotJson { line, column, .. }) => t_string!(
            i18n,
            translation.open_not_json,
            file = name,
            line = *line,
            column = *column
        ),
        OpenError::Saved(SavedError::UnknownFormat { found }) => t_string!(
            i18n,
            translation.open_format,
            file = name,
            found = *found,
            known = TRANSLATION_FORMAT
        ),
        OpenError::Saved(SavedError::NotFinite { at }) => {
            t_string!(i18n, translation.open_not_finite, at = at.clone())
        }
        OpenError::Saved(SavedError::Inconsistent { at, why }) => t_string!(
            i18n,
            translation.open_inconsistent,
            file = name,
            at = at.clone(),
            why = why.clone()
        ),
    }
}
