//! Loss, quality and the rest over the steps; earlier runs behind.

use super::context::{LabContext, use_lab};
use super::words::{knob_name, setting_course, setting_name};
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

/// Fewer held-out sentences than this judge nothing.
const FEW: usize = 20;

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

/// The loss, which comes first.
#[component]
pub fn LossCurve() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let data = Signal::derive(move || Arc::new(chart(i18n, lab, Chart::Loss)));
    view! {
        <section class="lab-curves" id="lab-curves" aria-label=label!(i18n, lab.curves)>
            <LineChartView data file_stem="lab-loss" />
        </section>
    }
}

/// One of the others, at choice, and how to read them all.
#[component]
pub fn OtherCurves() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let chosen = RwSignal::new(Chart::Quality);
    let tab = move |own: Chart| {
        view! {
            <button type="button" aria-pressed=move || (chosen.get() == own).to_string()
                on:click=move |_| chosen.set(own)>{live(move || chart_name(i18n, own))}</button>
        }
    };
    let data = Signal::derive(move || Arc::new(chart(i18n, lab, chosen.get())));
    let few = move || {
        let n = lab.facts.read().as_deref().map(|facts| facts.n_held_out)?;
        let words = (n < FEW).then(|| t_string!(i18n, lab.few_held_out, n = n))?;
        Some(view! { <p class="caption"><strong>{words}</strong></p> })
    };
    view! {
        <section class="lab-curves" aria-label=label!(i18n, lab.second_curves)>
            <div class="segmented" role="group" aria-label=label!(i18n, lab.which_curve)>
                {Chart::ALL[1..].iter().map(|&chart| tab(chart)).collect_view()}
            </div>
            <LineChartView data file_stem="lab-curves" />
            {live(few)}
            <p class="caption">{say!(i18n, lab.curves_caption)}</p>
            <p class="caption">{say!(i18n, lab.one_core)}</p>
        </section>
    }
}

/// A run whose curves are drawn.
struct Drawn<'a> {
    number: u32,
    begun: &'a LabConfig,
    config: &'a LabConfig,
    record: &'a Record,
}

/// The run that is on, and behind it those that the reader ticked.
fn chart(i18n: I18n, lab: LabContext, chart: Chart) -> LineChart {
    let config = lab.config.read();
    let record = lab.record.read();
    let current = lab.current.read();
    let card = current.as_ref().and_then(|id| lab.card(id));
    let of_now = config.as_ref().map(|config| Drawn {
        number: lab.number().unwrap_or_default(),
        begun: card.as_ref().map_or(config, |card| &card.begun),
        config,
        record: &record,
    });
    let (runs, ticked) = (lab.runs.read(), lab.drawn.read());
    let is_drawn = |id: &String| ticked.contains(id) && current.as_ref() != Some(id);
    let others = runs.iter().filter(|card| is_drawn(&card.id));
    let others = others.map(|card| Drawn {
        number: card.number,
        begun: &card.begun,
        config: &card.config,
        record: &card.record,
    });
    let drawn: Vec<Drawn> = of_now.into_iter().chain(others).collect();
    let differing = Setting::differing(drawn.iter().map(|run| run.config));
    let mut series = Vec::new();
    for (i, run) in drawn.iter().enumerate() {
        let quantities = chart.quantities();
        // An earlier run with all its curves would hide this one's.
        let of_run = match i {
            0 => quantities,
            _ => &quantities[quantities.len() - 1..],
        };
        for &quantity in of_run {
            let mut name = quantity_name(i18n, quantity).to_owned();
            let n = quantity.steps_a_point(run.record);
            if n > 1 {
                name = t_string!(i18n, lab.mean_of, name = name, n = n);
            }
            if drawn.len() > 1 {
                let number = t_string!(i18n, lab.run_n, n = run.number);
                name = format!("{number}: {name}{}", different(i18n, run, &differing));
            }
            series.push(Series {
                name,
                points: quantity.curve(run.record),
                dashed: i > 0,
            });
        }
    }
    // What the axes wait with.
    let settings = lab.settings.read();
    let (last, guess) = match series.iter().all(|s| s.points.is_empty()) {
        true => (
            Some(settings.steps as f64),
            Some((settings.vocab_size as f64).ln().ceil()),
        ),
        false => (None, None),
    };
    LineChart {
        title: chart_name(i18n, chart).to_owned(),
        x: Axis {
            label: t_string!(i18n, lab.step).to_string(),
            logarithmic: false,
            include: [0.0].into_iter().chain(last).collect(),
        },
        y: Axis {
            label: chart_unit(i18n, chart).to_owned(),
            logarithmic: chart == Chart::Perplexity,
            include: match chart {
                Chart::Quality => vec![0.0, 1.0],
                Chart::Perplexity => vec![1.0],
                Chart::Loss => [0.0].into_iter().chain(guess).collect(),
                _ => vec![0.0],
            },
        },
        series,
        marks: marks(i18n, &record),
    }
}

/// Where something was changed on the way.
fn marks(i18n: I18n, record: &Record) -> Vec<Mark> {
    let value = |change: &Change| match change.what {
        Live::Epsilon(v) => format!("ε = {v}"),
        Live::LearningRate(v) | Live::Dropout(v) => {
            format!("{} = {v}", knob_name(i18n, change.what.knob()))
        }
    };
    let mark = |group: Vec<Change>| Mark {
        x: group.last().map_or(0.0, |change| change.step as f64),
        label: group.iter().map(value).collect::<Vec<_>>().join(", "),
    };
    let within = 10 + record.points.len() as u64 / 40;
    let groups = gathered(&record.changes, within);
    groups.into_iter().map(mark).collect()
}

/// Changes that follow each other within so many steps, as one: of every knob what it was turned to last. Each key press
/// on a slider is a change of its own, and their marks would stand on each other.
fn gathered(changes: &[Change], within: u64) -> Vec<Vec<Change>> {
    let is_near = |a: &Change, b: &Change| b.step.saturating_sub(a.step) <= within;
    let last_of_each = |group: &[Change]| {
        let is_last = |(i, change): &(usize, &Change)| {
            let mut later = group[i + 1..].iter();
            !later.any(|other| other.what.knob() == change.what.knob())
        };
        let kept = group.iter().enumerate().filter(is_last);
        kept.map(|(_, change)| *change).collect()
    };
    changes.chunk_by(is_near).map(last_of_each).collect()
}

/// What a run has of the settings in which the drawn ones differ: “ (heads 8)”.
fn different(i18n: I18n, run: &Drawn, differing: &[Setting]) -> String {
    let word = |&setting: &Setting| {
        let configs = (run.begun, run.config);
        let value = setting_course(i18n, configs, &run.record.changes, setting);
        format!("{} {value}", setting_name(i18n, setting))
    };
    let words: Vec<String> = differing.iter().map(word).collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(" ({})", words.join(", ")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_close_to_each_other_are_one_mark() {
        let change = |step, what| Change { step, what };
        let changes = [
            change(100, Live::Epsilon(0.15)),
            change(102, Live::Epsilon(0.2)),
            change(103, Live::Dropout(0.0)),
            change(109, Live::Epsilon(0.25)),
            change(300, Live::Epsilon(0.1)),
        ];
        let groups = gathered(&changes, 10);
        assert_eq!(groups, [vec![changes[2], changes[3]], vec![changes[4]]]);
        assert!(gathered(&[], 10).is_empty());
    }
}
