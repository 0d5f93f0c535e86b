//! The confusion matrix of a classifier, and what is read off it.
//!
//! ```text
//!                     predicted
//!                   cat   dog   owl
//! truth   cat        5     1     0     row: where the cats went       recall    = 5 / 6
//!         dog        2     3     0
//!         owl        0     1     4     column: what was called owl    precision = 4 / 4
//!
//! accuracy = diagonal / everything = 12 / 16
//! ```
//!
//! Counts can be set one by one, so that a reader can edit the matrix and see the fractions move.
//! Where every example has one label and one prediction, micro precision, recall and F1 over *all*
//! classes are the accuracy; they say something of their own over some classes (say, all but `O`).

use serde::{Deserialize, Serialize};

use super::{Averages, ClassCounts, Ratio};
use crate::nlp::error::{NlpError, Result};

/// Counts by true and by predicted class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfusionMatrix {
    n_classes: usize,
    /// Row by row: `counts[truth · n + predicted]`.
    counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// A matrix of zeros.
    ///
    /// # Errors
    ///
    /// No classes at all, or so many that the matrix would not fit anywhere.
    pub fn new(n_classes: usize) -> Result<Self> {
        let cells = n_classes.checked_mul(n_classes);
        match cells {
            Some(cells @ 1..=MAX_CELLS) => Ok(ConfusionMatrix {
                n_classes,
                counts: vec![0; cells],
            }),
            _ => Err(NlpError::BadConfig {
                field: "classes",
                why: format!("{n_classes} classes make no confusion matrix"),
            }),
        }
    }

    /// Counts a whole test set: true and predicted class of each example.
    ///
    /// ```
    /// use teddy_reads::nlp::metrics::ConfusionMatrix;
    /// let matrix = ConfusionMatrix::of(2, &[0, 0, 1, 1, 1], &[0, 1, 1, 1, 0])?;
    /// assert_eq!(matrix.accuracy().value(), 0.6);
    /// assert_eq!(matrix.class(1).precision().value(), 2.0 / 3.0);
    /// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
    /// ```
    pub fn of(n_classes: usize, truths: &[usize], predictions: &[usize]) -> Result<Self> {
        super::check_same_length("predictions", truths.len(), predictions.len())?;
        let mut matrix = ConfusionMatrix::new(n_classes)?;
        for (&truth, &predicted) in truths.iter().zip(predictions) {
            matrix.add(truth, predicted)?;
        }
        Ok(matrix)
    }

    /// A classifier of yes (class 1) and no (class 0) that says yes from `threshold` upwards.
    pub fn at_threshold(truths: &[bool], scores: &[f64], threshold: f64) -> Result<Self> {
        super::check_same_length("scores", truths.len(), scores.len())?;
        let mut matrix = ConfusionMatrix::new(2)?;
        for (&truth, &score) in truths.iter().zip(scores) {
            matrix.add(usize::from(truth), usize::from(score >= threshold))?;
        }
        Ok(matrix)
    }

    /// One more example.
    pub fn add(&mut self, truth: usize, predicted: usize) -> Result<()> {
        let cell = self.cell(truth, predicted)?;
        self.counts[cell] += 1;
        Ok(())
    }

    /// Overwrites one count.
    pub fn set(&mut self, truth: usize, predicted: usize, count: u64) -> Result<()> {
        if count > MAX_COUNT {
            return Err(NlpError::BadConfig {
                field: "count",
                why: format!("{count} is more than {MAX_COUNT}"),
            });
        }
        let cell = self.cell(truth, predicted)?;
        self.counts[cell] = count;
        Ok(())
    }

    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// How many examples of class `truth` were taken for `predicted`; 0 outside the matrix.
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        self.cell(truth, predicted).map_or(0, |i| self.counts[i])
    }

    /// All examples.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The diagonal over everything.
    pub fn accuracy(&self) -> Ratio {
        let diagonal = (0..self.n_classes).map(|k| self.count(k, k)).sum();
        Ratio::new(diagonal, self.total())
    }

    /// What one class's precision, recall and F1 are made of.
    pub fn class(&self, k: usize) -> ClassCounts {
        let n = self.n_classes;
        ClassCounts {
            tp: self.count(k, k),
            predicted: (0..n).map(|truth| self.count(truth, k)).sum(),
            actual: (0..n).map(|predicted| self.count(k, predicted)).sum(),
        }
    }

    /// Averages over the classes that occur in the truth or in a prediction (scikit-learn's default).
    pub fn averages(&self) -> Averages {
        Averages::of(
            (0..self.n_classes)
                .map(|k| self.class(k))
                .filter(|c| c.occurs()),
        )
    }

    /// Averages over chosen classes, occurring or not (scikit-learn's `labels=…`).
    pub fn averages_over(&self, classes: &[usize]) -> Averages {
        Averages::of(classes.iter().map(|&k| self.class(k)))
    }

    fn cell(&self, truth: usize, predicted: usize) -> Result<usize> {
        let n = self.n_classes;
        if truth < n && predicted < n {
            return Ok(truth * n + predicted);
        }
        let bad = if truth < n { predicted } else { truth };
        Err(NlpError::BadConfig {
            field: "class",
            why: format!("there is no class {bad} among {n} (from 0)"),
        })
    }
}

/// A vocabulary's worth of classes squared is not a matrix that anybody looks at.
const MAX_CELLS: usize = 1 << 24;

/// So that no sum over a matrix overflows.
const MAX_COUNT: u64 = 1 << 32;
