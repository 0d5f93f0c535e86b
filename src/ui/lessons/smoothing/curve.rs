//! The loss over the probability of the right token: without smoothing it falls for ever, with it there is a best place.

use super::context::use_smoothing;
use crate::nlp::autograd::ops::LabelSmoothing;
use crate::session::studio::smoothing::loss_at;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, say};
use crate::ui::widgets::{Cover, Dare, LineChartView, Predict};
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use leptos::prelude::*;
use std::sync::Arc;

/// Tokens of the small translators' vocabulary, until a prediction is there.
const VOCAB_SIZE: usize = 3000;

/// Probabilities at which the curve is computed: denser where it bends. It begins low enough for the p of a second choice.
fn grid() -> impl Iterator<Item = f64> {
    let low = [0.002, 0.005].into_iter();
    let low = low.chain((1..5).map(|i| f64::from(i) / 100.0));
    let coarse = (5..95).map(|i| f64::from(i) / 100.0);
    let fine = (0..50).map(|i| 0.95 + 0.001 * f64::from(i));
    low.chain(coarse).chain(fine).chain([0.9999])
}

#[component]
pub fn CurveSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_smoothing();
    let chart = move || {
        let shown = lesson.moment();
        let vocab_size = shown
            .as_ref()
            .map_or(VOCAB_SIZE, |s| s.moment.gradient.len());
        let smoothing = lesson.smoothing();
        let curve = |name: String, smoothing: LabelSmoothing, dashed| Series {
            name,
            points: grid()
                .map(|p| (p, loss_at(p, vocab_size, smoothing)))
                .collect(),
            dashed,
        };
        let plain = LabelSmoothing {
            epsilon: 0.0,
            ..smoothing
        };
        let (best, _) = smoothing.target(vocab_size);
        let mut marks = vec![Mark {
            x: best,
            label: "q".to_owned(),
        }];
        marks.extend(shown.map(|s| Mark {
            x: s.moment.p(s.moment.target),
            label: "p".to_owned(),
        }));
        let epsilon = smoothing.epsilon;
        Arc::new(LineChart {
            title: t_string!(i18n, smoothing.curve_title).to_owned(),
            x: Axis {
                label: t_string!(i18n, smoothing.curve_x).to_owned(),
                logarithmic: false,
                include: vec![0.0, 1.0],
            },
            y: Axis {
                label: t_string!(i18n, smoothing.curve_y).to_owned(),
                logarithmic: false,
                include: vec![0.0],
            },
            series: vec![
                curve(format!("ε = {epsilon}"), smoothing, false),
                curve("ε = 0".to_owned(), plain, true),
            ],
            marks,
        })
    };
    let data = Signal::derive(chart);
    // The curve shows what is asked.
    let open = RwSignal::new(false);
    let choices = move || ["p = 1", "p = 0.9", "p = 0.5"].map(str::to_owned).to_vec();
    view! {
        <section class="sm-section" aria-labelledby="sm-curve-title">
            <h2 id="sm-curve-title">{say!(i18n, smoothing.curve)}</h2>
            <Predict question=label!(i18n, smoothing.curve_question) choices=Signal::derive(choices) right=1
                on_choose=Callback::new(move |_| open.set(true))>
                <p>{say!(i18n, smoothing.curve_answer)}</p>
            </Predict>
            <p class="reading">{say!(i18n, smoothing.curve_text)}</p>
            <div class="figure" id="sm-curve">
                <Cover open on_show=Callback::new(move |()| open.set(true)) why=label!(i18n, smoothing.cover) show=label!(i18n, smoothing.cover_show)>
                    <LineChartView data file_stem="smoothed-loss" />
                    <p class="caption">{say!(i18n, smoothing.curve_caption)}</p>
                </Cover>
            </div>
            <Dare text=label!(i18n, smoothing.dare_curve) watch="sm-curve"
                on_try=Callback::new(move |()| {
                    open.set(true);
                    lesson.epsilon.set(400.0);
                }) />
        </section>
    }
}
