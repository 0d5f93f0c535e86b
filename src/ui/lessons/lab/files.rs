//! A run's model as files: to take away, and to be opened in lesson 8.

use super::context::{LabContext, use_lab};
use super::saved;
use crate::session::studio::lab::LabFiles;
use crate::ui::i18n::use_i18n;
use crate::ui::say::say;
use crate::ui::widgets::save;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

#[component]
pub fn FilesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let is_none = move || lab.facts.read().is_none();
    let current = move || lab.current.get_untracked().unwrap_or_default();
    let open = opener(lab);
    view! {
        <section class="lab-files" aria-labelledby="lab-files-title">
            <h2 id="lab-files-title">{say!(i18n, lab.files)}</h2>
            <p>{say!(i18n, lab.about_files)}</p>
            <div class="lab-actions">
                <button type="button" class="button" id="lab-download" disabled=is_none on:click=move |_| lab.export(current(), save_files)>
                    {say!(i18n, lab.download)}
                </button>
                <button type="button" class="button" id="lab-open" disabled=is_none on:click=move |_| open(current())>
                    {say!(i18n, lab.open_in_8)}
                </button>
            </div>
        </section>
    }
}

/// What opens a run's model in lesson 8. Called where a component is made.
pub fn opener(lab: LabContext) -> impl Fn(String) + Copy + Send + Sync {
    let navigate = StoredValue::new_local(use_navigate());
    move |id: String| {
        let navigate = navigate.get_value();
        lab.export(id.clone(), move |files| {
            spawn_local(async move {
                // Where the database does not take it, memory does for as long as the page is open.
                let _ = saved::keep_model(&id, &files).await;
                navigate(&format!("/translation?run={id}"), Default::default());
            });
        });
    }
}

/// Saves the model as three files.
pub fn save_files(files: LabFiles) {
    let LabFiles {
        weights,
        tokenizer_json,
        config_json,
    } = files;
    save::save_bytes("model.safetensors", &weights);
    save::save_text("tokenizer.json", save::JSON, &tokenizer_json);
    save::save_text("config.json", save::JSON, &config_json);
}
