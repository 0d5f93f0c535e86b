//! A vector as a strip of coloured cells, one cell a number.
//!
//! Numbers are never merged. A long vector is broken into lines, like text; only where even that is not wanted
//! (`max_lines`) can there be fewer pixels than numbers, and then [`StripLayout::crowded`] says so.

use super::colormap::{Scale, Theme};

/// Smallest width of a cell that can still be told from its neighbour.
const SMALLEST: f64 = 4.0;
const LARGEST: f64 = 18.0;

/// How a vector is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StripLayout {
    pub length: usize,
    pub per_line: usize,
    pub lines: usize,
    pub cell_width: f64,
    pub cell_height: f64,
    /// Less than one pixel per number: neighbours cannot be told apart.
    pub crowded: bool,
}

impl StripLayout {
    /// The layout of `length` numbers in `width` pixels and at most `max_lines` lines.
    pub fn new(length: usize, width: f64, cell_height: f64, max_lines: usize) -> Self {
        let width = width.max(1.0);
        let length_at_least_one = length.max(1);
        let fit = ((width / SMALLEST) as usize).max(1);
        let lines_needed = length_at_least_one.div_ceil(fit).min(max_lines.max(1));
        // Even lines; a power of two or a divisor where one is near, so that dimensions align in a grid.
        let even = length_at_least_one.div_ceil(lines_needed);
        let per_line = (even..=even * 2)
            .find(|n| length_at_least_one.is_multiple_of(*n) && *n <= fit)
            .or_else(|| {
                (1..=fit.min(length_at_least_one)).rev().find(|n| {
                    length_at_least_one.is_multiple_of(*n)
                        && length_at_least_one / n <= max_lines
                        && n * 2 >= fit
                })
            })
            .unwrap_or(even);
        let cell_width = (width / per_line as f64).min(LARGEST);
        Self {
            length,
            per_line,
            lines: length.div_ceil(per_line),
            cell_width,
            cell_height,
            crowded: cell_width < 1.0,
        }
    }

    /// Width and height of the strip.
    pub fn size(&self) -> (f64, f64) {
        (
            self.cell_width * self.per_line as f64,
            self.cell_height * self.lines as f64,
        )
    }

    /// Top left corner of number `index`.
    pub fn position(&self, index: usize) -> (f64, f64) {
        let (line, column) = (index / self.per_line, index % self.per_line);
        (
            column as f64 * self.cell_width,
            line as f64 * self.cell_height,
        )
    }

    /// The number under a point.
    pub fn index_at(&self, x: f64, y: f64) -> Option<usize> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, line) = (
            (x / self.cell_width) as usize,
            (y / self.cell_height) as usize,
        );
        let index = line * self.per_line + column;
        (column < self.per_line && index < self.length).then_some(index)
    }
}

/// One pixel per number, RGBA, `per_line` wide and `lines` high; pixels past the end are transparent.
/// For a canvas that the page scales up without smoothing.
pub fn pixels(values: &[f32], per_line: usize, scale: &Scale, theme: Theme) -> Vec<u8> {
    let per_line = per_line.max(1);
    let mut out: Vec<u8> = values
        .iter()
        .flat_map(|&v| {
            let c = scale.colour(v, theme);
            [c.0, c.1, c.2, 255]
        })
        .collect();
    out.resize(values.len().div_ceil(per_line) * per_line * 4, 0);
    out
}
