//! `teddy evaluate sentiment`: how often right, how sure, as JSON.

use super::read_classifier;
use crate::cli::BadInput;
use crate::cli::files::{read_text, write_whole};
use crate::nlp::data::sentiment::{LabelledSentence, Sentiment, parse_labelled};
use crate::nlp::metrics::{ClassCounts, ConfusionMatrix, Reliability};
use crate::nlp::model::TextClassifier;
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Instant;

/// Options of `teddy evaluate sentiment`.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the model.
    #[arg(long, default_value = "public/models/sentiment-lstm")]
    pub model: PathBuf,
    /// Lines of label<TAB>text; training writes `test.tsv` into the folder of its run.
    #[arg(long)]
    pub sentences: PathBuf,
    /// Also write label and probability of every sentence here, without the texts: the page's confusion matrix is made
    /// from them.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// What a classifier said of a test set: the content of `test.json`.
#[derive(Serialize)]
struct Predictions {
    /// 1: positive.
    labels: Vec<usize>,
    /// Of positive.
    probabilities: Vec<f64>,
}

/// Classifies every sentence and compares with its label.
pub fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let classifier = read_classifier(&args.model)?;
    let sentences = parse_labelled(&read_text(&args.sentences)?)
        .map_err(|e| BadInput(format!("{}: {e}", args.sentences.display())))?;
    if sentences.is_empty() {
        return Err(BadInput(format!("{} is empty", args.sentences.display())).into());
    }
    let start = Instant::now();
    let predictions = predict(&classifier, &sentences)?;
    let seconds = start.elapsed().as_secs_f64();
    let report = json!({
        "sentences": sentences.len(),
        "figures": figures(&predictions)?,
        "sentences_per_second": sentences.len() as f64 / seconds,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    if let Some(path) = &args.out {
        write_whole(path, serde_json::to_string(&predictions)?.as_bytes())?;
    }
    Ok(())
}

fn predict(classifier: &TextClassifier, sentences: &[LabelledSentence]) -> Result<Predictions> {
    let mut predictions = Predictions {
        labels: Vec::new(),
        probabilities: Vec::new(),
    };
    for (i, sentence) in sentences.iter().enumerate() {
        let p = classifier
            .classify(&sentence.text)
            .map_err(|e| BadInput(format!("sentence {}: {e}", i + 1)))?;
        // Four digits are more than any chart shows, and a quarter of the bytes.
        let positive = f64::from(p[Sentiment::Positive.class()]);
        predictions
            .probabilities
            .push((positive * 1e4).round() / 1e4);
        predictions.labels.push(sentence.label.class());
    }
    Ok(predictions)
}

fn figures(predictions: &Predictions) -> Result<Value> {
    let truths: Vec<bool> = predictions.labels.iter().map(|&l| l == 1).collect();
    let scores = &predictions.probabilities;
    let matrix = ConfusionMatrix::at_threshold(&truths, scores, 0.5)?;
    let mut reliability = Reliability::new(10)?;
    for (&truth, &p) in truths.iter().zip(scores) {
        reliability.add(p.max(1.0 - p), truth == (p >= 0.5))?;
    }
    let class = |k: usize| {
        let counts: ClassCounts = matrix.class(k);
        json!({
            "precision": counts.precision().value(),
            "recall": counts.recall().value(),
            "f1": counts.f1().value(),
        })
    };
    let count = |truth, predicted| matrix.count(truth, predicted);
    Ok(json!({
        "accuracy": matrix.accuracy().value(),
        "negative": class(0),
        "positive": class(1),
        "confusion": [[count(0, 0), count(0, 1)], [count(1, 0), count(1, 1)]],
        "expected_calibration_error": reliability.ece(),
    }))
}
