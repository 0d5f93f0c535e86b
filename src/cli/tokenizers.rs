//! `teddy export tokenizers`: the four tokenizers of lesson 2, all learnt from the translator's training text.
//!
//! The translator's own is taken as it is; words, characters and byte-level pieces are learnt here, from the same
//! lines and, where there is a choice, with as many entries, so that the lesson compares ways of cutting and nothing
//! else.

use super::epochs::RunConfig;
use super::files::{read_text, write_whole};
use super::translator_data;
use crate::nlp::tokenizer::{
    BpeTokenizer, ByteLevelBpe, ByteLevelConfig, CharTokenizer, Tokenizer, VocabConfig,
    WordTokenizer,
};
use crate::session::manifest::{MANIFEST_FILE, Manifest, TOKENIZER_FILE};
use crate::session::studio::tokens::{
    BPE_FILE, BYTE_LEVEL_FILE, CHARACTERS_FILE, TokenizerSet, WORDS_FILE,
};
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;

/// A character must occur this often: what is rarer is a slip, and shows what an unknown one is.
const MIN_CHARACTER: u64 = 20;

/// Options of `teddy export tokenizers`.
#[derive(Args)]
pub struct TokenizersArgs {
    /// The folder with the translator's data.
    #[arg(long)]
    pub data: PathBuf,
    /// The translator's settings: how its text was drawn.
    #[arg(long, default_value = "configs/translator.json")]
    pub config: PathBuf,
    /// The translator as shipped, for its tokenizer.
    #[arg(long, default_value = "public/models/translator")]
    pub translator: PathBuf,
    /// Where the files go.
    #[arg(long, default_value = "public/models/tokenizers")]
    pub out: PathBuf,
}

/// Learns, writes, and reads what it wrote.
pub fn export(args: &TokenizersArgs) -> Result<()> {
    let config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    let grammar = (config.grammar_pairs, config.grammar_per_epoch);
    let data = translator_data::load(&args.data, config.seed, grammar)?;
    let bpe = read_text(&args.translator.join(TOKENIZER_FILE))?;
    let vocab_size = BpeTokenizer::from_json(&bpe)?.vocab_size();
    // The lines that the translator's tokenizer was learnt from (`train::translator`).
    let lines = || {
        data.sources.iter().flat_map(|source| {
            let pairs = source.pairs.iter();
            pairs
                .take(source.per_epoch.unwrap_or(usize::MAX))
                .flat_map(|pair| [pair.src.as_str(), pair.tgt.as_str()])
        })
    };
    let words = VocabConfig {
        max_size: vocab_size,
        min_count: 1,
    };
    let characters = VocabConfig {
        min_count: MIN_CHARACTER,
        ..VocabConfig::default()
    };
    let byte_level = ByteLevelConfig {
        vocab_size,
        ..ByteLevelConfig::default()
    };
    let words = WordTokenizer::train(lines(), &words, false).to_json();
    let characters = CharTokenizer::train(lines(), &characters).vocab().to_json();
    let byte_level = ByteLevelBpe::train(lines(), &byte_level)?.to_json();
    TokenizerSet::from_files(&words, &bpe, &characters, &byte_level)?;

    let files = [
        (WORDS_FILE, words.as_bytes()),
        (BPE_FILE, bpe.as_bytes()),
        (CHARACTERS_FILE, characters.as_bytes()),
        (BYTE_LEVEL_FILE, byte_level.as_bytes()),
    ];
    let manifest = Manifest::of_files("tokenizers", files);
    fs::create_dir_all(&args.out)?;
    for (name, bytes) in files {
        write_whole(&args.out.join(name), bytes)?;
    }
    write_whole(&args.out.join(MANIFEST_FILE), manifest.to_json().as_bytes())?;
    eprintln!(
        "{}: {:.2} MB",
        args.out.display(),
        manifest.total_bytes() as f64 / 1e6
    );
    Ok(())
}
