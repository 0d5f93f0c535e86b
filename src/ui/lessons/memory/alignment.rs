//! G3: the same sentence by a recurrent translator with attention and by one without.

use super::context::use_memory;
use super::sentence::{LONG, SentenceForm};
use crate::session::studio::memory::alignment::{Alignment, QUALITY};
use crate::session::studio::memory::{self};
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live_text, say};
use crate::ui::studio::{ModelState, Studio, Trouble, TroubleNote};
use crate::ui::widgets::{Dare, HeatmapView, ModelStatus, Predict, VectorStrip};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

const PLAIN: ModelId = ModelId::RnnTranslatorPlain;
const ATTENTION: ModelId = ModelId::RnnTranslatorAttention;

#[component]
pub fn AlignmentSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let trouble = RwSignal::new(None::<Trouble>);
    let plain = translated(PLAIN, trouble);
    let attention = translated(ATTENTION, trouble);
    let choices = move || {
        [
            t_string!(i18n, memory.alignment.choice_wide),
            t_string!(i18n, memory.alignment.choice_near),
            t_string!(i18n, memory.alignment.choice_all),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let set = move |text: &str| lesson.text.set(text.to_owned());
    view! {
        <section class="mem-section" aria-labelledby="mem-alignment-title">
            <h2 id="mem-alignment-title">{say!(i18n, memory.alignment.heading)}</h2>
            <p>{say!(i18n, memory.alignment.text)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, memory.alignment.question).to_string())
                choices=Signal::derive(choices)
                right=2
            >
                <p>{say!(i18n, memory.alignment.answer)}</p>
            </Predict>
            <p>{say!(i18n, memory.alignment.attention_text)}</p>
            <figure class="figure mem-figure" id="mem-alignment">
                <SentenceForm />
                <ModelStatus model=PLAIN />
                <ModelStatus model=ATTENTION />
                <TroubleNote trouble />
                <div class="mem-pair">
                    <Without found=plain />
                    <With found=attention />
                </div>
            </figure>
            <Dare watch="mem-alignment" text=label!(i18n, memory.alignment.dare) on_try=move |()| set(LONG) />
            <Quality />
        </section>
    }
}

/// The sentence by `model`, whenever either is new.
fn translated(
    model: ModelId,
    trouble: RwSignal<Option<Trouble>>,
) -> RwSignal<Option<Arc<Alignment>>> {
    let lesson = use_memory();
    let found = RwSignal::new(None::<Arc<Alignment>>);
    let state = Studio::model(model);
    let ready = Memo::new(move |_| state.get() == ModelState::Ready);
    Effect::new(move |_| {
        let text = lesson.text.get();
        if !ready.get() {
            return;
        }
        let request = memory::Request::Translate { model, text };
        Studio::ask(Request::Memory(request), move |answer| match answer {
            Ok(Event::Memory(memory::Event::Translated(alignment))) => {
                // A later sentence may have been answered first.
                if lesson.text.try_get_untracked().as_ref() == Some(&alignment.asked) {
                    trouble.try_set(None);
                    found.try_set(Some(Arc::new(alignment)));
                }
            }
            Ok(_) => {}
            Err(why) => drop(trouble.try_set(Some(why))),
        });
    });
    found
}

fn text_of(found: RwSignal<Option<Arc<Alignment>>>) -> AnyView {
    live_text(move || {
        found
            .get()
            .map(|found| found.text.clone())
            .unwrap_or_default()
    })
}

#[component]
fn Without(found: RwSignal<Option<Arc<Alignment>>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = Signal::derive(move || {
        let found = found.get();
        Arc::new(
            found
                .map(|found| found.last_state.clone())
                .unwrap_or_default(),
        )
    });
    view! {
        <div class="mem-model">
            <h3>{say!(i18n, memory.alignment.without)}</h3>
            <p class="mem-translation" lang="fr" data-testid="plain">{text_of(found)}</p>
            <p class="mem-step">{say!(i18n, memory.alignment.without_text)}</p>
            <VectorStrip values=state label=label!(i18n, memory.alignment.last_state) />
        </div>
    }
}

#[component]
fn With(found: RwSignal<Option<Arc<Alignment>>>) -> impl IntoView {
    let i18n = use_i18n();
    let map = move || {
        let found = found.get();
        let map = found.and_then(|found| {
            let (rows, cols) = (found.tgt.clone(), found.src.clone());
            Heatmap::new(rows, cols, found.weights.clone(), Scale::weights()).ok()
        });
        let title = t_string!(i18n, memory.alignment.map);
        let (row_axis, col_axis) = (
            t_string!(i18n, memory.alignment.axis_tgt),
            t_string!(i18n, memory.alignment.axis_src),
        );
        Arc::new(map.map_or_else(no_heatmap, |map| map.named(title, row_axis, col_axis)))
    };
    view! {
        <div class="mem-model">
            <h3>{say!(i18n, memory.alignment.with)}</h3>
            <p class="mem-translation" lang="fr" data-testid="attention">{text_of(found)}</p>
            <p class="mem-step">{say!(i18n, memory.alignment.with_text)}</p>
            <HeatmapView data=Signal::derive(map) file_stem="alignment" />
        </div>
    }
}

/// What was measured on many sentences, by their length.
#[component]
fn Quality() -> impl IntoView {
    let i18n = use_i18n();
    let rows = QUALITY.map(|(from, to, n, plain, attention)| {
        let length = move || match to {
            Some(to) => t_string!(i18n, memory.alignment.words, from = from, to = to),
            None => t_string!(i18n, memory.alignment.words_more, from = from),
        };
        view! {
            <tr>
                <th scope="row">{live_text(length)}</th>
                <td class="number">{n}</td>
                <td class="number">{format!("{plain:.1}")}</td>
                <td class="number">{format!("{attention:.1}")}</td>
            </tr>
        }
    });
    view! {
        <div class="mem-quality">
            <p>{say!(i18n, memory.alignment.quality)}</p>
            <div class="table-scroll" role="region" tabindex="0" aria-labelledby="mem-quality-title">
                <table class="data">
                    <caption id="mem-quality-title">{say!(i18n, memory.alignment.quality_title)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{say!(i18n, memory.alignment.length)}</th>
                            <th scope="col" class="number">{say!(i18n, memory.alignment.sentences)}</th>
                            <th scope="col" class="number">{say!(i18n, memory.alignment.without_short)}</th>
                            <th scope="col" class="number">{say!(i18n, memory.alignment.with_short)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                </table>
            </div>
            <p class="caption">{say!(i18n, memory.alignment.quality_note)}</p>
        </div>
    }
}
