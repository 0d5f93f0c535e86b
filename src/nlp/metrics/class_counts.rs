//! Precision, recall and F1 from three counts: of a class, of a kind of entity, or of all together.
//!
//! ```text
//! precision = tp / predicted        of what was said to be of the class, how much was
//! recall    = tp / actual           of what is of the class, how much was found
//! F1        = 2 · P · R / (P + R)  =  2 · tp / (predicted + actual)
//! ```
//!
//! Where a denominator is 0 the fraction [is not defined](Ratio::is_defined) and counts as 0.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Ratio;

/// Hits, predictions and truths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCounts {
    /// True positives: predicted, and so it is.
    pub tp: u64,
    /// Everything predicted: `tp + fp`.
    pub predicted: u64,
    /// Everything that is so: `tp + fn`. Also called the support.
    pub actual: u64,
}

impl ClassCounts {
    /// Predicted, but it is not so.
    pub fn false_positives(self) -> u64 {
        self.predicted - self.tp
    }

    /// It is so, but was not predicted.
    pub fn false_negatives(self) -> u64 {
        self.actual - self.tp
    }

    pub fn precision(self) -> Ratio {
        Ratio::new(self.tp, self.predicted)
    }

    pub fn recall(self) -> Ratio {
        Ratio::new(self.tp, self.actual)
    }

    pub fn f1(self) -> Ratio {
        Ratio::new(2 * self.tp, self.predicted + self.actual)
    }

    /// Does it occur at all, in the truth or in a prediction?
    pub fn occurs(self) -> bool {
        self.predicted + self.actual > 0
    }
}

impl AddAssign for ClassCounts {
    fn add_assign(&mut self, other: Self) {
        self.tp += other.tp;
        self.predicted += other.predicted;
        self.actual += other.actual;
    }
}

/// The mean of several classes' precision, recall and F1: no longer a fraction of counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct MeanScores {
    pub precision: f64,
    pub recall: f64,
    /// The mean of the F1s (not the F1 of the means).
    pub f1: f64,
}

/// Three ways to make one number of several classes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Averages {
    /// All counts added up first: every example weighs the same.
    pub micro: ClassCounts,
    /// The plain mean: every class weighs the same, however rare.
    pub macro_mean: MeanScores,
    /// The mean weighted by how often the class is the truth.
    pub weighted: MeanScores,
}

impl Averages {
    /// Over the given classes; all zero if there are none.
    ///
    /// ```
    /// use teddy_reads::nlp::metrics::{Averages, ClassCounts};
    /// let common = ClassCounts { tp: 90, predicted: 100, actual: 90 }; // P 0.9, R 1
    /// let rare = ClassCounts { tp: 1, predicted: 2, actual: 10 }; // P 0.5, R 0.1
    /// let averages = Averages::of([common, rare]);
    /// assert_eq!(averages.micro.recall().value(), 0.91);
    /// assert!((averages.macro_mean.recall - 0.55).abs() < 1e-12);
    /// ```
    pub fn of(classes: impl IntoIterator<Item = ClassCounts>) -> Self {
        let mut averages = Averages::default();
        let mut n = 0u64;
        for class in classes {
            n += 1;
            averages.micro += class;
            averages.macro_mean.add(class, 1.0);
            averages.weighted.add(class, class.actual as f64);
        }
        averages.macro_mean.divide(n);
        averages.weighted.divide(averages.micro.actual);
        averages
    }
}

impl MeanScores {
    fn add(&mut self, class: ClassCounts, weight: f64) {
        self.precision += weight * class.precision().value();
        self.recall += weight * class.recall().value();
        self.f1 += weight * class.f1().value();
    }

    fn divide(&mut self, total: u64) {
        if total > 0 {
            let total = total as f64;
            self.precision /= total;
            self.recall /= total;
            self.f1 /= total;
        }
    }
}
