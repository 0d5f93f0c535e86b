//! `teddy predict …`: what a model says of each line of standard input.

use super::entities::read_recogniser;
use super::language_model::read_language_model;
use super::lines::answer_lines;
use super::sentiment::read_classifier;
use crate::nlp::data::conll::Tag;
use crate::nlp::data::sentiment::Sentiment;
use crate::nlp::metrics::perplexity;
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The models that can be asked.
#[derive(Subcommand)]
pub enum Predict {
    /// `positive` or `negative`, a tab, and the probability of positive.
    Sentiment(PredictArgs),
    /// The names found, each as `KIND:name`, with tabs between them.
    Entities(PredictArgs),
    /// The perplexity of the line, a tab, and each token with its probability.
    LanguageModel(PredictArgs),
}

/// Options of `teddy predict …`.
#[derive(Args)]
pub struct PredictArgs {
    /// The folder of the model.
    #[arg(long)]
    model: PathBuf,
}

/// Answers every line.
pub fn predict(what: &Predict) -> Result<()> {
    match what {
        Predict::Sentiment(args) => sentiment(args),
        Predict::Entities(args) => entities(args),
        Predict::LanguageModel(args) => language_model(args),
    }
}

fn sentiment(args: &PredictArgs) -> Result<()> {
    let classifier = read_classifier(&args.model)?;
    answer_lines(|text| {
        let p = classifier.classify(text).map_err(|e| e.to_string())?;
        let positive = p[Sentiment::Positive.class()];
        let says = Sentiment::ALL[usize::from(positive >= 0.5)];
        Ok(format!("{}\t{positive:.4}", says.name()))
    })
}

fn entities(args: &PredictArgs) -> Result<()> {
    let recogniser = read_recogniser(&args.model)?;
    answer_lines(|text| {
        let mut found: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
        for token in recogniser.tag(text).map_err(|e| e.to_string())? {
            match (token.tag, found.last_mut()) {
                (Tag::Begin(_), _) => found.push((&token.tag.name()[2..], token.span)),
                (Tag::Inside(_), Some((_, span))) => span.end = token.span.end,
                _ => {}
            }
        }
        let shown = found
            .into_iter()
            .map(|(kind, span)| format!("{kind}:{}", &text[span]));
        Ok(shown.collect::<Vec<_>>().join("\t"))
    })
}

fn language_model(args: &PredictArgs) -> Result<()> {
    let model = read_language_model(&args.model)?;
    answer_lines(|text| {
        let surprises = model.surprise(text).map_err(|e| e.to_string())?;
        let sum: f64 = surprises.iter().map(|s| f64::from(s.log_probability)).sum();
        let shown = surprises
            .iter()
            .map(|s| format!("{} {:.4}", s.token.piece, s.log_probability.exp()));
        let shown: Vec<String> = shown.collect();
        let perplexity = perplexity(-sum, surprises.len()).map_err(|e| e.to_string())?;
        Ok(format!("{perplexity:.2}\t{}", shown.join("\t")))
    })
}
