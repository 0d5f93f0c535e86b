//! The three kinds of task, done to the reader's text by three trained models.

use super::context::use_tasks;
use crate::nlp::data::conll::Tag;
use crate::session::link::Link as TranslationLink;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::{self, CLASSIFIER, Classified, TAGGER, TRANSLATOR, TaggedWord};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lesson::Lesson;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{CopyLink, ModelStatus, SentenceForm};
use crate::viz::number::format_percent;
use leptos::prelude::*;

/// Texts to try; the first is the lecture's on sentiment.
const EXAMPLES: [&str; 4] = [
    "This teddy bear is so cute!",
    "The plot is boring and the actors are terrible.",
    "Marie Curie was born in Warsaw.",
    "Not bad at all.",
];

#[component]
pub fn ThreeTasksSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let examples = EXAMPLES.map(|text| {
        view! {
            <li><button type="button" class="button" lang="en" on:click=move |_| lesson.text.set(text.to_owned())>{text}</button></li>
        }
    });
    view! {
        <section class="ta-section">
            <div class="reading">
                <p>{prose!(i18n, tasks.intro_1)}</p>
                <p>{say!(i18n, tasks.intro_2)}</p>
            </div>
            <SentenceForm text=lesson.text />
            <div class="row ta-under-form">
                <ul class="ta-examples" role="list" aria-label=label!(i18n, tasks.examples)>{examples}</ul>
                <CopyLink query=move |()| lesson.link().to_query() />
            </div>
            <div class="ta-cards">
                <Classification />
                <Labelling />
                <Generation />
            </div>
        </section>
    }
}

#[component]
fn Classification() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let answer = Answered::to(
        &[CLASSIFIER],
        move || {
            Some(Request::Tasks(tasks::Request::Classify {
                text: lesson.text.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Classified(found)) => found),
    );
    let view = move || {
        let found = answer.unless_refused()?;
        let Classified { positive, unknown } = (*found).clone();
        let is_positive = positive >= 0.5;
        let name = if is_positive {
            say!(i18n, tasks.positive)
        } else {
            say!(i18n, tasks.negative)
        };
        let sure = if is_positive {
            positive
        } else {
            1.0 - positive
        };
        let mut words: Vec<&str> = vec![];
        for word in &unknown {
            // Each once, however often the text has it.
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        let list = words.join(", ");
        Some(view! {
            <p class="ta-label"><strong>{name}</strong>" "<span class="num">{format_percent(sure)}</span></p>
            <div class="ta-scale" aria-hidden="true"><span style:width=format!("{}%", 100.0 * positive)></span></div>
            <p class="ta-ends" aria-hidden="true"><span>{say!(i18n, tasks.negative)}</span><span>{say!(i18n, tasks.positive)}</span></p>
            {(!list.is_empty()).then(|| view! {
                <p class="caption">{live_text(move || t_string!(i18n, tasks.unknown, words = list.clone()))}</p>
            })}
        })
    };
    view! {
        <article class="ta-card figure" id="ta-sentiment">
            <h2>{say!(i18n, tasks.one_label)}</h2>
            <p>{prose!(i18n, tasks.one_label_text)}</p>
            <div class="ta-result" role="status">{live(view)}</div>
            <ModelStatus model=CLASSIFIER />
            <TroubleNote trouble=answer.trouble />
            <p class="caption">{say!(i18n, tasks.one_label_data)}</p>
        </article>
    }
}

#[component]
fn Labelling() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let answer = Answered::to(
        &[TAGGER],
        move || {
            Some(Request::Tasks(tasks::Request::Tag {
                text: lesson.text.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Tagged(words)) => words),
    );
    let words = move || {
        let words = answer.unless_refused()?;
        let word = |w: &TaggedWord| {
            let name = Tag::ALL[w.tag].name();
            let title = format!("{name} {}", format_percent(w.probability));
            view! {
                <li class="ta-word" class:entity=w.tag != 0 title=title>
                    <span lang="en">{w.word.clone()}</span><span class="ta-tag">{name}</span>
                </li>
            }
        };
        Some(words.iter().map(word).collect_view())
    };
    view! {
        <article class="ta-card figure" id="ta-tags">
            <h2>{say!(i18n, tasks.many_labels)}</h2>
            <p>{prose!(i18n, tasks.many_labels_text)}</p>
            <ol class="ta-words" aria-label=label!(i18n, tasks.tagged)>{live(words)}</ol>
            <ModelStatus model=TAGGER />
            <TroubleNote trouble=answer.trouble />
            <p class="caption">{say!(i18n, tasks.many_labels_data)}</p>
        </article>
    }
}

#[component]
fn Generation() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let answer = Answered::to(
        &[TRANSLATOR],
        move || {
            Some(Request::Tasks(tasks::Request::Translate {
                text: lesson.text.get(),
            }))
        },
        picked!(Event::Tasks(tasks::Event::Translated(french)) => french),
    );
    let french = move || {
        let french = answer.unless_refused();
        french.map_or_else(String::new, |f| f.to_string())
    };
    let address = move || {
        let link = TranslationLink {
            text: Some(lesson.text.get()),
            ..TranslationLink::default()
        };
        let query = link.to_query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", Lesson::Translation.path())
    };
    view! {
        <article class="ta-card figure" id="ta-translation">
            <h2>{say!(i18n, tasks.text_to_text)}</h2>
            <p>{say!(i18n, tasks.text_to_text_text)}</p>
            <p class="ta-french" lang="fr" role="status">{live_text(french)}</p>
            <ModelStatus model=TRANSLATOR />
            <TroubleNote trouble=answer.trouble />
            <p class="caption">
                {prose!(i18n, tasks.text_to_text_data)}" "<a href=address>{say!(i18n, tasks.to_translation)}</a>
            </p>
        </article>
    }
}
