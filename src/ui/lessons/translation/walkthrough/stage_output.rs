//! From the decoder's last vector to a token, and the finished translation.

use super::parts::strips;
use super::scene::Scene;
use super::stage_sublayer::tgt_strip;
use crate::session::protocol::{Candidate, Step};
use crate::ui::i18n::t_string;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::{MathView, ProbabilityBars, SoftmaxFormula};
use crate::viz::label::spoken;
use crate::viz::number::{format_percent, format_value};
use crate::viz::stage_formula;
use leptos::prelude::*;
use std::sync::Arc;

/// The largest logits, as bars from the lowest of all.
pub fn logits(scene: &Scene, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let all = scene.row("logits", &[row]);
    let (low, high) = all
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| {
            (l.min(*v), h.max(*v))
        });
    let n = all.len();
    let bars = candidates(scene, row)
        .into_iter()
        .filter_map(|candidate| {
            let logit = all.get(candidate.id as usize).copied()?;
            let share = ((logit - low) / (high - low).max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
            Some(view! {
                <li class="walk-logit">
                    <span class="token-piece">{candidate.piece}</span>
                    <span class="walk-track" aria-hidden="true">
                        <span class="walk-bar" style:width=format!("{}%", share * 100.0)></span>
                    </span>
                    <span class="num">{format_value(logit)}</span>
                </li>
            })
        })
        .collect_view();
    let vector = tgt_strip(scene, "", "decoder.output".into(), row, move || {
        t_string!(i18n, walkthrough.strip_decoder).to_string()
    });
    view! {
        <MathView math=Signal::stored(stage_formula::logits()) />
        {strips(vec![vector])}
        <section class="walk-picture">
            <h3>{say!(i18n, walkthrough.fig_logits)}</h3>
            <ol class="walk-logits">{bars}</ol>
            <p class="caption">
                {live(move || {
                    let (low, high) = (format_value(low), format_value(high));
                    t_string!(i18n, walkthrough.logits_range, n = n, low = low, high = high)
                })}
            </p>
        </section>
    }
    .into_any()
}

/// Softmax over the vocabulary, with the numbers of the most probable token.
pub fn softmax(scene: &Scene, row: usize) -> AnyView {
    let i18n = scene.i18n;
    let list = candidates(scene, row);
    let logits = scene.row("logits", &[row]);
    let first = list.first().cloned();
    let formula = first.map(|first| {
        let word = spoken(&first.piece).to_owned();
        view! {
            <p class="caption">
                {live_text(move || t_string!(i18n, walkthrough.probability_of, token = word.clone()))}
            </p>
            <SoftmaxFormula scores=Signal::stored(logits) index=first.id as usize />
        }
    });
    view! {
        {formula}
        {bars(scene, list, None)}
    }
    .into_any()
}

/// The token that was taken.
pub fn next_token(scene: &Scene, row: usize) -> AnyView {
    let chosen = scene.translation.steps.get(row).map(|s| s.chosen.clone());
    let mut list = candidates(scene, row);
    // A token drawn at random, or the beam's, need not be among the most probable.
    if let Some(chosen) = &chosen
        && list.iter().all(|c| c.id != chosen.id)
    {
        list.push(chosen.clone());
    }
    let big = chosen.clone().map(|c| {
        view! {
            <p class="walk-taken">
                <span class="chip tgt current">{c.piece}</span>
                <span class="num">{format_percent(c.probability)}</span>
            </p>
        }
    });
    view! {
        {big}
        {bars(scene, list, chosen)}
    }
    .into_any()
}

fn candidates(scene: &Scene, row: usize) -> Vec<Candidate> {
    let step: Option<&Step> = scene.translation.steps.get(row);
    step.map(|s| s.candidates.clone()).unwrap_or_default()
}

fn bars(scene: &Scene, list: Vec<Candidate>, chosen: Option<Candidate>) -> AnyView {
    let i18n = scene.i18n;
    let rest = (1.0 - list.iter().map(|c| c.probability).sum::<f32>()).max(0.0);
    let label = label!(i18n, walkthrough.fig_probabilities);
    let chosen = Signal::stored(chosen.map(|c| c.id));
    view! {
        <section class="walk-picture">
            <h3>{label}</h3>
            <ProbabilityBars candidates=Signal::stored(list) chosen=chosen label=label />
            <p class="caption">
                {live_text(move || t_string!(i18n, walkthrough.rest_probability, share = format_percent(rest)))}
            </p>
        </section>
    }
    .into_any()
}

/// The text, and how sure each of its tokens was.
pub fn done(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let translation: &Arc<_> = &scene.translation;
    let log_probability = translation.log_probability;
    let chosen: Vec<_> = translation.steps.iter().map(|s| s.chosen.clone()).collect();
    let label = label!(i18n, walkthrough.fig_chosen);
    view! {
        <blockquote class="walk-sentence walk-source" lang="en">{translation.src_text.clone()}</blockquote>
        <blockquote class="walk-sentence walk-result" lang="fr">{translation.text.clone()}</blockquote>
        <MathView math=Signal::stored(stage_formula::sentence_probability(log_probability)) />
        <p class="caption">
            {live(move || {
                let p = format_value(log_probability.exp());
                t_string!(i18n, walkthrough.sentence_probability, p = p)
            })}
        </p>
        <section class="walk-picture">
            <h3>{label}</h3>
            <ProbabilityBars candidates=Signal::stored(chosen) label=label />
        </section>
    }
    .into_any()
}
