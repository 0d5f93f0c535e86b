//! The entity data: tweets and web texts to learn from, Wikipedia sentences to be judged by.

use crate::cli::files::read_text;
use crate::nlp::data::conll::{Columns, TaggedSentence, parse_conll};
use crate::nlp::data::split::{Parts, Shares, split_by_key};
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::path::Path;

/// Everything that an entity run reads.
pub struct EntitiesData {
    pub train: Vec<TaggedSentence>,
    /// Held-out web sentences (UNER), for watching the training: nearer to the test than tweets are.
    pub valid: Vec<TaggedSentence>,
    /// Wikigold, whole. No sentence of it is trained on.
    pub test: Vec<TaggedSentence>,
}

const TWEETS: [&str; 9] = [
    "wnut17-train",
    "wnut17-dev",
    "wnut17-test",
    "btc-a",
    "btc-b",
    "btc-e",
    "btc-f",
    "btc-g",
    "btc-h",
];
const WEB: [&str; 2] = ["uner-en-ewt-dev", "uner-en-ewt-test"];

/// Reads the folder `ner` of the training data.
pub fn load(dir: &Path, seed: u64) -> Result<EntitiesData> {
    let read = |name: &str, end: &str, columns: Columns| -> Result<Vec<TaggedSentence>> {
        let path = dir.join(format!("{name}.{end}"));
        parse_conll(&read_text(&path)?, columns).with_context(|| format!("in {}", path.display()))
    };
    let test = read("wikigold", "conll.gz", Columns::TokenTag)?;
    let key = |s: &TaggedSentence| s.tokens.join(" ");
    let mut web = Vec::new();
    for name in WEB {
        web.extend(read(name, "iob2.gz", Columns::IdTokenTag)?);
    }
    let shares = Shares {
        test: 0.0,
        valid: 0.1,
    };
    let Parts {
        mut train, valid, ..
    } = split_by_key(web, key, shares, seed)?;
    let n_web = train.len();
    for name in TWEETS {
        train.extend(read(name, "conll.gz", Columns::TokenTag)?);
    }
    // No sentence may come in again by another door.
    let held_out: HashSet<String> = valid.iter().chain(&test).map(key).collect();
    train.retain(|s| !held_out.contains(&key(s)));
    eprintln!(
        "  {n_web} web sentences, {} tweets; held out: {} web sentences, {} of Wikigold",
        train.len() - n_web,
        valid.len(),
        test.len()
    );
    Ok(EntitiesData { train, valid, test })
}

/// `token<TAB>tag` lines with blank ones between sentences, as [`parse_conll`] reads them.
pub fn to_conll(sentences: &[TaggedSentence]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        for (token, tag) in sentence.tokens.iter().zip(&sentence.tags) {
            text.extend([token, "\t", tag.name(), "\n"]);
        }
        text.push('\n');
    }
    text
}
