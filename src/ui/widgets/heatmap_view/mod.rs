//! A heat map on the page: exact values by mouse, finger and keyboard; a table; files.

mod plot;
mod table;

use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::locale::I18n;
use crate::ui::say::say;
use crate::ui::widgets::{FigureMenu, figure_theme};
use crate::viz::heatmap::{Cell, Heatmap};
use crate::viz::label::spoken;
use crate::viz::number::format_value;
use leptos::prelude::*;
use plot::Plot;
use std::sync::Arc;
use table::{Summary, ValueTable};

/// Width of saved pictures.
const FILE_WIDTH: f64 = 1000.0;

/// Draws `data`, tells what is under the pointer or the cursor, and shows the same as a table or in words.
#[component]
pub fn HeatmapView(
    #[prop(into)] data: Signal<Arc<Heatmap>>,
    /// The cell under the cursor, to read or to set from outside.
    #[prop(optional)]
    selected: Option<RwSignal<Option<Cell>>>,
    /// Called on click, tap and Enter.
    #[prop(optional, into)]
    on_select: Option<Callback<Cell>>,
    /// What is told of a cell, where its place and its value are not all: how the value comes about.
    #[prop(optional, into)]
    explain: Option<Callback<Cell, String>>,
    /// The matrix that stands next to this one: both get the same room for labels, and so line up.
    #[prop(optional, into)]
    beside: Option<Signal<Arc<Heatmap>>>,
    /// Name of saved files, without extension.
    #[prop(optional, into)]
    file_stem: String,
    /// Only plot and read-out: no table, no words, no files.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let selected = selected.unwrap_or_else(|| RwSignal::new(None));
    let hovered = RwSignal::new(None::<Cell>);
    let as_table = RwSignal::new(false);
    // A cell that new data no longer has is nobody's.
    let inside = move |cell: Option<Cell>| cell.filter(|c| data.read().contains(*c));
    let told = move |cell: Cell| match explain {
        Some(explain) => explain.run(cell),
        None => sentence(i18n, &data.read(), cell),
    };
    let active = move || inside(hovered.get()).or(inside(selected.get()));
    let read_out = move || match active() {
        Some(cell) => told(cell),
        None => t_string!(i18n, figures.heatmap_hint).to_string(),
    };
    // Pointing about must not chatter: only the cursor is announced.
    let announced = move || inside(selected.get()).map(told);
    let stem = if file_stem.is_empty() {
        "heatmap".to_string()
    } else {
        file_stem
    };
    let theme = figure_theme();
    let svg = Callback::new(move |()| {
        data.read_untracked()
            .to_svg(FILE_WIDTH, theme.get_untracked())
    });
    let csv = Callback::new(move |()| data.read_untracked().to_csv());
    view! {
        <div class="heatmap">
            <Show
                when=move || as_table.get()
                fallback=move || view! { <Plot data selected hovered on_select beside /> }
            >
                <ValueTable data />
            </Show>
            <div class="figure-foot">
                <p class="heatmap-value num" class:hint=move || active().is_none() aria-hidden="true"
                    hidden=move || as_table.get()>{read_out}</p>
                {(!compact)
                    .then(|| {
                        view! {
                            <FigureMenu as_table svg csv stem>
                                <details class="heatmap-words">
                                    <summary>{say!(i18n, figures.in_words)}</summary>
                                    <Summary data />
                                </details>
                            </FigureMenu>
                        }
                    })}
            </div>
            <p class="visually-hidden" role="status">{announced}</p>
        </div>
    }
}

/// “Query ‘ours’, key ‘bear’: 0.8123”.
fn sentence(i18n: I18n, map: &Heatmap, cell: Cell) -> String {
    let label = |labels: &[String], i: usize| {
        labels
            .get(i)
            .map(|l| spoken(l).to_string())
            .unwrap_or_default()
    };
    let or = |axis: &str, word: &str| {
        if axis.is_empty() {
            word.to_string()
        } else {
            axis.to_string()
        }
    };
    t_string!(
        i18n,
        figures.cell,
        row_axis = or(&map.row_axis, t_string!(i18n, figures.row)),
        row = label(&map.rows, cell.row),
        col_axis = or(&map.col_axis, t_string!(i18n, figures.column)),
        col = label(&map.cols, cell.col),
        value = value_text(i18n, map, cell.row, cell.col)
    )
}

fn value_text(i18n: I18n, map: &Heatmap, row: usize, col: usize) -> String {
    if map.is_masked(row, col) {
        t_string!(i18n, figures.masked).to_string()
    } else {
        map.get(row, col).map(format_value).unwrap_or_default()
    }
}
