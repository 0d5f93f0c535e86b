//! L2 on 1,445 held-out sentences: perplexity, BLEU, and whether the models are right as often as they are sure.

use super::context::use_smoothing;
use crate::session::studio::smoothing::Card;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, say};
use crate::ui::studio::TroubleNote;
use crate::ui::widgets::{Cover, LineChartView, Predict};
use crate::viz::line_chart::{Axis, LineChart, Series};
use crate::viz::number::{format_digits, format_percent};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn MeasuredSection() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_smoothing();
    let cards = lesson.cards.value;
    let choices = move || {
        [
            t_string!(i18n, smoothing.worse_a),
            t_string!(i18n, smoothing.worse_b),
            t_string!(i18n, smoothing.worse_c),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let both = move |points: fn(&Card) -> Vec<(f64, f64)>| -> Vec<Series> {
        let cards = cards.read();
        let cards = cards.as_deref().map_or(&[][..], |cards| &cards[..]);
        let series = |card: &Card| Series {
            name: format!("ε = {}", card.epsilon),
            points: points(card),
            dashed: false,
        };
        cards.iter().map(series).collect()
    };
    let share = |label: &str| Axis {
        label: label.to_owned(),
        logarithmic: false,
        include: vec![0.0, 1.0],
    };
    let reliability = move || {
        let mut series = both(|card| {
            let bins = card.reliability.iter().filter(|bin| bin.count > 0);
            bins.map(|bin| (bin.confidence(), bin.accuracy().value()))
                .collect()
        });
        series.push(Series {
            name: t_string!(i18n, smoothing.diagonal).to_owned(),
            points: vec![(0.0, 0.0), (1.0, 1.0)],
            dashed: true,
        });
        Arc::new(LineChart {
            title: t_string!(i18n, smoothing.reliability).to_owned(),
            x: share(t_string!(i18n, smoothing.confidence)),
            y: share(t_string!(i18n, smoothing.accuracy)),
            series,
            marks: vec![],
        })
    };
    let reliability = Signal::derive(reliability);
    // The numbers answer the question.
    let open = RwSignal::new(false);
    view! {
        <section class="sm-section" aria-labelledby="sm-measured-title">
            <h2 id="sm-measured-title">{say!(i18n, smoothing.measured)}</h2>
            <Predict question=label!(i18n, smoothing.worse_question) choices=Signal::derive(choices) right=1
                on_choose=Callback::new(move |_| open.set(true))>
                <p>{say!(i18n, smoothing.worse_answer)}</p>
            </Predict>
            <TroubleNote trouble=lesson.cards.trouble />
            <Cover open on_show=Callback::new(move |()| open.set(true)) why=label!(i18n, smoothing.cover) show=label!(i18n, smoothing.cover_show)>
            {live(move || cards.get().map(|cards| view! { <Numbers cards=(*cards).clone() /> }))}
            <div class="sm-two">
                <div class="figure" id="sm-reliability">
                    <LineChartView data=reliability file_stem="reliability" />
                    <p class="caption">{say!(i18n, smoothing.reliability_caption)}</p>
                </div>
                <div class="figure" id="sm-histogram">
                    {live(move || cards.get().map(|cards| view! { <Histogram cards=(*cards).clone() /> }))}
                    <p class="caption">{say!(i18n, smoothing.histogram_caption)}</p>
                </div>
            </div>
            <p class="reading">{prose!(i18n, smoothing.measured_text)}</p>
            </Cover>
        </section>
    }
}

#[component]
fn Numbers(cards: [Card; 2]) -> impl IntoView {
    let i18n = use_i18n();
    let head = cards.each_ref().map(|card| {
        view! { <th scope="col" class="number">{format!("ε = {}", card.epsilon)}</th> }
    });
    let row = |name: AnyView, of: fn(&Card) -> String| {
        let cells = cards
            .each_ref()
            .map(|card| view! { <td class="number">{of(card)}</td> });
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    // Two decimals: the text below subtracts them.
    fn percent(x: f64) -> String {
        format!("{:.2}\u{202f}%", 100.0 * x)
    }
    let rows = [
        row(say!(i18n, smoothing.row_perplexity), |c| {
            format_digits(c.perplexity as f32, 3)
        }),
        row(say!(i18n, smoothing.row_bleu), |c| {
            format_digits(c.bleu_beam4 as f32, 3)
        }),
        row(say!(i18n, smoothing.row_chrf), |c| {
            format_digits(c.chrf_beam4 as f32, 3)
        }),
        row(say!(i18n, smoothing.row_accuracy), |c| {
            percent(c.next_token_accuracy)
        }),
        row(say!(i18n, smoothing.row_confidence), |c| {
            percent(c.mean_confidence)
        }),
        row(say!(i18n, smoothing.row_ece), |c| {
            format_digits(c.ece as f32, 2)
        }),
    ];
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, smoothing.measured_table)>
            <table class="data sm-numbers">
                <thead><tr><td></td>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The share of all predictions in each tenth of confidence.
#[component]
fn Histogram(cards: [Card; 2]) -> impl IntoView {
    let i18n = use_i18n();
    let shares = cards.each_ref().map(Card::shares);
    let most = shares
        .iter()
        .flatten()
        .copied()
        .fold(0.0, f64::max)
        .max(1e-9);
    let n = shares[0].len();
    let row = |bin: usize| {
        let (low, high) = (100 * bin / n, 100 * (bin + 1) / n);
        let cells = [0, 1].map(|side: usize| {
            let share = shares[side].get(bin).copied().unwrap_or_default();
            let width = format!("{}%", 100.0 * share / most);
            view! {
                <td class="sm-bars" aria-hidden="true"><span class=if side == 0 { "sm-without" } else { "sm-with" } style:width=width></span></td>
                <td class="number">{format_percent(share as f32)}</td>
            }
        });
        view! { <tr><th scope="row" class="num">{format!("{low}–{high}\u{202f}%")}</th>{cells}</tr> }
    };
    let rows = (0..n).map(row).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label!(i18n, smoothing.histogram)>
            <table class="data sm-histogram">
                <caption>{say!(i18n, smoothing.histogram)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say!(i18n, smoothing.confidence)}</th>
                        <td class="sm-bars"></td><th scope="col" class="number">"ε = 0"</th>
                        <td class="sm-bars"></td><th scope="col" class="number">"ε = 0.1"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
