//! Where a key press leads in a matrix; the keys of the WAI-ARIA grid pattern.

use super::Cell;

/// A key that moves the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Left,
    Right,
    Up,
    Down,
    /// To the first cell of the row; with Ctrl of the matrix.
    Home,
    End,
    CtrlHome,
    CtrlEnd,
    /// [`PAGE`] rows up or down.
    PageUp,
    PageDown,
}

/// Rows that PageUp and PageDown skip.
pub const PAGE: usize = 5;

impl Key {
    /// From `KeyboardEvent.key` and whether Ctrl (or Command) is held.
    pub fn parse(key: &str, ctrl: bool) -> Option<Self> {
        Some(match (key, ctrl) {
            ("ArrowLeft", false) => Self::Left,
            ("ArrowRight", false) => Self::Right,
            ("ArrowUp", false) => Self::Up,
            ("ArrowDown", false) => Self::Down,
            ("Home", false) => Self::Home,
            ("End", false) => Self::End,
            ("Home", true) => Self::CtrlHome,
            ("End", true) => Self::CtrlEnd,
            ("PageUp", _) => Self::PageUp,
            ("PageDown", _) => Self::PageDown,
            _ => return None,
        })
    }
}

/// A cell of a `rows` × `cols` matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub cell: Cell,
    pub rows: usize,
    pub cols: usize,
}

impl Cursor {
    /// A cursor on `cell`, moved inside if it lies outside; `None` for an empty matrix.
    pub fn new(cell: Cell, rows: usize, cols: usize) -> Option<Self> {
        if rows == 0 || cols == 0 {
            return None;
        }
        let cell = Cell {
            row: cell.row.min(rows - 1),
            col: cell.col.min(cols - 1),
        };
        Some(Self { cell, rows, cols })
    }

    /// The cell that `key` leads to; at the edge the cursor stays.
    pub fn move_by(self, key: Key) -> Self {
        let Cell { row, col } = self.cell;
        let (last_row, last_col) = (self.rows - 1, self.cols - 1);
        let (row, col) = match key {
            Key::Left => (row, col.saturating_sub(1)),
            Key::Right => (row, (col + 1).min(last_col)),
            Key::Up => (row.saturating_sub(1), col),
            Key::Down => ((row + 1).min(last_row), col),
            Key::Home => (row, 0),
            Key::End => (row, last_col),
            Key::CtrlHome => (0, 0),
            Key::CtrlEnd => (last_row, last_col),
            Key::PageUp => (row.saturating_sub(PAGE), col),
            Key::PageDown => ((row + PAGE).min(last_row), col),
        };
        Self {
            cell: Cell { row, col },
            ..self
        }
    }
}
