//! The language model's data: the lead paragraphs of 10,000 Wikipedia articles, sentence by sentence.

use crate::cli::files::read_text;
use crate::nlp::data::clean::is_vulgar_english;
use crate::nlp::data::running_text::{Article, parse_articles, sentences};
use crate::nlp::data::split::{Parts, Shares, split_by_key};
use anyhow::{Context, Result};
use std::path::Path;

/// Sentences to learn from and sentences held out: those of an article stay together.
pub struct LanguageModelData {
    pub train: Vec<String>,
    pub valid: Vec<String>,
    /// For the perplexity that is reported; training never looks at them.
    pub test: Vec<String>,
}

/// Reads `title<TAB>paragraph` lines.
pub fn load(file: &Path, seed: u64) -> Result<LanguageModelData> {
    let articles =
        parse_articles(&read_text(file)?).with_context(|| format!("in {}", file.display()))?;
    let shares = Shares {
        test: 0.03,
        valid: 0.01,
    };
    let parts = split_by_key(articles, |a: &Article| a.title.to_lowercase(), shares, seed)?;
    let of = |articles: Vec<Article>| -> Vec<String> {
        let all = articles.iter().flat_map(|a| sentences(&a.text));
        all.filter(|s| !is_vulgar_english(s))
            .map(str::to_string)
            .collect()
    };
    let Parts { train, valid, test } = parts;
    let data = LanguageModelData {
        train: of(train),
        valid: of(valid),
        test: of(test),
    };
    eprintln!(
        "  {} sentences; held out: {} for validation, {} for the test",
        data.train.len(),
        data.valid.len(),
        data.test.len()
    );
    Ok(data)
}
