//! A model that the reader trained in the lab, in the place of the page's own.

use super::context::use_lesson;
use super::engine::EngineState;
use crate::session::manifest::{CONFIG_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE};
use crate::session::protocol::Request;
use crate::session::studio::lab::LabFiles;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::lab::saved;
use crate::ui::say::{live, say};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which model it is.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Searching,
    /// The run's number, its steps, and its best BLEU on its own held-out sentences.
    Run(u32, u64, Option<f64>),
    Missing,
}

/// Gives the engine the model, and says which it is.
#[component]
pub fn OwnModel() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let found = RwSignal::new(Found::Searching);
    let search = move || async move {
        let id = lesson.run.get_value().unwrap_or_default();
        let (model, card) = (saved::model(&id).await, saved::card(&id).await);
        let is_missing = model.is_none();
        let state = match (&card, is_missing) {
            (_, true) => Found::Missing,
            (Some(card), _) => Found::Run(card.number, card.step, card.best_bleu()),
            // Its run was deleted, the model is there.
            (None, _) => Found::Run(0, 0, None),
        };
        // The reader may have left meanwhile.
        if found.try_set(state).is_some() {
            return;
        }
        match model {
            Some(files) => lesson.engine.load(load_request(&files)),
            None => {
                lesson.run.set_value(None);
                lesson.engine.take_own();
            }
        }
    };
    // At first, and again after a failure.
    Effect::new(move || {
        let waits = lesson.engine.state.get() == EngineState::Starting;
        if waits && found.get_untracked() != Found::Missing {
            spawn_local(search());
        }
    });
    let words = move || match found.get() {
        Found::Searching => None,
        Found::Missing => Some(t_string!(i18n, lab.own_model_missing).to_string()),
        Found::Run(number, step, bleu) => {
            let bleu = bleu.map_or("–".into(), |bleu| format!("{bleu:.1}"));
            Some(t_string!(
                i18n,
                lab.own_model,
                n = number,
                step = step,
                bleu = bleu
            ))
        }
    };
    view! {
        <div role="status" id="own-model">
            {live(move || words().map(|words| view! {
                <div class="note lab-note">
                    <p>{words}</p>
                    // Loaded anew: nothing of the other model stays.
                    <p>
                        <a rel="external" href="/translation">{say!(i18n, lab.own_model_back)}</a>
                        " · "
                        <a href="/lab">{say!(i18n, lab.own_model_lab)}</a>
                    </p>
                </div>
            }))}
        </div>
    }
}

fn load_request(files: &LabFiles) -> Request {
    let config = files.config_json.as_bytes();
    let tokenizer = files.tokenizer_json.as_bytes();
    let manifest = Manifest::of_files(
        "lab",
        [
            (CONFIG_FILE, config),
            (TOKENIZER_FILE, tokenizer),
            (WEIGHTS_FILE, &files.weights[..]),
        ],
    );
    Request::LoadModel {
        manifest: manifest.to_json().into_bytes(),
        config: config.to_vec(),
        tokenizer: tokenizer.to_vec(),
        weights: files.weights.clone(),
    }
}
