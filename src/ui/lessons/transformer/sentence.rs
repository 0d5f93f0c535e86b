//! The sentence that the lesson takes apart, and what the model makes of it.

use super::context::{MODEL, use_transformer};
use super::set::live_set;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{ModelStatus, SentenceForm};
use leptos::prelude::*;

#[component]
pub fn SentenceSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let facts = move || {
        let translation = lesson.translation.value.get()?;
        let model = &translation.model;
        Some(t_string!(
            i18n,
            transformer.facts,
            d_model = model.d_model,
            heads = model.n_heads,
            d_k = model.d_model / model.n_heads.max(1),
            encoder = model.n_encoder_layers,
            decoder = model.n_decoder_layers
        ))
    };
    view! {
        <section class="tf-intro">
            <div class="reading">
                <p>{say!(i18n, transformer.intro_1)}</p>
                <p>{say!(i18n, transformer.intro_2)}</p>
            </div>
            <SentenceForm text=lesson.text />
            <p class="tf-translation" lang="fr">
                {live_text(move || lesson.translation.value.get().map(|t| t.text.clone()).unwrap_or_default())}
            </p>
            <p class="caption">{live_set(move || facts().unwrap_or_default())}</p>
            <ModelStatus model=MODEL />
            <TroubleNote trouble=lesson.translation.trouble />
        </section>
    }
}
