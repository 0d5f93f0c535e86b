//! The sentence that the lesson takes apart, and what the model makes of it.

use super::context::{MODEL, use_transformer};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::sentence;
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::ModelStatus;
use leptos::prelude::*;
use web_sys::SubmitEvent;

#[component]
pub fn SentenceSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let field = RwSignal::new(lesson.text.get_untracked());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = field.get_untracked();
        sentence::keep(&text);
        lesson.text.set(text);
    };
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
            <form class="tf-sentence" on:submit=submit>
                <label class="field">
                    {say!(i18n, transformer.sentence)}
                    <input type="text" lang="en" prop:value=move || field.get() maxlength="300"
                        aria-label=label!(i18n, transformer.sentence)
                        on:input=move |event| field.set(event_target_value(&event)) />
                </label>
                <button type="submit" class="button primary">{say!(i18n, transformer.take)}</button>
            </form>
            <p class="tf-translation" lang="fr">
                {live_text(move || lesson.translation.value.get().map(|t| t.text.clone()).unwrap_or_default())}
            </p>
            <p class="caption">{live(facts)}</p>
            <ModelStatus model=MODEL />
            <TroubleNote trouble=lesson.translation.trouble />
        </section>
    }
}
