//! Positions: the sinusoids that are added, and the same words without them, shuffled.

use super::context::{MODEL, use_transformer};
use crate::nlp::nn::positional_encoding;
use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::transformer;
use crate::ui::glossary::prose;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text, say};
use crate::ui::studio::{Answered, TroubleNote, picked};
use crate::ui::widgets::{HeatmapView, LineChartView, PositionalFormula, Slider};
use crate::viz::colormap::Scale;
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::line_chart::{Axis, LineChart, Series};
use crate::viz::number::format_value;
use crate::viz::tensor_view::no_heatmap;
use leptos::prelude::*;
use ndarray::Array2;
use std::sync::Arc;

#[component]
pub fn PositionsSection() -> impl IntoView {
    let i18n = use_i18n();
    let length = RwSignal::new(24.0);
    let width = RwSignal::new(32.0);
    let selected = RwSignal::new(None::<Cell>);
    let table = Memo::new(move |_| {
        let table: Array2<f32> =
            positional_encoding(0, length.get() as usize, width.get() as usize);
        table
    });
    let map = move || {
        let table = table.read();
        let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
        let values: Vec<f32> = table.iter().copied().collect();
        let scale = Scale::signed_for(&values);
        let map = Heatmap::new(names(table.nrows()), names(table.ncols()), values, scale);
        let title = t_string!(i18n, transformer.sinusoids);
        let (row_axis, col_axis) = (
            t_string!(i18n, transformer.axis_position),
            t_string!(i18n, transformer.axis_entry),
        );
        Arc::new(map.map_or_else(|_| no_heatmap(), |map| map.named(title, row_axis, col_axis)))
    };
    // PE(0)·PE(k) against the distance k.
    let products = move || {
        let table = table.read();
        let point = |k: usize| (k as f64, f64::from(table.row(0).dot(&table.row(k))));
        Arc::new(LineChart {
            title: t_string!(i18n, transformer.products_chart).to_string(),
            x: Axis {
                label: t_string!(i18n, transformer.distance).to_string(),
                ..Axis::default()
            },
            y: Axis {
                label: "PE(0) · PE(k)".into(),
                include: vec![0.0],
                ..Axis::default()
            },
            series: vec![Series {
                name: "PE(0) · PE(k)".into(),
                points: (0..table.nrows()).map(point).collect(),
                dashed: false,
            }],
            marks: vec![],
        })
    };
    // A few columns against the position: fast waves and slow ones.
    let waves = move || {
        let table = table.read();
        let width = table.ncols();
        let mut columns = [0, width / 8, width / 4, width / 2]
            .map(|c| c - c % 2)
            .to_vec();
        columns.dedup();
        let curve = |column: usize| Series {
            name: t_string!(i18n, transformer.waves_entry, i = column),
            points: (0..table.nrows())
                .map(|t| (t as f64, f64::from(table[[t, column]])))
                .collect(),
            dashed: false,
        };
        Arc::new(LineChart {
            title: t_string!(i18n, transformer.waves).to_string(),
            x: Axis {
                label: t_string!(i18n, transformer.axis_position).to_string(),
                ..Axis::default()
            },
            y: Axis {
                label: "PE".into(),
                include: vec![-1.0, 1.0],
                ..Axis::default()
            },
            series: columns.into_iter().map(curve).collect(),
            marks: vec![],
        })
    };
    let cell = move || {
        let inside =
            |cell: &Cell| cell.row < length.get() as usize && cell.col < width.get() as usize;
        selected
            .get()
            .filter(inside)
            .unwrap_or(Cell { row: 1, col: 2 })
    };
    let number = Callback::new(|n: f64| format!("{n:.0}"));
    view! {
        <section class="tf-section" aria-labelledby="tf-positions">
            <h2 id="tf-positions">{say!(i18n, transformer.positions)}</h2>
            <p class="reading">{prose!(i18n, transformer.positions_text)}</p>
            <div class="figure">
                <div class="row">
                    <Slider label=label!(i18n, transformer.length) value=length min=4.0 max=64.0 step=1.0 shown=number />
                    <Slider label=label!(i18n, transformer.d_model) value=width min=4.0 max=128.0 step=4.0 shown=number />
                </div>
                <HeatmapView data=Signal::derive(map) selected=selected file_stem="positions" />
                {live(move || view! {
                    <PositionalFormula position=Signal::stored(cell().row) dimension=Signal::stored(cell().col)
                        d_model=Signal::stored(width.get() as usize) />
                })}
                <LineChartView data=Signal::derive(waves) file_stem="position-waves" />
                <LineChartView data=Signal::derive(products) file_stem="position-products" />
                <p class="caption">{say!(i18n, transformer.products_caption)}</p>
            </div>
            <ShuffleFigure />
        </section>
    }
}

/// Read instead of the lecture's sentence, whose words allow one order only: another order is another sentence.
const ORDERED: &str = "I know you love him.";

/// The encoder on shuffled words.
#[component]
fn ShuffleFigure() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_transformer();
    let text = Memo::new(move |_| match lesson.text.get() {
        text if text == LECTURE_SENTENCE => ORDERED.to_owned(),
        text => text,
    });
    let answer = Answered::to(
        &[MODEL],
        move || {
            Some(Request::Transformer(transformer::Request::Order {
                model: MODEL,
                text: text.get(),
                seed: lesson.seed.get(),
            }))
        },
        picked!(Event::Transformer(transformer::Event::Order(order)) => order),
    );
    let (found, trouble) = (answer.value, answer.trouble);
    let table = move || {
        let order = found.get()?;
        let row = |i: usize| {
            let piece = order.pieces[order.order[i]].replace('▁', " ");
            view! {
                <tr>
                    <th scope="row">{piece}</th>
                    <td class="number">{order.order[i]}" → "{i}</td>
                    <td class="number">{format_value(order.cosine_with[i])}</td>
                    <td class="number">{format_value(order.cosine_without[i])}</td>
                </tr>
            }
        };
        let rows = (0..order.order.len()).map(row).collect_view();
        // Between BOS and EOS, which stay where they are; a token by itself, as the encoder reads it.
        let between = 1..order.order.len().saturating_sub(1);
        let pieces = order.order.get(between).unwrap_or_default().iter();
        let pieces: Vec<&str> = pieces
            .map(|&i| order.pieces[i].trim_start_matches('▁'))
            .collect();
        let shuffled = pieces.join(" ");
        Some(view! {
            <p class="tf-shuffled">{say!(i18n, transformer.shuffled)}" "<span class="tf-ordered" lang="en">{shuffled}</span></p>
            <div class="table-scroll" role="region" tabindex="0" aria-label=label!(i18n, transformer.shuffle)>
                <table class="data">
                    <caption>{say!(i18n, transformer.shuffle_caption)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{say!(i18n, transformer.axis_token)}</th>
                            <th scope="col" class="number">{say!(i18n, transformer.moved)}</th>
                            <th scope="col" class="number">{say!(i18n, transformer.with_positions)}</th>
                            <th scope="col" class="number">{say!(i18n, transformer.without_positions)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row" colspan="2">{say!(i18n, transformer.largest_difference)}</th>
                            <td class="number" id="tf-difference-with">{format_value(order.difference_with)}</td>
                            <td class="number" id="tf-difference-without">{format_value(order.difference_without)}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
            <dl class="tf-compare">
                <dt>{say!(i18n, transformer.in_order_with)}</dt>
                <dd lang="fr">{order.translation.clone()}</dd>
                <dt>{say!(i18n, transformer.shuffled_with)}</dt>
                <dd lang="fr">{order.translation_shuffled_with.clone()}</dd>
                <dt>{say!(i18n, transformer.shuffled_without)}</dt>
                <dd lang="fr">{order.translation_shuffled_without.clone()}</dd>
            </dl>
        })
    };
    view! {
        <div class="figure" id="tf-shuffle">
            <h3>{say!(i18n, transformer.shuffle)}</h3>
            <p class="reading">{say!(i18n, transformer.shuffle_text)}</p>
            <p class="tf-ordered" lang="en">{live_text(move || text.get())}</p>
            <button type="button" class="button" on:click=move |_| lesson.seed.update(|seed| *seed += 1)>
                {say!(i18n, transformer.shuffle_again)}
            </button>
            {live(table)}
            <TroubleNote trouble />
        </div>
    }
}
