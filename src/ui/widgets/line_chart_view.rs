//! Curves on the page: a legend with the values under the cursor, a table, files.

use super::measure::{height_in_a_room, use_width};
use super::{FigureMenu, figure_theme};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text};
use crate::viz::line_chart::{LineChart, MARGINS, series_colour, size_in};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{KeyboardEvent, PointerEvent};

const FILE_SIZE: (u32, u32) = (1000, 460);

/// Draws `data`. Point at it or use the arrow keys to read the values at an x.
#[component]
pub fn LineChartView(
    #[prop(into)] data: Signal<Arc<LineChart>>,
    /// The x under the cursor, to read or to set from outside.
    #[prop(optional)]
    at: Option<RwSignal<Option<f64>>>,
    /// The first curve as bars, one a unit of x.
    #[prop(optional)]
    bars: bool,
    /// Name of saved files, without extension.
    #[prop(optional, into)]
    file_stem: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let theme = figure_theme();
    let draw = match bars {
        true => LineChart::to_bar_svg,
        false => LineChart::to_svg,
    };
    let at = at.unwrap_or_else(|| RwSignal::new(None::<f64>));
    let as_table = RwSignal::new(false);
    let plot = NodeRef::<html::Div>::new();
    // Drawn for the room it has, so that its texts are as large on a phone as on a projector.
    let room = use_width(plot);
    let size = Memo::new(move |_| size_in(room.get(), height_in_a_room(plot)));
    let svg = move || {
        let (width, height) = size.get();
        let drawn = draw(&data.read(), width, height, theme.get());
        drawn.unwrap_or_else(|error| {
            leptos::logging::warn!("{error}");
            String::new()
        })
    };
    let on_move = move |event: PointerEvent| {
        let Some(plot) = plot.get_untracked() else {
            return;
        };
        let room = plot.get_bounding_client_rect();
        let [_, _, left, right] = MARGINS.map(f64::from);
        let width = f64::from(size.get_untracked().0);
        let x = (f64::from(event.client_x()) - room.left()) / room.width() * width;
        let share = (x - left) / (width - left - right);
        at.set(data.read_untracked().nearest_x(share));
    };
    let on_key = move |event: KeyboardEvent| {
        let xs = data.read_untracked().xs();
        let Some(last) = xs.len().checked_sub(1) else {
            return;
        };
        let here = at
            .get_untracked()
            .and_then(|x| xs.iter().position(|&other| other == x));
        let next = match (event.key().as_str(), here) {
            ("ArrowLeft", here) => here.map_or(last, |i| i.saturating_sub(1)),
            ("ArrowRight", here) => here.map_or(0, |i| (i + 1).min(last)),
            ("Home", _) => 0,
            ("End", _) => last,
            ("Escape", _) => return at.set(None),
            _ => return,
        };
        event.prevent_default();
        at.set(Some(xs[next]));
    };
    let cursor = move || {
        let fraction = data.read().fraction_of(at.get()?);
        let [top, bottom, left, right] = MARGINS.map(f64::from);
        let (width, height) = size.get();
        let (width, height) = (f64::from(width), f64::from(height));
        let x = (left + fraction * (width - left - right)) / width;
        let shares = [x, top / height, bottom / height];
        let percent = |share| format!("{}%", 100.0 * share);
        fraction.is_finite().then(|| shares.map(percent))
    };
    let read_out = move || {
        let chart = data.read();
        let Some(x) = at.get() else {
            return t_string!(i18n, figures.chart_hint).to_string();
        };
        let values = chart.series.iter().zip(chart.values_at(x)).enumerate();
        let values: Vec<String> = values
            .filter_map(|(i, (s, y))| Some(format!("{}: {}", s.name, chart.y_text(i, y?))))
            .collect();
        format!(
            "{} {} · {}",
            chart.x.label,
            chart.x_text(x),
            values.join(" · ")
        )
    };
    let legend = move || {
        let chart = data.read();
        let entry = |(i, s): (usize, &crate::viz::line_chart::Series)| {
            let colour = series_colour(i, theme.get()).to_string();
            let dashed = s.dashed;
            view! { <li><span class="swatch" class:dashed=dashed style:color=colour aria-hidden="true"></span>{s.name.clone()}</li> }
        };
        chart.series.iter().enumerate().map(entry).collect_view()
    };
    let stem = match file_stem.is_empty() {
        true => "chart".to_string(),
        false => file_stem,
    };
    let file = Callback::new(move |()| {
        let chart = data.get_untracked();
        let svg = draw(&chart, FILE_SIZE.0, FILE_SIZE.1, theme.get_untracked());
        svg.unwrap_or_default()
    });
    let csv = Callback::new(move |()| data.read_untracked().to_csv());
    view! {
        <figure class="line-chart">
            <div class="line-chart-head">
                <p class="line-chart-title">{live_text(move || data.read().title.clone())}</p>
                <ul class="line-chart-legend" role="list">{live(legend)}</ul>
            </div>
            <Show when=move || !as_table.get() fallback=move || view! { <ChartTable data /> }>
                <p class="line-chart-axis" aria-hidden="true">{live_text(move || data.read().y.label.clone())}</p>
                <div
                    class="line-chart-plot"
                    node_ref=plot
                    role="img"
                    tabindex="0"
                    aria-label=move || {
                        let chart = data.read();
                        t_string!(i18n, figures.chart_label, title = chart.title.clone(), x = chart.x.label.clone(), y = chart.y.label.clone())
                    }
                    on:pointermove=on_move
                    on:pointerdown=on_move
                    on:pointerleave=move |_| at.set(None)
                    on:keydown=on_key
                >
                    <div class="line-chart-svg" inner_html=svg></div>
                    {live(move || cursor().map(|[left, top, bottom]| {
                        view! { <span class="line-chart-cursor" style:left=left style:top=top style:bottom=bottom></span> }
                    }))}
                </div>
            </Show>
            <div class="figure-foot">
                <p class="heatmap-value num" class:hint=move || at.get().is_none() role="status">{live_text(read_out)}</p>
                <FigureMenu as_table svg=file csv stem />
            </div>
        </figure>
    }
}

/// The same numbers as a table.
#[component]
fn ChartTable(data: Signal<Arc<LineChart>>) -> impl IntoView {
    let i18n = use_i18n();
    let head = move || {
        let names = data
            .read()
            .series
            .iter()
            .map(|s| s.name.clone())
            .collect::<Vec<_>>();
        names
            .into_iter()
            .map(|name| view! { <th scope="col" class="number">{name}</th> })
            .collect_view()
    };
    let rows = move || {
        let chart = data.get();
        let cell = |(i, y): (usize, Option<f64>)| {
            let text = y.map(|y| chart.y_text(i, y)).unwrap_or_default();
            view! { <td class="number">{text}</td> }
        };
        let row = |x: f64| {
            let values = chart.values_at(x).into_iter().enumerate();
            let cells = values.map(cell).collect_view();
            view! { <tr><th scope="row" class="number">{chart.x_text(x)}</th>{cells}</tr> }
        };
        chart.xs().into_iter().map(row).collect_view()
    };
    view! {
        <div class="table-scroll heatmap-table" role="region" tabindex="0"
            aria-label=move || t_string!(i18n, figures.table_label, title = data.read().title.clone())>
            <table class="data">
                <thead><tr><th scope="col">{live_text(move || data.read().x.label.clone())}</th>{live(head)}</tr></thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
    }
}
