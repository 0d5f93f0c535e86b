//! Loss, quality and the rest over the steps; earlier runs behind.

use super::context::use_lab;
use super::words::{knob_name, setting_name, setting_value};
use crate::session::studio::lab::config::{LabConfig, Setting};
use crate::session::studio::lab::curves::Quantity;
use crate::session::studio::lab::report::{Change, Live, Record};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::{label, live, say};
use crate::ui::widgets::LineChartView;
use crate::viz::line_chart::{Axis, LineChart, Mark, Series};
use leptos::prelude::*;
use std::sync::Arc;

/// A chart of some quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chart {
    Loss,
    Quality,
    Perplexity,
    LearningRate,
    GradientNorm,
}

impl Chart {
    const ALL: [Chart; 5] = [
        Chart::Loss,
        Chart::Quality,
        Chart::Perplexity,
        Chart::LearningRate,
        Chart::GradientNorm,
    ];

    /// Of an earlier run only the last is drawn.
    fn quantities(self) -> &'static [Quantity] {
        match self {
            Chart::Loss => &[Quantity::TrainLoss, Quantity::HeldOutLoss],
            Chart::Quality => &[Quantity::HeldOutAccuracy, Quantity::Bleu, Quantity::Exact],
            Chart::Perplexity => &[Quantity::Perplexity],
            Chart::LearningRate => &[Quantity::LearningRate],
            Chart::GradientNorm => &[Quantity::GradientNorm],
        }
    }
}

#[component]
pub fn CurvesSection() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let second = RwSignal::new(Chart::Quality);
    let tab = move |own: Chart| {
        view! {
            <button type="button" aria-pressed=move || (second.get() == own).to_string()
                on:click=move |_| second.set(own)>{live(move || chart_name(i18n, own))}</button>
        }
    };
    let data = move |chart: Chart| {
        let config = lab.config.read();
        let record = lab.record.read();
        let mut series = Vec::new();
        let current = lab.current.read();
        let number = lab.number().unwrap_or_default();
        let of_now = config.as_ref().map(|config| (number, config, &*record));
        let (runs, drawn) = (lab.runs.read(), lab.drawn.read());
        let is_drawn = |id: &String| drawn.contains(id) && current.as_ref() != Some(id);
        let others: Vec<_> = runs.iter().filter(|card| is_drawn(&card.id)).collect();
        let several = others.len() + usize::from(config.is_some()) > 1;
        let configs = others.iter().map(|card| &card.config);
        let differing = Setting::differing(config.iter().chain(configs));
        let before = others
            .iter()
            .map(|card| (card.number, &card.config, &card.record));
        for (i, (number, config, record)) in of_now.into_iter().chain(before).enumerate() {
            let quantities = chart.quantities();
            // An earlier run with all its curves would hide this one's.
            let of_run = if i == 0 {
                quantities
            } else {
                &quantities[quantities.len() - 1..]
            };
            for &quantity in of_run {
                let mut name = quantity_name(i18n, quantity).to_owned();
                if several {
                    let run = t_string!(i18n, lab.run_n, n = number);
                    name = format!("{run}: {name}{}", different(i18n, config, &differing));
                }
                series.push(Series {
                    name,
                    points: quantity.curve(record),
                    dashed: i > 0,
                });
            }
        }
        Arc::new(LineChart {
            title: chart_name(i18n, chart).to_owned(),
            x: Axis {
                label: t_string!(i18n, lab.step).to_string(),
                logarithmic: false,
                include: vec![0.0],
            },
            y: Axis {
                label: chart_unit(i18n, chart).to_owned(),
                logarithmic: chart == Chart::Perplexity,
                include: match chart {
                    Chart::Quality => vec![0.0, 1.0],
                    Chart::Perplexity => vec![1.0],
                    _ => vec![0.0],
                },
            },
            series,
            marks: marks(i18n, &record),
        })
    };
    view! {
        <section class="lab-curves" id="lab-curves" aria-label=label!(i18n, lab.curves)>
            <LineChartView data=Signal::derive(move || data(Chart::Loss)) file_stem="lab-loss" />
            <div class="segmented" role="group" aria-label=label!(i18n, lab.which_curve)>
                {Chart::ALL[1..].iter().map(|&chart| tab(chart)).collect_view()}
            </div>
            <LineChartView data=Signal::derive(move || data(second.get())) file_stem="lab-curves" />
            <p class="caption">{say!(i18n, lab.curves_caption)}</p>
        </section>
    }
}

/// Where something was changed on the way.
fn marks(i18n: I18n, record: &Record) -> Vec<Mark> {
    let mark = |change: &Change| {
        let value = match change.what {
            Live::Epsilon(v) => format!("ε = {v}"),
            Live::LearningRate(v) | Live::Dropout(v) => {
                format!("{} = {v}", knob_name(i18n, change.what.knob()))
            }
        };
        Mark {
            x: change.step as f64,
            label: value,
        }
    };
    record.changes.iter().map(mark).collect()
}

/// What a run has of the settings in which the drawn ones differ: “ (heads 8)”.
fn different(i18n: I18n, config: &LabConfig, differing: &[Setting]) -> String {
    let word = |&setting: &Setting| {
        let (name, value) = (
            setting_name(i18n, setting),
            setting_value(i18n, config, setting),
        );
        format!("{name} {value}")
    };
    let words: Vec<String> = differing.iter().map(word).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" ({})", words.join(", "))
    }
}

fn chart_name(i18n: I18n, chart: Chart) -> &'static str {
    match chart {
        Chart::Loss => t_string!(i18n, lab.chart_loss),
        Chart::Quality => t_string!(i18n, lab.chart_quality),
        Chart::Perplexity => t_string!(i18n, lab.chart_perplexity),
        Chart::LearningRate => t_string!(i18n, lab.chart_lr),
        Chart::GradientNorm => t_string!(i18n, lab.chart_norm),
    }
}

fn chart_unit(i18n: I18n, chart: Chart) -> &'static str {
    match chart {
        Chart::Loss => t_string!(i18n, lab.unit_loss),
        Chart::Quality => t_string!(i18n, lab.unit_share),
        Chart::Perplexity => t_string!(i18n, lab.unit_perplexity),
        Chart::LearningRate => t_string!(i18n, lab.unit_lr),
        Chart::GradientNorm => t_string!(i18n, lab.unit_norm),
    }
}

fn quantity_name(i18n: I18n, quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::TrainLoss => t_string!(i18n, lab.train_loss),
        Quantity::HeldOutLoss => t_string!(i18n, lab.held_out_loss),
        Quantity::TrainAccuracy => t_string!(i18n, lab.train_accuracy),
        Quantity::HeldOutAccuracy => t_string!(i18n, lab.held_out_accuracy),
        Quantity::Exact => t_string!(i18n, lab.exact),
        Quantity::Bleu => t_string!(i18n, lab.bleu),
        Quantity::Perplexity => t_string!(i18n, lab.chart_perplexity),
        Quantity::LearningRate => t_string!(i18n, lab.chart_lr),
        Quantity::GradientNorm => t_string!(i18n, lab.chart_norm),
    }
}
