//! How large cells and labels are for a given width, in CSS pixels.

use super::{Cell, Heatmap};
use crate::viz::label::{ellipsis, width_em};

/// Above this many rows or columns an axis is an index (dimensions of a vector), not words: cells may get thin, and
/// labels are thinned instead of turned.
pub const INDEX_AXIS: usize = 64;
/// Smallest and largest side of a cell that is to be hit by finger or mouse.
const TOUCH_CELL: f64 = 24.0;
const LARGEST_CELL: f64 = 46.0;
/// Smallest side of a cell on an index axis, and in a saved picture.
const THIN_CELL: f64 = 5.0;
/// From this size on a cell shows its number.
const NUMBER_CELL: f64 = 34.0;
/// Height of a cell with a line of text beside it.
const LINE_CELL: f64 = 14.5;
/// Longest label, in font sizes.
const LABEL_EM: f64 = 9.0;
const GAP: f64 = 6.0;
/// sin 45° = cos 45°.
const SIN_45: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// What the layout has to respect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Width there is.
    pub width: f64,
    /// Height there is for the cells of an axis of words; they get flatter, down to a line of text.
    pub height: f64,
    pub font_size: f64,
    /// Smallest cell side on an axis of words; the figure gets wider than `width` rather than smaller than this.
    pub smallest_cell: f64,
}

impl Room {
    /// On the page, where cells are pointed at.
    pub fn on_screen(width: f64) -> Self {
        Self {
            width,
            height: f64::INFINITY,
            font_size: 13.0,
            smallest_cell: TOUCH_CELL,
        }
    }

    /// In a file.
    pub fn in_file(width: f64) -> Self {
        Self {
            width,
            height: f64::INFINITY,
            font_size: 13.0,
            smallest_cell: THIN_CELL,
        }
    }
}

/// Sizes and shortened labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub cell_width: f64,
    pub cell_height: f64,
    pub font_size: f64,
    /// Room left of the cells.
    pub row_label_width: f64,
    /// Room above the cells.
    pub col_label_height: f64,
    /// Column labels stand at 45° (true) or lie flat.
    pub col_labels_turned: bool,
    /// How far turned labels reach past the last column.
    pub overhang: f64,
    /// Shortened labels; `None` where thinned out.
    pub row_labels: Vec<Option<String>>,
    pub col_labels: Vec<Option<String>>,
    /// Each cell has room for its number.
    pub shows_numbers: bool,
}

impl Layout {
    /// The layout of `map` in `room`.
    pub fn new(map: &Heatmap, room: Room) -> Self {
        Self::beside(map, map, room)
    }

    /// The layout of `map` next to `other`: with as much room for labels as either needs, so that two matrices of one
    /// size line up.
    pub fn beside(map: &Heatmap, other: &Heatmap, room: Room) -> Self {
        let font = room.font_size;
        let longest = |of: fn(&Heatmap) -> &[String]| {
            of(map)
                .iter()
                .chain(of(other))
                .map(|l| width_em(l))
                .fold(0.0, f64::max)
                .min(LABEL_EM)
                * font
        };
        let row_label_width = (longest(|m| &m.rows).min(room.width * 0.32) + 2.0 * GAP).ceil();
        let smallest = |n: usize| {
            if n > INDEX_AXIS {
                THIN_CELL
            } else {
                room.smallest_cell
            }
        };
        let (rows, cols) = (map.rows.len().max(1), map.cols.len().max(1));

        let col_length = longest(|m| &m.cols);
        // Turned labels reach past the right edge, so the last half cell's worth of width is shared with them.
        let fit = |overhang: f64| {
            ((room.width - row_label_width - overhang) / cols as f64)
                .clamp(smallest(cols), LARGEST_CELL)
        };
        let flat_width = fit(0.0);
        let col_labels_turned = cols <= INDEX_AXIS && col_length + 4.0 > flat_width;
        let overhang_for = |cell: f64| (SIN_45 * (col_length + font) - cell / 2.0).max(0.0);
        let cell_width = if col_labels_turned {
            fit(overhang_for(flat_width)).floor()
        } else {
            flat_width
        };
        let overhang = if col_labels_turned {
            overhang_for(cell_width).ceil()
        } else {
            0.0
        };
        let cell_height = if rows > INDEX_AXIS {
            cell_width.clamp(THIN_CELL, 12.0)
        } else {
            let most = (room.height / rows as f64).clamp(LINE_CELL, LARGEST_CELL);
            cell_width.clamp(room.smallest_cell.min(most), most)
        };

        let col_step = if col_labels_turned {
            thin(font * 1.1, cell_width * SIN_45)
        } else {
            thin(col_length + 4.0, cell_width)
        };
        let row_step = thin(font * 1.1, cell_height);
        Self {
            cell_width,
            cell_height,
            font_size: font,
            row_label_width,
            col_label_height: if col_labels_turned {
                (SIN_45 * (col_length + font) + GAP).ceil()
            } else {
                (font * 1.3 + GAP).ceil()
            },
            col_labels_turned,
            overhang,
            row_labels: shorten(&map.rows, row_step, (row_label_width - 2.0 * GAP) / font),
            col_labels: shorten(&map.cols, col_step, LABEL_EM),
            shows_numbers: cell_width >= NUMBER_CELL && cell_height >= 20.0,
        }
    }

    /// Width of all cells together.
    pub fn cells_width(&self) -> f64 {
        self.cell_width * self.col_labels.len() as f64
    }

    /// Height of all cells together.
    pub fn cells_height(&self) -> f64 {
        self.cell_height * self.row_labels.len() as f64
    }

    /// The cell under a point that is measured from the top left of the cells.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<Cell> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let cell = Cell {
            row: (y / self.cell_height) as usize,
            col: (x / self.cell_width) as usize,
        };
        (cell.row < self.row_labels.len() && cell.col < self.col_labels.len()).then_some(cell)
    }
}

/// Every how many-th label fits, if one needs `need` and a cell gives `pitch`.
fn thin(need: f64, pitch: f64) -> usize {
    (need / pitch).ceil().max(1.0) as usize
}

fn shorten(labels: &[String], step: usize, max_em: f64) -> Vec<Option<String>> {
    labels
        .iter()
        .enumerate()
        .map(|(i, label)| (i % step == 0).then(|| ellipsis(label, max_em + 0.01)))
        .collect()
}
