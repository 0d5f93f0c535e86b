//! The confusion matrix of the classifier's test set, at any threshold or with counts of the reader's own.

use super::context::use_tasks;
use super::unit_chart::unit_chart;
use crate::nlp::metrics::ThresholdCurve;
use crate::session::studio::tasks::CLASSIFIER;
use crate::session::studio::tasks::link::MAX_COUNT;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::widgets::{Dare, LineChartView, MathView, ModelStatus, Slider};
use crate::viz::line_chart::Axis;
use crate::viz::metric_formula::{Term, fraction};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::HtmlInputElement;

/// TP, FN, FP, TN as (true class, predicted class).
const CELLS: [(usize, usize); 4] = [(1, 1), (1, 0), (0, 1), (0, 0)];
const NAMES: [&str; 4] = ["TP", "FN", "FP", "TN"];

#[component]
pub fn ThresholdSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let tests = lesson.test_set.value;
    let counts = Memo::new(move |_| {
        lesson.counts.get().or_else(|| {
            let set = tests.get()?;
            let matrix = set.at(lesson.threshold.get()).ok()?;
            Some(CELLS.map(|(truth, said)| matrix.count(truth, said)))
        })
    });
    // Moving the threshold leaves counts of one's own behind.
    Effect::new(move |earlier: Option<f64>| {
        let now = lesson.threshold.get();
        if earlier.is_some_and(|earlier| earlier != now) {
            lesson.counts.set(None);
        }
        now
    });
    let set_count = move |cell: usize, text: String| {
        let Ok(count) = text.trim().parse::<u64>() else {
            return;
        };
        if let Some(mut now) = counts.get_untracked() {
            now[cell] = count.min(MAX_COUNT);
            lesson.counts.set(Some(now));
        }
    };
    // What was typed and is no count, or too large a one, gives way to the count that all is reckoned from.
    let tidy = move |cell: usize, field: HtmlInputElement| {
        if let Some(now) = counts.get_untracked() {
            field.set_value(&now[cell].to_string());
        }
    };
    let cell = move |cell: usize| {
        let value = move || {
            counts
                .get()
                .map(|c| c[cell].to_string())
                .unwrap_or_default()
        };
        let name = NAMES[cell];
        let right = cell == 0 || cell == 3;
        view! {
            <td class:right=right>
                <label>
                    <span class="ta-cell-name">{name}</span>
                    <input type="number" inputmode="numeric" min="0" max=MAX_COUNT.to_string() prop:value=value
                        on:input=move |event| set_count(cell, event_target_value(&event))
                        on:change=move |event| tidy(cell, event_target(&event)) />
                </label>
            </td>
        }
    };
    view! {
        <section class="ta-section" aria-labelledby="ta-matrix-title">
            <h2 id="ta-matrix-title">{say!(i18n, tasks.matrix)}</h2>
            <p class="reading">{prose!(i18n, tasks.matrix_text)}</p>
            <p class="reading">{prose!(i18n, tasks.matrix_terms)}</p>
            <Dare text=label!(i18n, tasks.matrix_dare) watch="ta-matrix"
                on_try=Callback::new(move |()| lesson.threshold.set(0.97)) />
            <div class="figure ta-matrix-figure" id="ta-matrix">
                <ModelStatus model=CLASSIFIER />
                <Slider label=label!(i18n, tasks.threshold) value=lesson.threshold min=0.0 max=1.0 step=0.01
                    shown=Callback::new(|t: f64| format!("{t:.2}")) hint=label!(i18n, tasks.threshold_hint) />
                <div class="ta-two">
                    <div>
                        <table class="ta-matrix">
                            <caption>{say!(i18n, tasks.matrix_caption)}</caption>
                            <thead>
                                <tr>
                                    <td></td>
                                    <th scope="col">{say!(i18n, tasks.said_positive)}</th>
                                    <th scope="col">{say!(i18n, tasks.said_negative)}</th>
                                </tr>
                            </thead>
                            <tbody>
                                <tr><th scope="row">{say!(i18n, tasks.is_positive)}</th>{cell(0)}{cell(1)}</tr>
                                <tr><th scope="row">{say!(i18n, tasks.is_negative)}</th>{cell(2)}{cell(3)}</tr>
                            </tbody>
                        </table>
                        {live(move || {
                            let own = lesson.counts.get().is_some();
                            own.then(|| view! {
                                <p class="caption">
                                    {say!(i18n, tasks.own_counts)}" "
                                    <button type="button" class="button quiet" on:click=move |_| lesson.counts.set(None)>
                                        {say!(i18n, tasks.test_counts)}
                                    </button>
                                </p>
                            })
                        })}
                    </div>
                    <Fractions counts />
                </div>
                <Curves />
            </div>
        </section>
    }
}

/// Accuracy, precision, recall and F1 of these counts, written out.
#[component]
fn Fractions(counts: Memo<Option<[u64; 4]>>) -> impl IntoView {
    let i18n = use_i18n();
    let terms = move || {
        let counts = counts.get().unwrap_or_default();
        let [tp, fn_, fp, tn] = [0, 1, 2, 3].map(|i| (NAMES[i], counts[i]));
        [tp, fn_, fp, tn].map(|(name, count)| Term::new(name, count))
    };
    let accuracy = move || {
        let [tp, fn_, fp, tn] = terms();
        fraction(
            t_string!(i18n, tasks.accuracy),
            &[tp, tn],
            &[tp, tn, fp, fn_],
        )
    };
    let precision = move || {
        let [tp, _, fp, _] = terms();
        fraction(t_string!(i18n, tasks.precision), &[tp], &[tp, fp])
    };
    let recall = move || {
        let [tp, fn_, ..] = terms();
        fraction(t_string!(i18n, tasks.recall), &[tp], &[tp, fn_])
    };
    let f1 = move || {
        let [tp, fn_, fp, _] = terms();
        fraction("F1", &[tp.twice()], &[tp.twice(), fp, fn_])
    };
    view! {
        <div class="ta-fractions" role="status">
            <MathView math=Signal::derive(accuracy) />
            <MathView math=Signal::derive(precision) />
            <MathView math=Signal::derive(recall) />
            <MathView math=Signal::derive(f1) />
        </div>
    }
}

/// The same at every threshold.
#[component]
fn Curves() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let points = Memo::new(move |_| {
        let set = lesson.test_set.value.get()?;
        let curve = ThresholdCurve::of(&set.truths(), &set.probabilities).ok()?;
        let at = |i: u32| {
            let threshold = f64::from(i) / 100.0;
            let point = curve.at(threshold);
            let precision = point.precision();
            let recall = point.tp as f64 / curve.positives.max(1) as f64;
            let f1 = 2.0 * point.tp as f64 / (point.tp + point.fp + curve.positives) as f64;
            // There is no precision where nothing was called positive.
            let precision = if precision.is_defined() {
                precision.value()
            } else {
                f64::NAN
            };
            (threshold, [precision, recall, f1])
        };
        Some((0..=100).map(at).collect::<Vec<_>>())
    });
    let chart = move || {
        let names = [
            t_string!(i18n, tasks.precision),
            t_string!(i18n, tasks.recall),
            "F1",
        ];
        let x = Axis {
            label: t_string!(i18n, tasks.threshold).to_string(),
            include: vec![0.0, 1.0],
            ..Axis::default()
        };
        let points = points.get().unwrap_or_default();
        let title = t_string!(i18n, tasks.curves);
        Arc::new(unit_chart(title, x, names, &points, |i| i == 2))
    };
    let at = RwSignal::new(None::<f64>);
    Effect::new(move |_| {
        let threshold = (lesson.threshold.get() * 100.0).round() / 100.0;
        at.set(points.read().is_some().then_some(threshold));
    });
    view! { <LineChartView data=Signal::derive(chart) at file_stem="threshold" /> }
}
