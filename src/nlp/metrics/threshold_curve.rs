//! ROC and precision–recall curves: a classifier of yes and no at every threshold at once.
//!
//! Sort the examples by score and let the threshold fall past one score after the other. All that
//! changes are two counts, the true and the false positives so far; both curves are read off them:
//!
//! ```text
//! ROC    x = fp / N  (false positive rate)     y = tp / P  (true positive rate, recall)
//! PR     x = tp / P  (recall)                  y = tp / (tp + fp)  (precision)
//!
//! AUC = area under ROC by trapezoids = P(a yes scores above a no) + ½ · P(they tie)
//! AP  = Σ_i (R_i − R_{i−1}) · P_i      no interpolation between points of the PR curve
//! ```
//!
//! Examples with equal scores go over together: a threshold cannot part them. As in scikit-learn's
//! `roc_curve(…, drop_intermediate=False)`, `roc_auc_score` and `average_precision_score`.
//!
//! T. Fawcett: *An introduction to ROC analysis*, Pattern Recognition Letters 2006.

use serde::{Deserialize, Serialize};

use super::Ratio;
use crate::nlp::error::Result;

/// The counts of every threshold that makes a difference, from the strictest to the most lenient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdCurve {
    /// The first point says yes to nothing, the last one to everything.
    pub points: Vec<ThresholdPoint>,
    /// Examples that are yes, `P`.
    pub positives: u64,
    /// Examples that are no, `N`.
    pub negatives: u64,
}

/// What saying yes from one score upwards gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThresholdPoint {
    /// Yes from this score upwards; `None`: above every score.
    pub threshold: Option<f64>,
    /// Yes, and so it is.
    pub tp: u64,
    /// Yes, but it is not so.
    pub fp: u64,
}

impl ThresholdPoint {
    /// `tp / (tp + fp)`; not defined where nothing is called yes. (scikit-learn draws 1 there.)
    pub fn precision(self) -> Ratio {
        Ratio::new(self.tp, self.tp + self.fp)
    }
}

impl ThresholdCurve {
    /// The curve of these examples: whether each is a yes, and the score it got.
    ///
    /// # Errors
    ///
    /// Lists of different lengths; a score that is not a number.
    ///
    /// ```
    /// use teddy_reads::nlp::metrics::ThresholdCurve;
    /// let curve = ThresholdCurve::of(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8])?;
    /// assert_eq!(curve.auc().map(|auc| auc.value()), Some(0.75)); // 3 of 4 pairs in order
    /// assert!((curve.average_precision().unwrap() - 0.8333).abs() < 1e-4);
    /// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
    /// ```
    pub fn of(truths: &[bool], scores: &[f64]) -> Result<Self> {
        super::check_same_length("scores", truths.len(), scores.len())?;
        super::check_numbers("scores", scores)?;
        let mut examples: Vec<(f64, bool)> =
            scores.iter().copied().zip(truths.iter().copied()).collect();
        examples.sort_by(|a, b| b.0.total_cmp(&a.0));

        let (mut tp, mut fp) = (0, 0);
        let mut points = vec![ThresholdPoint {
            threshold: None,
            tp,
            fp,
        }];
        // `==` and not the sort's order: −0 and 0 are one score.
        for tied in examples.chunk_by(|a, b| a.0 == b.0) {
            let yes = tied.iter().filter(|(_, truth)| *truth).count() as u64;
            tp += yes;
            fp += tied.len() as u64 - yes;
            points.push(ThresholdPoint {
                threshold: Some(tied[0].0),
                tp,
                fp,
            });
        }
        Ok(ThresholdCurve {
            points,
            positives: tp,
            negatives: fp,
        })
    }

    /// False and true positive rate of a point: its place on the ROC curve.
    pub fn roc(&self, point: ThresholdPoint) -> (Ratio, Ratio) {
        (
            Ratio::new(point.fp, self.negatives),
            Ratio::new(point.tp, self.positives),
        )
    }

    /// Recall and precision of a point: its place on the precision–recall curve.
    pub fn precision_recall(&self, point: ThresholdPoint) -> (Ratio, Ratio) {
        (Ratio::new(point.tp, self.positives), point.precision())
    }

    /// The point where yes begins at `threshold`: what a slider shows.
    pub fn at(&self, threshold: f64) -> ThresholdPoint {
        let reached = |p: &ThresholdPoint| p.threshold.is_none_or(|score| score >= threshold);
        // The first point is always reached.
        self.points[self.points.partition_point(reached).max(1) - 1]
    }

    /// The area under the ROC curve as a fraction of whole numbers; `None` unless there are both
    /// yeses and noes.
    pub fn auc(&self) -> Option<Ratio> {
        if self.positives == 0 || self.negatives == 0 {
            return None;
        }
        // Trapezoids: width · (left + right) / 2, over N · P.
        let twice_area = self
            .points
            .windows(2)
            .map(|pair| (pair[1].fp - pair[0].fp) * (pair[0].tp + pair[1].tp))
            .sum();
        Some(Ratio::new(twice_area, 2 * self.positives * self.negatives))
    }

    /// Average precision; `None` without a single yes.
    pub fn average_precision(&self) -> Option<f64> {
        if self.positives == 0 {
            return None;
        }
        let sum: f64 = self
            .points
            .windows(2)
            .map(|pair| (pair[1].tp - pair[0].tp) as f64 * pair[1].precision().value())
            .sum();
        Some(sum / self.positives as f64)
    }
}
