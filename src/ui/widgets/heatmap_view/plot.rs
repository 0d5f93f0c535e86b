//! The drawing: cells that scroll, labels that stay, a cursor.

use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{label, live, live_text};
use crate::ui::widgets::cell_canvas::{CellCanvas, Cells};
use crate::ui::widgets::measure::{height_in_a_room, use_width};
use crate::ui::widgets::{figure_theme, rem};
use crate::viz::heatmap::cursor::{Cursor, Key};
use crate::viz::heatmap::layout::{Layout, Room};
use crate::viz::heatmap::{Cell, Heatmap, svg};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// More cells than this are painted on a canvas instead of as elements.
const MANY_CELLS: usize = 2500;
/// The plain colour of labels: whatever the text around them has.
const INK: &str = "currentColor";

#[component]
pub fn Plot(
    data: Signal<Arc<Heatmap>>,
    selected: RwSignal<Option<Cell>>,
    hovered: RwSignal<Option<Cell>>,
    on_select: Option<Callback<Cell>>,
    beside: Option<Signal<Arc<Heatmap>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let theme = figure_theme();
    let outer = NodeRef::<Div>::new();
    let scroller = NodeRef::<Div>::new();
    let width = use_width(outer);
    let layout = Memo::new(move |_| {
        let room = Room {
            height: height_in_a_room(outer),
            ..Room::on_screen(width.get())
        };
        match beside {
            Some(other) => Layout::beside(&data.read(), &other.read(), room),
            None => Layout::new(&data.read(), room),
        }
    });
    let on_canvas = Memo::new(move |_| data.read().values.len() > MANY_CELLS);

    let cells = move || {
        if on_canvas.get() {
            String::new()
        } else {
            svg::cells(&data.read(), &layout.read(), theme.get(), false)
        }
    };
    let active = move || {
        hovered
            .get()
            .or(selected.get())
            .filter(|c| data.read().contains(*c))
    };
    let label = move || {
        let map = data.read();
        let kind = t_string!(
            i18n,
            figures.heatmap,
            rows = map.rows.len(),
            cols = map.cols.len()
        );
        if map.title.is_empty() {
            kind
        } else {
            format!("{}: {kind}", map.title)
        }
    };

    let choose = move |cell: Cell| {
        selected.set(Some(cell));
        if let Some(on_select) = on_select {
            on_select.run(cell);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let current = selected
            .get_untracked()
            .filter(|c| data.read_untracked().contains(*c));
        match event.key().as_str() {
            "Enter" | " " => {
                if let Some(cell) = current {
                    event.prevent_default();
                    choose(cell);
                }
            }
            "Escape" => selected.set(None),
            key => {
                let Some(key) = Key::parse(key, event.ctrl_key() || event.meta_key()) else {
                    return;
                };
                let (rows, cols) = data.with_untracked(|map| (map.rows.len(), map.cols.len()));
                // The first key press puts the cursor on the first cell.
                let next = match current {
                    Some(cell) => Cursor::new(cell, rows, cols).map(|c| c.move_by(key).cell),
                    None => Cursor::new(Cell::default(), rows, cols).map(|c| c.cell),
                };
                if let Some(cell) = next {
                    event.prevent_default();
                    hovered.set(None);
                    selected.set(Some(cell));
                    reveal(scroller, &layout.read_untracked(), cell);
                }
            }
        }
    };

    let size = move || layout.with(|l| (l.cells_width(), l.cells_height()));
    let plane_width = move || layout.with(|l| l.cells_width() + l.overhang);
    let col_box = move || {
        layout.with(|l| {
            format!(
                "0 0 {} {}",
                l.cells_width() + l.overhang,
                l.col_label_height
            )
        })
    };
    let row_box =
        move || layout.with(|l| format!("0 0 {} {}", l.row_label_width, l.cells_height()));
    let cell_box = move || format!("0 0 {} {}", size().0, size().1);
    view! {
        <div class="heatmap-plot" node_ref=outer>
            <p class="heatmap-axes" aria-hidden="true">
                <span>{live_text(move || format!("{} ↓", data.read().row_axis))}</span>
                <span>{live_text(move || format!("{} →", data.read().col_axis))}</span>
            </p>
            <div
                class="heatmap-scroll"
                node_ref=scroller
                role="application"
                tabindex="0"
                aria-label=label
                aria-description=label!(i18n, figures.heatmap_hint)
                on:keydown=on_key
            >
                <div class="heatmap-plane">
                    <div class="heatmap-corner"></div>
                    <svg
                        class="heatmap-cols"
                        aria-hidden="true"
                        viewBox=col_box
                        style:width=move || rem(plane_width())
                        style:height=move || rem(layout.read().col_label_height)
                    >
                        {live(move || active().map(|c| {
                            let l = layout.read();
                            let (x, w) = (c.col as f64 * l.cell_width, l.cell_width);
                            let (y, h) = (l.col_label_height - 4.0, 4.0);
                            view! { <rect class="heatmap-mark" x=x y=y width=w height=h /> }
                        }))}
                        <g inner_html=move || svg::col_labels(&layout.read(), INK)></g>
                    </svg>
                    <svg
                        class="heatmap-rows"
                        aria-hidden="true"
                        viewBox=row_box
                        style:width=move || rem(layout.read().row_label_width)
                        style:height=move || rem(size().1)
                    >
                        {live(move || active().map(|c| {
                            let l = layout.read();
                            let (x, w) = (l.row_label_width - 4.0, 4.0);
                            let (y, h) = (c.row as f64 * l.cell_height, l.cell_height);
                            view! { <rect class="heatmap-mark" x=x y=y width=w height=h /> }
                        }))}
                        <g inner_html=move || svg::row_labels(&layout.read(), INK)></g>
                    </svg>
                    <div
                        class="heatmap-cells"
                        style:width=move || rem(size().0)
                        style:height=move || rem(size().1)
                        on:pointermove=move |event| hovered.set(cell_under(&event, &layout.read_untracked()))
                        on:pointerleave=move |_| hovered.set(None)
                        on:click=move |event| {
                            if let Some(cell) = cell_under(&event, &layout.read_untracked()) {
                                choose(cell);
                            }
                        }
                    >
                        <Show when=move || on_canvas.get()>
                            <CellCanvas cells=move |theme| Cells::of_matrix(&data.read(), theme) />
                        </Show>
                        <svg aria-hidden="true" viewBox=cell_box>
                            <g inner_html=cells shape-rendering="crispEdges"></g>
                            {live(move || active().map(|c| view! { <Crosshair cell=c layout=layout.get() /> }))}
                        </svg>
                    </div>
                </div>
            </div>
            <svg
                class="heatmap-legend"
                aria-hidden="true"
                viewBox=format!("-8 0 {} {}", svg::legend_size().0 + 16.0, svg::legend_size().1)
                style:width=rem(svg::legend_size().0 + 16.0)
                inner_html=move || svg::legend(&data.read().scale, theme.get(), INK)
            ></svg>
        </div>
    }
}

/// Frames the row, the column and, in two tones that show on any colour, the cell.
#[component]
fn Crosshair(cell: Cell, layout: Layout) -> impl IntoView {
    let (w, h) = (layout.cell_width, layout.cell_height);
    let (x, y) = (cell.col as f64 * w, cell.row as f64 * h);
    let (full_width, full_height) = (layout.cells_width(), layout.cells_height());
    view! {
        <g class="heatmap-crosshair">
            <rect class="heatmap-band" x=0 y=y width=full_width height=h />
            <rect class="heatmap-band" x=x y=0 width=w height=full_height />
            <rect class="heatmap-cell-outer" x=x y=y width=w height=h />
            <rect class="heatmap-cell-inner" x=x y=y width=w height=h />
        </g>
    }
}

fn cell_under(event: &MouseEvent, layout: &Layout) -> Option<Cell> {
    let target: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let rect = target.get_bounding_client_rect();
    if rect.width() <= 0.0 {
        return None;
    }
    let scale = layout.cells_width() / rect.width();
    let (x, y) = (
        f64::from(event.client_x()) - rect.left(),
        f64::from(event.client_y()) - rect.top(),
    );
    layout.cell_at(x * scale, y * scale)
}

/// Scrolls just enough to have the cell between the labels and the edge.
fn reveal(scroller: NodeRef<Div>, layout: &Layout, cell: Cell) {
    let Some(scroller) = scroller.get_untracked() else {
        return;
    };
    let whole = layout.row_label_width + layout.cells_width() + layout.overhang;
    let scale = f64::from(scroller.scroll_width()) / whole.max(1.0);
    let nearest = |now: i32, visible: i32, labels: f64, start: f64, length: f64| {
        let (low, high) = (
            start * scale,
            (labels + start + length) * scale - f64::from(visible),
        );
        f64::from(now).max(high).min(low).round() as i32
    };
    let (w, h) = (layout.cell_width, layout.cell_height);
    scroller.set_scroll_left(nearest(
        scroller.scroll_left(),
        scroller.client_width(),
        layout.row_label_width,
        cell.col as f64 * w,
        w,
    ));
    scroller.set_scroll_top(nearest(
        scroller.scroll_top(),
        scroller.client_height(),
        layout.col_label_height,
        cell.row as f64 * h,
        h,
    ));
}
