//! R2: three things that are made of the states.

use super::context::use_recurrent;
use super::copy_link::CopyLink;
use crate::nlp::data::conll::Tag;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::recurrent::link::Use;
use crate::session::studio::recurrent::uses::{Classified, Tagged, Translated};
use crate::session::studio::recurrent::{self, CLASSIFIER, TAGGER, TRANSLATOR};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{HeatmapView, ModelStatus, VectorStrip};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::Heatmap;
use crate::viz::number::format_percent;
use crate::viz::tensor_view;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn UsesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let tab = move |usage: Use, name: Signal<String>| {
        view! {
            <button type="button" aria-pressed=move || (lesson.usage.get() == usage).to_string()
                on:click=move |_| lesson.usage.set(usage)>{live_text(move || name.get())}</button>
        }
    };
    let figure = move || match lesson.usage.get() {
        Use::Label => view! { <OneLabel /> }.into_any(),
        Use::Tags => view! { <LabelAWord /> }.into_any(),
        Use::Translation => view! { <AnotherSentence /> }.into_any(),
    };
    view! {
        <section class="rn-section" aria-labelledby="rn-uses-title">
            <div class="reading">
                <h2 id="rn-uses-title">{say!(i18n, recurrent.uses.heading)}</h2>
                <p>{say!(i18n, recurrent.uses.text)}</p>
            </div>
            <div class="figure rn-figure" id="rn-uses">
                <div class="segmented rn-tabs" role="group" aria-label=label!(i18n, recurrent.uses.which)>
                    {tab(Use::Label, label!(i18n, recurrent.uses.label))}
                    {tab(Use::Tags, label!(i18n, recurrent.uses.tags))}
                    {tab(Use::Translation, label!(i18n, recurrent.uses.translation))}
                </div>
                {live(figure)}
                <CopyLink />
            </div>
            <p class="reading">{prose!(i18n, recurrent.uses.after)}</p>
        </section>
    }
}

/// A word, its state, and what is made of it.
#[derive(Clone)]
struct Link {
    word: String,
    state: String,
    /// Whether the state is used.
    used: bool,
    out: String,
    /// Small print under `out`.
    detail: String,
}

/// The words in a row, each with its state; arrows from state to state, and up to what is made of them.
#[component]
fn Chain(
    #[prop(into)] links: Signal<Vec<Link>>,
    label: Signal<String>,
    lang: &'static str,
    both: bool,
) -> impl IntoView {
    let items = move || {
        let item = |link: Link| {
            view! {
                <li class:used=link.used>
                    <span class="rn-out">{link.out}<small class="num">{link.detail}</small></span>
                    <span class="rn-state" aria-hidden="true"><i>{link.state}</i></span>
                    <span class="rn-word" lang=lang>{link.word}</span>
                </li>
            }
        };
        links.get().into_iter().map(item).collect_view()
    };
    view! {
        <ol class="rn-chain" class:both=both aria-label=label>{items}</ol>
    }
}

fn state_name(letter: &str, place: usize) -> String {
    let digit = |d: char| char::from_u32('₀' as u32 + d as u32 - '0' as u32).unwrap_or(d);
    let below: String = place.to_string().chars().map(digit).collect();
    format!("{letter}{below}")
}

/// The words until a model is there: those that will be read, about.
fn waiting(text: &str) -> Vec<Link> {
    let link = |(i, word): (usize, &str)| Link {
        word: word.to_owned(),
        state: state_name("h", i + 1),
        used: false,
        out: String::new(),
        detail: String::new(),
    };
    text.split_whitespace().enumerate().map(link).collect()
}

#[component]
fn OneLabel() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let answer = ask(
        CLASSIFIER,
        |text| recurrent::Request::Classify { text },
        picked!(Event::Recurrent(recurrent::Event::Classified(found)) => found),
    );
    let name = move |p: f32| match p >= 0.5 {
        true => (t_string!(i18n, recurrent.uses.positive), p),
        false => (t_string!(i18n, recurrent.uses.negative), 1.0 - p),
    };
    let links = move || {
        let Some(found) = answer.value.get() else {
            return waiting(&lesson.text.read());
        };
        let Classified {
            words,
            unknown,
            by_step,
            ..
        } = &*found;
        let link = |(i, (word, &p)): (usize, (&String, &f32))| {
            let used = i + 1 == words.len();
            let (label, sure) = name(p);
            Link {
                word: match unknown.contains(&i) {
                    true => format!("{word}?"),
                    false => word.clone(),
                },
                state: state_name("h", i + 1),
                used,
                out: if used {
                    label.to_owned()
                } else {
                    String::new()
                },
                detail: if used {
                    format_percent(sure)
                } else {
                    format_percent(p)
                },
            }
        };
        words.iter().zip(by_step).enumerate().map(link).collect()
    };
    let unknown = move || {
        let found = answer.value.get()?;
        let some = !found.unknown.is_empty();
        some.then(|| view! { <p class="caption">{say!(i18n, recurrent.uses.unknown)}</p> })
    };
    view! {
        <p class="rn-about">{say!(i18n, recurrent.uses.about_label)}</p>
        <div class="rn-shown" hidden=move || answer.trouble.read().is_some()>
            <Chain links=Signal::derive(links) label=label!(i18n, recurrent.uses.chain) lang="en" both=false />
        </div>
        <ModelStatus model=CLASSIFIER />
        <TroubleNote trouble=answer.trouble />
        <div class="rn-shown" hidden=move || answer.trouble.read().is_some()>
            <StateStrip values=strip(answer, |found| &found.state) label=label!(i18n, recurrent.uses.last_state) />
            {live(unknown)}
            <p class="caption">{say!(i18n, recurrent.uses.note_label)}</p>
        </div>
    }
}

#[component]
fn LabelAWord() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let answer = ask(
        TAGGER,
        |text| recurrent::Request::Tag { text },
        picked!(Event::Recurrent(recurrent::Event::Tagged(found)) => found),
    );
    let links = move || {
        let Some(found) = answer.value.get() else {
            return waiting(&lesson.text.read());
        };
        let link = |(i, word): (usize, &crate::session::studio::tasks::TaggedWord)| Link {
            word: word.word.clone(),
            state: state_name("h", i + 1),
            used: true,
            out: Tag::ALL[word.tag].name().to_owned(),
            detail: format_percent(word.probability),
        };
        found.words.iter().enumerate().map(link).collect()
    };
    let map = Memo::new(move |_| {
        let found = answer.value.get()?;
        let Tagged { words, states } = &*found;
        let width = states.len() / words.len().max(1);
        let rows = words.iter().map(|w| w.word.clone()).collect();
        let units = (0..width).map(|unit| unit.to_string()).collect();
        let limit = Scale::Diverging { limit: 1.0 };
        let map = Heatmap::new(rows, units, states.clone(), limit).ok()?;
        let title = t_string!(i18n, recurrent.uses.states);
        let (word, unit) = (
            t_string!(i18n, recurrent.word),
            t_string!(i18n, recurrent.unit),
        );
        Some(Arc::new(map.named(title, word, unit)))
    });
    let is_there = Memo::new(move |_| map.with(Option::is_some));
    let data = Signal::derive(move || {
        map.get()
            .unwrap_or_else(|| Arc::new(tensor_view::no_heatmap()))
    });
    let example = "Marie Curie was born in Warsaw.";
    view! {
        <p class="rn-about">{say!(i18n, recurrent.uses.about_tags)}</p>
        <div class="rn-shown" hidden=move || answer.trouble.read().is_some()>
            <Chain links=Signal::derive(links) label=label!(i18n, recurrent.uses.chain) lang="en" both=true />
        </div>
        <ModelStatus model=TAGGER />
        <TroubleNote trouble=answer.trouble />
        <Show when=move || is_there.get() && answer.trouble.read().is_none()>
            <p class="rn-title">{say!(i18n, recurrent.uses.states)}</p>
            <HeatmapView data file_stem="tagger-states" />
        </Show>
        <p><button type="button" class="button" lang="en" on:click=move |_| lesson.text.set(example.to_owned())>{example}</button></p>
        <p class="caption" hidden=move || answer.trouble.read().is_some()>{say!(i18n, recurrent.uses.note_tags)}</p>
    }
}

#[component]
fn AnotherSentence() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_recurrent();
    let answer = ask(
        TRANSLATOR,
        |text| recurrent::Request::Translate { text },
        picked!(Event::Recurrent(recurrent::Event::Translated(found)) => found),
    );
    let src = move || {
        let Some(found) = answer.value.get() else {
            return waiting(&lesson.text.read());
        };
        let last = found.src.len() - 1;
        let link = |(i, token): (usize, &crate::nlp::tokenizer::Token)| Link {
            word: token.piece.clone(),
            state: state_name("h", i + 1),
            // Of the direction that reads from the end, the last state is the first token's.
            used: i == last || i == 0,
            out: String::new(),
            detail: String::new(),
        };
        found.src.iter().enumerate().map(link).collect()
    };
    let tgt = move || {
        let found = answer.value.get();
        let pieces = found.map(|found| found.pieces.clone()).unwrap_or_default();
        let read = std::iter::once("<s>").chain(pieces.iter().map(String::as_str));
        let link = |(i, (read, piece)): (usize, (&str, &String))| Link {
            word: read.to_owned(),
            state: state_name("s", i + 1),
            used: true,
            out: piece.clone(),
            detail: String::new(),
        };
        read.zip(&pieces).enumerate().map(link).collect::<Vec<_>>()
    };
    let text = move || {
        let found = answer.value.get();
        found
            .map(|found: Arc<Translated>| found.text.clone())
            .unwrap_or_default()
    };
    let is_there = Memo::new(move |_| answer.value.read().is_some());
    view! {
        <p class="rn-about">{say!(i18n, recurrent.uses.about_translation)}</p>
        <div class="rn-shown" hidden=move || answer.trouble.read().is_some()>
            <p class="rn-title">{say!(i18n, recurrent.uses.encoder)}</p>
            <Chain links=Signal::derive(src) label=label!(i18n, recurrent.uses.encoder) lang="en" both=true />
        </div>
        <ModelStatus model=TRANSLATOR />
        <TroubleNote trouble=answer.trouble />
        <div class="rn-shown" hidden=move || answer.trouble.read().is_some()>
            <StateStrip values=strip(answer, |found| &found.state) label=label!(i18n, recurrent.uses.start_state) />
            <Show when=move || is_there.get()>
                <p class="rn-title">{say!(i18n, recurrent.uses.decoder)}</p>
                <Chain links=Signal::derive(tgt) label=label!(i18n, recurrent.uses.decoder) lang="fr" both=false />
                <p class="rn-french" lang="fr" role="status">{live_text(text)}</p>
            </Show>
            <p class="caption">{say!(i18n, recurrent.uses.note_translation)}</p>
        </div>
    }
}

/// What a model makes of the sentence.
fn ask<T: Send + Sync + 'static>(
    model: ModelId,
    request: fn(String) -> recurrent::Request,
    pick: fn(Event) -> Option<T>,
) -> Answered<T> {
    let lesson = use_recurrent();
    let request = move || Some(Request::Recurrent(request(lesson.text.get())));
    Answered::to(&[model], request, pick)
}

fn strip<T: Send + Sync + 'static>(
    answer: Answered<T>,
    of: fn(&T) -> &Vec<f32>,
) -> Signal<Arc<Vec<f32>>> {
    Signal::derive(move || {
        let found = answer.value.read();
        Arc::new(
            found
                .as_deref()
                .map(|found| of(found).clone())
                .unwrap_or_default(),
        )
    })
}

/// The one vector that everything has to pass through, once it is there.
#[component]
fn StateStrip(values: Signal<Arc<Vec<f32>>>, label: Signal<String>) -> impl IntoView {
    let is_there = Memo::new(move |_| !values.read().is_empty());
    view! {
        <Show when=move || is_there.get()>
            <div class="rn-strip">
                <p class="rn-title">{live_text(move || label.get())}</p>
                <VectorStrip values label scale=Signal::stored(Scale::Diverging { limit: 1.0 }) />
            </div>
        </Show>
    }
}
