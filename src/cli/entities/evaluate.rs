//! `teddy evaluate entities`: whole entities found, as JSON.

use super::read_recogniser;
use crate::cli::BadInput;
use crate::cli::files::read_text;
use crate::nlp::data::conll::{Columns, TaggedSentence, parse_conll};
use crate::nlp::metrics::{ClassCounts, entity_scores};
use crate::nlp::model::EntityRecogniser;
use anyhow::Result;
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::time::Instant;

/// Options of `teddy evaluate entities`.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the model.
    #[arg(long, default_value = "public/models/entities")]
    pub model: PathBuf,
    /// Lines of token<TAB>tag, a blank line between sentences; training writes `test.conll` into the folder of its run.
    #[arg(long)]
    pub sentences: PathBuf,
}

/// Tags every sentence and compares with its tags.
pub fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let recogniser = read_recogniser(&args.model)?;
    let sentences = parse_conll(&read_text(&args.sentences)?, Columns::TokenTag)
        .map_err(|e| BadInput(format!("{}: {e}", args.sentences.display())))?;
    if sentences.is_empty() {
        return Err(BadInput(format!("{} is empty", args.sentences.display())).into());
    }
    let start = Instant::now();
    let figures = figures(&recogniser, &sentences)?;
    let seconds = start.elapsed().as_secs_f64();
    let report = json!({
        "sentences": sentences.len(),
        "tokens": sentences.iter().map(|s| s.tokens.len()).sum::<usize>(),
        "figures": figures,
        "sentences_per_second": sentences.len() as f64 / seconds,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// Entity scores by seqeval's rules: an entity counts if its kind, beginning and end are right.
pub fn figures(recogniser: &EntityRecogniser, sentences: &[TaggedSentence]) -> Result<Value> {
    let (mut truths, mut predictions) = (Vec::new(), Vec::new());
    for sentence in sentences {
        let tags = recogniser.tag_tokens(sentence)?;
        truths.push(sentence.tags.iter().map(|t| t.name()).collect::<Vec<_>>());
        predictions.push(tags.iter().map(|t| t.name()).collect::<Vec<_>>());
    }
    let scores = entity_scores(&truths, &predictions)?;
    let of = |counts: ClassCounts| {
        json!({
            "precision": counts.precision().value(),
            "recall": counts.recall().value(),
            "f1": counts.f1().value(),
            "entities": counts.actual,
        })
    };
    let by_kind: Map<String, Value> = scores
        .by_kind
        .iter()
        .map(|(kind, &counts)| (kind.clone(), of(counts)))
        .collect();
    let averages = scores.averages();
    Ok(json!({
        "micro": of(averages.micro),
        "macro_f1": averages.macro_mean.f1,
        "by_kind": by_kind,
        "token_accuracy": scores.tokens.value(),
    }))
}
