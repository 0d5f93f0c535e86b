//! A share as the fraction it is, so that a page can write `17 / 18` before it writes `0.944`.

use serde::{Deserialize, Serialize};

/// `numerator / denominator` of two counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    pub numerator: u64,
    pub denominator: u64,
}

impl Ratio {
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Ratio {
            numerator,
            denominator,
        }
    }

    /// Is there anything to divide by? The precision of a class that was never predicted is not 0, it
    /// is not there.
    pub fn is_defined(self) -> bool {
        self.denominator > 0
    }

    /// The quotient; 0 where there is none, which is what scikit-learn and seqeval put into their
    /// averages.
    pub fn value(self) -> f64 {
        match self.denominator {
            0 => 0.0,
            denominator => self.numerator as f64 / denominator as f64,
        }
    }
}
