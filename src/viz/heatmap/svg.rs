//! The drawing. The page shows the same fragments that a saved file is put together from.
//!
//! Presentation attributes only (no `style`, no `id`): a strict content security policy and several figures on one page
//! are both fine with that.

use super::Heatmap;
use super::layout::{Layout, Room};
use super::numbers::Numbers;
use crate::viz::colormap::{Scale, Theme};
use crate::viz::label::{escape, spoken, svg_piece};
use crate::viz::number::{Px, format_digits, format_short, format_value};
use std::fmt::Write;

/// Swatches of the legend.
const SWATCHES: usize = 33;
const LEGEND_WIDTH: f64 = 198.0;

/// The cells, top left at (0, 0). With `tooltips` each carries its labels and value as `<title>`, for a file that is
/// looked at without the page.
pub fn cells(map: &Heatmap, layout: &Layout, theme: Theme, tooltips: bool) -> String {
    let (w, h) = (layout.cell_width, layout.cell_height);
    // A hair of paper between cells that are large enough to spare it.
    let gap = if w.min(h) >= 12.0 { 1.0 } else { 0.0 };
    let numbers = match layout.shows_numbers {
        true => Numbers::of(map),
        false => Numbers::Hidden,
    };
    let mut out = String::with_capacity(map.values.len() * 96);
    for (row, row_label) in map.rows.iter().enumerate() {
        for (col, col_label) in map.cols.iter().enumerate() {
            let Some(value) = map.get(row, col) else {
                continue;
            };
            let (x, y) = (col as f64 * w, row as f64 * h);
            let hidden = map.is_masked(row, col) || value.is_nan();
            let fill = if hidden {
                Scale::missing(theme)
            } else {
                map.scale.colour(value, theme)
            };
            let (cw, ch) = (Px(w - gap), Px(h - gap));
            let _ = write!(
                out,
                r#"<rect x="{}" y="{}" width="{cw}" height="{ch}" fill="{fill}""#,
                Px(x),
                Px(y)
            );
            if tooltips {
                let text = if map.is_masked(row, col) {
                    "–".to_string()
                } else {
                    format_value(value)
                };
                let (r, c) = (escape(spoken(row_label)), escape(spoken(col_label)));
                let _ = write!(out, "><title>{r}, {c}: {text}</title></rect>");
            } else {
                out.push_str("/>");
            }
            if hidden {
                let _ = write!(
                    out,
                    r#"<path d="M{} {}l{cw} -{ch}" stroke="{}" stroke-opacity="0.55"/>"#,
                    Px(x),
                    Px(y + h - gap),
                    fill.text()
                );
            } else if let Some(number) = numbers.text(value) {
                let _ = write!(
                    out,
                    r#"<text x="{}" y="{}" dy="0.35em" font-size="11" text-anchor="middle" fill="{}" pointer-events="none">{number}</text>"#,
                    Px(x + (w - gap) / 2.0),
                    Px(y + (h - gap) / 2.0),
                    fill.text()
                );
            }
        }
    }
    out
}

/// The row labels, right-aligned in a column of `layout.row_label_width`.
pub fn row_labels(layout: &Layout, ink: &str) -> String {
    let mut out = String::new();
    for (row, label) in layout.row_labels.iter().enumerate() {
        if let Some(label) = label {
            let _ = write!(
                out,
                r#"<text x="{}" y="{}" dy="0.35em" font-size="{}" text-anchor="end" fill="{ink}">{}</text>"#,
                Px(layout.row_label_width - 6.0),
                Px((row as f64 + 0.5) * layout.cell_height),
                layout.font_size,
                svg_piece(label)
            );
        }
    }
    out
}

/// The column labels, bottom at `layout.col_label_height`, flat or turned up to the right.
pub fn col_labels(layout: &Layout, ink: &str) -> String {
    let mut out = String::new();
    for (col, label) in layout.col_labels.iter().enumerate() {
        let Some(label) = label else { continue };
        let x = Px((col as f64 + 0.5) * layout.cell_width);
        let y = Px(layout.col_label_height - 6.0);
        let (anchor, turn) = if layout.col_labels_turned {
            ("start", format!(r#" transform="rotate(-45 {x} {y})""#))
        } else {
            ("middle", String::new())
        };
        let _ = write!(
            out,
            r#"<text x="{x}" y="{y}" font-size="{}" text-anchor="{anchor}" fill="{ink}"{turn}>{}</text>"#,
            layout.font_size,
            svg_piece(label)
        );
    }
    out
}

/// Width and height of [`legend`].
pub fn legend_size() -> (f64, f64) {
    (LEGEND_WIDTH, 30.0)
}

/// The scale as a bar with its two ends and the middle.
pub fn legend(scale: &Scale, theme: Theme, ink: &str) -> String {
    let (low, high) = scale.ends();
    let swatch = LEGEND_WIDTH / SWATCHES as f64;
    let mut out = String::new();
    for i in 0..SWATCHES {
        let t = i as f32 / (SWATCHES - 1) as f32;
        let _ = write!(
            out,
            r#"<rect x="{}" y="0" width="{}" height="10" fill="{}"/>"#,
            Px(i as f64 * swatch),
            Px(swatch + 0.3),
            scale.colour(low + (high - low) * t, theme)
        );
    }
    for (x, anchor, value) in [
        (0.0, "start", low),
        (LEGEND_WIDTH / 2.0, "middle", low + (high - low) / 2.0),
        (LEGEND_WIDTH, "end", high),
    ] {
        let _ = write!(
            out,
            r#"<text x="{}" y="24" font-size="11" text-anchor="{anchor}" fill="{ink}">{}</text>"#,
            Px(x),
            tick(value, high)
        );
    }
    out
}

/// Two decimals, or two digits where the whole scale is smaller than that shows.
fn tick(value: f32, high: f32) -> String {
    if high.abs() >= 0.1 {
        format_short(value)
    } else {
        format_digits(value, 2)
    }
}

impl Heatmap {
    /// The whole figure as a file: title, axis names, labels, cells, legend. At least `width` wide if the matrix
    /// needs more.
    pub fn to_svg(&self, width: f64, theme: Theme) -> String {
        let (ink, paper) = match theme {
            Theme::Light => ("#1a1a1e", "#ffffff"),
            Theme::Dark => ("#ececf0", "#16171b"),
        };
        let margin = 16.0;
        let layout = Layout::new(self, Room::in_file(width - 2.0 * margin));
        let left = margin + layout.row_label_width;
        let axis = 18.0; // height of the line that names the columns
        let top = margin
            + if self.title.is_empty() { 0.0 } else { 28.0 }
            + axis
            + layout.col_label_height;
        let (legend_width, legend_height) = legend_size();
        let full_width =
            (left + layout.cells_width().max(legend_width) + layout.overhang + margin).max(320.0);
        let full_height = top + layout.cells_height() + 16.0 + legend_height + margin;
        let (title, row_axis, col_axis) = (
            escape(&self.title),
            escape(&self.row_axis),
            escape(&self.col_axis),
        );
        let mut out = String::new();
        let (w, h) = (Px(full_width.ceil()), Px(full_height.ceil()));
        let (n, m) = (self.rows.len(), self.cols.len());
        let _ = write!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" "#
        );
        let _ = write!(
            out,
            r#"font-family="system-ui, 'Noto Sans', sans-serif"><title>{title}</title>"#
        );
        let _ = write!(
            out,
            r#"<desc>{row_axis} × {col_axis}: {n} × {m}</desc><rect width="{w}" height="{h}" fill="{paper}"/>"#
        );
        if !self.title.is_empty() {
            let y = Px(margin + 14.0);
            let _ = write!(
                out,
                r#"<text x="{margin}" y="{y}" font-size="16" font-weight="600" fill="{ink}">{title}</text>"#
            );
        }
        if !row_axis.is_empty() || !col_axis.is_empty() {
            // "Query ↓  Key →": which axis is which, without a label of its own for each.
            let y = Px(top - layout.col_label_height - 4.0);
            let _ = write!(
                out,
                r#"<text x="{margin}" y="{y}" font-size="12" fill="{ink}">{row_axis} ↓ {col_axis} →</text>"#
            );
        }
        let mut group = |name: &str, x: f64, y: f64, body: String| {
            let _ = write!(
                out,
                r#"<g class="{name}" transform="translate({} {})">{body}</g>"#,
                Px(x),
                Px(y)
            );
        };
        group("row-labels", margin, top, row_labels(&layout, ink));
        group(
            "col-labels",
            left,
            top - layout.col_label_height,
            col_labels(&layout, ink),
        );
        group("cells", left, top, cells(self, &layout, theme, true));
        group(
            "legend",
            left,
            top + layout.cells_height() + 16.0,
            legend(&self.scale, theme, ink),
        );
        out.push_str("</svg>\n");
        out
    }
}
