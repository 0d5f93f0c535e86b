//! `teddy train language-model`: what the RNN and the LSTM learn from.

use super::data::{self, LanguageModelData};
use crate::cli::files::{read_text, write_whole};
use crate::cli::run::{Epoch, Plan, Run, RunArgs, Task, summary};
use crate::nlp::data::labelled::TextExample;
use crate::nlp::model::{RecurrentLm, RecurrentLmConfig};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};
use crate::nlp::train::{BatchConfig, bucketed_batches, evaluate};
use crate::session::manifest::{CONFIG_FILE, TOKENIZER_FILE};
use anyhow::{Context, Result};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// Options of `teddy train language-model`.
#[derive(Args)]
pub struct TrainArgs {
    /// A file of `title<TAB>paragraph` lines; `.xz` and `.gz` are unpacked.
    #[arg(long)]
    pub data: PathBuf,
    /// Where checkpoints are written; a run that is there already is resumed.
    #[arg(long, default_value = "runs/language-model-lstm")]
    pub out: PathBuf,
    /// Seed, sizes, schedule.
    #[arg(long, default_value = "configs/language-model-lstm.json")]
    pub config: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
}

/// A run's settings: the content of `configs/language-model-*.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub seed: u64,
    /// Its `vocab_size` is that of the tokenizer, which is trained first.
    pub model: RecurrentLmConfig,
    /// Sentences are cut off after so many tokens.
    pub max_len: usize,
    pub batch: BatchConfig,
    pub training: Plan,
}

/// Trains one model; picks up a run that was interrupted.
pub fn train(args: &TrainArgs) -> Result<()> {
    let mut config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    fs::create_dir_all(&args.out)?;
    eprintln!("reading {}", args.data.display());
    let data = data::load(&args.data, config.seed)?;
    for (name, sentences) in [("test.txt", &data.test), ("valid.txt", &data.valid)] {
        write_whole(
            &args.out.join(name),
            (sentences.join("\n") + "\n").as_bytes(),
        )?;
    }
    let path = args.out.join(TOKENIZER_FILE);
    let tokenizer = if path.exists() {
        BpeTokenizer::from_json(&read_text(&path)?)?
    } else {
        let bpe = BpeConfig {
            vocab_size: config.model.vocab_size,
            ..Default::default()
        };
        BpeTokenizer::train(data.train.iter().map(String::as_str), &bpe)?
    };
    config.model.vocab_size = tokenizer.vocab_size();
    let mut rng = Rng::new(config.seed);
    let model = RecurrentLm::new(config.model.clone(), &mut rng)?;
    for (name, json) in [
        (CONFIG_FILE, serde_json::to_string_pretty(&config.model)?),
        (TOKENIZER_FILE, tokenizer.to_json()),
        ("run.json", serde_json::to_string_pretty(&config)?),
    ] {
        write_whole(&args.out.join(name), json.as_bytes())?;
    }
    let plan = config.training.clone();
    let task = Predicting::new(config, &data, &tokenizer);
    Run::open(&args.out, &args.run, plan, task, model, rng)?.train()
}

/// Predicting the next token, as a run sees it.
struct Predicting {
    config: RunConfig,
    train: Vec<TextExample>,
    valid: Vec<TextExample>,
}

impl Predicting {
    fn new(config: RunConfig, data: &LanguageModelData, tokenizer: &BpeTokenizer) -> Self {
        let of = |sentences: &[String]| -> Vec<TextExample> {
            let encode = |s: &String| {
                let tokens = tokenizer.encode_with_specials(s);
                TextExample {
                    ids: tokens.iter().take(config.max_len).map(|t| t.id).collect(),
                }
            };
            sentences.iter().map(encode).collect()
        };
        Predicting {
            train: of(&data.train),
            valid: of(&data.valid),
            config,
        }
    }
}

impl Task for Predicting {
    type Model = RecurrentLm<f32>;

    fn epoch(&self, epoch: u64) -> Epoch<TextExample> {
        let seed = self.config.seed.wrapping_mul(1_000_003);
        let mut rng = Rng::new(seed.wrapping_add(epoch));
        let batches = bucketed_batches(&self.train, self.config.batch, &mut rng);
        (self.train.clone(), batches)
    }

    fn report(&self, model: &Self::Model) -> Result<Vec<String>> {
        let sums = evaluate(model, &self.valid, self.config.training.label_smoothing)?;
        Ok(vec![format!("validation {}", summary(&sums, 0.0))])
    }
}
