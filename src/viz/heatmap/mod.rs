//! A matrix with tokens on both axes.
//!
//! * [`Heatmap`]: the data, and what can be said about it (exact values, CSV, the largest entry of each row);
//! * [`numbers`]: what stands in the cells;
//! * [`layout`]: how large cells and labels are for a given width;
//! * [`svg`]: the drawing, on screen in parts and saved as one self-contained file;
//! * [`cursor`]: where the arrow keys lead.
//!
//! ```
//! use teddy_reads::viz::colormap::Scale;
//! use teddy_reads::viz::heatmap::Heatmap;
//! let rows = vec!["un".into(), "ours".into()];
//! let cols = vec!["a".into(), "bear".into()];
//! let map = Heatmap::new(rows, cols, vec![0.9, 0.1, 0.2, 0.8], Scale::weights()).unwrap();
//! assert_eq!(map.get(1, 0), Some(0.2)); // row 1 ("ours"), column 0 ("a")
//! assert_eq!(map.to_csv().lines().next(), Some(",a,bear"));
//! ```

pub mod cursor;
pub mod layout;
pub mod numbers;
pub mod svg;

use super::colormap::Scale;
use super::number::format_exact;
use thiserror::Error;

/// A place in a matrix, from the top left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cell {
    pub row: usize,
    pub col: usize,
}

/// A labelled matrix of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Heatmap {
    pub title: String,
    /// What a row is ("Query"), what a column is ("Key").
    pub row_axis: String,
    pub col_axis: String,
    /// Labels as the tokenizer has them (`▁bear`).
    pub rows: Vec<String>,
    pub cols: Vec<String>,
    /// Row-major: `values[row * cols.len() + col]`.
    pub values: Vec<f32>,
    /// Cells that a mask hides, in the order of `values`; empty for none.
    pub masked: Vec<bool>,
    pub scale: Scale,
}

/// Labels and values do not belong together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeatmapError {
    #[error("{rows} × {cols} labels but {values} values")]
    Values {
        rows: usize,
        cols: usize,
        values: usize,
    },
    #[error("{values} values but a mask of {masked}")]
    Mask { values: usize, masked: usize },
}

/// The largest entry of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowSummary {
    pub row: usize,
    /// Column of the largest value (the first of equals); `None` if the row holds no number.
    pub largest: Option<(usize, f32)>,
}

impl Heatmap {
    /// A matrix without title, axis names and mask; those are public fields.
    pub fn new(
        rows: Vec<String>,
        cols: Vec<String>,
        values: Vec<f32>,
        scale: Scale,
    ) -> Result<Self, HeatmapError> {
        if rows.len() * cols.len() != values.len() {
            return Err(HeatmapError::Values {
                rows: rows.len(),
                cols: cols.len(),
                values: values.len(),
            });
        }
        Ok(Self {
            title: String::new(),
            row_axis: String::new(),
            col_axis: String::new(),
            rows,
            cols,
            values,
            masked: Vec::new(),
            scale,
        })
    }

    /// The same with title and axis names.
    pub fn named(
        mut self,
        title: impl Into<String>,
        row_axis: impl Into<String>,
        col_axis: impl Into<String>,
    ) -> Self {
        self.title = title.into();
        self.row_axis = row_axis.into();
        self.col_axis = col_axis.into();
        self
    }

    /// The same with a mask: true hides a cell.
    pub fn with_mask(mut self, masked: Vec<bool>) -> Result<Self, HeatmapError> {
        if masked.len() != self.values.len() {
            return Err(HeatmapError::Mask {
                values: self.values.len(),
                masked: masked.len(),
            });
        }
        self.masked = masked;
        Ok(self)
    }

    /// The value in `row` and `col`, or `None` outside.
    pub fn get(&self, row: usize, col: usize) -> Option<f32> {
        self.index(row, col)
            .and_then(|i| self.values.get(i).copied())
    }

    /// True where a mask hides the cell.
    pub fn is_masked(&self, row: usize, col: usize) -> bool {
        self.index(row, col)
            .and_then(|i| self.masked.get(i).copied())
            .unwrap_or(false)
    }

    /// True for a cell of this matrix.
    pub fn contains(&self, cell: Cell) -> bool {
        cell.row < self.rows.len() && cell.col < self.cols.len()
    }

    fn index(&self, row: usize, col: usize) -> Option<usize> {
        (row < self.rows.len() && col < self.cols.len()).then(|| row * self.cols.len() + col)
    }

    /// The largest entry of every row, for those who cannot see the colours. Masked cells and NaN do not count.
    pub fn row_summaries(&self) -> Vec<RowSummary> {
        (0..self.rows.len())
            .map(|row| {
                let mut largest: Option<(usize, f32)> = None;
                for col in 0..self.cols.len() {
                    if let Some(v) = self.get(row, col)
                        && !v.is_nan()
                        && !self.is_masked(row, col)
                        && largest.is_none_or(|(_, best)| v > best)
                    {
                        largest = Some((col, v));
                    }
                }
                RowSummary { row, largest }
            })
            .collect()
    }

    /// Comma-separated values after RFC 4180: a line of column labels, then a label and its values per line.
    /// Numbers carry all their digits; masked cells are empty.
    pub fn to_csv(&self) -> String {
        let mut out = String::new();
        for label in &self.cols {
            out.push(',');
            out.push_str(&csv_field(label));
        }
        out.push_str("\r\n");
        for (row, label) in self.rows.iter().enumerate() {
            out.push_str(&csv_field(label));
            for col in 0..self.cols.len() {
                out.push(',');
                if let Some(value) = self.get(row, col)
                    && !self.is_masked(row, col)
                {
                    out.push_str(&format_exact(value));
                }
            }
            out.push_str("\r\n");
        }
        out
    }
}

fn csv_field(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}
