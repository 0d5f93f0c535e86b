//! n tokens that each look at each: a square of n × n cells.

use super::number::Px;
use std::fmt::Write;

/// Cells narrower than this would be one grey: then only the outline is drawn.
const LEAST_CELL: f64 = 2.5;

/// One square, in scale with the others.
#[derive(Clone, Debug, PartialEq)]
pub struct CostSquare {
    pub side: f64,
    /// An SVG path of the lines between cells.
    pub lines: String,
}

impl CostSquare {
    /// The square of `n` tokens, where the longest sequence's is `side` wide.
    ///
    /// ```
    /// use teddy_reads::viz::cost_square::CostSquare;
    /// let square = CostSquare::new(2, 4, 100.0);
    /// assert_eq!(square.side, 50.0);
    /// assert_eq!(square.lines, "M25 0V50M0 25H50");
    /// ```
    pub fn new(n: usize, longest: usize, side: f64) -> Self {
        if n == 0 || longest == 0 {
            return CostSquare {
                side: 0.0,
                lines: String::new(),
            };
        }
        let cell = side / longest as f64;
        let side = cell * n as f64;
        let mut lines = String::new();
        if cell >= LEAST_CELL {
            for i in 1..n {
                let (at, end) = (Px(cell * i as f64), Px(side));
                write!(lines, "M{at} 0V{end}M0 {at}H{end}").expect("a String takes everything");
            }
        }
        CostSquare { side, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_to_scale_and_too_fine_a_grid_is_left_out() {
        let (small, large) = (
            CostSquare::new(7, 28, 112.0),
            CostSquare::new(28, 28, 112.0),
        );
        assert_eq!(large.side.powi(2) / small.side.powi(2), 16.0);
        assert_eq!(large.lines.matches('M').count(), 2 * 27);
        assert_eq!(CostSquare::new(90, 90, 112.0).lines, "");
        assert_eq!(CostSquare::new(0, 0, 112.0).side, 0.0);
    }
}
