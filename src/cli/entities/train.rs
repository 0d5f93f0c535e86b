//! `teddy train entities`: what the tagger learns from.

use super::data::{self, EntitiesData, to_conll};
use super::evaluate::figures;
use crate::cli::files::{read_text, write_whole};
use crate::cli::initial_vectors::InitialVectors;
use crate::cli::model_dir::VOCAB_FILE;
use crate::cli::run::{Epoch, Plan, Run, RunArgs, Task, summary};
use crate::nlp::data::conll::TaggedSentence;
use crate::nlp::data::tagged_words::TaggedWords;
use crate::nlp::model::{EntityRecogniser, EntityTagger, EntityTaggerConfig};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{Vocab, VocabConfig, WordTokenizer, split_words};
use crate::nlp::train::{BatchConfig, bucketed_batches, evaluate};
use crate::session::manifest::CONFIG_FILE;
use anyhow::{Context, Result};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// Options of `teddy train entities`.
#[derive(Args)]
pub struct TrainArgs {
    /// The folder `ner` of the training data.
    #[arg(long)]
    pub data: PathBuf,
    /// Where checkpoints are written; a run that is there already is resumed.
    #[arg(long, default_value = "runs/entities")]
    pub out: PathBuf,
    /// Seed, sizes, schedule.
    #[arg(long, default_value = "configs/entities.json")]
    pub config: PathBuf,
    /// Start from the word vectors in this folder, and know their words, instead of random vectors for the words of the
    /// training data.
    #[arg(long, value_name = "DIR")]
    pub vectors: Option<PathBuf>,
    #[command(flatten)]
    pub run: RunArgs,
}

/// A run's settings: the content of `configs/entities.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub seed: u64,
    pub vocab: VocabConfig,
    /// Its `vocab_size` is the vocabulary's, whatever is written there.
    pub model: EntityTaggerConfig,
    pub batch: BatchConfig,
    /// Share of the words that training replaces by the unknown one, so that it learns to go by looks and neighbours.
    pub word_dropout: f64,
    pub training: Plan,
}

/// Trains the tagger; picks up a run that was interrupted.
pub fn train(args: &TrainArgs) -> Result<()> {
    let mut config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    fs::create_dir_all(&args.out)?;
    eprintln!("reading {}", args.data.display());
    let data = data::load(&args.data, config.seed)?;
    for (name, sentences) in [("test.conll", &data.test), ("valid.conll", &data.valid)] {
        write_whole(&args.out.join(name), to_conll(sentences).as_bytes())?;
    }
    let vectors = match &args.vectors {
        Some(dir) => Some(InitialVectors::read(dir, config.model.d_word)?),
        None => None,
    };
    let vocab = vocabulary(&data.train, vectors.as_ref(), &config.vocab);
    config.model.vocab_size = vocab.len();
    let mut rng = Rng::new(config.seed);
    let mut model = EntityTagger::new(config.model.clone(), &mut rng)?;
    if let Some(vectors) = &vectors {
        let table = vectors.table(&vocab, &mut rng);
        model.params.set(EntityTagger::<f32>::WORDS, table)?;
    }
    for (name, json) in [
        (CONFIG_FILE, serde_json::to_string_pretty(&config.model)?),
        (VOCAB_FILE, vocab.to_json()),
        ("run.json", serde_json::to_string_pretty(&config)?),
    ] {
        write_whole(&args.out.join(name), json.as_bytes())?;
    }
    let plan = config.training.clone();
    let task = Tagging::new(config, data, WordTokenizer::new(vocab, true));
    Run::open(&args.out, &args.run, plan, task, model, rng)?.train()
}

/// The words of the vectors, as many as `config` allows, or those of the data where there are no vectors. Counts are
/// those of the data in either case.
fn vocabulary(
    sentences: &[TaggedSentence],
    vectors: Option<&InitialVectors>,
    config: &VocabConfig,
) -> Vocab {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for token in sentences.iter().flat_map(|s| &s.tokens) {
        for span in split_words(token) {
            *counts.entry(token[span].to_lowercase()).or_insert(0) += 1;
        }
    }
    let Some(vectors) = vectors else {
        return Vocab::from_counts(counts, config);
    };
    let room = config.max_size.saturating_sub(4);
    let most_frequent = vectors.words().iter().take(room);
    let known = most_frequent.map(|word| (word.as_str(), counts.get(word).copied().unwrap_or(0)));
    let all = VocabConfig {
        max_size: config.max_size,
        min_count: 0,
    };
    Vocab::from_counts(known, &all)
}

/// Tagging, as a run sees it.
struct Tagging {
    config: RunConfig,
    tokenizer: WordTokenizer,
    train: Vec<TaggedWords>,
    valid: Vec<TaggedSentence>,
}

impl Tagging {
    fn new(config: RunConfig, data: EntitiesData, tokenizer: WordTokenizer) -> Self {
        let train = data.train.iter().map(|s| TaggedWords::of(s, &tokenizer).0);
        Tagging {
            train: train.collect(),
            config,
            tokenizer,
            valid: data.valid,
        }
    }
}

impl Task for Tagging {
    type Model = EntityTagger<f32>;

    fn epoch(&self, epoch: u64) -> Epoch<TaggedWords> {
        let seed = self.config.seed.wrapping_mul(1_000_003);
        let mut rng = Rng::new(seed.wrapping_add(epoch));
        let unknown = self.tokenizer.vocab().special().unk;
        let mut examples = self.train.clone();
        for id in examples.iter_mut().flat_map(|e| &mut e.words) {
            if rng.chance(self.config.word_dropout) {
                *id = unknown;
            }
        }
        let batches = bucketed_batches(&examples, self.config.batch, &mut rng);
        (examples, batches)
    }

    fn report(&self, model: &Self::Model) -> Result<Vec<String>> {
        let words = self
            .valid
            .iter()
            .map(|s| TaggedWords::of(s, &self.tokenizer).0);
        let words: Vec<TaggedWords> = words.collect();
        let sums = evaluate(model, &words, self.config.training.label_smoothing)?;
        let recogniser = EntityRecogniser {
            tokenizer: self.tokenizer.clone(),
            model: model.clone(),
        };
        Ok(vec![
            format!("validation {}", summary(&sums, 0.0)),
            figures(&recogniser, &self.valid)?.to_string(),
        ])
    }
}
