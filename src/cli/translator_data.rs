//! The translator's training data: files of `en-fr`, cleaned and split, and the template grammar.

use super::files::read_text;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use teddy_data::{Pair, clean, corpus, grammar};

use crate::nlp::data as teddy_data;
use crate::nlp::data::mix::Source;
use crate::nlp::rng::Rng;

/// Everything that a run reads.
pub struct TranslatorData {
    pub sources: Vec<Source>,
    /// Held-out sentences for watching the training; the test split is never looked at here.
    pub valid: Vec<corpus::Entry>,
    pub test: Vec<corpus::Entry>,
    /// Shares of the held-out sentences are cut off by this seed.
    pub split_seed: u64,
}

/// Which words count as how many training sentences, for the log.
fn describe(name: &str, n: usize) {
    eprintln!("  {name}: {n} pairs");
}

/// Tatoeba and the captions, split by source sentence, and `n_grammar` pairs of the grammar.
pub fn load(dir: &Path, seed: u64, n_grammar: usize, grammar_per_epoch: usize) -> Result<TranslatorData> {
    let tatoeba = read_pairs(&dir.join("tatoeba-manythings-2017-09-29.en-fr.tsv.xz"))?;
    let captions = read_pairs(&dir.join("stsb-captions-deepl.en-fr.tsv.gz"))?;
    let split = corpus::split_by_source(tatoeba, seed);
    let held_out = corpus::HeldOut::of(&split);
    let captions: Vec<Pair> = captions.into_iter().filter(|p| !held_out.contains(&p.src)).collect();
    let mut generated = grammar::generate(n_grammar, &mut Rng::new(seed));
    generated.retain(|p| !held_out.contains(&p.src));
    describe("Tatoeba", split.train.len());
    describe("captions", captions.len());
    describe("grammar", generated.len());
    eprintln!("  held out: {} for validation, {} for the test", split.valid.len(), split.test.len());
    Ok(TranslatorData {
        sources: vec![
            Source { pairs: split.train, per_epoch: None },
            Source { pairs: captions, per_epoch: None },
            Source { pairs: generated, per_epoch: Some(grammar_per_epoch) },
        ],
        valid: split.valid,
        test: split.test,
        split_seed: seed,
    })
}

fn read_pairs(path: &Path) -> Result<Vec<Pair>> {
    let text = read_text(path)?;
    let pairs = corpus::parse_pairs(&text).with_context(|| format!("in {}", path.display()))?;
    let cleaned: Vec<Pair> = pairs.iter().map(clean::normalize_pair).filter(clean::is_clean).collect();
    ensure!(!cleaned.is_empty(), "{} holds no usable pair", path.display());
    Ok(cleaned)
}
