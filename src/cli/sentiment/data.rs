//! The sentiment data: movie sentences, split; product and restaurant sentences to learn from as well.

use crate::cli::files::read_text;
use crate::nlp::data::sentiment::{LabelledSentence, bare_text, parse_labelled};
use crate::nlp::data::split::{Parts, Shares, split_by_key};
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::path::Path;

/// How much of the movie sentences is held out: they are few, and a share of 2 % would be a coarse ruler.
const SHARES: Shares = Shares {
    test: 0.1,
    valid: 0.05,
};

/// Everything that a sentiment run reads.
pub struct SentimentData {
    /// Movie sentences; an epoch reads them all.
    pub movies: Vec<LabelledSentence>,
    /// Labelled sentences of another kind (amazon, yelp, imdb); an epoch reads them all.
    pub others: Vec<LabelledSentence>,
    /// Pros and cons of products: short and many, an epoch reads some.
    pub phrases: Vec<LabelledSentence>,
    /// Held-out movie sentences for watching the training.
    pub valid: Vec<LabelledSentence>,
    /// Held-out movie sentences for the figures that are reported; training never looks at them.
    pub test: Vec<LabelledSentence>,
}

/// Reads the folder `sentiment` of the training data.
pub fn load(dir: &Path, seed: u64) -> Result<SentimentData> {
    let read = |name: &str| -> Result<Vec<LabelledSentence>> {
        let path = dir.join(name);
        parse_labelled(&read_text(&path)?).with_context(|| format!("in {}", path.display()))
    };
    let key = |s: &LabelledSentence| bare_text(&s.text);
    let movies = read("mr-sentence-polarity.tsv.gz")?;
    let Parts { train, valid, test } = split_by_key(movies, key, SHARES, seed)?;
    // No sentence may come in again by another door.
    let held_out: HashSet<String> = valid.iter().chain(&test).map(key).collect();
    let without = |mut sentences: Vec<LabelledSentence>| {
        sentences.retain(|s| !held_out.contains(&key(s)));
        sentences
    };
    let data = SentimentData {
        movies: train,
        others: without(read("uci-labelled-sentences.tsv.gz")?),
        phrases: without(read("pros-cons.tsv.gz")?),
        valid,
        test,
    };
    for (name, sentences) in [
        ("movie sentences", &data.movies),
        ("other sentences", &data.others),
        ("pros and cons", &data.phrases),
        ("held out for validation", &data.valid),
        ("held out for the test", &data.test),
    ] {
        eprintln!("  {name}: {}", sentences.len());
    }
    Ok(data)
}

/// `label<TAB>text` lines, as [`parse_labelled`] reads them.
pub fn to_tsv(sentences: &[LabelledSentence]) -> String {
    let lines = sentences
        .iter()
        .map(|s| format!("{}\t{}\n", s.label.class(), s.text));
    lines.collect()
}
