//! How the times grow with the length, and where the two curves cross.

use super::bench::{Bench, Curve};
use crate::gpu::protocol::GrowthPoint;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{live_text, say};
use crate::ui::widgets::LineChartView;
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn GrowthFigure(bench: Bench) -> impl IntoView {
    let i18n = use_i18n();
    let data = Signal::derive(move || Arc::new(chart(i18n, &bench.curve.read())));
    let crossing = move || {
        let curve = bench.curve.read();
        match (&curve.growth, curve.crossover()) {
            (None, _) => t_string!(i18n, attention.measuring).to_string(),
            (Some(growth), _) if growth.costs().is_none() => {
                t_string!(i18n, attention.one_curve).to_string()
            }
            (Some(_), Some(1)) => t_string!(i18n, attention.card_always).to_string(),
            (Some(_), Some(n)) => t_string!(i18n, attention.crossing, n = n),
            (Some(_), None) => t_string!(i18n, attention.no_crossing).to_string(),
        }
    };
    view! {
        <section class="figure">
            <h2>{say!(i18n, attention.growth_heading)}</h2>
            <LineChartView data file_stem="attention-growth" />
            <p class="caption" role="status">{live_text(crossing)}</p>
        </section>
    }
}

fn chart(i18n: I18n, curve: &Curve) -> LineChart {
    let measured = |name: &str, ms: fn(&GrowthPoint) -> Option<f64>| Series {
        name: name.to_string(),
        points: curve
            .points
            .iter()
            .filter_map(|p| Some((p.n as f64, ms(p)?)))
            .collect(),
        dashed: false,
    };
    let (cpu, card) = (
        t_string!(i18n, attention.cpu),
        t_string!(i18n, attention.card),
    );
    let mut series = vec![measured(cpu, |p| p.cpu_ms), measured(card, |p| p.card_ms)];
    series.retain(|s| !s.points.is_empty());
    let xs: Vec<f64> = curve.points.iter().map(|p| p.n as f64).collect();
    // A mark beyond what was measured would stretch the picture.
    let inside = |n: &usize| xs.first() < Some(&(*n as f64)) && Some(&(*n as f64)) <= xs.last();
    let marks = curve.crossover().filter(inside).map(|n| Mark {
        x: n as f64,
        label: t_string!(i18n, attention.crossing_mark, n = n),
    });
    LineChart {
        title: t_string!(i18n, attention.growth_title).to_string(),
        x: Axis {
            label: t_string!(i18n, attention.tokens).to_string(),
            logarithmic: true,
            include: vec![],
        },
        y: Axis {
            label: t_string!(i18n, attention.milliseconds).to_string(),
            logarithmic: true,
            include: vec![],
        },
        series,
        marks: marks.into_iter().collect(),
    }
}
