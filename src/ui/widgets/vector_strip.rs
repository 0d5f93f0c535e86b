//! A vector as a strip of cells.

use super::cell_canvas::{CellCanvas, Cells};
use super::measure::use_width;
use super::rem;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, live_text, say};
use crate::viz::colormap::Scale;
use crate::viz::number::format_value;
use crate::viz::vector_strip::StripLayout;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

const CELL_HEIGHT: f64 = 16.0;
const MOST_LINES: usize = 16;

/// Every number of `values` a cell; its value on hover, tap and arrow keys.
#[component]
pub fn VectorStrip(
    #[prop(into)] values: Signal<Arc<Vec<f32>>>,
    /// What the vector is: “Embedding of ‘bear’”.
    #[prop(into)]
    label: Signal<String>,
    /// Give one scale to several strips to compare them; else ± the largest absolute value.
    #[prop(optional, into)]
    scale: Option<Signal<Scale>>,
    /// Shows the label above the strip.
    #[prop(optional)]
    titled: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let outer = NodeRef::<Div>::new();
    let width = use_width(outer);
    let scale = Memo::new(move |_| match scale {
        Some(scale) => scale.get(),
        None => Scale::signed_for(&values.read()),
    });
    let layout = Memo::new(move |_| {
        StripLayout::new(values.read().len(), width.get(), CELL_HEIGHT, MOST_LINES)
    });
    let cursor = RwSignal::new(None::<usize>);
    let hovered = RwSignal::new(None::<usize>);
    let inside = move |i: Option<usize>| i.filter(|i| *i < values.read().len());
    let active = move || inside(hovered.get()).or(inside(cursor.get()));

    let say = move |index: usize| {
        let values = values.read();
        let value = values
            .get(index)
            .copied()
            .map(format_value)
            .unwrap_or_default();
        t_string!(
            i18n,
            figures.dimension,
            index = index,
            length = values.len(),
            value = value
        )
    };
    // The numbers' own range; the colours may reach further, to be those of another strip.
    let range = move || {
        let values = values.read();
        let Some((low, high)) = ends(&values) else {
            return t_string!(i18n, figures.empty_vector).to_string();
        };
        t_string!(
            i18n,
            figures.dimension_range,
            length = values.len(),
            low = format_value(low),
            high = format_value(high)
        )
    };
    let on_key = move |event: KeyboardEvent| {
        let length = values.read_untracked().len();
        let per_line = layout.read_untracked().per_line;
        let last = length.saturating_sub(1);
        let now = cursor.get_untracked();
        let from = now.unwrap_or(0).min(last);
        let next = match event.key().as_str() {
            "ArrowRight" => now.map_or(0, |_| from + 1),
            "ArrowLeft" => from.saturating_sub(1),
            "ArrowDown" => from + per_line,
            "ArrowUp" => from.checked_sub(per_line).unwrap_or(from),
            "Home" => 0,
            "End" => last,
            "Escape" => return cursor.set(None),
            _ => return,
        };
        event.prevent_default();
        if next <= last && length > 0 {
            hovered.set(None);
            cursor.set(Some(next));
        }
    };
    let on_point =
        move |event: PointerEvent| hovered.set(index_under(&event, &layout.read_untracked()));
    let size = move || layout.read().size();
    let mark = move || {
        active().map(|index| {
            let layout = layout.read();
            let (x, y) = layout.position(index);
            let (w, h) = (layout.cell_width, layout.cell_height);
            view! {
                <rect class="heatmap-cell-outer" x=x y=y width=w height=h />
                <rect class="heatmap-cell-inner" x=x y=y width=w height=h />
            }
        })
    };
    view! {
        <div class="vector-strip" node_ref=outer>
            {titled.then(|| view! { <p class="vector-strip-title" aria-hidden="true">{live_text(move || label.get())}</p> })}
            <div
                class="vector-cells"
                role="slider"
                tabindex="0"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax=move || values.read().len().saturating_sub(1)
                aria-valuenow=move || inside(cursor.get()).unwrap_or(0)
                aria-valuetext=move || inside(cursor.get()).map_or_else(range, say)
                style:width=move || rem(size().0)
                style:height=move || rem(size().1)
                on:keydown=on_key
                on:pointermove=on_point
                on:pointerdown=move |event| {
                    on_point(event);
                    cursor.set(hovered.get_untracked());
                }
                on:pointerleave=move |_| hovered.set(None)
            >
                <CellCanvas cells=move |theme| {
                    Cells::of_vector(&values.read(), layout.read().per_line, &scale.read(), theme)
                } />
                <svg aria-hidden="true" viewBox=move || format!("0 0 {} {}", size().0, size().1)>{mark}</svg>
            </div>
            <p class="heatmap-value num" aria-hidden="true">{live(move || active().map_or_else(range, say))}</p>
            <Show when=move || layout.read().crowded>
                <p class="heatmap-value">{say!(i18n, figures.crowded)}</p>
            </Show>
        </div>
    }
}

/// The least and the greatest of `values`; `None` where there is none.
fn ends(values: &[f32]) -> Option<(f32, f32)> {
    let low = values.iter().copied().reduce(f32::min)?;
    let high = values.iter().copied().reduce(f32::max)?;
    Some((low, high))
}

fn index_under(event: &PointerEvent, layout: &StripLayout) -> Option<usize> {
    let target: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let rect = target.get_bounding_client_rect();
    if rect.width() <= 0.0 {
        return None;
    }
    let scale = layout.size().0 / rect.width();
    let (x, y) = (
        f64::from(event.client_x()) - rect.left(),
        f64::from(event.client_y()) - rect.top(),
    );
    layout.index_at(x * scale, y * scale)
}
