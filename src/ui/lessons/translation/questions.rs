//! Predict, then reveal: what the lecture's walk through a translation leaves to be asked. And dares that set the decoding.

use super::context::{LessonContext, use_lesson};
use crate::session::protocol::Decoding;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, say};
use crate::ui::widgets::{Dare, Predict};
use leptos::prelude::*;

/// Tokens of the lecture's sentence with the marks of beginning and end, and of its translation, until one is there.
const LECTURE: (usize, usize) = (10, 11);

#[component]
pub fn Questions() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let stop = move || {
        [
            t_string!(i18n, translation.q_stop_a),
            t_string!(i18n, translation.q_stop_b),
            t_string!(i18n, translation.q_stop_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    // English tokens as they are read; French ones as they are written, the end among them.
    let sizes = Memo::new(move |_| {
        let translation = lesson.translation.read();
        let sizes = |t: &crate::session::protocol::Translation| (t.src.len(), t.steps.len());
        translation.as_deref().map_or(LECTURE, sizes)
    });
    let runs_question = move || {
        let (src, tgt) = sizes.get();
        t_string!(i18n, translation.q_runs, src = src, tgt = tgt)
    };
    let runs = move || {
        let (src, tgt) = sizes.get();
        let choice = |(encoder, decoder): (usize, usize)| {
            t_string!(
                i18n,
                translation.q_runs_choice,
                encoder = encoder,
                decoder = decoder
            )
        };
        [(1, 1), (src, tgt), (1, tgt)].map(choice).to_vec()
    };
    let greedy = move || {
        [
            t_string!(i18n, translation.q_greedy_a),
            t_string!(i18n, translation.q_greedy_b),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    view! {
        <section class="tr-section tr-questions" aria-labelledby="tr-questions-title">
            <h2 id="tr-questions-title">{say!(i18n, translation.questions)}</h2>
            <Predict question=Signal::derive(runs_question) choices=Signal::derive(runs) right=2usize>
                <p>{say!(i18n, translation.q_runs_answer)}</p>
            </Predict>
            <Predict question=label!(i18n, translation.q_stop) choices=Signal::derive(stop) right=1usize>
                <p>{say!(i18n, translation.q_stop_answer)}</p>
            </Predict>
            <Predict question=label!(i18n, translation.q_greedy) choices=Signal::derive(greedy) right=1usize>
                <p>{say!(i18n, translation.q_greedy_answer)}</p>
            </Predict>
            <Dare text=label!(i18n, translation.dare_wide) watch="decoding"
                on_try=decode(lesson, Decoding::Beam { size: 8, length_penalty: 1.0 }) />
            <Dare text=label!(i18n, translation.dare_hot) watch="decoding"
                on_try=decode(lesson, Decoding::Sample { temperature: 2.0, top_k: 0, top_p: 1.0, seed: 1 }) />
        </section>
    }
}

fn decode(lesson: LessonContext, decoding: Decoding) -> Callback<()> {
    Callback::new(move |()| {
        lesson.decoding.set(decoding.clone());
        lesson.translate();
    })
}
