//! The smaller models of the lessons: where they are used, how large, how good.

use super::card::{measure, megabytes, total_bytes};
use super::fetch::{fetch_manifest, when_fetched};
use super::measures::name_of;
use crate::session::manifest::Manifest;
use crate::session::studio::models::ModelId;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lesson::Lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{live_text, say};
use futures_util::future::try_join_all;
use leptos::prelude::*;

/// In the order of the lessons, which are named by their numbers.
const MODELS: &[(ModelId, &[usize])] = &[
    (ModelId::SentimentLstm, &[1, 4]),
    (ModelId::SentimentRnn, &[4]),
    (ModelId::SentimentMean, &[4]),
    (ModelId::Entities, &[1, 4]),
    (ModelId::LanguageModelLstm, &[1, 4]),
    (ModelId::LanguageModelRnn, &[4]),
    (ModelId::WordVectors, &[3]),
    (ModelId::RnnTranslatorAttention, &[5]),
    (ModelId::RnnTranslatorPlain, &[4, 5]),
    (ModelId::Heads1, &[8]),
    (ModelId::Heads2, &[8]),
    (ModelId::Heads4, &[1, 6, 7, 8]),
    (ModelId::Heads8, &[8]),
    (ModelId::Smoothing0, &[7, 8]),
];

fn what(i18n: I18n, model: ModelId) -> &'static str {
    match model {
        ModelId::SentimentLstm => t_string!(i18n, about.small.sentiment_lstm),
        ModelId::SentimentRnn => t_string!(i18n, about.small.sentiment_rnn),
        ModelId::SentimentMean => t_string!(i18n, about.small.sentiment_mean),
        ModelId::Entities => t_string!(i18n, about.small.entities),
        ModelId::LanguageModelLstm => t_string!(i18n, about.small.language_lstm),
        ModelId::LanguageModelRnn => t_string!(i18n, about.small.language_rnn),
        ModelId::WordVectors => t_string!(i18n, about.small.vectors),
        ModelId::RnnTranslatorAttention => t_string!(i18n, about.small.recurrent_attention),
        ModelId::RnnTranslatorPlain => t_string!(i18n, about.small.recurrent_plain),
        ModelId::Heads1 => t_string!(i18n, about.small.heads_1),
        ModelId::Heads2 => t_string!(i18n, about.small.heads_2),
        ModelId::Heads4 => t_string!(i18n, about.small.heads_4),
        ModelId::Heads8 => t_string!(i18n, about.small.heads_8),
        ModelId::Smoothing0 => t_string!(i18n, about.small.smoothing_0),
        // Not in the list: the first has a section of its own, the others are no models.
        ModelId::Translator | ModelId::Tokenizers => model.name(),
    }
}

type Row = (ModelId, &'static [usize], Manifest);

/// All manifests, or why one of them cannot be shown.
async fn fetch_all() -> Result<Vec<Row>, String> {
    try_join_all(
        MODELS.iter().map(async |&(model, lessons)| {
            Ok((model, lessons, fetch_manifest(model.folder()).await?))
        }),
    )
    .await
}

#[component]
pub fn SmallModels() -> impl IntoView {
    let i18n = use_i18n();
    when_fetched(LocalResource::new(fetch_all), move |rows: Vec<Row>| {
        view! {
            <div class="table-scroll">
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{say!(i18n, about.small.model)}</th>
                            <th scope="col">{say!(i18n, about.small.lessons)}</th>
                            <th scope="col" class="number">"MB"</th>
                            <th scope="col">{say!(i18n, about.model.quality)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| row_view(i18n, row)).collect_view()}</tbody>
                </table>
            </div>
        }
    })
}

fn row_view(i18n: I18n, (model, lessons, manifest): Row) -> impl IntoView {
    let links = lessons.iter().filter_map(|&n| {
        let lesson = Lesson::ALL.get(n - 1)?;
        Some(view! { <a href=lesson.path()>{n}</a> " " })
    });
    let measures = manifest.quality.iter().map(|(name, value)| {
        let value = measure(name, value);
        let name = name.clone();
        view! { <li>{live_text(move || name_of(i18n, &name))} " " <b class="num">{value}</b></li> }
    });
    view! {
        <tr>
            <th scope="row">{live_text(move || what(i18n, model).to_owned())}</th>
            <td>{links.collect_view()}</td>
            <td class="number">{megabytes(total_bytes(&manifest))}</td>
            <td><ul class="measures">{measures.collect_view()}</ul></td>
        </tr>
    }
}
