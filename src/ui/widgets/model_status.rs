//! What stands in a model's place while it comes, and where it does not come.

use crate::session::studio::models::ModelId;
use crate::ui::failure::{Failure, Words, failure_words};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::model_loader::Progress;
use crate::ui::say::{label, live, say};
use crate::ui::studio::{ModelState, Studio};
use leptos::prelude::*;

/// Progress of a model's download, or why it failed with a way out; nothing once the model is there.
#[component]
pub fn ModelStatus(model: ModelId) -> impl IntoView {
    let i18n = use_i18n();
    let state = Studio::model(model);
    live(move || match state.get() {
        ModelState::Ready => ().into_any(),
        ModelState::Coming(progress) => {
            let text = match progress {
                Some(progress) => progress_text(i18n, progress),
                None => t_string!(i18n, translation.starting).to_string(),
            };
            view! {
                <div class="model-status">
                    <progress
                        max="1"
                        value=progress.map_or(0.0, share)
                        aria-label=label!(i18n, translation.progress_label)
                    ></progress>
                    <p class="caption num">{text}</p>
                </div>
            }
            .into_any()
        }
        ModelState::Failed(failure) => {
            view! { <FailureNote failure retry=move || Studio::retry(model) /> }.into_any()
        }
    })
}

/// What happened, what can be done, and a button that does it.
#[component]
pub fn FailureNote(failure: Failure, retry: impl Fn() + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let retry = Callback::new(move |()| retry());
    let is_version = failure == Failure::OtherVersion;
    let words = Memo::new(move |_| failure_words(i18n, &failure));
    view! {
        <div class="note problem" role="alert">
            <p><strong>{live(move || words.get().what)}</strong></p>
            <p>{live(move || words.with(|Words { remedy, .. }| remedy.clone()))}</p>
            <p class="row">
                {if is_version {
                    view! { <a class="button" rel="external" href="">{say!(i18n, errors.reload)}</a> }.into_any()
                } else {
                    view! {
                        <button type="button" class="button" on:click=move |_| retry.run(())>
                            {say!(i18n, translation.retry)}
                        </button>
                    }
                    .into_any()
                }}
            </p>
        </div>
    }
}

/// Bytes as people read them: "6.6 MB".
pub fn megabytes(i18n: I18n, bytes: u64) -> String {
    t_string!(
        i18n,
        translation.megabytes,
        n = format!("{:.1}", bytes as f64 / 1e6)
    )
}

/// How much of a download is here, from 0 to 1.
pub fn share(progress: Progress) -> f64 {
    match progress.total {
        0 => 0.0,
        total => progress.loaded as f64 / total as f64,
    }
}

/// A download in words.
pub fn progress_text(i18n: I18n, progress: Progress) -> String {
    let (loaded, total) = (
        megabytes(i18n, progress.loaded),
        megabytes(i18n, progress.total),
    );
    let percent = (100.0 * share(progress)).floor() as u32;
    // All that is here came out of the cache: most readers come back.
    if progress.loaded > 0 && progress.cached == progress.loaded {
        t_string!(
            i18n,
            translation.from_cache,
            loaded = loaded,
            total = total,
            percent = percent
        )
    } else {
        t_string!(
            i18n,
            translation.from_network,
            loaded = loaded,
            total = total,
            percent = percent
        )
    }
}
