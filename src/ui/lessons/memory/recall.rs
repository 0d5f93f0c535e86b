//! G2: the same task for an RNN, an LSTM, an RNN with attention and a Transformer; accuracy against distance.

use super::context::use_memory;
use super::run::{Phase, Run};
use crate::session::studio::memory::recall::{MAX_FARTHEST, MIN_FARTHEST, STEPS, reached};
use crate::session::studio::memory::recaller::{Kind, SYMBOLS};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Dare, LineChartView, Slider};
use crate::viz::line_chart::{Axis, LineChart, Series};
use leptos::prelude::*;
use std::sync::Arc;

/// From here on a model counts as having learnt it.
const LEARNT: f32 = 0.9;

#[component]
pub fn RecallSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let run = expect_context::<Run>();
    view! {
        <section class="mem-section" aria-labelledby="mem-recall-title">
            <h2 id="mem-recall-title">{say!(i18n, memory.recall.heading)}</h2>
            <p>{say!(i18n, memory.recall.text)}</p>
            <figure class="figure mem-figure" id="mem-recall">
                <Controls run />
                <Curves run />
                {live(move || (!run.measured.read().is_empty()).then(|| view! { <Reached run /> }))}
                <p class="caption">{live(move || facts(i18n, run))}</p>
                <TroubleNote trouble=run.trouble />
            </figure>
            <Dare watch="mem-recall" text=label!(i18n, memory.recall.dare)
                on_try=move |()| {
                    lesson.farthest.set(8.0);
                    run.begin(untrack(|| lesson.recall_config()));
                } />
            <p>{prose!(i18n, memory.recall.after)}</p>
        </section>
    }
}

#[component]
fn Controls(run: Run) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let begin = move |_| run.begin(untrack(|| lesson.recall_config()));
    let main = move || {
        match run.phase.get() {
        Phase::Running => view! {
            <button type="button" class="button primary" on:click=move |_| run.pause()>{say!(i18n, memory.recall.pause)}</button>
        }
        .into_any(),
        Phase::Paused => view! {
            <button type="button" class="button primary" on:click=move |_| run.resume()>{say!(i18n, memory.recall.resume)}</button>
        }
        .into_any(),
        Phase::Idle | Phase::Finished | Phase::Broken => view! {
            <button type="button" class="button primary" on:click=begin>{say!(i18n, memory.recall.start)}</button>
        }
        .into_any(),
    }
    };
    let phase = Memo::new(move |_| run.phase.get());
    let is_on = move || matches!(phase.get(), Phase::Running | Phase::Paused);
    let status = move || {
        let progress = run.progress.get();
        match run.phase.get() {
            Phase::Idle => t_string!(i18n, memory.recall.idle, steps = STEPS),
            Phase::Broken => t_string!(i18n, memory.recall.broken).to_string(),
            Phase::Finished => t_string!(i18n, memory.recall.finished, steps = STEPS),
            Phase::Running | Phase::Paused => t_string!(
                i18n,
                memory.recall.progress,
                step = progress.step,
                steps = STEPS,
                left = progress.seconds_left.ceil()
            ),
        }
    };
    view! {
        <div class="mem-run">
            <Slider label=label!(i18n, memory.recall.farthest) value=lesson.farthest
                min=MIN_FARTHEST as f64 max=MAX_FARTHEST as f64 step=1.0
                shown=Callback::new(|far: f64| far.to_string()) hint=label!(i18n, memory.recall.farthest_hint)
                disabled=Signal::derive(is_on) />
            <div class="row">
                {live(main)}
                <Show when=is_on>
                    <button type="button" class="button" on:click=begin>{say!(i18n, memory.recall.again)}</button>
                </Show>
            </div>
            <div class="mem-progress">
                <progress max="1" value=move || run.progress.get().step as f64 / STEPS as f64
                    aria-labelledby="mem-run-status"></progress>
                <p id="mem-run-status" class="num">{live_text(status)}</p>
            </div>
        </div>
    }
}

/// A model's name, reactive.
fn name(i18n: I18n, kind: Kind) -> &'static str {
    match kind {
        Kind::Rnn => t_string!(i18n, memory.recall.rnn),
        Kind::Lstm => t_string!(i18n, memory.recall.lstm),
        Kind::RnnAttention => t_string!(i18n, memory.recall.rnn_attention),
        Kind::Transformer => t_string!(i18n, memory.recall.transformer),
    }
}

#[component]
fn Curves(run: Run) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let chart = move || {
        let distances = run.distances.get();
        let measured = run.shown();
        let config = run.config.get();
        let farthest = config.map_or(lesson.farthest.get(), |config| config.farthest as f64);
        let curve = |(place, kind): (usize, Kind)| {
            let shares = measured.as_ref().map(|m| m.accuracy[place].as_slice());
            let points = distances.iter().zip(shares.unwrap_or_default());
            Series {
                name: name(i18n, kind).to_owned(),
                points: points
                    .map(|(k, share)| (*k as f64, f64::from(*share)))
                    .collect(),
                dashed: false,
            }
        };
        let chance = 1.0 / SYMBOLS as f64;
        let guess = Series {
            name: t_string!(i18n, memory.recall.chance).to_owned(),
            points: vec![(1.0, chance), (farthest, chance)],
            dashed: true,
        };
        let curves = Kind::ALL.into_iter().enumerate().map(curve);
        let title = match &measured {
            Some(m) => t_string!(i18n, memory.recall.title, step = m.step),
            None => t_string!(i18n, memory.recall.title_before).to_string(),
        };
        Arc::new(LineChart {
            title,
            x: Axis {
                label: t_string!(i18n, memory.recall.x).to_owned(),
                logarithmic: false,
                include: vec![1.0, farthest],
            },
            y: Axis {
                label: t_string!(i18n, memory.recall.y).to_owned(),
                logarithmic: false,
                include: vec![0.0, 1.0],
            },
            series: curves.chain([guess]).collect(),
            marks: vec![],
        })
    };
    let last = Signal::derive(move || run.measured.read().len().saturating_sub(1) as f64);
    let step = move |at: f64| {
        let measured = run.measured.read();
        let step = measured.get(at as usize).map_or(0, |m| m.step);
        step.to_string()
    };
    view! {
        <LineChartView data=Signal::derive(chart) file_stem="recall" />
        <Slider label=label!(i18n, memory.recall.at) value=run.at min=0.0 max=last step=1.0
            shown=Callback::new(step) hint=label!(i18n, memory.recall.at_hint)
            disabled=Signal::derive(move || last.get() < 1.0) />
    }
}

/// Who had learnt it when.
#[component]
fn Reached(run: Run) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |kind: Kind| {
        let when = move || match reached(&run.measured.read(), kind, LEARNT) {
            Some(step) => t_string!(i18n, memory.recall.reached_at, step = step),
            None => t_string!(i18n, memory.recall.reached_not).to_string(),
        };
        view! {
            <dt>{live(move || name(i18n, kind))}</dt>
            <dd class="num">{live_text(when)}</dd>
        }
    };
    view! {
        <div class="mem-reached">
            <p class="mem-step">{say!(i18n, memory.recall.reached)}</p>
            <dl class="facts">{Kind::ALL.map(row).into_iter().collect_view()}</dl>
        </div>
    }
}

/// How large the models are.
fn facts(i18n: I18n, run: Run) -> String {
    let sizes = run.n_parameters.get();
    let [rnn, lstm, rnn_attention, transformer] = sizes[..] else {
        return String::new();
    };
    t_string!(
        i18n,
        memory.recall.facts,
        rnn = rnn,
        lstm = lstm,
        rnn_attention = rnn_attention,
        transformer = transformer
    )
}
