//! The model in one line.

use super::megabytes;
use crate::ui::i18n::{t, t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use leptos::prelude::*;

/// Parameters, layers, heads, bytes: of the model on screen (an opened file brings its own).
#[component]
pub fn ModelFacts() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let model = Memo::new(move |_| {
        let shown = lesson
            .translation
            .with(|t| t.as_ref().map(|t| t.model.clone()));
        // A translation knows neither name nor bytes of the model that made it.
        let loaded = lesson.engine.model.get();
        match shown {
            Some(shown) if shown.download_bytes > 0 || loaded.is_none() => Some(shown),
            _ => loaded,
        }
    });
    let line = move || {
        model.get().map(|model| {
            let mut facts = vec![
                t_string!(
                    i18n,
                    translation.fact_parameters,
                    n = format!("{:.1}", model.n_parameters as f64 / 1e6)
                ),
                t_string!(
                    i18n,
                    translation.fact_layers,
                    encoder = model.n_encoder_layers,
                    decoder = model.n_decoder_layers
                ),
                t_string!(i18n, translation.fact_heads, n = model.n_heads),
                t_string!(i18n, translation.fact_width, n = model.d_model),
                t_string!(i18n, translation.fact_vocabulary, n = model.vocab_size),
            ];
            if model.download_bytes > 0 {
                facts.push(megabytes(i18n, model.download_bytes as u64));
            }
            let facts: Vec<_> = facts.into_iter().map(|f| view! { <li>{f}</li> }).collect();
            view! {
                <ul class="tr-facts num" aria-label=move || t_string!(i18n, translation.model_facts)>
                    {facts}
                    <li><a href="/about">{t!(i18n, translation.about_model)}</a></li>
                </ul>
            }
        })
    };
    view! { {line} }
}
