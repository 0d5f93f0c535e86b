//! How the translation came about, and the model in one line.

use crate::session::protocol::{Decoding, ModelSummary, Translation};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::{Origin, use_lesson};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::CopyLink;
use crate::ui::widgets::megabytes;
use crate::viz::count::grouped;
use leptos::prelude::*;

/// Time and method, then parameters, layers, heads, bytes: of the model on screen (an opened file brings its own).
#[component]
pub fn Facts() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let model = Memo::new(move |_| {
        let shown = lesson
            .translation
            .with(|t| t.as_ref().map(|t| t.model.clone()));
        shown.or_else(|| lesson.engine.model.get())
    });
    let about = move || {
        let origin = lesson.origin.get();
        let text = lesson
            .translation
            .with(|t| t.as_ref().map(|t| about(i18n, t, &origin)));
        // Not of the translation before, where this text was refused.
        let is_refused = lesson.engine.problem.read().is_some();
        text.filter(|_| !is_refused)
            .map(|text| view! { <li class="first">{text}</li> })
    };
    let facts = move || {
        model.get().map(|model| {
            facts(i18n, &model)
                .into_iter()
                .map(|fact| view! { <li>{fact}</li> })
                .collect_view()
        })
    };
    // Of the page's own model: a run of the lab is told in the lab.
    let about_page = move || {
        lesson.translation.track();
        let is_own = lesson.run.with_value(Option::is_some);
        (!is_own)
            .then(|| view! { <li><a href="/about">{say!(i18n, translation.about_model)}</a></li> })
    };
    view! {
        <div class="tr-line tr-about">
            <ul class="tr-facts num" aria-label=label!(i18n, translation.facts)>
                {about}
                {facts}
                {live(about_page)}
            </ul>
            <CopyLink query=move |()| lesson.link().to_query() />
        </div>
    }
}

fn about(i18n: I18n, translation: &Translation, origin: &Origin) -> String {
    match origin {
        Origin::File { name } => {
            let model = match translation.model.name.as_str() {
                "" => t_string!(i18n, translation.unnamed_model).to_string(),
                name => name.to_owned(),
            };
            t_string!(
                i18n,
                translation.from_file,
                file = name.clone(),
                model = model
            )
        }
        Origin::Card { name } => t_string!(i18n, translation.by_card, name = name.clone()),
        Origin::Engine { milliseconds } => t_string!(
            i18n,
            translation.took,
            ms = format!("{milliseconds:.0}"),
            decoding = decoding_words(i18n, &translation.decoding)
        ),
    }
}

/// "by beam search (4 wide)".
fn decoding_words(i18n: I18n, decoding: &Decoding) -> String {
    match decoding {
        Decoding::Greedy => t_string!(i18n, translation.by_greedy).to_string(),
        Decoding::Beam { size, .. } => t_string!(i18n, translation.by_beam, size = *size),
        Decoding::Sample {
            temperature, seed, ..
        } => t_string!(
            i18n,
            translation.by_sampling,
            temperature = *temperature,
            seed = *seed
        ),
    }
}

fn facts(i18n: I18n, model: &ModelSummary) -> Vec<String> {
    let mut facts = vec![
        t_string!(
            i18n,
            translation.fact_parameters,
            n = grouped(model.n_parameters)
        ),
        t_string!(
            i18n,
            translation.fact_layers,
            encoder = model.n_encoder_layers,
            decoder = model.n_decoder_layers
        ),
        t_string!(i18n, translation.fact_heads, n = model.n_heads),
    ];
    if model.download_bytes > 0 {
        facts.push(megabytes(i18n, model.download_bytes as u64));
    }
    facts
}
