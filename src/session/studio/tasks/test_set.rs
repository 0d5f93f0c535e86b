//! What a classifier said of every held-out sentence, and what is left of it when one class is made rare.

use crate::nlp::error::NlpError;
use crate::nlp::metrics::ConfusionMatrix;
use serde::{Deserialize, Serialize};

/// The content of `test.json`: sentence by sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestSet {
    /// 1: positive.
    pub labels: Vec<u8>,
    /// The probability that the classifier gave to *positive*.
    pub probabilities: Vec<f64>,
}

impl TestSet {
    /// Reads a `test.json`.
    pub fn from_json(json: &str) -> Result<Self, NlpError> {
        let bad = |why: String| NlpError::BadFile {
            what: "test.json".into(),
            why,
        };
        let set: TestSet = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
        let (labels, probabilities) = (set.labels.len(), set.probabilities.len());
        if labels != probabilities {
            return Err(bad(format!(
                "{labels} labels, but {probabilities} probabilities"
            )));
        }
        if set.labels.iter().any(|&label| label > 1) {
            return Err(bad("a label is neither 0 nor 1".into()));
        }
        if !set.probabilities.iter().all(|p| (0.0..=1.0).contains(p)) {
            return Err(bad("a probability is not between 0 and 1".into()));
        }
        Ok(set)
    }

    /// Whether each is positive.
    pub fn truths(&self) -> Vec<bool> {
        self.labels.iter().map(|&label| label == 1).collect()
    }

    /// Class 1 from `threshold` upwards.
    pub fn at(&self, threshold: f64) -> Result<ConfusionMatrix, NlpError> {
        ConfusionMatrix::at_threshold(&self.truths(), &self.probabilities, threshold)
    }

    /// All positive sentences and as many negative ones, evenly picked, as make the positives this share of all.
    pub fn with_share(&self, share: f64) -> TestSet {
        let positives = self.labels.iter().filter(|&&label| label == 1).count();
        let negatives = self.labels.len() - positives;
        let wanted = positives as f64 * (1.0 - share) / share.max(f64::MIN_POSITIVE);
        let wanted = (wanted.round() as usize).clamp(1.min(negatives), negatives);
        let mut kept = TestSet {
            labels: vec![],
            probabilities: vec![],
        };
        let mut seen = 0;
        for (&label, &p) in self.labels.iter().zip(&self.probabilities) {
            // Of negatives 0, 1, 2 …: those where i · wanted / negatives reaches the next whole number.
            let keep = label == 1 || {
                seen += 1;
                seen * wanted / negatives > (seen - 1) * wanted / negatives
            };
            if keep {
                kept.labels.push(label);
                kept.probabilities.push(p);
            }
        }
        kept
    }

    /// A model that has learnt nothing but which class is the common one: it always says *positive*.
    pub fn majority(&self) -> Result<ConfusionMatrix, NlpError> {
        self.at(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> TestSet {
        let labels = [vec![1; 99], vec![0; 50]].concat();
        let probabilities = (0..149).map(|i| f64::from(i % 10) / 10.0).collect();
        TestSet {
            labels,
            probabilities,
        }
    }

    #[test]
    fn one_class_is_made_rare_without_touching_the_other() {
        let rare = set().with_share(0.99);
        assert_eq!(rare.labels.iter().filter(|&&l| l == 1).count(), 99);
        assert_eq!(rare.labels.iter().filter(|&&l| l == 0).count(), 1);
        let fifth = set().with_share(0.9);
        assert_eq!(fifth.labels.len(), 99 + 11);
        assert_eq!(set().with_share(0.5).labels.len(), 149, "there are no more");
        assert_eq!(set().with_share(0.0).labels.len(), 149);
        assert_eq!(set().with_share(1.0).labels.len(), 100, "one is left");
    }

    #[test]
    fn the_majority_is_right_as_often_as_it_is_common() {
        let matrix = set().with_share(0.99).majority().unwrap();
        assert_eq!(matrix.accuracy().value(), 0.99);
        assert_eq!(matrix.class(0).recall().value(), 0.0);
        assert!(!matrix.class(0).precision().is_defined());
    }

    #[test]
    fn a_file_that_makes_no_sense_is_refused() {
        for bad in [
            "{}",
            r#"{"labels":[1],"probabilities":[]}"#,
            r#"{"labels":[2],"probabilities":[0.5]}"#,
            r#"{"labels":[1],"probabilities":[1.5]}"#,
        ] {
            assert!(TestSet::from_json(bad).is_err(), "{bad}");
        }
        let good = TestSet::from_json(r#"{"labels":[1,0],"probabilities":[0.5,0.25]}"#).unwrap();
        assert_eq!(good.truths(), [true, false]);
    }
}
