//! The model's facts and measured quality.

use super::card::{measure, megabytes, total_bytes};
use super::fetch::{fetch, fetch_manifest, when_fetched};
use super::measures::name_of;
use crate::nlp::model::TransformerConfig;
use crate::session::manifest::{CONFIG_FILE, Manifest};
use crate::ui::i18n::{t, use_i18n};
use crate::ui::say::{live_text, say};
use crate::viz::count::grouped;
use futures_util::future::try_join;
use leptos::prelude::*;

const FOLDER: &str = "translator";

/// Both files of the card.
type Card = Result<(Manifest, TransformerConfig), String>;

#[component]
pub fn ModelCard() -> impl IntoView {
    when_fetched(LocalResource::new(fetch_card), |(manifest, config)| {
        view! {
            <Facts manifest=manifest.clone() config />
            <Quality manifest />
        }
    })
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

/// The table of measures; nothing where nothing was measured.
#[component]
fn Quality(manifest: Manifest) -> impl IntoView {
    let i18n = use_i18n();
    let rows = manifest.quality.iter().map(|(name, value)| {
        let value = measure(name, value);
        let name = name.clone();
        view! {
            <tr>
                <th scope="row">{live_text(move || name_of(i18n, &name))}</th>
                <td class="number">{value}</td>
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
    let (manifest, config) = try_join(fetch_manifest(FOLDER), fetch(FOLDER, CONFIG_FILE)).await?;
    let config =
        serde_json::from_str(&config).map_err(|error| format!("{CONFIG_FILE}: {error}"))?;
    Ok((manifest, config))
}
