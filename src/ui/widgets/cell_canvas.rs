//! Many cells: a canvas with one pixel per cell, scaled up without smoothing.

use super::figure_theme;
use crate::viz::colormap::{Scale, Theme};
use crate::viz::heatmap::Heatmap;
use crate::viz::vector_strip::pixels;
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// What a canvas shows: RGBA, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    pub columns: usize,
    pub rgba: Vec<u8>,
}

impl Cells {
    /// A vector broken into lines.
    pub fn of_vector(values: &[f32], per_line: usize, scale: &Scale, theme: Theme) -> Self {
        Self {
            columns: per_line,
            rgba: pixels(values, per_line, scale, theme),
        }
    }

    /// A matrix; masked cells are grey.
    pub fn of_matrix(map: &Heatmap, theme: Theme) -> Self {
        let mut rgba = pixels(&map.values, map.cols.len(), &map.scale, theme);
        let grey = Scale::missing(theme);
        for (i, _) in map.masked.iter().enumerate().filter(|(_, masked)| **masked) {
            if let Some(pixel) = rgba.get_mut(4 * i..4 * i + 3) {
                pixel.copy_from_slice(&[grey.0, grey.1, grey.2]);
            }
        }
        Self {
            columns: map.cols.len(),
            rgba,
        }
    }
}

/// Paints `cells` for the page's theme; its size comes from CSS. Decoration for assistive technology: whoever uses it
/// says in words what it shows.
#[component]
pub fn CellCanvas(cells: impl Fn(Theme) -> Cells + 'static) -> impl IntoView {
    let node = NodeRef::<Canvas>::new();
    let theme = figure_theme();
    Effect::new(move || {
        if let Some(canvas) = node.get() {
            paint(&canvas, &cells(theme.get()));
        }
    });
    view! { <canvas node_ref=node class="cell-canvas" aria-hidden="true"></canvas> }
}

fn paint(canvas: &HtmlCanvasElement, cells: &Cells) -> Option<()> {
    let columns = cells.columns.max(1) as u32;
    let rows = (cells.rgba.len() / 4) as u32 / columns;
    canvas.set_width(columns);
    canvas.set_height(rows.max(1));
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let image = ImageData::new_with_u8_clamped_array(Clamped(&cells.rgba), columns).ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}
