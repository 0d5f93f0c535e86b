//! G4: how often something has to be waited for, and how long it takes in this browser.

use super::run::Run;
use crate::session::studio::job::JobEvent;
use crate::session::studio::memory::timing::{LENGTHS, Layer, TimePoint, WIDTH};
use crate::session::studio::memory::{self};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{JobHandle, Studio, Trouble, TroubleNote};
use crate::ui::widgets::{LineChartView, Predict};
use crate::viz::line_chart::{Axis, LineChart, Series};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ParallelSection() -> impl IntoView {
    let i18n = use_i18n();
    let points = RwSignal::new(vec![]);
    let choices = move || {
        [
            t_string!(i18n, memory.parallel.choice_same),
            t_string!(i18n, memory.parallel.choice_twice),
            t_string!(i18n, memory.parallel.choice_four),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    view! {
        <section class="mem-section" aria-labelledby="mem-parallel-title">
            <h2 id="mem-parallel-title">{say!(i18n, memory.parallel.heading)}</h2>
            <p>{say!(i18n, memory.parallel.text)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, memory.parallel.question).to_string())
                choices=Signal::derive(choices)
                right=1
            >
                <p>{say!(i18n, memory.parallel.answer)}</p>
            </Predict>
            <figure class="figure mem-figure" id="mem-parallel">
                <Measure points />
                <div class="mem-two">
                    <LineChartView data=Signal::derive(move || Arc::new(steps_chart(i18n))) file_stem="dependent-steps" />
                    <Show when=move || !points.read().is_empty()
                        fallback=move || view! { <p class="caption">{say!(i18n, memory.parallel.not_yet)}</p> }>
                        <LineChartView data=Signal::derive(move || Arc::new(times_chart(i18n, &points.get()))) file_stem="times" />
                    </Show>
                </div>
                {live(move || (!points.read().is_empty()).then(|| view! { <Rates points /> }))}
            </figure>
            <p>{say!(i18n, memory.parallel.honest)}" "<a href="/attention">{say!(i18n, memory.parallel.to_attention)}</a></p>
            <p class="caption">{live_text(move || t_string!(i18n, memory.parallel.note, d = WIDTH))}</p>
        </section>
    }
}

/// The button, and how far it is.
#[component]
fn Measure(points: RwSignal<Vec<TimePoint>>) -> impl IntoView {
    let i18n = use_i18n();
    let running = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let handle = StoredValue::new(None::<JobHandle>);
    let run = expect_context::<Run>();
    let begin = move |_| {
        // Two that work would take each other's time.
        run.pause();
        trouble.set(None);
        running.set(true);
        let job = Studio::begin(
            Request::Memory(memory::Request::Time),
            move |answer| match answer {
                Ok(Event::Memory(memory::Event::Timed(timed))) => drop(points.try_set(timed)),
                Ok(Event::Job(JobEvent::Finished)) => drop(running.try_set(false)),
                Ok(_) => {}
                Err(why) => {
                    trouble.try_set(Some(why));
                    running.try_set(false);
                }
            },
        );
        handle.set_value(Some(job));
    };
    let status = move || match (running.get(), points.read().is_empty()) {
        (true, _) => t_string!(i18n, memory.parallel.measuring).to_string(),
        (false, true) => String::new(),
        (false, false) => t_string!(i18n, memory.parallel.measured).to_string(),
    };
    view! {
        <div class="row">
            <button type="button" class="button primary" disabled=move || running.get() on:click=begin>
                {say!(i18n, memory.parallel.measure)}
            </button>
            <span role="status" class="mem-status num">{live_text(status)}</span>
        </div>
        <TroubleNote trouble />
    }
}

fn axis(label: &str, include: Vec<f64>) -> Axis {
    Axis {
        label: label.to_owned(),
        logarithmic: true,
        include,
    }
}

fn lengths() -> Vec<f64> {
    LENGTHS.map(|n| n as f64).to_vec()
}

fn steps_chart(i18n: crate::ui::locale::I18n) -> LineChart {
    let curve = |name: &str, layer: Layer| Series {
        name: name.to_owned(),
        points: LENGTHS
            .map(|n| (n as f64, layer.dependent_steps(n) as f64))
            .to_vec(),
        dashed: false,
    };
    LineChart {
        title: t_string!(i18n, memory.parallel.steps_title).to_owned(),
        x: axis(t_string!(i18n, memory.parallel.x), lengths()),
        y: axis(t_string!(i18n, memory.parallel.steps_y), vec![0.9, 600.0]),
        series: vec![
            curve(t_string!(i18n, memory.parallel.rnn), Layer::Rnn),
            curve(t_string!(i18n, memory.parallel.attention), Layer::Attention),
        ],
        marks: vec![],
    }
}

fn times_chart(i18n: crate::ui::locale::I18n, points: &[TimePoint]) -> LineChart {
    let curve = |name: &str, of: fn(&TimePoint) -> Option<f64>| Series {
        name: name.to_owned(),
        points: points
            .iter()
            .filter_map(|p| Some((p.n as f64, of(p)?)))
            .collect(),
        dashed: false,
    };
    LineChart {
        title: t_string!(i18n, memory.parallel.times_title).to_owned(),
        x: axis(t_string!(i18n, memory.parallel.x), lengths()),
        y: axis(t_string!(i18n, memory.parallel.times_y), vec![]),
        series: vec![
            curve(t_string!(i18n, memory.parallel.rnn), |p| p.rnn),
            curve(t_string!(i18n, memory.parallel.attention), |p| p.attention),
        ],
        marks: vec![],
    }
}

/// Work and time, length by length.
#[component]
fn Rates(points: RwSignal<Vec<TimePoint>>) -> impl IntoView {
    let i18n = use_i18n();
    let cells = |layer: Layer, n: usize, milliseconds: Option<f64>| {
        let work = layer.multiplications(n) as f64;
        let time = milliseconds
            .map(|ms| format!("{ms:.3}"))
            .unwrap_or_default();
        view! {
            <td class="number">{format!("{:.2}", work / 1e6)}</td>
            <td class="number">{time}</td>
        }
    };
    let rows = move || {
        let points = points.get();
        let row = |p: &TimePoint| {
            view! {
                <tr>
                    <th scope="row" class="number">{p.n}</th>
                    {cells(Layer::Rnn, p.n, p.rnn)}
                    {cells(Layer::Attention, p.n, p.attention)}
                </tr>
            }
        };
        points.iter().map(row).collect_view()
    };
    let head = move || {
        view! {
            <th scope="col" class="number">{say!(i18n, memory.parallel.work)}</th>
            <th scope="col" class="number">{say!(i18n, memory.parallel.time)}</th>
        }
    };
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=label!(i18n, memory.parallel.table)>
            <table class="data mem-rates">
                <thead>
                    <tr>
                        <th scope="col" rowspan="2" class="number">{say!(i18n, memory.parallel.x)}</th>
                        <th scope="colgroup" colspan="2">{say!(i18n, memory.parallel.rnn)}</th>
                        <th scope="colgroup" colspan="2">{say!(i18n, memory.parallel.attention)}</th>
                    </tr>
                    <tr>{head()}{head()}</tr>
                </thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
    }
}
