//! When one class is rare: the model that always says the other.

use super::context::use_tasks;
use super::unit_chart::unit_chart;
use crate::nlp::metrics::{ConfusionMatrix, Ratio};
use crate::session::studio::tasks::test_set::TestSet;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::{Dare, LineChartView, Predict, Slider};
use crate::viz::line_chart::Axis;
use crate::viz::number::format_percent;
use leptos::prelude::*;
use std::sync::Arc;

/// The models that are compared: one that always says the common class, and the trained one.
fn both(set: &TestSet) -> Option<[ConfusionMatrix; 2]> {
    Some([set.majority().ok()?, set.at(0.5).ok()?])
}

#[component]
pub fn ImbalanceSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let choices = move || {
        [
            t_string!(i18n, tasks.imbalance_a),
            t_string!(i18n, tasks.imbalance_b),
            t_string!(i18n, tasks.imbalance_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let matrices =
        Memo::new(move |_| both(&lesson.test_set.value.get()?.with_share(lesson.share.get())));
    let sizes = move || {
        let [matrix, _] = matrices.get()?;
        Some(t_string!(
            i18n,
            tasks.imbalance_sizes,
            positive = matrix.class(1).actual,
            negative = matrix.class(0).actual
        ))
    };
    let heads = move || {
        [
            t_string!(i18n, tasks.accuracy),
            t_string!(i18n, tasks.rare_precision),
            t_string!(i18n, tasks.rare_recall),
            t_string!(i18n, tasks.rare_f1),
        ]
    };
    let rows = move || {
        let names = [
            t_string!(i18n, tasks.majority),
            t_string!(i18n, tasks.trained),
        ];
        let row = |(name, matrix): (&str, ConfusionMatrix)| {
            let rare = matrix.class(0);
            let cells = [
                matrix.accuracy(),
                rare.precision(),
                rare.recall(),
                rare.f1(),
            ];
            let cells = heads().into_iter().zip(cells).map(cell).collect_view();
            view! { <tr><th scope="row">{name.to_owned()}</th>{cells}</tr> }
        };
        let matrices = matrices.get()?;
        Some(names.into_iter().zip(matrices).map(row).collect_view())
    };
    view! {
        <section class="ta-section" aria-labelledby="ta-imbalance-title">
            <h2 id="ta-imbalance-title">{say!(i18n, tasks.imbalance)}</h2>
            <Predict
                question=label!(i18n, tasks.imbalance_question)
                choices=Signal::derive(choices)
                right=2
            >
                <p>{say!(i18n, tasks.imbalance_answer)}</p>
            </Predict>
            <p class="reading">{say!(i18n, tasks.imbalance_text)}</p>
            <Dare text=label!(i18n, tasks.imbalance_dare) watch="ta-imbalance"
                on_try=Callback::new(move |()| lesson.share.set(0.99)) />
            <div class="figure" id="ta-imbalance">
                <Slider label=label!(i18n, tasks.share) value=lesson.share min=0.5 max=0.99 step=0.01
                    shown=Callback::new(|share: f64| format!("{:.0} : {:.0}", 100.0 * share, 100.0 - 100.0 * share)) />
                <p class="caption">{live_text(move || sizes().unwrap_or_default())}</p>
                <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, tasks.imbalance_chart)>
                    <table class="data ta-models ta-stacked">
                        <thead>
                            <tr>
                                <th scope="col">{say!(i18n, tasks.model)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.accuracy)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.rare_precision)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.rare_recall)}</th>
                                <th scope="col" class="number">{say!(i18n, tasks.rare_f1)}</th>
                            </tr>
                        </thead>
                        <tbody>{live(rows)}</tbody>
                    </table>
                </div>
                <Curves />
                <p class="caption">{say!(i18n, tasks.imbalance_caption)}</p>
            </div>
        </section>
    }
}

/// `408/534 = 76.4 %`; only the fraction where there is nothing to divide by.
pub fn written(ratio: Ratio) -> String {
    let Ratio {
        numerator,
        denominator,
    } = ratio;
    match ratio.is_defined() {
        true => format!(
            "{numerator}/{denominator} = {}",
            format_percent(ratio.value() as f32)
        ),
        false => format!("{numerator}/{denominator}"),
    }
}

/// A ratio below its column's `name`, which stands beside it where the table is too narrow for columns.
pub fn cell((name, ratio): (&str, Ratio)) -> AnyView {
    let name = name.to_owned();
    let whole = written(ratio);
    // The share may stand below the fraction.
    let (fraction, share) = match whole.split_once(" = ") {
        Some((fraction, share)) => (fraction.to_owned(), Some(share.to_owned())),
        None => (whole, None),
    };
    let share = share.map(|share| view! { <span class="ta-share">{format!(" = {share}")}</span> });
    view! { <td class="number" data-name=name><span>{fraction}{share}</span></td> }.into_any()
}

#[component]
fn Curves() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_tasks();
    let points = Memo::new(move |_| {
        let set = lesson.test_set.value.get()?;
        let at = |i: u32| {
            let share = f64::from(i) / 100.0;
            let [majority, trained] = both(&set.with_share(share))?;
            let of = |m: &ConfusionMatrix| (m.accuracy().value(), m.class(0).recall().value());
            let ((a, b), (c, d)) = (of(&majority), of(&trained));
            Some((share, [a, b, c, d]))
        };
        (50..=99).map(at).collect::<Option<Vec<_>>>()
    });
    let chart = move || {
        let names = [
            t_string!(i18n, tasks.curve_majority_accuracy),
            t_string!(i18n, tasks.curve_majority_recall),
            t_string!(i18n, tasks.curve_trained_accuracy),
            t_string!(i18n, tasks.curve_trained_recall),
        ];
        let x = Axis {
            label: t_string!(i18n, tasks.share_axis).to_string(),
            ..Axis::default()
        };
        let points = points.get().unwrap_or_default();
        let title = t_string!(i18n, tasks.imbalance_chart);
        Arc::new(unit_chart(title, x, names, &points, |i| i % 2 == 1))
    };
    let at = RwSignal::new(None::<f64>);
    Effect::new(move |_| {
        let share = (lesson.share.get() * 100.0).round() / 100.0;
        at.set(points.read().is_some().then_some(share));
    });
    view! { <LineChartView data=Signal::derive(chart) at file_stem="imbalance" /> }
}
