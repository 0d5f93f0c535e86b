//! W6: one word in two sentences: one vector before the encoder, two after it.

use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::vectors::{self, InContext};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{ModelStatus, Predict, VectorStrip};
use crate::viz::colormap::Scale;
use crate::viz::number::format_value;
use leptos::prelude::*;
use std::sync::Arc;

/// A word and two sentences that use it differently; tests/studio_vectors.rs has the cosines.
const EXAMPLES: [[&str; 3]; 3] = [
    ["kind", "You are very kind.", "What kind of book is it?"],
    ["watch", "I lost my watch.", "I watch TV."],
    // The one that hardly works.
    [
        "bank",
        "He is sitting on the bank of the river.",
        "She put her money in the bank.",
    ],
];

#[component]
pub fn MeaningSection() -> impl IntoView {
    let i18n = use_i18n();
    let wanted = RwSignal::new(false);
    let choices = move || ["0", "0.5", "1"].map(str::to_owned).to_vec();
    view! {
        <section class="vec-section" aria-labelledby="vec-meaning-title">
            <h2 id="vec-meaning-title">{say!(i18n, vectors.meaning.heading)}</h2>
            <p>{say!(i18n, vectors.meaning.text)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, vectors.meaning.question).to_string())
                choices=Signal::derive(choices)
                right=2
            >
                <p>{say!(i18n, vectors.meaning.answer)}</p>
            </Predict>
            <Show
                when=move || wanted.get()
                fallback=move || view! {
                    <p class="row">
                        <button type="button" class="button primary" on:click=move |_| wanted.set(true)>
                            {say!(i18n, vectors.meaning.load)}</button>
                        <span class="caption">{say!(i18n, vectors.meaning.bytes)}</span>
                    </p>
                }
            >
                <Figure />
            </Show>
            <p>{say!(i18n, vectors.meaning.next)}</p>
        </section>
    }
}

#[component]
fn Figure() -> impl IntoView {
    let i18n = use_i18n();
    let [first_word, first_sentence, second_sentence] = EXAMPLES[0];
    let word = RwSignal::new(first_word.to_owned());
    let sentences = [first_sentence, second_sentence].map(|s| RwSignal::new(s.to_owned()));
    let example = move |[new, a, b]: [&'static str; 3]| {
        view! {
            <li><button type="button" class="button" on:click=move |_| {
                word.set(new.to_owned());
                sentences[0].set(a.to_owned());
                sentences[1].set(b.to_owned());
            }>{new}</button></li>
        }
    };
    let found = Answered::to(
        &[ModelId::Translator],
        move || {
            Some(Request::Vectors(vectors::Request::InContext {
                word: word.get(),
                sentences: sentences.map(|s| s.get()),
            }))
        },
        picked!(Event::Vectors(vectors::Event::InContext(found)) => found),
    );
    let of = move |pick: fn(&InContext) -> &Vec<f32>| {
        Signal::derive(move || {
            let found = found.value.read();
            Arc::new(found.as_deref().map_or_else(Vec::new, |f| pick(f).clone()))
        })
    };
    let scale = move |pick: fn(&InContext) -> &[Vec<f32>; 2]| {
        Signal::derive(move || {
            let found = found.value.read();
            let both = found.as_deref().map_or_else(Vec::new, |f| pick(f).concat());
            Scale::signed_for(&both)
        })
    };
    let cosine = move |pick: fn(&InContext) -> f32| {
        move || {
            let found = found.value.read();
            found.as_deref().map_or_else(String::new, |f| {
                t_string!(i18n, vectors.meaning.cosine, value = format_value(pick(f)))
            })
        }
    };
    let field = move |i: usize, name: Signal<String>| {
        view! {
            <label class="vec-field"><span>{live_text(move || name.get())}</span>
                <input type="text" autocomplete="off" prop:value=move || sentences[i].get()
                    on:input=move |event| sentences[i].set(event_target_value(&event)) /></label>
        }
    };
    // A strip is named by its sentence.
    let said = move |i: usize| Signal::derive(move || sentences[i].get());
    let (first, second) = (
        label!(i18n, vectors.meaning.first),
        label!(i18n, vectors.meaning.second),
    );
    view! {
        <ModelStatus model=ModelId::Translator />
        <TroubleNote trouble=found.trouble />
        <figure class="figure vec-meaning" id="vec-meaning">
            <p>{say!(i18n, vectors.meaning.try_bank)}</p>
            <ul class="vec-tries" role="list" aria-label=label!(i18n, vectors.meaning.examples)>
                {EXAMPLES.map(example).collect_view()}
            </ul>
            <div class="vec-tools">
                <label class="vec-field"><span>{say!(i18n, vectors.word)}</span>
                    <input type="text" autocomplete="off" prop:value=move || word.get()
                        on:input=move |event| word.set(event_target_value(&event)) /></label>
                {field(0, first)}
                {field(1, second)}
            </div>
            <div class="vec-two">
                <div>
                    <h3>{say!(i18n, vectors.meaning.fixed)}</h3>
                    <p class="vec-cosine num" data-testid="fixed-cosine">{live_text(cosine(|f| f.fixed_cosine))}</p>
                    <VectorStrip values=of(|f| &f.fixed[0]) label=said(0) titled=true scale=scale(|f| &f.fixed) />
                    <VectorStrip values=of(|f| &f.fixed[1]) label=said(1) titled=true scale=scale(|f| &f.fixed) />
                </div>
                <div>
                    <h3>{say!(i18n, vectors.meaning.contextual)}</h3>
                    <p class="vec-cosine num" data-testid="contextual-cosine">{live_text(cosine(|f| f.contextual_cosine))}</p>
                    <VectorStrip values=of(|f| &f.contextual[0]) label=said(0) titled=true scale=scale(|f| &f.contextual) />
                    <VectorStrip values=of(|f| &f.contextual[1]) label=said(1) titled=true scale=scale(|f| &f.contextual) />
                </div>
            </div>
            <figcaption>{say!(i18n, vectors.meaning.caption)}</figcaption>
        </figure>
    }
}
