//! L1: one prediction of the translator held against a smoothed target.

use super::context::{Shown, WITH, use_smoothing};
use crate::session::protocol::Translation;
use crate::session::studio::smoothing::link::MAX_EPSILON;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{
    ChipSide, Dare, MathView, ModelStatus, Predict, SentenceForm, Slider, TokenChip, TokenStrip,
};
use crate::viz::count::grouped;
use crate::viz::label::spoken;
use crate::viz::number::{format_percent, format_value};
use crate::viz::smoothing_formula;
use leptos::prelude::*;

#[component]
pub fn TargetSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_smoothing();
    let shown = Memo::new(move |_| lesson.moment());
    let chips = move || {
        let predicted = |t: &Translation| t.tgt.iter().skip(1).map(TokenChip::new).collect();
        let translation = lesson.with.value.read();
        translation.as_deref().map_or_else(Vec::new, predicted)
    };
    let great = move || {
        [
            t_string!(i18n, smoothing.great_a),
            t_string!(i18n, smoothing.great_b),
            t_string!(i18n, smoothing.great_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let vocab_size = Memo::new(move |_| shown.read().as_ref().map(|s| s.moment.gradient.len()));
    let target = move |i: usize| {
        Signal::derive(move || {
            let vocab_size = vocab_size.get().unwrap_or(2);
            smoothing_formula::target(lesson.smoothing(), vocab_size)[i].clone()
        })
    };
    let loss = move || {
        let shown = shown.get()?;
        let lines = smoothing_formula::loss(&shown.moment);
        let lines = lines.map(|math| view! { <MathView math=Signal::stored(math) /> });
        Some(view! { <div class="sm-loss">{lines}</div> })
    };
    let floor = move || {
        let shown = shown.read();
        shown.as_ref().map_or_else(String::new, |s| {
            let [loss, floor, plain] = [
                s.moment.loss,
                s.moment.floor,
                s.moment.negative_log_likelihood,
            ]
            .map(|x| format_value(x as f32));
            t_string!(
                i18n,
                smoothing.floor,
                loss = loss,
                floor = floor,
                plain = plain
            )
        })
    };
    view! {
        <section class="sm-section">
            <p class="reading">{say!(i18n, smoothing.intro_1)}</p>
            <Predict question=label!(i18n, smoothing.great) choices=Signal::derive(great)>
                <p>{say!(i18n, smoothing.great_answer)}</p>
            </Predict>
            <p class="reading">{prose!(i18n, smoothing.intro_2)}</p>
        </section>
        <section class="sm-section" aria-labelledby="sm-target-title">
            <h2 id="sm-target-title">{say!(i18n, smoothing.target)}</h2>
            <p class="reading">{prose!(i18n, smoothing.target_text)}</p>
            <SentenceForm text=lesson.text />
            <ModelStatus model=WITH />
            <TroubleNote trouble=lesson.with.trouble />
            <div class="figure sm-figure" id="sm-target">
                <TokenStrip tokens=Signal::derive(chips) label=label!(i18n, smoothing.tokens)
                    side=ChipSide::Target selected=lesson.step />
                <div class="sm-controls">
                    <Slider label=label!(i18n, smoothing.epsilon) value=lesson.epsilon min=0.0
                        max=f64::from(MAX_EPSILON) step=5.0
                        shown=Callback::new(|e: f64| (e / 1000.0).to_string()) />
                    <div class="segmented" role="group" aria-label=label!(i18n, smoothing.convention)>
                        <button type="button" aria-pressed=move || (!lesson.all.get()).to_string()
                            on:click=move |_| lesson.all.set(false)>{say!(i18n, smoothing.others)}</button>
                        <button type="button" aria-pressed=move || lesson.all.get().to_string()
                            on:click=move |_| lesson.all.set(true)>{say!(i18n, smoothing.all)}</button>
                    </div>
                </div>
                <div class="sm-loss"><MathView math=target(0) /><MathView math=target(1) /></div>
                {live(move || shown.get().map(|shown| view! { <Bars shown /> }))}
                {live(loss)}
                <p class="caption" role="status">{live_text(floor)}</p>
            </div>
            <Dare text=label!(i18n, smoothing.dare_zero) watch="sm-target"
                on_try=Callback::new(move |()| lesson.epsilon.set(0.0)) />
            <Dare text=label!(i18n, smoothing.dare_wrong) watch="sm-target"
                on_try=Callback::new(move |()| {
                    lesson.epsilon.set(100.0);
                    lesson.truth.set(Some(1));
                }) />
        </section>
    }
}

/// Target, prediction and gradient of the likeliest tokens, and of all others together.
#[component]
fn Bars(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_smoothing();
    let Shown {
        moment,
        candidates,
        truth,
    } = shown;
    let bars = |p: f64, q: f64| {
        let width = |x: f64| format!("{}%", 100.0 * x.clamp(0.0, 1.0));
        view! {
            <span class="sm-p" style:width=width(p)></span>
            <span class="sm-q" style:width=width(q)></span>
        }
    };
    // Where it is narrow, the bars stand under the token.
    let under = |p: f64, q: f64| view! { <span class="sm-bars sm-under" aria-hidden="true">{bars(p, q)}</span> };
    let cells = |p: f64, q: f64, d: f64| {
        view! {
            <td class="number">{format_percent(p as f32)}</td>
            <td class="number">{format_percent(q as f32)}</td>
            <td class="sm-bars" aria-hidden="true">{bars(p, q)}</td>
            <td class="number">{format_value(d as f32)}</td>
        }
    };
    let row = |(i, candidate): (usize, &crate::session::protocol::Candidate)| {
        let id = candidate.id as usize;
        let piece = spoken(&candidate.piece).to_owned();
        let name = piece.clone();
        view! {
            <tr class:sm-right=i == truth>
                <td><input type="radio" name="sm-truth" prop:checked=i == truth
                    aria-label=move || t_string!(i18n, smoothing.hold, token = name.clone())
                    on:change=move |_| lesson.truth.set(Some(i)) /></td>
                <th scope="row" lang="fr">{piece}{under(moment.p(id), moment.q(id))}</th>
                {cells(moment.p(id), moment.q(id), f64::from(moment.gradient[id]))}
            </tr>
        }
    };
    let rows = candidates.iter().enumerate().map(row).collect_view();
    let ids: Vec<usize> = candidates.iter().map(|c| c.id as usize).collect();
    let others = moment.gradient.len() - ids.len();
    let (p, q, d) = moment.rest(&ids);
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, smoothing.target_table)>
            <table class="data sm-table">
                <thead>
                    <tr>
                        <th scope="col">{say!(i18n, smoothing.right)}</th>
                        <th scope="col">{say!(i18n, smoothing.token)}</th>
                        <th scope="col" class="number"><span class="sm-key sm-p" aria-hidden="true"></span>"p "{say!(i18n, smoothing.predicted)}</th>
                        <th scope="col" class="number"><span class="sm-key sm-q" aria-hidden="true"></span>"q "{say!(i18n, smoothing.wanted)}</th>
                        <td class="sm-bars"></td>
                        <th scope="col" class="number">"∂L/∂z = p − q"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr class="sm-rest">
                        <td></td>
                        <th scope="row">{live_text(move || t_string!(i18n, smoothing.rest, n = grouped(others)))}{under(p, q)}</th>
                        {cells(p, q, d)}
                    </tr>
                </tbody>
            </table>
        </div>
    }
}
