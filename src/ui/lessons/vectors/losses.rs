//! W4: the loss of the proxy network over its updates.

use super::context::use_vectors;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::widgets::LineChartView;
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use leptos::prelude::*;
use std::sync::Arc;

/// The chart reaches so far before the network does.
const CHART_UPDATES: f64 = 500.0;

/// The loss over all samples, as the updates go.
#[component]
pub fn Losses() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_vectors();
    let chart = Signal::derive(move || {
        let frame = lesson.frame.value.get();
        let (losses, words, now) = frame.as_ref().map_or((&[][..], 2, 0), |f| {
            (&f.losses[..], f.words.len(), f.updates)
        });
        let even = f64::from((words as f32).ln());
        let points: Vec<(f64, f64)> = losses
            .iter()
            .map(|&(n, l)| (f64::from(n), f64::from(l)))
            .collect();
        let last = points.last().map_or(0.0, |last| last.0).max(CHART_UPDATES);
        Arc::new(LineChart {
            title: t_string!(i18n, vectors.lab.chart).to_owned(),
            x: Axis {
                label: t_string!(i18n, vectors.lab.chart_x).to_owned(),
                include: vec![0.0, CHART_UPDATES],
                ..Axis::default()
            },
            y: Axis {
                label: t_string!(i18n, vectors.lab.chart_y).to_owned(),
                include: vec![0.0],
                ..Axis::default()
            },
            series: vec![
                Series {
                    name: t_string!(i18n, vectors.lab.chart_y).to_owned(),
                    points,
                    dashed: false,
                },
                Series {
                    name: t_string!(i18n, vectors.lab.chart_guess, n = words),
                    points: vec![(0.0, even), (last, even)],
                    dashed: true,
                },
            ],
            marks: vec![Mark {
                x: f64::from(now),
                label: String::new(),
            }],
        })
    });
    view! { <LineChartView data=chart file_stem="proxy-loss" /> }
}
