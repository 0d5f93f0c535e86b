//! Entities counted token by token and whole, against tags that the reader can change.

use super::context::use_tasks;
use super::imbalance::{cell, written};
use crate::nlp::data::conll::Tag;
use crate::nlp::metrics::EntityScores;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::{self, Annotated, Entities, TAGGER, sample};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Dare, ModelStatus, Predict};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn EntitiesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    // The lesson's sentences with what the reader changed.
    let sentences = Memo::new(move |_| {
        let mut sentences = sample::sentences();
        for [sentence, word, class] in lesson.tags.get() {
            let slot = sentences
                .get_mut(sentence)
                .and_then(|s| s.truth.get_mut(word));
            if let Some(slot) = slot.filter(|_| class < Tag::ALL.len()) {
                *slot = class;
            }
        }
        sentences
    });
    let answer = Answered::to(
        &[TAGGER],
        move || {
            Some(Request::Tasks(tasks::Request::Entities {
                sentences: sentences.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Entities(entities)) => entities),
    );
    let entities = answer.value;
    let shown = RwSignal::new(0usize);
    let numbers = move || {
        let button = |i: usize| {
            view! {
                <button type="button" aria-pressed=move || (shown.get() == i).to_string()
                    aria-label=move || t_string!(i18n, tasks.sentence_n, n = i + 1)
                    on:click=move |_| shown.set(i)>{i + 1}</button>
            }
        };
        (0..sentences.read_untracked().len())
            .map(button)
            .collect_view()
    };
    let choices = move || ["93 %", "75 %", "55 %"].map(str::to_owned).to_vec();
    view! {
        <section class="ta-section" aria-labelledby="ta-entities-title">
            <h2 id="ta-entities-title">{say!(i18n, tasks.entities)}</h2>
            <p class="reading">{say!(i18n, tasks.entities_text)}</p>
            <Predict
                question=label!(i18n, tasks.entities_question)
                choices=Signal::derive(choices)
                right=2
            >
                <p>{say!(i18n, tasks.entities_answer)}</p>
            </Predict>
            <Dare text=label!(i18n, tasks.entities_dare) watch="ta-entities"
                on_try=Callback::new(move |()| {
                    shown.set(5);
                    lesson.tags.set(vec![[5, 3, 3]]);
                }) />
            <div class="figure" id="ta-entities">
                <ModelStatus model=TAGGER />
                <div class="row">
                    <span class="caption">{say!(i18n, tasks.sentence)}</span>
                    <div class="segmented" role="group" aria-label=label!(i18n, tasks.sentence)>{numbers()}</div>
                    <button type="button" class="button quiet" disabled=move || lesson.tags.read().is_empty()
                        on:click=move |_| lesson.tags.set(vec![])>{say!(i18n, tasks.tags_back)}</button>
                </div>
                <Sentence sentences entities shown />
                <div class="ta-scores" role="status">{live(move || {
                    let scores = entities.get()?.scores.clone();
                    Some(view! { <Scores scores /> })
                })}</div>
                <TroubleNote trouble=answer.trouble />
                <p class="caption">{say!(i18n, tasks.entities_caption)}</p>
            </div>
        </section>
    }
}

/// One sentence: its words, the true tag of each (to choose), the tagger's.
#[component]
fn Sentence(
    sentences: Memo<Vec<Annotated>>,
    entities: RwSignal<Option<Arc<Entities>>>,
    shown: RwSignal<usize>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let words = move || {
        let sentence = shown.get();
        let tokens = sentences.read_untracked()[sentence].tokens.clone();
        let word = |(i, token): (usize, String)| {
            let truth = move || sentences.read()[sentence].truth[i];
            let said = move || {
                let entities = entities.read();
                let tags = entities.as_ref()?.predicted.get(sentence)?;
                tags.get(i).copied()
            };
            let options = Tag::ALL.map(|tag| {
                let class = tag.class();
                view! { <option value=class.to_string() selected=move || truth() == class>{tag.name()}</option> }
            });
            let choose = move |event| {
                if let Ok(class) = event_target_value(&event).parse::<usize>() {
                    lesson.tags.update(|tags| {
                        tags.retain(|&[s, w, _]| (s, w) != (sentence, i));
                        if sample::sentences()[sentence].truth[i] != class {
                            tags.push([sentence, i, class]);
                        }
                    });
                }
            };
            let name = token.clone();
            let verdict = move || match said() {
                Some(class) if class == truth() => "✓",
                Some(_) => "✗",
                None => "",
            };
            view! {
                <li class="ta-tagged" class:wrong=move || said().is_some_and(|class| class != truth())>
                    <span class="ta-tagged-word" lang="en">{token}</span>
                    <select prop:value=move || truth().to_string() on:change=choose
                        aria-label=move || t_string!(i18n, tasks.true_tag, word = name.clone())>{options}</select>
                    <span class="ta-said">
                        {live_text(move || said().map(|class| Tag::ALL[class].name().to_owned()).unwrap_or_default())}
                        " "{live(verdict)}
                    </span>
                </li>
            }
        };
        tokens.into_iter().enumerate().map(word).collect_view()
    };
    view! {
        <div class="ta-tagging">
            <p class="ta-tagging-names caption" aria-hidden="true">
                <span>{say!(i18n, tasks.row_word)}</span>
                <span>{say!(i18n, tasks.row_truth)}</span>
                <span>{say!(i18n, tasks.row_said)}</span>
            </p>
            <ol class="ta-tagging-words" aria-label=label!(i18n, tasks.sentence)>{live(words)}</ol>
        </div>
    }
}

#[component]
fn Scores(scores: EntityScores) -> impl IntoView {
    let i18n = use_i18n();
    let all = scores.averages().micro;
    let row = |name: String, counts: crate::nlp::metrics::ClassCounts| {
        let cells = [counts.precision(), counts.recall(), counts.f1()];
        let heads = [
            t_string!(i18n, tasks.precision),
            t_string!(i18n, tasks.recall),
            "F1",
        ];
        let cells = heads.into_iter().zip(cells).map(cell).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    let kinds = scores.by_kind.iter();
    let kinds = kinds
        .map(|(kind, counts)| row(kind.clone(), *counts))
        .collect_view();
    let together = t_string!(i18n, tasks.together).to_string();
    view! {
        <dl class="ta-big">
            <div><dt>{say!(i18n, tasks.tokens_right)}</dt><dd class="num">{written(scores.tokens)}</dd></div>
            <div><dt>{say!(i18n, tasks.entity_f1)}</dt><dd class="num">{written(all.f1())}</dd></div>
        </dl>
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, tasks.by_kind)>
            <table class="data ta-stacked">
                <thead>
                    <tr>
                        <th scope="col">{say!(i18n, tasks.kind)}</th>
                        <th scope="col" class="number">{say!(i18n, tasks.precision)}</th>
                        <th scope="col" class="number">{say!(i18n, tasks.recall)}</th>
                        <th scope="col" class="number">"F1"</th>
                    </tr>
                </thead>
                <tbody>{kinds}{row(together, all)}</tbody>
            </table>
        </div>
    }
}
