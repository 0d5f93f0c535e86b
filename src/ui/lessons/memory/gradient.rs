//! G1: a bar a step for the gradient of every state, RNN beside LSTM, and the factors that make it small or large.

use super::context::use_memory;
use crate::session::studio::memory::gradient::{
    GradientConfig, Gradients, MAX_FORGET, MAX_GAIN, MAX_STEPS, MIN_FORGET, MIN_GAIN, Pass,
};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Cover, Dare, LineChartView, MathView, Predict, Slider};
use crate::viz::line_chart::{Axis, LineChart, Series};
use crate::viz::memory_formula;
use crate::viz::number::{format_digits, format_percent};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn GradientSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    // The figure at first is the question's own case; a link to another shows it at once.
    let is_usual = untrack(|| lesson.link().gradient) == GradientConfig::default();
    let open = RwSignal::new(!is_usual);
    let set = move |steps: f64, gain: f64, forget: f64| {
        open.set(true);
        lesson.steps.set(steps);
        lesson.gain.set(gain);
        lesson.forget.set(forget);
    };
    let choices = move || {
        [
            t_string!(i18n, memory.gradient.choice_most),
            t_string!(i18n, memory.gradient.choice_third),
            t_string!(i18n, memory.gradient.choice_little),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    view! {
        <section class="mem-section" aria-labelledby="mem-gradient-title">
            <h2 id="mem-gradient-title">{say!(i18n, memory.gradient.heading)}</h2>
            <p>{prose!(i18n, memory.gradient.text)}</p>
            <div class="mem-formulas">
                <MathView math=Signal::derive(move || memory_formula::chain(lesson.steps.get() as usize)) />
                <MathView math=Signal::stored(memory_formula::jacobian()) />
            </div>
            <p>{prose!(i18n, memory.gradient.factors)}</p>
            <Predict
                question=Signal::derive(move || t_string!(i18n, memory.gradient.question).to_string())
                choices=Signal::derive(choices)
                right=2
                on_choose=Callback::new(move |_| open.set(true))
            >
                <p>{say!(i18n, memory.gradient.answer)}</p>
            </Predict>
            <figure class="figure mem-figure" id="mem-gradient">
                <Cover open on_show=Callback::new(move |()| open.set(true)) why=label!(i18n, memory.gradient.cover) show=label!(i18n, memory.gradient.cover_show)>
                <Controls />
                <div class="mem-two">
                    <Bars of=|found| &found.rnn title=label!(i18n, memory.gradient.rnn_title) stem="gradient-rnn" />
                    <Bars of=|found| &found.lstm title=label!(i18n, memory.gradient.lstm_title) stem="gradient-lstm" />
                </div>
                <p class="caption">{say!(i18n, memory.gradient.lstm_note)}</p>
                <Factors />
                </Cover>
                <TroubleNote trouble=lesson.gradients.trouble />
            </figure>
            <div class="mem-dares">
                <Dare watch="mem-gradient" text=label!(i18n, memory.gradient.dare_vanish)
                    on_try=move |()| set(30.0, 0.7, 0.97) />
                <Dare watch="mem-gradient" text=label!(i18n, memory.gradient.dare_explode)
                    on_try=move |()| set(40.0, 1.6, 0.97) />
                <Dare watch="mem-gradient" text=label!(i18n, memory.gradient.dare_keep)
                    on_try=move |()| set(60.0, 0.9, 0.99) />
            </div>
            <p class="caption">{say!(i18n, memory.gradient.note)}</p>
        </section>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let two = |value: f64| format!("{value:.2}");
    view! {
        <div class="mem-controls">
            <Slider label=label!(i18n, memory.gradient.steps) value=lesson.steps min=2.0 max=MAX_STEPS as f64 step=1.0
                shown=Callback::new(|steps: f64| steps.to_string())
                hint=label!(i18n, memory.gradient.steps_hint) />
            <Slider label=label!(i18n, memory.gradient.gain) value=lesson.gain min=MIN_GAIN max=MAX_GAIN step=0.05
                shown=Callback::new(two) hint=label!(i18n, memory.gradient.gain_hint) />
            <Slider label=label!(i18n, memory.gradient.forget) value=lesson.forget min=MIN_FORGET max=MAX_FORGET step=0.01
                shown=Callback::new(two) hint=label!(i18n, memory.gradient.forget_hint) />
            <button type="button" class="button" on:click=move |_| lesson.seed.update(|seed| *seed = seed.wrapping_add(1))>
                {say!(i18n, memory.gradient.other)}
            </button>
        </div>
    }
}

/// One layer's gradients; both layers' have one scale.
#[component]
fn Bars(
    of: fn(&Gradients) -> &Pass,
    #[prop(into)] title: Signal<String>,
    stem: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let chart = move || {
        let found = lesson.gradients.value.get();
        let Some(found) = found else {
            return Arc::new(LineChart::default());
        };
        let pass = of(&found);
        let series = |name: &str, values: &[f32], dashed| Series {
            name: name.to_owned(),
            points: by_step(values),
            dashed,
        };
        let h = t_string!(i18n, memory.gradient.d_h);
        let series = match pass.d_c.is_empty() {
            true => vec![series(h, &pass.d_h, false)],
            false => vec![
                series(t_string!(i18n, memory.gradient.d_c), &pass.d_c, false),
                series(h, &pass.d_h, true),
            ],
        };
        Arc::new(LineChart {
            title: title.get(),
            x: Axis {
                label: t_string!(i18n, memory.gradient.step).to_owned(),
                logarithmic: false,
                include: vec![0.5, found.config.steps as f64 + 0.5],
            },
            y: Axis {
                label: t_string!(i18n, memory.gradient.size).to_owned(),
                logarithmic: true,
                include: common_range(&found).to_vec(),
            },
            series,
            marks: vec![],
        })
    };
    let left = move || {
        let found = lesson.gradients.value.get();
        found.map_or_else(String::new, |found| {
            let pass = of(&found);
            let bars = if pass.d_c.is_empty() {
                &pass.d_h
            } else {
                &pass.d_c
            };
            left_words(i18n, bars[0] / bars[bars.len() - 1])
        })
    };
    view! {
        <div>
            <LineChartView data=Signal::derive(chart) bars=true file_stem=stem />
            <p class="mem-left num" data-testid=stem>{live_text(left)}</p>
        </div>
    }
}

/// (t, value), t from 1 on.
fn by_step(values: &[f32]) -> Vec<(f64, f64)> {
    let point = |(t, v): (usize, &f32)| ((t + 1) as f64, f64::from(*v));
    values.iter().enumerate().map(point).collect()
}

/// From whole power of ten to whole power of ten, around all bars of both layers.
fn common_range(found: &Gradients) -> [f64; 2] {
    let passes = [&found.rnn, &found.lstm];
    let all = passes.iter().flat_map(|p| p.d_h.iter().chain(&p.d_c));
    let logs = all.map(|v| f64::from(*v).log10()).filter(|v| v.is_finite());
    let (lo, hi) = logs.fold((0.0f64, 0.0f64), |(lo, hi), v| (lo.min(v), hi.max(v)));
    [10f64.powf((lo - 0.2).floor()), 10f64.powf(hi.ceil())]
}

/// What is left of the last state's gradient at the first, in words.
fn left_words(i18n: I18n, left: f32) -> String {
    if left > 1.0 {
        t_string!(i18n, memory.gradient.grown, times = format_digits(left, 3))
    } else if left >= 0.001 {
        t_string!(i18n, memory.gradient.left, share = format_percent(left))
    } else {
        t_string!(i18n, memory.gradient.gone, share = format_digits(left, 2))
    }
}

/// The product written out, and its value step by step.
#[component]
fn Factors() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let formula = move |of: fn(&Gradients) -> &Pass| {
        live(move || {
            lesson.gradients.value.get().map(|found| {
                let math = memory_formula::product(&of(&found).factors);
                view! { <MathView math=Signal::stored(math) /> }
            })
        })
    };
    let chart = move || {
        let Some(found) = lesson.gradients.value.get() else {
            return Arc::new(LineChart::default());
        };
        let series = |name: &str, points, dashed| Series {
            name: name.to_owned(),
            points,
            dashed,
        };
        // Factors are of the steps from 2 on.
        let factors = by_step(&found.rnn.factors).into_iter();
        let factors = factors.map(|(t, v)| (t + 1.0, v)).collect();
        let products = |pass: &Pass| by_step(&memory_formula::running_products(&pass.factors));
        Arc::new(LineChart {
            title: t_string!(i18n, memory.gradient.product_title).to_owned(),
            x: Axis {
                label: t_string!(i18n, memory.gradient.step).to_owned(),
                ..Axis::default()
            },
            y: Axis {
                label: t_string!(i18n, memory.gradient.product_y).to_owned(),
                logarithmic: true,
                include: vec![1.0],
            },
            series: vec![
                series(
                    t_string!(i18n, memory.gradient.product_rnn),
                    products(&found.rnn),
                    false,
                ),
                series(
                    t_string!(i18n, memory.gradient.product_lstm),
                    products(&found.lstm),
                    false,
                ),
                series(t_string!(i18n, memory.gradient.factor_rnn), factors, true),
            ],
            marks: vec![],
        })
    };
    view! {
        <div class="mem-factors">
            <div>
                <p class="mem-step">{say!(i18n, memory.gradient.written_rnn)}</p>
                {formula(|found| &found.rnn)}
                <p class="mem-step">{say!(i18n, memory.gradient.written_lstm)}</p>
                {formula(|found| &found.lstm)}
                <p class="caption">{say!(i18n, memory.gradient.bound)}</p>
            </div>
            <LineChartView data=Signal::derive(chart) file_stem="factors" />
        </div>
    }
}
