//! `teddy train sentiment`: what the three variants of the classifier learn from.

use super::data::{self, SentimentData, to_tsv};
use crate::cli::files::{read_text, write_whole};
use crate::cli::initial_vectors::InitialVectors;
use crate::cli::model_dir::VOCAB_FILE;
use crate::cli::run::{Epoch, Plan, Run, RunArgs, Task, summary};
use crate::nlp::data::labelled::LabelledExample;
use crate::nlp::data::sentiment::LabelledSentence;
use crate::nlp::model::{ClassifierConfig, SentenceClassifier};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{Vocab, VocabConfig, WordTokenizer};
use crate::nlp::train::{BatchConfig, bucketed_batches, evaluate};
use crate::session::manifest::CONFIG_FILE;
use anyhow::{Context, Result};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// Options of `teddy train sentiment`.
#[derive(Args)]
pub struct TrainArgs {
    /// The folder `sentiment` of the training data.
    #[arg(long)]
    pub data: PathBuf,
    /// Where checkpoints are written; a run that is there already is resumed.
    #[arg(long, default_value = "runs/sentiment-lstm")]
    pub out: PathBuf,
    /// Seed, sizes, schedule.
    #[arg(long, default_value = "configs/sentiment-lstm.json")]
    pub config: PathBuf,
    /// Start from the word vectors in this folder instead of random ones.
    #[arg(long, value_name = "DIR")]
    pub vectors: Option<PathBuf>,
    #[command(flatten)]
    pub run: RunArgs,
}

/// A run's settings: the content of `configs/sentiment-*.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub seed: u64,
    pub vocab: VocabConfig,
    /// Its `vocab_size` is the vocabulary's, whatever is written there.
    pub model: ClassifierConfig,
    pub batch: BatchConfig,
    /// Pros and cons that an epoch reads, drawn anew each time.
    pub phrases_per_epoch: usize,
    /// Share of the words that training replaces by the unknown one, so that it learns to do without.
    pub word_dropout: f64,
    pub training: Plan,
}

/// Trains one variant; picks up a run that was interrupted.
pub fn train(args: &TrainArgs) -> Result<()> {
    let mut config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    fs::create_dir_all(&args.out)?;
    eprintln!("reading {}", args.data.display());
    let data = data::load(&args.data, config.seed)?;
    for (name, sentences) in [("test.tsv", &data.test), ("valid.tsv", &data.valid)] {
        write_whole(&args.out.join(name), to_tsv(sentences).as_bytes())?;
    }
    let texts = [&data.movies, &data.others, &data.phrases];
    let texts = texts.iter().flat_map(|s| s.iter()).map(|s| s.text.as_str());
    let tokenizer = WordTokenizer::train(texts, &config.vocab, true);
    config.model.vocab_size = tokenizer.vocab().len();
    let mut rng = Rng::new(config.seed);
    let mut model = SentenceClassifier::new(config.model.clone(), &mut rng)?;
    if let Some(dir) = &args.vectors {
        let vectors = InitialVectors::read(dir, config.model.d_embedding)?;
        let table = vectors.table(tokenizer.vocab(), &mut rng);
        model.params.set("embedding.weight", table)?;
    }
    for (name, json) in [
        (CONFIG_FILE, serde_json::to_string_pretty(&config.model)?),
        (VOCAB_FILE, tokenizer.vocab().to_json()),
        ("run.json", serde_json::to_string_pretty(&config)?),
    ] {
        write_whole(&args.out.join(name), json.as_bytes())?;
    }
    let plan = config.training.clone();
    let task = Classifying::new(config, data, &tokenizer);
    Run::open(&args.out, &args.run, plan, task, model, rng)?.train()
}

/// Classifying, as a run sees it.
struct Classifying {
    config: RunConfig,
    unknown: u32,
    always: Vec<LabelledExample>,
    phrases: Vec<LabelledExample>,
    valid: Vec<LabelledExample>,
}

impl Classifying {
    fn new(config: RunConfig, data: SentimentData, tokenizer: &WordTokenizer) -> Self {
        let of = |sentences: &[LabelledSentence]| examples(sentences, tokenizer);
        Classifying {
            config,
            unknown: Vocab::special(tokenizer.vocab()).unk,
            always: [of(&data.movies), of(&data.others)].concat(),
            phrases: of(&data.phrases),
            valid: of(&data.valid),
        }
    }
}

/// Sentences as ids; those without a word are left out.
pub fn examples(sentences: &[LabelledSentence], tokenizer: &WordTokenizer) -> Vec<LabelledExample> {
    let encode = |s: &LabelledSentence| LabelledExample {
        ids: tokenizer.encode_ids(&s.text),
        label: s.label.class() as u32,
    };
    let all = sentences.iter().map(encode);
    all.filter(|e| !e.ids.is_empty()).collect()
}

impl Task for Classifying {
    type Model = SentenceClassifier<f32>;

    fn epoch(&self, epoch: u64) -> Epoch<LabelledExample> {
        let seed = self.config.seed.wrapping_mul(1_000_003);
        let mut rng = Rng::new(seed.wrapping_add(epoch));
        let mut order: Vec<usize> = (0..self.phrases.len()).collect();
        rng.shuffle(&mut order);
        order.truncate(self.config.phrases_per_epoch);
        let mut examples = self.always.clone();
        examples.extend(order.into_iter().map(|i| self.phrases[i].clone()));
        for id in examples.iter_mut().flat_map(|e| &mut e.ids) {
            if rng.chance(self.config.word_dropout) {
                *id = self.unknown;
            }
        }
        let batches = bucketed_batches(&examples, self.config.batch, &mut rng);
        (examples, batches)
    }

    fn report(&self, model: &Self::Model) -> Result<Vec<String>> {
        let sums = evaluate(model, &self.valid, self.config.training.label_smoothing)?;
        Ok(vec![format!("validation {}", summary(&sums, 0.0))])
    }
}
