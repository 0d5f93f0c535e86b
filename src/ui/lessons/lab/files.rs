//! The model as files, for whoever wants to go on with it elsewhere.

use super::context::use_lab;
use crate::session::studio::lab::{LabCommand, LabEvent, LabFiles};
use crate::session::studio::protocol::Event;
use crate::ui::i18n::use_i18n;
use crate::ui::say::say;
use crate::ui::widgets::save;
use leptos::prelude::*;

#[component]
pub fn FilesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let download = move |_| {
        lab.ask(LabCommand::Export, |answer| {
            if let Ok(Event::Lab(LabEvent::Exported(files))) = answer {
                let LabFiles {
                    weights,
                    tokenizer_json,
                    config_json,
                } = files;
                save::save_bytes("model.safetensors", &weights);
                save::save_text("tokenizer.json", save::JSON, &tokenizer_json);
                save::save_text("config.json", save::JSON, &config_json);
            }
        });
    };
    view! {
        <section class="lab-files" aria-labelledby="lab-files-title">
            <h2 id="lab-files-title">{say!(i18n, lab.files)}</h2>
            <p>{say!(i18n, lab.about_files)}</p>
            <button type="button" class="button" disabled=move || lab.facts.read().is_none() on:click=download>
                {say!(i18n, lab.download)}
            </button>
        </section>
    }
}
