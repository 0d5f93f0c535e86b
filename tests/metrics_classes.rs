//! Classification, curves, calibration, correlation and entities against scikit-learn, seqeval and scipy
//! (`fixtures/make_metrics_classes_fixture.py`): 1,000 cases each, drawn here from the same seeds.

use serde::Deserialize;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::metrics::*;
use teddy_reads::nlp::rng::Rng;

#[derive(Deserialize)]
struct Fixture {
    kinds: Vec<String>,
    prefixes: Vec<String>,
    classification: Vec<Vec<i64>>,
    curve: Vec<Vec<Option<i64>>>,
    calibration: Vec<Vec<i64>>,
    correlation: Vec<Vec<Option<i64>>>,
    entities: Vec<Vec<Option<i64>>>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("fixtures/metrics_classes.json")).unwrap()
}

/// The references' numbers are rounded to millionths.
fn assert_close(ours: f64, theirs: i64, what: &str) {
    let theirs = theirs as f64 / 1e6;
    assert!(
        (ours - theirs).abs() < 0.6e-6,
        "{what}: ours {ours}, theirs {theirs}"
    );
}

fn assert_all_close(ours: &[f64], theirs: &[i64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}: how many numbers");
    for (i, (&ours, &theirs)) in ours.iter().zip(theirs).enumerate() {
        assert_close(ours, theirs, &format!("{what}, number {i}"));
    }
}

/// Σ (i + 1) · x_i / n²: as the fixture holds a whole curve in one number.
fn weighted_sum(values: &[f64]) -> f64 {
    let n = values.len().max(1) as f64;
    let sum: f64 = (1..).zip(values).map(|(i, v)| f64::from(i) * v).sum();
    sum / (n * n)
}

fn micro(counts: ClassCounts) -> [f64; 3] {
    [counts.precision(), counts.recall(), counts.f1()].map(Ratio::value)
}

fn mean(scores: MeanScores) -> [f64; 3] {
    [scores.precision, scores.recall, scores.f1]
}

fn by_class(classes: &[ClassCounts]) -> [f64; 3] {
    std::array::from_fn(|i| {
        let values: Vec<f64> = classes.iter().map(|&c| micro(c)[i]).collect();
        weighted_sum(&values)
    })
}

#[test]
fn classification_is_scikit_learns() {
    let rows = fixture().classification;
    assert!(rows.len() >= 1000);
    for (seed, row) in rows.iter().enumerate() {
        let mut rng = Rng::new(seed as u64);
        let (n_classes, n) = (1 + rng.below(6), 1 + rng.below(40));
        let accurate = rng.below(5);
        let (mut truths, mut predictions) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let truth = rng.below(n_classes);
            let guess = rng.below(n_classes);
            let right = rng.below(5) < accurate;
            truths.push(truth);
            predictions.push(if right { truth } else { guess });
        }
        let matrix = ConfusionMatrix::of(n_classes, &truths, &predictions).unwrap();
        let averages = matrix.averages();
        let accuracy = matrix.accuracy();
        assert_eq!(averages.micro.precision(), accuracy);
        assert_eq!(averages.micro.recall(), accuracy);
        assert_eq!(averages.micro.f1().value(), accuracy.value());

        let all_but_0: Vec<usize> = (1..n_classes).collect();
        let classes: Vec<ClassCounts> = (0..n_classes).map(|k| matrix.class(k)).collect();
        let mut ours = vec![accuracy.value()];
        ours.extend(mean(averages.macro_mean));
        ours.extend(mean(averages.weighted));
        ours.extend(micro(matrix.averages_over(&all_but_0).micro));
        ours.extend(by_class(&classes));
        assert_all_close(&ours, row, &format!("classification {seed}"));
    }
}

/// Yes or no, with a score that is often the same as another's.
fn scored(seed: usize) -> (Rng, Vec<bool>, Vec<f64>) {
    let mut rng = Rng::new(seed as u64);
    let (n, steps) = (1 + rng.below(40), 1 + rng.below(30));
    let (mut truths, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..n {
        truths.push(rng.below(2) == 1);
        scores.push(rng.below(steps + 1) as f64 / steps as f64);
    }
    (rng, truths, scores)
}

#[test]
fn curves_are_scikit_learns() {
    let rows = fixture().curve;
    assert!(rows.len() >= 1000);
    for (seed, row) in rows.iter().enumerate() {
        let (_, truths, scores) = scored(seed);
        let curve = ThresholdCurve::of(&truths, &scores).unwrap();
        let along = |value: &dyn Fn(ThresholdPoint) -> f64| {
            weighted_sum(&curve.points.iter().map(|&p| value(p)).collect::<Vec<_>>())
        };
        let auc = curve.auc().map(Ratio::value);
        let mut ours = vec![
            auc,
            curve.average_precision(),
            Some(curve.points.len() as f64 / 1e6),
            auc.map(|_| along(&|p| curve.roc(p).0.value())),
            auc.map(|_| along(&|p| curve.roc(p).1.value())),
        ];
        if truths.contains(&true) {
            // scikit-learn says that calling nothing yes is 100 % precise, and leaves the thresholds
            // from the last true positive on in.
            let precision = |p: ThresholdPoint| match p.threshold {
                None => 1.0,
                Some(_) => p.precision().value(),
            };
            ours.push(Some(along(&precision)));
            ours.push(Some(along(&|p| curve.precision_recall(p).0.value())));
        }
        assert_eq!(ours.len(), row.len(), "curve {seed}");
        for (i, (ours, theirs)) in ours.iter().zip(row).enumerate() {
            let what = format!("curve {seed}, number {i}");
            match (ours, theirs) {
                (Some(ours), Some(theirs)) => assert_close(*ours, *theirs, &what),
                (ours, theirs) => assert!(ours.is_none() && theirs.is_none(), "{what}"),
            }
        }
    }
}

#[test]
fn a_threshold_gives_the_matrix_of_its_point() {
    for seed in 0..200 {
        let (mut rng, truths, scores) = scored(seed);
        let curve = ThresholdCurve::of(&truths, &scores).unwrap();
        let threshold = 1.2 * rng.uniform() - 0.1;
        for threshold in [threshold, *rng.choose(&scores)] {
            let matrix = ConfusionMatrix::at_threshold(&truths, &scores, threshold).unwrap();
            let point = curve.at(threshold);
            assert_eq!(
                (point.tp, point.fp),
                (matrix.count(1, 1), matrix.count(0, 1)),
                "at {threshold} of {scores:?}"
            );
            assert_eq!(point.precision(), matrix.class(1).precision());
        }
    }
}

#[test]
fn calibration_is_scikit_learns() {
    let rows = fixture().calibration;
    assert!(rows.len() >= 1000);
    for (seed, row) in rows.iter().enumerate() {
        let (mut rng, truths, scores) = scored(seed);
        let mut reliability = Reliability::new(1 + rng.below(15)).unwrap();
        for (&truth, &score) in truths.iter().zip(&scores) {
            reliability.add(score, truth).unwrap();
        }
        let bins = reliability.bins.iter().filter(|bin| bin.count > 0);
        let (right, sure): (Vec<f64>, Vec<f64>) = bins
            .map(|bin| (bin.accuracy().value(), bin.confidence()))
            .unzip();
        let ours = [
            reliability.ece(),
            reliability.mce(),
            weighted_sum(&right),
            weighted_sum(&sure),
        ];
        assert_all_close(&ours, row, &format!("calibration {seed}"));
        assert_eq!(reliability.total().count as usize, scores.len());
    }
}

#[test]
fn correlation_is_scipys() {
    let rows = fixture().correlation;
    assert!(rows.len() >= 1000);
    for (seed, row) in rows.iter().enumerate() {
        let mut rng = Rng::new(seed as u64);
        let (n, steps) = (2 + rng.below(30), 1 + rng.below(12));
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let value = rng.below(steps + 1) as f64 / 4.0 - 1.0;
            x.push(value);
            let slope = rng.below(4) as f64;
            y.push(value * slope + (rng.below(steps).pow(3) * 100) as f64);
        }
        for (ours, theirs) in [pearson(&x, &y), spearman(&x, &y)].into_iter().zip(row) {
            match theirs {
                Some(theirs) => assert_close(ours.unwrap(), *theirs, &format!("pair {seed}")),
                None => assert!(matches!(ours, Err(NlpError::BadConfig { .. }))),
            }
        }
    }
}

#[test]
fn entities_are_seqevals() {
    let Fixture {
        kinds,
        prefixes,
        entities: rows,
        ..
    } = fixture();
    assert!(rows.len() >= 1000);
    for (seed, row) in rows.iter().enumerate() {
        let mut rng = Rng::new(seed as u64);
        let n_prefixes = 3 + rng.below(prefixes.len() - 2);
        let n_kinds = 1 + rng.below(kinds.len());
        let tag = |rng: &mut Rng| {
            let prefix = rng.choose(&prefixes[..n_prefixes]);
            let kind = rng.choose(&kinds[..n_kinds]);
            match rng.below(12) {
                form if prefix == "O" && form > 0 || form == 1 => prefix.clone(),
                2 => format!("{prefix}{kind}"),
                _ => format!("{prefix}-{kind}"),
            }
        };
        let (mut truths, mut predictions) = (Vec::new(), Vec::new());
        for _ in 0..1 + rng.below(3) {
            let (mut truth, mut predicted) = (Vec::new(), Vec::new());
            for _ in 0..rng.below(13) {
                let (this, other) = (tag(&mut rng), tag(&mut rng));
                predicted.push(if rng.below(4) == 0 {
                    other
                } else {
                    this.clone()
                });
                truth.push(this);
            }
            truths.push(truth);
            predictions.push(predicted);
        }
        let scores = entity_scores(&truths, &predictions).unwrap();
        let averages = scores.averages();
        let classes: Vec<ClassCounts> = scores.by_kind.values().copied().collect();
        let what = format!("entities {seed}: {truths:?} {predictions:?}");
        match row[0] {
            Some(theirs) => assert_close(scores.tokens.value(), theirs, &what),
            None => assert!(!scores.tokens.is_defined(), "{what}"),
        }
        let theirs: Vec<i64> = row[1..].iter().map(|x| x.unwrap()).collect();
        assert_eq!(classes.len() as i64, theirs[0], "{what}");
        if classes.is_empty() {
            assert_eq!(averages, Averages::default());
            continue;
        }
        let mut ours = micro(averages.micro).to_vec();
        ours.extend(mean(averages.macro_mean));
        ours.extend(mean(averages.weighted));
        ours.extend(by_class(&classes));
        assert_all_close(&ours, &theirs[1..13], &what);
        let support: Vec<i64> = classes.iter().map(|c| c.actual as i64).collect();
        assert_eq!(support, theirs[13..], "{what}");
        assert_eq!(scores.f1(), averages.micro.f1());
    }
}

/// The example of seqeval's own README.
#[test]
fn a_misplaced_entity_is_wrong_twice() {
    let truths = [
        vec!["O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"],
        vec!["B-PER", "I-PER", "O"],
    ];
    let predictions = [
        vec!["O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"],
        vec!["B-PER", "I-PER", "O"],
    ];
    let scores = entity_scores(&truths, &predictions).unwrap();
    let misc = scores.by_kind["MISC"];
    assert_eq!((misc.false_positives(), misc.false_negatives()), (1, 1));
    assert_eq!(scores.f1().value(), 0.5);
    assert_eq!(scores.tokens, Ratio::new(8, 10));
}

#[test]
fn an_edited_matrix_gives_its_fractions() {
    let mut matrix = ConfusionMatrix::new(3).unwrap();
    for (truth, row) in [[5, 1, 0], [2, 3, 0], [0, 1, 4]].iter().enumerate() {
        for (predicted, &count) in row.iter().enumerate() {
            matrix.set(truth, predicted, count).unwrap();
        }
    }
    assert_eq!(matrix.accuracy(), Ratio::new(12, 16));
    assert_eq!(matrix.class(0).recall(), Ratio::new(5, 6));
    assert_eq!(matrix.class(2).precision(), Ratio::new(4, 4));
    assert_eq!(matrix.class(1).f1(), Ratio::new(6, 10));
    matrix.set(2, 1, 0).unwrap();
    assert_eq!(matrix.class(1).precision(), Ratio::new(3, 4));
}

#[test]
fn what_cannot_be_measured_is_said() {
    let bad = |result: Result<(), NlpError>, field_wanted: &str| match result {
        Err(NlpError::BadConfig { field, .. }) => assert_eq!(field, field_wanted),
        other => panic!("{other:?}"),
    };
    bad(ConfusionMatrix::new(0).map(drop), "classes");
    bad(ConfusionMatrix::new(usize::MAX).map(drop), "classes");
    bad(ConfusionMatrix::of(2, &[0, 2], &[0, 1]).map(drop), "class");
    bad(ConfusionMatrix::of(2, &[0], &[]).map(drop), "predictions");
    let mut matrix = ConfusionMatrix::new(1).unwrap();
    bad(matrix.set(0, 0, u64::MAX), "count");
    bad(ThresholdCurve::of(&[true], &[f64::NAN]).map(drop), "scores");
    bad(ThresholdCurve::of(&[true], &[]).map(drop), "scores");
    bad(Reliability::new(0).map(drop), "n_bins");
    let mut reliability = Reliability::new(10).unwrap();
    bad(reliability.add(f64::NAN, true), "confidence");
    bad(reliability.add(1.1, true), "confidence");
    bad(pearson(&[1.0, f64::NAN], &[1.0, 2.0]).map(drop), "x");
    bad(spearman(&[1.0, 2.0], &[1.0]).map(drop), "y");
    bad(pearson(&[], &[]).map(drop), "x");
    bad(
        entity_scores(&[vec!["O"]], &[vec!["O", "O"]]).map(drop),
        "tags",
    );

    // Nothing at all is no error: there is just nothing to divide.
    let nothing = ThresholdCurve::of(&[], &[]).unwrap();
    assert_eq!((nothing.auc(), nothing.average_precision()), (None, None));
    assert_eq!(nothing.points.len(), 1);
    assert!(!ConfusionMatrix::new(2).unwrap().accuracy().is_defined());
    assert_eq!(Reliability::new(5).unwrap().ece(), 0.0);
    assert_eq!(entities::<&str>(&[]), []);
    assert_eq!(entities(&["", "B-PER"]).len(), 1);
}

/// Scores of infinity, and zeros of both signs, are scores.
#[test]
fn odd_scores_are_ordered() {
    let curve = ThresholdCurve::of(
        &[true, true, false, false],
        &[f64::INFINITY, 0.0, -0.0, f64::NEG_INFINITY],
    )
    .unwrap();
    assert_eq!(curve.points.len(), 4); // above all, ∞, ±0, −∞
    assert_eq!(curve.auc(), Some(Ratio::new(7, 8)));
}
