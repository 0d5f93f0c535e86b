//! The same numbers without colours.

use super::value_text;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::viz::heatmap::Heatmap;
use crate::viz::label::spoken;
use crate::viz::number::format_value;
use leptos::prelude::*;
use std::sync::Arc;

/// A table with a header for every row and column.
#[component]
pub fn ValueTable(data: Signal<Arc<Heatmap>>) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || t_string!(i18n, figures.table_label, title = data.read().title.clone());
    let head = move || {
        let map = data.read();
        map.cols
            .iter()
            .map(|col| view! { <th scope="col" class="number">{col.clone()}</th> })
            .collect_view()
    };
    let body = move || {
        let map = data.get();
        (0..map.rows.len())
            .map(|row| {
                let cells = (0..map.cols.len())
                    .map(|col| view! { <td class="number">{value_text(i18n, &map, row, col)}</td> })
                    .collect_view();
                view! {
                    <tr>
                        <th scope="row">{map.rows[row].clone()}</th>
                        {cells}
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class="table-scroll heatmap-table" role="region" tabindex="0" aria-label=label>
            <table class="data">
                <caption>{live(move || data.read().title.clone())}</caption>
                <thead>
                    <tr>
                        <th scope="col">
                            {live_text(move || format!("{} ↓ {} →", data.read().row_axis, data.read().col_axis))}
                        </th>
                        {head}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// The largest entry of each row, one line each.
#[component]
pub fn Summary(data: Signal<Arc<Heatmap>>) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || {
        let map = data.get();
        map.row_summaries()
            .into_iter()
            .map(|summary| {
                let row = spoken(&map.rows[summary.row]).to_string();
                let line = match summary.largest {
                    Some((col, value)) => t_string!(
                        i18n,
                        figures.largest,
                        row = row,
                        col = spoken(&map.cols[col]).to_string(),
                        value = format_value(value)
                    ),
                    None => format!("{row}: {}", t_string!(i18n, figures.no_numbers)),
                };
                view! { <li>{line}</li> }
            })
            .collect_view()
    };
    view! {
        <p class="visually-hidden">{say!(i18n, figures.in_words)}</p>
        <ul class="num">{lines}</ul>
    }
}
