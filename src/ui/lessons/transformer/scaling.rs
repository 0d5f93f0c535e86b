//! What √d_k is for: the same random vectors with the division and without.

use super::context::use_transformer;
use super::set::{live_set, set};
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer::scaling::{Example, QUERIES, Spread, WIDTHS};
use crate::session::studio::transformer::{self};
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{Dare, LineChartView, Predict, Slider};
use crate::viz::line_chart::{Axis, LineChart, Series};
use crate::viz::number::{format_percent, format_value};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ScalingSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    // The slider walks through powers of two.
    let power = RwSignal::new(f64::from(lesson.d_k.get_untracked().max(1).ilog2()));
    Effect::new(move |_| lesson.d_k.set(1 << power.get() as usize));
    let answer = Answered::to(
        &[],
        move || {
            let (d_k, seed) = (lesson.d_k.get(), lesson.seed.get());
            Some(Request::Transformer(transformer::Request::Scaling {
                d_k,
                seed,
            }))
        },
        picked!(Event::Transformer(transformer::Event::Scaling(scaling)) => scaling),
    );
    let (found, trouble) = (answer.value, answer.trouble);
    let curve = move || {
        let scaling = found.get();
        let points = |curve: &[Spread]| -> Vec<(f64, f64)> {
            let point = |s: &Spread| (s.d_k as f64, f64::from(s.derivative));
            curve.iter().map(point).collect()
        };
        let series = |name: &str, curve: Option<&[Spread]>, dashed| Series {
            name: name.to_owned(),
            points: curve.map(points).unwrap_or_default(),
            dashed,
        };
        Arc::new(LineChart {
            title: t_string!(i18n, transformer.scaling_chart).to_string(),
            x: Axis {
                label: "dₖ".into(),
                logarithmic: true,
                include: vec![WIDTHS[0] as f64, 1024.0],
            },
            y: Axis {
                label: t_string!(i18n, transformer.scaling_y).to_string(),
                logarithmic: false,
                include: vec![0.0],
            },
            series: vec![
                series(
                    t_string!(i18n, transformer.scaled),
                    scaling.as_ref().map(|s| &s.scaled_curve[..]),
                    false,
                ),
                series(
                    t_string!(i18n, transformer.unscaled),
                    scaling.as_ref().map(|s| &s.raw_curve[..]),
                    true,
                ),
            ],
            marks: vec![],
        })
    };
    let example = move |scaled: bool| {
        live(move || {
            let scaling = found.get()?;
            let (example, curve) = match scaled {
                true => (&scaling.scaled, &scaling.scaled_curve),
                false => (&scaling.raw, &scaling.raw_curve),
            };
            let mean = curve.iter().find(|point| point.d_k == scaling.d_k);
            let mean = mean.map(|point| point.derivative);
            Some(view! { <Weights example=example.clone() mean /> })
        })
    };
    let dare = move || {
        power.set(10.0);
    };
    view! {
        <section class="tf-section" aria-labelledby="tf-scaling">
            <h2 id="tf-scaling">{set!(i18n, transformer.scaling)}</h2>
            <Predict
                question=Signal::derive(move || t_string!(i18n, transformer.scaling_question).to_string())
                choices=Signal::derive(move || {
                    [
                        t_string!(i18n, transformer.scaling_a),
                        t_string!(i18n, transformer.scaling_b),
                        t_string!(i18n, transformer.scaling_c),
                    ]
                    .map(str::to_owned)
                    .to_vec()
                })
                right=1
            >
                <p>{live_set(move || t_string!(i18n, transformer.scaling_answer, n = QUERIES))}</p>
            </Predict>
            <p class="reading">{prose!(i18n, transformer.scaling_text)}</p>
            <Dare text=label!(i18n, transformer.scaling_dare) on_try=Callback::new(move |()| dare()) watch="tf-scaling-figure" />
            <div class="figure" id="tf-scaling-figure">
                <div class="row">
                    <Slider label=label!(i18n, transformer.d_k_label) value=power min=0.0 max=10.0 step=1.0
                        shown=Callback::new(|power: f64| (1usize << power as usize).to_string()) />
                    <button type="button" class="button" on:click=move |_| lesson.seed.update(|seed| *seed += 1)>
                        {say!(i18n, transformer.other_vectors)}
                    </button>
                </div>
                <div class="tf-two">
                    <div><h3>{say!(i18n, transformer.scaled)}</h3>{example(true)}</div>
                    <div><h3>{say!(i18n, transformer.unscaled)}</h3>{example(false)}</div>
                </div>
                <LineChartView data=Signal::derive(curve) file_stem="scaling" />
                <p class="caption">{live_text(move || t_string!(i18n, transformer.scaling_caption, n = QUERIES))}</p>
                <TroubleNote trouble />
            </div>
        </section>
    }
}

/// One query's scores and weights, key by key.
#[component]
fn Weights(
    example: Example,
    /// The mean of the derivative over many queries of this width.
    mean: Option<f32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let derivative = example.derivative;
    let row = |(j, (score, weight)): (usize, (&f32, &f32))| {
        let (score, weight) = (*score, *weight);
        view! {
            <tr>
                <th scope="row">{format!("k{}", subscript(j + 1))}</th>
                <td class="number">{format_value(score)}</td>
                <td class="number">{format_percent(weight)}</td>
                <td class="tf-bar" aria-hidden="true"><span style:width=format!("{}%", 100.0 * weight)></span></td>
            </tr>
        }
    };
    let rows = example.scores.iter().zip(&example.weights).enumerate();
    let rows = rows.map(row).collect_view();
    view! {
        <table class="data tf-weights">
            <thead>
                <tr>
                    <th scope="col">{say!(i18n, transformer.key)}</th>
                    <th scope="col">{say!(i18n, transformer.score)}</th>
                    <th scope="col">{say!(i18n, transformer.weight)}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="caption num">
            {live_text(move || t_string!(i18n, transformer.derivative, value = format_value(derivative)))}
        </p>
        <p class="tf-mean num">
            {live_text(move || {
                let value = mean.map(format_value).unwrap_or_default();
                t_string!(i18n, transformer.derivative_mean, n = QUERIES, value = value)
            })}
        </p>
    }
}

fn subscript(n: usize) -> String {
    let digit = |d: char| char::from_u32('₀' as u32 + d as u32 - '0' as u32).unwrap_or(d);
    n.to_string().chars().map(digit).collect()
}
