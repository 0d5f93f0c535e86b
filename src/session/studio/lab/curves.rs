//! What a run told, as curves that can be drawn while it tells more.

use super::report::{Judgement, Record, StepPoint};

/// Points of a curve of steps, at most: more cannot be told apart, and drawing must not hold up the page.
pub const MOST: usize = 160;

/// A quantity over the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    TrainLoss,
    HeldOutLoss,
    TrainAccuracy,
    HeldOutAccuracy,
    Exact,
    /// From 0 to 1, where BLEU goes to 100.
    Bleu,
    Perplexity,
    LearningRate,
    GradientNorm,
}

impl Quantity {
    /// (step, value), growing by step. Those of single steps are means over neighbours where there are many.
    pub fn curve(self, record: &Record) -> Vec<(f64, f64)> {
        let steps = |of: fn(&StepPoint) -> f32| thinned(&record.points, of);
        let judged = |of: fn(&Judgement) -> f64| {
            let points = record.judgements.iter();
            points.map(|j| (j.step as f64, of(j))).collect()
        };
        match self {
            Quantity::TrainLoss => steps(|p| p.loss),
            Quantity::TrainAccuracy => steps(|p| p.accuracy),
            Quantity::LearningRate => steps(|p| p.lr),
            Quantity::GradientNorm => steps(|p| p.grad_norm),
            Quantity::HeldOutLoss => judged(|j| j.loss),
            Quantity::HeldOutAccuracy => judged(|j| j.accuracy),
            Quantity::Exact => judged(|j| f64::from(j.exact.0) / f64::from(j.exact.1.max(1))),
            Quantity::Bleu => judged(|j| j.bleu / 100.0),
            Quantity::Perplexity => judged(|j| j.perplexity),
        }
    }

    /// Of how many steps a point of its [curve](Self::curve) is the mean; 1 where it is no mean.
    pub fn steps_a_point(self, record: &Record) -> usize {
        match self {
            Quantity::TrainLoss
            | Quantity::TrainAccuracy
            | Quantity::LearningRate
            | Quantity::GradientNorm => group(&record.points),
            _ => 1,
        }
    }
}

/// How many neighbours make a point.
fn group(points: &[StepPoint]) -> usize {
    points.len().div_ceil(MOST).max(1)
}

/// Means over as many neighbours as it takes, at the last step of each group.
fn thinned(points: &[StepPoint], of: fn(&StepPoint) -> f32) -> Vec<(f64, f64)> {
    let group = group(points);
    let mean = |group: &[StepPoint]| {
        let sum: f64 = group.iter().map(|p| f64::from(of(p))).sum();
        let last = group.last().map_or(0, |p| p.step);
        (last as f64, sum / group.len() as f64)
    };
    points.chunks(group).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: u64) -> Record {
        let point = |step| StepPoint {
            step,
            loss: step as f32,
            accuracy: 0.5,
            lr: 0.1,
            grad_norm: 1.0,
        };
        Record {
            points: (1..=n).map(point).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn few_points_stay_and_many_become_means() {
        let few = Quantity::TrainLoss.curve(&record(3));
        assert_eq!(few, [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]);
        let many = Quantity::TrainLoss.curve(&record(1000));
        assert!(many.len() <= MOST);
        assert_eq!(Quantity::TrainLoss.steps_a_point(&record(1000)), 7);
        assert_eq!(Quantity::TrainLoss.steps_a_point(&record(3)), 1);
        assert_eq!(Quantity::Bleu.steps_a_point(&record(1000)), 1);
        // Groups of seven: 1 to 7 have mean 4.
        assert_eq!(many[0], (7.0, 4.0));
        assert_eq!(many.last().map(|p| p.0), Some(1000.0));
        assert!(Quantity::Bleu.curve(&record(3)).is_empty());
        assert!(Quantity::TrainLoss.curve(&Record::default()).is_empty());
    }
}
