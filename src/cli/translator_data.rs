//! The translator's training data: files of `en-fr`, cleaned and split, and the template grammar.

use super::files::read_text;
use crate::nlp::data::clean::{clean_pair, is_clean};
use crate::nlp::data::corpus::{self, Entry, Pair, Shares};
use crate::nlp::data::grammar;
use crate::nlp::data::mix::Source;
use crate::nlp::rng::Rng;
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Everything that a run reads.
pub struct TranslatorData {
    pub sources: Vec<Source>,
    /// Held-out sentences for watching the training.
    pub valid: Vec<Entry>,
    /// Held-out sentences for the figures that are reported; training never looks at them.
    pub test: Vec<Entry>,
}

/// Tatoeba and the captions, split by source sentence, and `n_grammar` pairs of the grammar, of which an
/// epoch reads `grammar_per_epoch`.
pub fn load(
    dir: &Path,
    seed: u64,
    (n_grammar, grammar_per_epoch): (usize, usize),
) -> Result<TranslatorData> {
    let tatoeba = read_pairs(&dir.join("tatoeba-manythings-2017-09-29.en-fr.tsv.xz"))?;
    let captions = read_pairs(&dir.join("stsb-captions-deepl.en-fr.tsv.gz"))?;
    let split = corpus::split_by_source(tatoeba, Shares::default(), seed)?;
    // No source may come in again by another door. The grammar keeps its own variants out.
    let held_out: Vec<Entry> = split
        .test
        .iter()
        .chain(&split.valid)
        .cloned()
        .chain(grammar::variants())
        .collect();
    let train = corpus::without(split.train, &held_out);
    let captions = corpus::without(captions, &held_out);
    let generated = corpus::without(grammar::generate(n_grammar, &mut Rng::new(seed)), &held_out);
    for (name, pairs) in [
        ("Tatoeba", &train),
        ("captions", &captions),
        ("grammar", &generated),
    ] {
        eprintln!("  {name}: {} pairs", pairs.len());
    }
    let (n_valid, n_test) = (split.valid.len(), split.test.len());
    eprintln!("  held out: {n_valid} sentences for validation, {n_test} for the test");
    Ok(TranslatorData {
        sources: vec![
            Source {
                pairs: train,
                per_epoch: None,
            },
            Source {
                pairs: captions,
                per_epoch: None,
            },
            Source {
                pairs: generated,
                per_epoch: Some(grammar_per_epoch),
            },
        ],
        valid: split.valid,
        test: split.test,
    })
}

/// Multi30k alone: its 29,000 training captions, and its validation part to watch. For comparison with
/// published figures only; its licence lets nothing trained on it be shipped.
pub fn load_benchmark(dir: &Path) -> Result<TranslatorData> {
    let dir = dir.join("multi30k");
    let part = |name: &str| -> Result<Vec<Pair>> {
        let side = |language: &str| read_text(&dir.join(format!("{name}.{language}.gz")));
        let pairs = corpus::parse_aligned(&side("en")?, &side("fr")?)?;
        Ok(pairs.iter().map(clean_pair).collect())
    };
    let entry = |p: Pair| Entry {
        src: p.src,
        refs: vec![p.tgt],
    };
    let valid: Vec<Entry> = part("val")?.into_iter().map(entry).collect();
    let train = corpus::without(part("train")?, &valid);
    eprintln!(
        "  Multi30k: {} pairs, {} to watch",
        train.len(),
        valid.len()
    );
    Ok(TranslatorData {
        sources: vec![Source {
            pairs: train,
            per_epoch: None,
        }],
        test: valid.clone(),
        valid,
    })
}

fn read_pairs(path: &Path) -> Result<Vec<Pair>> {
    let text = read_text(path)?;
    let pairs = corpus::parse_tsv(&text).with_context(|| format!("in {}", path.display()))?;
    let cleaned: Vec<Pair> = pairs.iter().map(clean_pair).filter(is_clean).collect();
    ensure!(
        !cleaned.is_empty(),
        "{} holds no usable pair",
        path.display()
    );
    Ok(cleaned)
}
