//! Is a model right as often as it is sure? Reliability bins and the expected calibration error.
//!
//! Predictions are sorted into `M` bins of equal width by their confidence (the probability of what
//! was predicted); in each the mean confidence is held against the share that was right:
//!
//! ```text
//! bin m:   (m/M, (m+1)/M]            (0 itself is in the first)
//! acc(m) = right in m / n_m          conf(m) = Σ confidence in m / n_m
//! ECE    = Σ_m  n_m / n · | acc(m) − conf(m) |
//! MCE    = max_m        | acc(m) − conf(m) |
//! ```
//!
//! A bar below the diagonal of the reliability diagram is overconfidence. The bins are those of
//! scikit-learn's `calibration_curve(…, strategy="uniform")`.
//!
//! C. Guo, G. Pleiss, Y. Sun, K. Weinberger: *On Calibration of Modern Neural Networks*, ICML 2017.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Ratio;
use crate::nlp::error::{NlpError, Result};

/// The predictions whose confidence fell into one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    pub count: u64,
    /// How many of them were right.
    pub correct: u64,
    pub confidence_sum: f64,
}

impl ReliabilityBin {
    /// The share that was right.
    pub fn accuracy(self) -> Ratio {
        Ratio::new(self.correct, self.count)
    }

    /// The mean confidence; 0 in an empty bin.
    pub fn confidence(self) -> f64 {
        self.confidence_sum / self.count.max(1) as f64
    }

    /// By how much it is too sure (negative: not sure enough).
    pub fn gap(self) -> f64 {
        self.confidence() - self.accuracy().value()
    }
}

impl AddAssign for ReliabilityBin {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.correct += other.correct;
        self.confidence_sum += other.confidence_sum;
    }
}

/// A reliability diagram as it grows, prediction after prediction.
///
/// ```
/// use teddy_reads::nlp::metrics::Reliability;
/// let mut reliability = Reliability::new(10)?;
/// for (confidence, correct) in [(0.95, true), (0.95, false), (0.55, true)] {
///     reliability.add(confidence, correct)?;
/// }
/// // ⅔ · |½ − 0.95| + ⅓ · |1 − 0.55|
/// assert!((reliability.ece() - 0.45).abs() < 1e-12);
/// assert_eq!(reliability.bins[9].accuracy().value(), 0.5);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// From unsure to sure, of equal width.
    pub bins: Vec<ReliabilityBin>,
}

/// Rounding in f32 may carry a probability this far past 1.
const SLACK: f64 = 1e-4;

/// More bins than anybody draws.
const MAX_BINS: usize = 10_000;

impl Reliability {
    /// `n_bins` empty bins.
    pub fn new(n_bins: usize) -> Result<Self> {
        if !(1..=MAX_BINS).contains(&n_bins) {
            return Err(NlpError::BadConfig {
                field: "n_bins",
                why: format!("{n_bins} is not in 1..={MAX_BINS}"),
            });
        }
        Ok(Reliability {
            bins: vec![ReliabilityBin::default(); n_bins],
        })
    }

    /// One more prediction: how sure, and whether right.
    ///
    /// # Errors
    ///
    /// A confidence that is no probability.
    pub fn add(&mut self, confidence: f64, correct: bool) -> Result<()> {
        if !(-SLACK..=1.0 + SLACK).contains(&confidence) {
            return Err(NlpError::BadConfig {
                field: "confidence",
                why: format!("{confidence} is not a probability"),
            });
        }
        let confidence = confidence.clamp(0.0, 1.0);
        let bin = self.bin_of(confidence);
        self.bins[bin] += ReliabilityBin {
            count: 1,
            correct: u64::from(correct),
            confidence_sum: confidence,
        };
        Ok(())
    }

    /// Lower and upper end of a bin.
    pub fn range(&self, bin: usize) -> (f64, f64) {
        (self.edge(bin), self.edge(bin + 1))
    }

    /// All bins as one: mean confidence and accuracy of everything.
    pub fn total(&self) -> ReliabilityBin {
        self.bins
            .iter()
            .fold(ReliabilityBin::default(), |mut sum, &bin| {
                sum += bin;
                sum
            })
    }

    /// Expected calibration error; 0 without any prediction.
    pub fn ece(&self) -> f64 {
        let n = self.total().count.max(1) as f64;
        self.bins
            .iter()
            .map(|bin| bin.count as f64 / n * bin.gap().abs())
            .sum()
    }

    /// Maximum calibration error: the worst bin's.
    pub fn mce(&self) -> f64 {
        self.bins
            .iter()
            .map(|bin| bin.gap().abs())
            .fold(0.0, f64::max)
    }

    fn edge(&self, i: usize) -> f64 {
        // As numpy.linspace rounds: 3 · 0.1 is a little more than 0.3, and so 0.3 is in the third bin.
        match i {
            i if i >= self.bins.len() => 1.0,
            i => i as f64 * (1.0 / self.bins.len() as f64),
        }
    }

    fn bin_of(&self, confidence: f64) -> usize {
        let last = self.bins.len() - 1;
        // A guess, then the bin whose edges say so.
        let mut bin = ((confidence * self.bins.len() as f64) as usize).min(last);
        while bin > 0 && confidence <= self.edge(bin) {
            bin -= 1;
        }
        while bin < last && confidence > self.edge(bin + 1) {
            bin += 1;
        }
        bin
    }
}
