//! Predict, then reveal, before the bench answers; and, after it, dares that set the knobs.

use super::context::use_lab;
use crate::session::studio::lab::config::{Knob, LabConfig};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live_text, say};
use crate::ui::widgets::{Dare, Predict};
use leptos::prelude::*;

#[component]
pub fn Questions() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    // −ln(1/V): an untrained model knows nothing.
    let guess = move || {
        let known = lab.facts.read().as_ref().map(|facts| facts.vocab_size);
        let v = known.unwrap_or(LabConfig::default().vocab_size) as f64;
        let first = lab.record.read().judgements.first().map(|j| j.loss);
        let seen = first.map(|loss| t_string!(i18n, lab.q1_seen, loss = format!("{loss:.2}")));
        let text = t_string!(i18n, lab.q1_answer, v = v, guess = format!("{:.2}", v.ln()));
        format!("{text} {}", seen.unwrap_or_default())
    };
    let choices_1 = move || {
        vec![
            "0".to_owned(),
            "1".to_owned(),
            "ln 700 ≈ 6.55".to_owned(),
            "700".to_owned(),
        ]
    };
    let choices_2 = move || {
        vec![
            t_string!(i18n, lab.q2_a).to_string(),
            t_string!(i18n, lab.q2_b).to_string(),
            t_string!(i18n, lab.q2_c).to_string(),
        ]
    };
    view! {
        <section class="lab-questions reading" aria-label=label!(i18n, lab.questions)>
            <Predict question=label!(i18n, lab.q1) choices=Signal::derive(choices_1) right=2usize>
                <p>{live_text(guess)}</p>
            </Predict>
            <Predict question=label!(i18n, lab.q2) choices=Signal::derive(choices_2) right=1usize>
                <p>{say!(i18n, lab.q2_answer)}</p>
            </Predict>
        </section>
    }
}

/// Runs worth seeing, begun at once.
#[component]
pub fn Dares() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let with = move |changes: &'static [(Knob, f64)]| {
        Callback::new(move |()| {
            let mut config = LabConfig::default();
            for &(knob, value) in changes {
                config.set(knob, value);
            }
            lab.begin_with(config);
        })
    };
    view! {
        <section class="lab-dares reading" aria-labelledby="lab-dares-title">
            <h2 id="lab-dares-title">{say!(i18n, lab.dares)}</h2>
            <Dare text=label!(i18n, lab.dare_one_head) on_try=with(&[(Knob::Heads, 1.)]) watch="lab-attention-title" />
            <Dare text=label!(i18n, lab.dare_lr) on_try=with(&[(Knob::LearningRate, 10.), (Knob::Steps, 200.)]) watch="lab-curves" />
            <Dare text=label!(i18n, lab.dare_overflow)
                on_try=with(&[(Knob::LearningRate, 10.), (Knob::Heads, 1.), (Knob::Layers, 4.)]) watch="lab-curves" />
            <Dare text=label!(i18n, lab.dare_smoothing) on_try=with(&[(Knob::Epsilon, 0.7)]) watch="lab-curves" />
        </section>
    }
}
