//! G1: what clipping does with a gradient that is too large, and that it does nothing for one that is gone.

use super::context::{CLIPS, use_memory};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::widgets::{Dare, LineChartView, MathView, Slider};
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use crate::viz::memory_formula;
use crate::viz::number::format_digits;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ClippingSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_memory();
    let shown = |place: f64| CLIPS[(place as usize).min(CLIPS.len() - 1)].to_string();
    let formula = live(move || {
        lesson.gradients.value.get().map(|found| {
            let math = memory_formula::clipped(found.rnn.grad_norm, found.config.clip);
            view! { <MathView math=Signal::stored(math) /> }
        })
    });
    let norms = move || {
        let found = lesson.gradients.value.get();
        found.map_or_else(String::new, |found| {
            let three = |value: f64| format_digits(value as f32, 3);
            t_string!(
                i18n,
                memory.clipping.norms,
                rnn = three(found.rnn.grad_norm),
                rnn_after = three(found.rnn.grad_norm * found.rnn.clip_factor),
                lstm = three(found.lstm.grad_norm),
                lstm_after = three(found.lstm.grad_norm * found.lstm.clip_factor)
            )
        })
    };
    let chart = move || {
        let Some(found) = lesson.gradients.value.get() else {
            return Arc::new(LineChart::default());
        };
        let clip = found.config.clip;
        let clipped = found
            .by_gain
            .iter()
            .map(|&(gain, norm)| (gain, norm.min(clip)));
        Arc::new(LineChart {
            title: t_string!(i18n, memory.clipping.title).to_owned(),
            x: Axis {
                label: t_string!(i18n, memory.gradient.gain).to_owned(),
                ..Axis::default()
            },
            y: Axis {
                label: t_string!(i18n, memory.clipping.y).to_owned(),
                logarithmic: true,
                include: vec![],
            },
            series: vec![
                Series {
                    name: t_string!(i18n, memory.clipping.before).to_owned(),
                    points: found.by_gain.clone(),
                    dashed: false,
                },
                Series {
                    name: t_string!(i18n, memory.clipping.after).to_owned(),
                    points: clipped.collect(),
                    dashed: true,
                },
            ],
            marks: vec![Mark {
                x: found.config.gain,
                label: t_string!(i18n, memory.clipping.here).to_owned(),
            }],
        })
    };
    view! {
        <section class="mem-section" aria-labelledby="mem-clip-title">
            <h2 id="mem-clip-title">{say!(i18n, memory.clipping.heading)}</h2>
            <p>{say!(i18n, memory.clipping.text)}</p>
            <figure class="figure mem-figure" id="mem-clip">
                <div class="mem-factors">
                    <div class="mem-stack">
                        <Slider label=label!(i18n, memory.clipping.clip) value=lesson.clip
                            min=0.0 max=(CLIPS.len() - 1) as f64 step=1.0
                            shown=Callback::new(shown) hint=label!(i18n, memory.clipping.clip_hint) />
                        {formula}
                        <p class="num" data-testid="norms">{live_text(norms)}</p>
                    </div>
                    <LineChartView data=Signal::derive(chart) file_stem="gradient-norm" />
                </div>
            </figure>
            <Dare watch="mem-clip" text=label!(i18n, memory.clipping.dare)
                on_try=move |()| {
                    lesson.steps.set(40.0);
                    lesson.gain.set(1.6);
                    lesson.clip.set(6.0);
                } />
            <p>{say!(i18n, memory.clipping.after_text)}</p>
        </section>
    }
}
