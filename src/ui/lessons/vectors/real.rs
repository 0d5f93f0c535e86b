//! W5: vectors learnt from 35 million words of real text.

use super::context::{VectorsContext, use_vectors};
use super::copy_link::CopyLink;
use crate::nlp::embedding::Neighbour;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote};
use crate::ui::widgets::Dare;
use crate::viz::number::format_value;
use leptos::prelude::*;

/// Questions of the kinds that the vectors do well and badly; tests/studio_vectors.rs holds them to it.
const GOOD: [[&str; 3]; 5] = [
    ["man", "king", "woman"],
    ["france", "paris", "germany"],
    ["france", "euro", "japan"],
    ["brother", "sister", "son"],
    ["good", "better", "bad"],
];
const BAD: [[&str; 3]; 3] = [
    ["italy", "rome", "spain"],
    ["big", "bigger", "small"],
    ["walk", "walked", "see"],
];

#[component]
pub fn RealSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let try_it = move |words: [&'static str; 3]| {
        let text = move || {
            let [a, b, c] = words;
            t_string!(i18n, vectors.real.as_question, a = a, b = b, c = c)
        };
        view! {
            <li><button type="button" class="button" on:click=move |_| {
                for (signal, word) in lesson.analogy.iter().zip(words) {
                    signal.set(word.to_owned());
                }
            }>{live_text(text)}</button></li>
        }
    };
    let word = move |i: usize, name: Signal<String>| {
        view! {
            <input type="text" class="vec-word" autocomplete="off" spellcheck="false" size="9" aria-label=name
                prop:value=move || lesson.analogy[i].get()
                on:input=move |event| lesson.analogy[i].set(event_target_value(&event)) />
        }
    };
    let near_asked = Signal::derive(move || VectorsContext::is_asked(&[lesson.near]));
    let analogy_asked = Signal::derive(move || VectorsContext::is_asked(&lesson.analogy));
    let formula = move || {
        let [a, b, c] = lesson.analogy.map(|word| word.get());
        format!("{b} − {a} + {c}")
    };
    view! {
        <section class="vec-section" aria-labelledby="vec-real-title">
            <h2 id="vec-real-title">{say!(i18n, vectors.real.heading)}</h2>
            <p>{say!(i18n, vectors.real.text)}</p>
            <figure class="figure vec-real" id="vec-real">
                <div>
                    <h3>{say!(i18n, vectors.real.near)}</h3>
                    <label class="vec-field"><span>{say!(i18n, vectors.real.near_field)}</span>
                        <input type="text" id="vec-near-word" autocomplete="off" spellcheck="false"
                            prop:value=move || lesson.near.get()
                            on:input=move |event| lesson.near.set(event_target_value(&event)) /></label>
                    <Found found=lesson.nearest asked=near_asked testid="nearest" name=label!(i18n, vectors.real.near) />
                </div>
                <div>
                    <h3>{say!(i18n, vectors.real.analogy)}</h3>
                    <p class="vec-question">
                        {word(0, label!(i18n, vectors.real.first))}" : "{word(1, label!(i18n, vectors.real.second))}
                        " = "{word(2, label!(i18n, vectors.real.third))}" : ?"
                    </p>
                    <p class="caption">{live_text(formula)}</p>
                    <Found found=lesson.answer asked=analogy_asked testid="analogy" name=label!(i18n, vectors.real.analogy) />
                </div>
                <CopyLink />
            </figure>
            <p>{say!(i18n, vectors.real.good)}</p>
            <ul class="vec-tries" role="list">{GOOD.map(try_it).collect_view()}</ul>
            <p>{say!(i18n, vectors.real.bad)}</p>
            <ul class="vec-tries" role="list">{BAD.map(try_it).collect_view()}</ul>
            <h3 class="vec-quality">{say!(i18n, vectors.real.quality)}</h3>
            <Measured />
            <p>{say!(i18n, vectors.real.measured)}</p>
            <Dare watch="vec-compare" text=Signal::derive(move || t_string!(i18n, vectors.real.dare).to_string())
                on_try=move |()| {
                    lesson.learnt.set(true);
                    lesson.words.set("good, bad, hot, cold, hate, love, table, chair".to_owned());
                } />
        </section>
    }
}

/// The common tests and how these vectors do in them: public/models/word-vectors/manifest.json.
#[component]
fn Measured() -> impl IntoView {
    let i18n = use_i18n();
    let row = |test: AnyView, result: &'static str| {
        view! { <tr><th scope="row">{test}</th><td class="number num">{result}</td></tr> }
    };
    view! {
        <div class="table-scroll">
            <table class="data vec-measured">
                <thead><tr>
                    <th scope="col">{say!(i18n, vectors.real.test)}</th>
                    <th scope="col" class="number">{say!(i18n, vectors.real.result)}</th>
                </tr></thead>
                <tbody>
                    {row(say!(i18n, vectors.real.test_google), "70.1 %")}
                    {row(say!(i18n, vectors.real.test_family), "95 %")}
                    {row(say!(i18n, vectors.real.test_currency), "1 / 18")}
                    {row(say!(i18n, vectors.real.test_wordsim), "0.712")}
                    {row(say!(i18n, vectors.real.test_simlex), "0.332")}
                </tbody>
            </table>
        </div>
    }
}

/// Words with their cosines, or why there are none; nothing while the question is incomplete.
#[component]
fn Found(
    found: Answered<Vec<Neighbour>>,
    asked: Signal<bool>,
    testid: &'static str,
    name: Signal<String>,
) -> impl IntoView {
    let rows = move || {
        let found = found.unless_refused().filter(|_| asked.get());
        found.map(|words| words.iter().map(bar).collect_view())
    };
    let trouble = Signal::derive(move || found.trouble.get().filter(|_| asked.get()));
    view! {
        <TroubleNote trouble=trouble />
        <ol class="vec-bars" role="list" aria-label=name data-testid=testid>{live(rows)}</ol>
    }
}

fn bar(word: &Neighbour) -> impl IntoView + use<> {
    let width = format!("{}%", 100.0 * word.cosine.max(0.0));
    view! {
        <li>
            <span class="vec-bar-word">{word.word.clone()}</span>
            <span class="vec-bar-track" aria-hidden="true"><span style:width=width></span></span>
            <span class="num">{format_value(word.cosine)}</span>
        </li>
    }
}
