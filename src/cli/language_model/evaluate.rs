//! `teddy evaluate language-model`: perplexity of held-out sentences, as JSON.

use super::read_language_model;
use crate::cli::BadInput;
use crate::cli::files::read_text;
use crate::nlp::error::NlpError;
use crate::nlp::metrics::perplexity;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Options of `teddy evaluate language-model`.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the model.
    #[arg(long, default_value = "public/models/language-model-lstm")]
    pub model: PathBuf,
    /// A sentence a line; training writes `test.txt` into the folder of its run.
    #[arg(long)]
    pub sentences: PathBuf,
}

/// Reads every sentence, token by token, as the page does; blank lines are passed over.
pub fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let language_model = read_language_model(&args.model)?;
    let text = read_text(&args.sentences)?;
    let start = Instant::now();
    let (mut log_likelihood, mut n_tokens, mut n_words) = (0.0, 0, 0);
    for (i, line) in text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let surprises = language_model
            .surprise(line)
            .map_err(|e: NlpError| BadInput(format!("line {}: {e}", i + 1)))?;
        n_tokens += surprises.len();
        n_words += line.split_whitespace().count() + 1; // and the end of the sentence
        let sum: f64 = surprises.iter().map(|s| f64::from(s.log_probability)).sum();
        log_likelihood += sum;
    }
    let seconds = start.elapsed().as_secs_f64();
    let empty = |_: NlpError| BadInput(format!("{} is empty", args.sentences.display()));
    let by_token = perplexity(-log_likelihood, n_tokens).map_err(empty)?;
    let by_word = perplexity(-log_likelihood, n_words).context("no words")?;
    let report = json!({
        "tokens": n_tokens,
        "perplexity": by_token,
        "words": n_words,
        "perplexity_per_word": by_word,
        "tokens_per_second": n_tokens as f64 / seconds,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
