//! G3: the same sentence by a recurrent translator with attention and by one without.

use super::context::use_memory;
use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::memory::alignment::{Alignment, QUALITY};
use crate::session::studio::memory::{self};
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{
    Dare, HeatmapView, MathView, ModelStatus, Predict, SentenceForm, VectorStrip,
};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::memory_formula;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use std::sync::Arc;

const PLAIN: ModelId = ModelId::RnnTranslatorPlain;
const ATTENTION: ModelId = ModelId::RnnTranslatorAttention;

/// Eighteen words, in what the models have seen.
const LONG: &str = "My brother told me that he wants to buy a new car before the end of the year.";

#[component]
pub fn AlignmentSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let (plain, attention) = (translated(PLAIN), translated(ATTENTION));
    let trouble = move || plain.trouble.get().or(attention.trouble.get());
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
            <p>{prose!(i18n, memory.alignment.text)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, memory.alignment.question).to_string())
                choices=Signal::derive(choices)
                right=2
            >
                <p>{say!(i18n, memory.alignment.answer)}</p>
            </Predict>
            <p>{say!(i18n, memory.alignment.attention_text)}</p>
            <div class="mem-formulas">
                {memory_formula::additive_attention().map(|math| view! { <MathView math=Signal::stored(math) /> })}
            </div>
            <p class="caption"><a href="https://arxiv.org/abs/1409.0473" target="_blank" rel="noopener noreferrer">
                {say!(i18n, memory.alignment.source)}
            </a></p>
            <figure class="figure mem-figure" id="mem-alignment">
                <SentenceForm text=lesson.text />
                <Examples />
                <ModelStatus model=PLAIN />
                <ModelStatus model=ATTENTION />
                <TroubleNote trouble=Signal::derive(trouble) />
                <div class="mem-pair">
                    <Without found=plain.value />
                    <With found=attention.value />
                </div>
            </figure>
            <Dare watch="mem-alignment" text=label!(i18n, memory.alignment.dare) on_try=move |()| set(LONG) />
            <Quality />
        </section>
    }
}

/// The sentence by `model`, whenever that is new.
fn translated(model: ModelId) -> Answered<Alignment> {
    let lesson = use_memory();
    let request = move || {
        let text = lesson.text.get();
        Some(Request::Memory(memory::Request::Translate { model, text }))
    };
    let pick = picked!(Event::Memory(memory::Event::Translated(found)) => found);
    Answered::to(&[model], request, pick)
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
fn Examples() -> impl IntoView {
    let i18n = use_i18n();
    let text = use_memory().text;
    view! {
        <div class="row" role="group" aria-label=label!(i18n, memory.alignment.examples)>
            <button type="button" class="button" on:click=move |_| text.set(LECTURE_SENTENCE.to_owned())>
                {say!(i18n, memory.alignment.short)}
            </button>
            <button type="button" class="button" on:click=move |_| text.set(LONG.to_owned())>
                {say!(i18n, memory.alignment.long)}
            </button>
        </div>
    }
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
