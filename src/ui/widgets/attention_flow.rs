//! Attention as lines between queries and keys.

use super::measure::use_width;
use super::rem;
use crate::ui::i18n::{t_string, use_i18n};
use crate::viz::flow::{Direction, Flow, FlowLayout, Slot, flow, ranked};
use crate::viz::heatmap::Heatmap;
use crate::viz::label::{is_special, spoken, svg_piece};
use crate::viz::number::{format_percent, format_short, format_value};
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;

/// Lines weaker than this are left out unless told otherwise.
const THRESHOLD: f32 = 0.02;
/// Keys that are named in the read-out.
const NAMED: usize = 3;

/// The tokens of both sides and, between them, a line for every weight: of one query, or of all.
#[component]
pub fn AttentionFlow(
    /// Rows are queries, columns keys.
    #[prop(into)]
    weights: Signal<Arc<Heatmap>>,
    /// The row that is shown; `None` for all.
    query: RwSignal<Option<usize>>,
    #[prop(into, default = Signal::stored(THRESHOLD))] threshold: Signal<f32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outer = NodeRef::<Div>::new();
    let width = use_width(outer);
    let layout = Memo::new(move |_| {
        let map = weights.read();
        FlowLayout::new(&map.rows, &map.cols, width.get())
    });
    let row = move || query.get().filter(|row| *row < weights.read().rows.len());
    let lines = Memo::new(move |_| flow(&weights.read(), row(), threshold.get(), &layout.read()));

    let curves = move || {
        let curve = |c: &crate::viz::flow::Curve| view! { <path d=c.path.clone() stroke-width=c.width stroke-opacity=c.opacity /> };
        lines.read().curves.iter().map(curve).collect_view()
    };
    let queries = move || {
        let layout = layout.get();
        let slots = layout.queries.iter().cloned().enumerate();
        slots
            .map(|(index, slot)| {
                let pressed = move || (row() == Some(index)).to_string();
                let toggle = move |_| query.update(|q| *q = (*q != Some(index)).then_some(index));
                let place = Place::new(&layout, &slot, true);
                view! {
                    <button type="button" class="flow-token flow-query" class:special=is_special(&slot.label)
                        style:left=place.left style:top=place.top style:width=place.width style:height=place.height
                        aria-pressed=pressed on:click=toggle>
                        {piece(&slot)}
                    </button>
                }
            })
            .collect_view()
    };
    let keys = move || {
        let (layout, map, row) = (layout.get(), weights.get(), row());
        let slots = layout.keys.iter().enumerate();
        slots
            .map(|(index, slot)| {
                let weight = row.and_then(|row| map.get(row, index));
                let place = Place::new(&layout, slot, false);
                let fill = weight.filter(|w| w.is_finite()).map(|w| w.clamp(0.0, 1.0).to_string());
                view! {
                    <span class="flow-token flow-key" class:special=is_special(&slot.label) style:--fill=fill
                        title=weight.map(format_value)
                        style:left=place.left style:top=place.top style:width=place.width style:height=place.height>
                        {piece(slot)}
                    </span>
                }
            })
            .collect_view()
    };
    let words = move || match row() {
        None => t_string!(i18n, figures.flow_all).to_string(),
        Some(row) => {
            let map = weights.read();
            let item = |(token, value): (&str, f32)| {
                t_string!(
                    i18n,
                    figures.flow_item,
                    token = token.to_string(),
                    value = format_short(value)
                )
            };
            let list: Vec<_> = ranked(&map, row)
                .into_iter()
                .take(NAMED)
                .map(item)
                .collect();
            let token = map
                .rows
                .get(row)
                .map(|l| spoken(l).to_string())
                .unwrap_or_default();
            t_string!(
                i18n,
                figures.flow_one,
                token = token,
                list = list.join(", ")
            )
        }
    };
    let left_out = move || {
        let Flow {
            left_out, share, ..
        } = *lines.read();
        (left_out > 0).then(|| {
            t_string!(
                i18n,
                figures.flow_left_out,
                share = format_percent(share),
                n = left_out
            )
        })
    };
    let queries_name = move || {
        t_string!(
            i18n,
            figures.queries,
            axis = weights.read().row_axis.clone()
        )
    };
    let keys_name = move || t_string!(i18n, figures.keys, axis = weights.read().col_axis.clone());
    let size = move || layout.read().size();
    view! {
        <div class="flow" class:down=move || layout.read().direction == Direction::Down node_ref=outer>
            <p class="flow-axis keys" aria-hidden="true">{keys_name}</p>
            <p class="flow-axis queries" aria-hidden="true">{queries_name}</p>
            <div class="flow-plane" style:width=move || rem(size().0) style:height=move || rem(size().1)>
                <svg aria-hidden="true" viewBox=move || format!("0 0 {} {}", size().0, size().1)>{curves}</svg>
                <div role="group" aria-label=queries_name>
                    {queries}
                </div>
                <div role="group" aria-label=keys_name>
                    {keys}
                </div>
            </div>
            <p class="heatmap-value num" role="status">{words} " " {left_out}</p>
        </div>
    }
}

/// The shortened piece, its space mark faint.
fn piece(slot: &Slot) -> impl IntoView + use<> {
    // The same markup as in the drawings, where a tspan carries the faint mark.
    let html = svg_piece(&slot.label)
        .replace(
            "<tspan fill-opacity=\"0.4\">",
            "<span class=\"space-mark\">",
        )
        .replace("</tspan>", "</span>");
    view! { <span class="token-piece" inner_html=html></span> }
}

/// A token's box as CSS lengths.
struct Place {
    left: String,
    top: String,
    width: String,
    height: String,
}

impl Place {
    fn new(layout: &FlowLayout, slot: &Slot, is_query: bool) -> Self {
        let far = layout.band + layout.span;
        let (x, y, w, h) = match layout.direction {
            // Keys above, queries below.
            Direction::Across => (
                slot.start,
                if is_query { far } else { 0.0 },
                slot.length,
                layout.band,
            ),
            // Queries left, keys right.
            Direction::Down => (
                if is_query { 0.0 } else { far },
                slot.start,
                layout.band,
                slot.length,
            ),
        };
        Self {
            left: rem(x),
            top: rem(y),
            width: rem(w),
            height: rem(h),
        }
    }
}
