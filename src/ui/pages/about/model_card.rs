//! The model's facts and measured quality.

use super::card::{measure, megabytes, total_bytes};
use crate::nlp::model::TransformerConfig;
use crate::session::manifest::{CONFIG_FILE, MANIFEST_FILE, Manifest};
use crate::ui::i18n::{t, t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live_text, say};
use crate::viz::count::grouped;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const FOLDER: &str = "/models/translator";

/// Both files of the card.
type Card = Result<(Manifest, TransformerConfig), String>;

#[component]
pub fn ModelCard() -> impl IntoView {
    let i18n = use_i18n();
    let card = LocalResource::new(fetch_card);
    move || match card.get() {
        None => view! { <p role="status">{say!(i18n, frame.loading)}</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="note">{t!(i18n, about.model.absent, why = move || why.clone())}</p> }
                .into_any()
        }
        Some(Ok((manifest, config))) => view! {
            <Facts manifest=manifest.clone() config />
            <Quality manifest />
        }
        .into_any(),
    }
}

#[component]
fn Facts(manifest: Manifest, config: TransformerConfig) -> impl IntoView {
    let i18n = use_i18n();
    let (encoder, decoder) = (config.n_encoder_layers, config.n_decoder_layers);
    let TransformerConfig {
        d_model,
        d_ff,
        n_heads: heads,
        vocab_size,
        ..
    } = config;
    let (bytes, files) = (megabytes(total_bytes(&manifest)), manifest.files.len());
    view! {
        <dl class="facts">
            <dt>{say!(i18n, about.model.name)}</dt>
            <dd>{manifest.name}</dd>
            <dt>{say!(i18n, about.model.layers)}</dt>
            <dd>{t!(i18n, about.model.layers_value, encoder = move || encoder, decoder = move || decoder)}</dd>
            <dt>{say!(i18n, about.model.width)}</dt>
            <dd>{t!(i18n, about.model.width_value, d_model = move || d_model, d_ff = move || d_ff)}</dd>
            <dt>{say!(i18n, about.model.heads)}</dt>
            <dd>{t!(i18n, about.model.heads_value, heads = move || heads)}</dd>
            <dt>{say!(i18n, about.model.vocabulary)}</dt>
            <dd>{t!(i18n, about.model.vocabulary_value, size = move || grouped(vocab_size))}</dd>
            <dt>{say!(i18n, about.model.download)}</dt>
            <dd>
                {t!(i18n, about.model.download_value, megabytes = move || bytes.clone(), files = move || files)}
            </dd>
        </dl>
    }
}

/// A measure of the manifest in the page's words; by its own name where the page has none.
fn name_of(i18n: I18n, measure: &str) -> String {
    match measure {
        "BLEU, Tatoeba test, beam 4" => t_string!(i18n, about.model.bleu_beam),
        "BLEU, Tatoeba test, greedy" => t_string!(i18n, about.model.bleu_greedy),
        "chrF, Tatoeba test, beam 4" => t_string!(i18n, about.model.chrf),
        "Perplexity" => t_string!(i18n, about.model.perplexity),
        "Variants right, of 50" => t_string!(i18n, about.model.variants),
        other => return other.to_owned(),
    }
    .to_owned()
}

/// The table of measures; nothing where nothing was measured.
#[component]
fn Quality(manifest: Manifest) -> impl IntoView {
    let i18n = use_i18n();
    let rows = manifest.quality.iter().map(|(name, value)| {
        let name = name.clone();
        view! {
            <tr>
                <th scope="row">{live_text(move || name_of(i18n, &name))}</th>
                <td class="number">{measure(value)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    (!manifest.quality.is_empty()).then(|| {
        view! {
            <h3>{say!(i18n, about.model.quality)}</h3>
            <div class="table-scroll">
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{say!(i18n, about.model.measure)}</th>
                            <th scope="col" class="number">{say!(i18n, about.model.value)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="caption">{say!(i18n, about.model.quality_note)}</p>
        }
    })
}

async fn fetch_card() -> Card {
    let manifest = Manifest::from_json(fetch(MANIFEST_FILE).await?.as_bytes());
    let config = serde_json::from_str(&fetch(CONFIG_FILE).await?);
    Ok((
        manifest.map_err(|error| format!("{MANIFEST_FILE}: {error}"))?,
        config.map_err(|error| format!("{CONFIG_FILE}: {error}"))?,
    ))
}

/// One of the model's small files, or why not.
async fn fetch(file: &str) -> Result<String, String> {
    let url = format!("{FOLDER}/{file}");
    fetch_text(&url)
        .await
        .map_err(|error| match error.dyn_into::<js_sys::Error>() {
            Ok(error) => format!("{url}: {}", String::from(error.message())),
            Err(other) => format!("{url}: {}", other.as_string().unwrap_or_default()),
        })
}

async fn fetch_text(url: &str) -> Result<String, JsValue> {
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(url))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str(&format!("HTTP {}", response.status())));
    }
    Ok(JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default())
}
