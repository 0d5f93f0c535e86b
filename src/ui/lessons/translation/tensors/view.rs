//! One tensor: as a heat map where that can be read, else row by row; always as a file.

use crate::nlp::trace::TraceTensor;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::lessons::translation::context::use_lesson;
use crate::ui::locale::I18n;
use crate::ui::say::{label, live_text, say};
use crate::ui::widgets::{HeatmapView, VectorStrip, save};
use crate::viz::tensor_view::{Axis, Shape, axes_of, heatmap, matrix, no_heatmap};
use leptos::prelude::*;
use std::sync::Arc;

/// Up to these a heat map can be read: a cell is a few pixels wide at least.
const MOST_COLUMNS: usize = 320;
const MOST_ROWS: usize = 130;

#[component]
pub(super) fn TensorView(tensor: Arc<TraceTensor>, is_parameter: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let n_heads = match tensor.shape.as_slice() {
        [heads, _, _] => *heads,
        _ => 1,
    };
    let head = Memo::new(move |_| lesson.head.get().min(n_heads.saturating_sub(1)));
    let name = tensor.name.clone();
    let shape = Shape(&tensor.shape).to_string();
    let (rows, cols) = matrix(&tensor, 0).map_or((0, 0), |(rows, cols, _)| (rows, cols));
    let heads = (n_heads > 1).then(|| {
        let buttons: Vec<_> = (0..n_heads)
            .map(|h| {
                view! {
                    <button type="button" aria-pressed=move || (head.get() == h).to_string()
                        aria-label=move || t_string!(i18n, figures.head, n = h + 1)
                        on:click=move |_| lesson.head.set(h)>{h + 1}</button>
                }
            })
            .collect();
        view! {
            <div class="row tr-head-row">
                <span class="tr-language">{say!(i18n, translation.head)}</span>
                <div class="segmented" role="group" aria-label=label!(i18n, translation.head)>{buttons}</div>
            </div>
        }
    });
    let body = if rows == 0 || cols == 0 {
        view! { <p class="caption">{say!(i18n, figures.no_numbers)}</p> }.into_any()
    } else if rows > 1 && rows <= MOST_ROWS && cols <= MOST_COLUMNS {
        let tensor = tensor.clone();
        let (title, stem) = (tensor.name.clone(), file_stem(&tensor.name));
        let data = Memo::new(move |_| {
            let labels = |axis, n| {
                labels(
                    axis,
                    n,
                    is_parameter.get(),
                    lesson.translation.get().as_deref(),
                )
            };
            let map = heatmap(&tensor, head.get(), labels);
            let (row_axis, col_axis) = match is_parameter.get() {
                true => (Axis::Entry, Axis::Entry),
                false => axes_of(&tensor.name),
            };
            Arc::new(map.unwrap_or_else(no_heatmap).named(
                title.clone(),
                axis_name(i18n, row_axis),
                axis_name(i18n, col_axis),
            ))
        });
        view! { <HeatmapView data=data file_stem=stem /> }.into_any()
    } else {
        view! { <RowByRow tensor=tensor.clone() head is_parameter /> }.into_any()
    };
    view! {
        <figure class="figure">
            <h3 class="tr-tensor-name">{name}</h3>
            <p class="caption num">{live_text(move || t_string!(i18n, translation.shape, shape = shape.clone()))}</p>
            {heads}
            {body}
        </figure>
    }
}

/// A row at a time, with the whole matrix as a file.
#[component]
fn RowByRow(
    tensor: Arc<TraceTensor>,
    head: Memo<usize>,
    is_parameter: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let row = RwSignal::new(0usize);
    let rows = matrix(&tensor, 0).map_or(1, |(rows, _, _)| rows);
    let of_tensor = tensor.clone();
    let values = Memo::new(move |_| {
        let numbers = matrix(&of_tensor, head.get()).and_then(|(_, cols, numbers)| {
            numbers.chunks(cols).nth(row.get()).map(<[f32]>::to_vec)
        });
        Arc::new(numbers.unwrap_or_default())
    });
    let is_table = tensor.name.ends_with("embedding.weight") || tensor.name == "generator.weight";
    let row_axis = axes_of(&tensor.name).0;
    let row_name = move || {
        let at = row.get();
        if is_parameter.get() && !is_table {
            return String::new();
        }
        let axis = if is_table { Axis::Vocabulary } else { row_axis };
        let pieces = lesson.engine.pieces.get();
        match (axis, pieces) {
            (Axis::Vocabulary, Some(pieces)) => pieces.get(at).cloned().unwrap_or_default(),
            _ => labels(axis, rows, false, lesson.translation.get().as_deref())
                .get(at)
                .cloned()
                .unwrap_or_default(),
        }
    };
    let label = move || t_string!(i18n, translation.row_of, n = row.get(), piece = row_name());
    let stem = file_stem(&tensor.name);
    let save_csv = move |_| {
        let csv = csv(&tensor, head.get_untracked());
        save::save_text(&format!("{stem}.csv"), save::CSV, &csv);
    };
    let set_row = move |event| {
        if let Ok(n) = event_target_value(&event).trim().parse::<usize>() {
            row.set(n.min(rows.saturating_sub(1)));
        }
    };
    view! {
        <div class="row">
            {(rows > 1)
                .then(|| {
                    view! {
                        <div class="field tr-seed">
                            <label for="tr-row">{live_text(move || t_string!(i18n, translation.row_choose, last = rows - 1))}</label>
                            <input id="tr-row" type="number" min="0" max=rows - 1 prop:value=move || row.get().to_string()
                                on:input=set_row />
                        </div>
                    }
                })}
            <code class="tr-row-name">{row_name}</code>
            <button type="button" class="button quiet" on:click=save_csv>{say!(i18n, figures.save_csv)}</button>
        </div>
        <VectorStrip values=values label=Signal::derive(label) />
    }
}

/// The tokens of an axis; nothing (so numbers) for entries and the vocabulary.
fn labels(
    axis: Axis,
    n: usize,
    is_parameter: bool,
    translation: Option<&crate::session::protocol::Translation>,
) -> Vec<String> {
    let tokens = match (axis, translation) {
        (Axis::Source, Some(t)) if !is_parameter => &t.src,
        (Axis::Target, Some(t)) if !is_parameter => &t.tgt,
        _ => return Vec::new(),
    };
    let pieces = tokens.iter().map(|token| token.piece.clone());
    pieces.take(n).collect()
}

fn axis_name(i18n: I18n, axis: Axis) -> &'static str {
    match axis {
        Axis::Source => t_string!(i18n, translation.english),
        Axis::Target => t_string!(i18n, translation.french),
        Axis::Vocabulary => t_string!(i18n, translation.axis_vocabulary),
        Axis::Entry => t_string!(i18n, translation.axis_entry),
    }
}

fn csv(tensor: &TraceTensor, head: usize) -> String {
    heatmap(tensor, head, |_, _| Vec::new()).map_or_else(String::new, |map| map.to_csv())
}

/// A name without dots, which some systems take for an extension.
fn file_stem(name: &str) -> String {
    name.replace('.', "-")
}
