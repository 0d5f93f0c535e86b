//! All layers and heads at a glance.

use super::cell_canvas::{CellCanvas, Cells};
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live_text, say};
use crate::viz::attention::HeadId;
use crate::viz::heatmap::cursor::{Cursor, Key};
use crate::viz::heatmap::{Cell, Heatmap};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// `[layer][head]`.
pub type Heads = Arc<Vec<Vec<Arc<Heatmap>>>>;

/// A row of small heat maps per layer; one can be opened.
#[component]
pub fn HeadGrid(
    #[prop(into)] heads: Signal<Heads>,
    /// The head that is shown large elsewhere.
    #[prop(into)]
    current: Signal<Option<HeadId>>,
    #[prop(into)] on_select: Callback<HeadId>,
    /// Heads that are switched off: faded and struck through.
    #[prop(optional, into)]
    off: MaybeProp<Vec<HeadId>>,
    /// What the grid shows: “Encoder self-attention”.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    // One button is in the tab order, the arrow keys go on from there.
    let focused = RwSignal::new(HeadId::default());
    let tab_stop = move || {
        let id = current.get().unwrap_or(focused.get());
        let known = heads
            .read()
            .get(id.layer)
            .is_some_and(|layer| id.head < layer.len());
        if known { id } else { HeadId::default() }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(key) = Key::parse(&event.key(), event.ctrl_key() || event.meta_key()) else {
            return;
        };
        let Some(at) = head_of(&event) else { return };
        let (rows, cols) =
            heads.with_untracked(|h| (h.len(), h.iter().map(Vec::len).max().unwrap_or(0)));
        let Some(cursor) = Cursor::new(
            Cell {
                row: at.layer,
                col: at.head,
            },
            rows,
            cols,
        ) else {
            return;
        };
        event.prevent_default();
        let Cell { row, col } = cursor.move_by(key).cell;
        focused.set(HeadId {
            layer: row,
            head: col,
        });
        focus(&event, row, col);
    };
    let rows = move || {
        let heads = heads.get();
        heads
            .iter()
            .enumerate()
            .map(|(layer, maps)| {
                let maps = maps
                    .iter()
                    .enumerate()
                    .map(|(head, map)| {
                        let id = HeadId { layer, head };
                        let map = map.clone();
                        view! { <Thumbnail map id current off tab_stop=Signal::derive(tab_stop) on_select /> }
                    })
                    .collect_view();
                view! {
                    <div class="head-grid-row" role="group" aria-label=move || t_string!(i18n, figures.layer, n = layer + 1)>
                        <span class="head-grid-layer" aria-hidden="true">
                            {live_text(move || t_string!(i18n, figures.layer, n = layer + 1))}
                        </span>
                        <div class="head-grid-heads">{maps}</div>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="head-grid" role="group" aria-label=label on:keydown=on_key>
            {rows}
            <p class="visually-hidden">{say!(i18n, figures.heads_hint)}</p>
        </div>
    }
}

#[component]
fn Thumbnail(
    map: Arc<Heatmap>,
    id: HeadId,
    current: Signal<Option<HeadId>>,
    off: MaybeProp<Vec<HeadId>>,
    tab_stop: Signal<HeadId>,
    on_select: Callback<HeadId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let HeadId { layer, head } = id;
    let (columns, rows) = (map.cols.len().max(1), map.rows.len().max(1));
    let is_current = move || current.get() == Some(id);
    let name = move || t_string!(i18n, figures.layer_head, layer = layer + 1, head = head + 1);
    view! {
        <button
            type="button"
            class="head-thumbnail"
            class:off=move || off.get().is_some_and(|off| off.contains(&id))
            data-layer=layer
            data-head=head
            aria-label=name
            title=name
            aria-pressed=move || is_current().to_string()
            tabindex=move || if tab_stop.get() == id { "0" } else { "-1" }
            on:click=move |_| on_select.run(id)
        >
            <span class="head-picture" style:aspect-ratio=format!("{columns} / {rows}")>
                <CellCanvas cells=move |theme| Cells::of_matrix(&map, theme) />
            </span>
            <span class="head-name" aria-hidden="true">{head + 1}</span>
        </button>
    }
}

fn head_of(event: &KeyboardEvent) -> Option<HeadId> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    let number = |name: &str| element.get_attribute(name)?.parse().ok();
    Some(HeadId {
        layer: number("data-layer")?,
        head: number("data-head")?,
    })
}

fn focus(event: &KeyboardEvent, layer: usize, head: usize) -> Option<()> {
    let grid: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let selector = format!("[data-layer=\"{layer}\"][data-head=\"{head}\"]");
    let button: web_sys::HtmlElement = grid.query_selector(&selector).ok()??.dyn_into().ok()?;
    button.focus().ok()
}
