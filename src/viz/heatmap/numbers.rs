//! What stands in the cells.

use super::Heatmap;
use crate::viz::number::format_short;

/// A largest value up to this has one digit with two decimals: all cells would say 0.00 or 0.01, and the scale more.
const TOO_SMALL: f32 = 0.095;
/// Whole numbers up to here fit a cell.
const LONG: f32 = 99_999.5;

/// How the numbers of a matrix are written in its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Not at all: they would say nothing.
    Hidden,
    /// Without decimals, since all are whole.
    Whole,
    /// As [`format_short`] writes them.
    Short,
}

impl Numbers {
    /// As all cells of `map` that show a number allow; a mask of 1 and 0 has no decimals.
    pub fn of(map: &Heatmap) -> Self {
        let shown = || {
            let masked = |i: usize| map.masked.get(i).copied().unwrap_or(false);
            let cells = map.values.iter().enumerate();
            cells.filter(move |(i, v)| !v.is_nan() && !masked(*i))
        };
        let largest = shown().map(|(_, v)| v.abs()).fold(0.0, f32::max);
        if shown().all(|(_, v)| v.fract() == 0.0) && largest < LONG {
            Self::Whole
        } else if largest <= TOO_SMALL {
            Self::Hidden
        } else {
            Self::Short
        }
    }

    /// `value` as it stands in its cell.
    pub fn text(self, value: f32) -> Option<String> {
        match self {
            Self::Hidden => None,
            Self::Whole if value < 0.0 => Some(format!("−{:.0}", value.abs())),
            Self::Whole => Some(format!("{:.0}", value.abs())),
            Self::Short => Some(format_short(value)),
        }
    }
}
