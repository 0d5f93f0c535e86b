//! `teddy train translator` and `teddy train rnn-translator`: one way of training, two kinds of model.

use super::args::TranslatorArgs;
use super::epochs::{RunConfig, encode, epoch_batches};
use super::files::{read_text, write_whole};
use super::model_dir::read_translator;
use super::run::{Epoch, Run, Task, summary};
use super::translator_data::{self, TranslatorData};
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::Pair;
use crate::nlp::decode::greedy;
use crate::nlp::error::Result as NlpResult;
use crate::nlp::model::{
    RecurrentTranslator, RecurrentTranslatorConfig, Transformer, TransformerConfig,
    TranslationModel,
};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};
use crate::nlp::train::{Trainable, evaluate};
use crate::session::manifest::CONFIG_FILE;
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A file in the folder of a run whose model may not be shipped.
pub const BENCHMARK_MARK: &str = "benchmark-only.txt";

/// Sentences whose translation is shown after every epoch.
const WATCHED: [&str; 4] = [
    "A cute teddy bear is reading.",
    "A cute teddy bear is reading",
    "I don't know where she lives.",
    "Two small dogs are playing in the garden.",
];

/// A model that `teddy train` can make a translator of.
pub trait TrainableTranslator:
    TranslationModel<Config: Clone + PartialEq + Serialize> + Trainable<f32, Example = Example>
{
    /// The name of its configuration and of its run.
    const NAME: &str;

    /// Random weights.
    fn new(config: Self::Config, rng: &mut Rng) -> NlpResult<Self>;
    fn config(&self) -> &Self::Config;
    /// For as many pieces as the tokenizer has.
    fn with_vocab_size(config: Self::Config, vocab_size: usize) -> Self::Config;
    /// Dropout says how a model was trained, not what it is.
    fn without_dropout(config: Self::Config) -> Self::Config;
}

impl TrainableTranslator for Transformer<f32> {
    const NAME: &str = "translator";

    fn new(config: TransformerConfig, rng: &mut Rng) -> NlpResult<Self> {
        Transformer::new(config, rng)
    }
    fn config(&self) -> &TransformerConfig {
        &self.config
    }
    fn with_vocab_size(config: TransformerConfig, vocab_size: usize) -> TransformerConfig {
        TransformerConfig {
            vocab_size,
            ..config
        }
    }
    fn without_dropout(config: TransformerConfig) -> TransformerConfig {
        TransformerConfig {
            dropout: 0.0,
            ..config
        }
    }
}

impl TrainableTranslator for RecurrentTranslator<f32> {
    const NAME: &str = "rnn-translator";

    fn new(config: RecurrentTranslatorConfig, rng: &mut Rng) -> NlpResult<Self> {
        RecurrentTranslator::new(config, rng)
    }
    fn config(&self) -> &RecurrentTranslatorConfig {
        &self.config
    }
    fn with_vocab_size(
        config: RecurrentTranslatorConfig,
        vocab_size: usize,
    ) -> RecurrentTranslatorConfig {
        RecurrentTranslatorConfig {
            vocab_size,
            ..config
        }
    }
    fn without_dropout(config: RecurrentTranslatorConfig) -> RecurrentTranslatorConfig {
        RecurrentTranslatorConfig {
            dropout: 0.0,
            ..config
        }
    }
}

/// Trains until the last epoch, saving on the way; picks up a run that was interrupted.
pub fn translator<M: TrainableTranslator>(args: &TranslatorArgs) -> Result<()> {
    let path = match &args.config {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("configs/{}.json", M::NAME)),
    };
    let config: RunConfig<M::Config> = serde_json::from_str(&read_text(&path)?)
        .with_context(|| format!("in {}", path.display()))?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => PathBuf::from(format!("runs/{}", M::NAME)),
    };
    let out = out.as_path();
    fs::create_dir_all(out)?;
    eprintln!("reading {}", args.data.display());
    let data = if args.benchmark {
        write_whole(
            &out.join(BENCHMARK_MARK),
            b"trained on Multi30k: not to be shipped\n",
        )?;
        translator_data::load_benchmark(&args.data)?
    } else {
        let grammar = (config.grammar_pairs, config.grammar_per_epoch);
        translator_data::load(&args.data, config.seed, grammar)?
    };
    write_held_out(out, &data)?;
    let earlier = args.from.as_deref().map(read_translator::<M>).transpose()?;
    let tokenizer = match &earlier {
        Some(earlier) => {
            write_whole(
                &out.join("tokenizer.json"),
                earlier.tokenizer.to_json().as_bytes(),
            )?;
            earlier.tokenizer.clone()
        }
        None => tokenizer_for(config.vocab_size, &data, out)?,
    };
    let mut rng = Rng::new(config.seed);
    let model = model_for::<M>(&config, &tokenizer, earlier.map(|t| t.model), &mut rng)?;
    for (name, json) in [
        (CONFIG_FILE, serde_json::to_string_pretty(model.config())?),
        ("run.json", serde_json::to_string_pretty(&config)?),
    ] {
        write_whole(&out.join(name), json.as_bytes())?;
    }
    let plan = config.plan();
    let task = Translating::<M>::new(config, model.max_len(), data, tokenizer);
    Run::open(out, &args.run, plan, task, model, rng)?.train()
}

/// The split's test and validation sentences, for `teddy evaluate` and for sacrebleu.
fn write_held_out(out: &Path, data: &TranslatorData) -> Result<()> {
    for (name, entries) in [("test.tsv", &data.test), ("valid.tsv", &data.valid)] {
        let lines = entries
            .iter()
            .map(|e| format!("{}\t{}\n", e.src, e.refs.join("\t")));
        write_whole(&out.join(name), lines.collect::<String>().as_bytes())?;
    }
    Ok(())
}

fn tokenizer_for(vocab_size: usize, data: &TranslatorData, out: &Path) -> Result<BpeTokenizer> {
    let path = out.join("tokenizer.json");
    if path.exists() {
        return Ok(BpeTokenizer::from_json(&read_text(&path)?)?);
    }
    let start = Instant::now();
    let lines = data.sources.iter().flat_map(|s| {
        let n = s.per_epoch.unwrap_or(usize::MAX);
        s.pairs
            .iter()
            .take(n)
            .flat_map(|p| [p.src.as_str(), p.tgt.as_str()])
    });
    let bpe = BpeConfig {
        vocab_size,
        ..Default::default()
    };
    let tokenizer = BpeTokenizer::train(lines, &bpe)?;
    eprintln!(
        "tokenizer: {} pieces in {:.1?}",
        tokenizer.vocab_size(),
        start.elapsed()
    );
    write_whole(&path, tokenizer.to_json().as_bytes())?;
    Ok(tokenizer)
}

/// The model that the configuration asks for: with random weights, or with those of an earlier one.
fn model_for<M: TrainableTranslator>(
    config: &RunConfig<M::Config>,
    tokenizer: &BpeTokenizer,
    earlier: Option<M>,
    rng: &mut Rng,
) -> Result<M> {
    let model_config = M::with_vocab_size(config.model.clone(), tokenizer.vocab_size());
    let mut model = <M as TrainableTranslator>::new(model_config, rng)?;
    if let Some(earlier) = earlier {
        let [was, is] = [&earlier, &model].map(|m| M::without_dropout(m.config().clone()));
        ensure!(
            was == is,
            "the model to go on from has another shape than the configuration asks for"
        );
        *Trainable::params_mut(&mut model) = earlier.params().clone();
    }
    Ok(model)
}

/// Translating, as a run sees it.
struct Translating<M: TrainableTranslator> {
    config: RunConfig<M::Config>,
    max_len: usize,
    data: TranslatorData,
    tokenizer: BpeTokenizer,
    valid: Vec<Example>,
}

impl<M: TrainableTranslator> Translating<M> {
    fn new(
        config: RunConfig<M::Config>,
        max_len: usize,
        data: TranslatorData,
        tokenizer: BpeTokenizer,
    ) -> Self {
        let first_reference = data.valid.iter().filter_map(|e| {
            let pair = Pair {
                src: e.src.clone(),
                tgt: e.refs.first()?.clone(),
            };
            Some(encode(&tokenizer, &pair))
        });
        let valid = first_reference.collect();
        Translating {
            config,
            max_len,
            data,
            tokenizer,
            valid,
        }
    }
}

impl<M: TrainableTranslator> Task for Translating<M> {
    type Model = M;

    fn epoch(&self, epoch: u64) -> Epoch<Example> {
        epoch_batches(
            &self.config,
            self.max_len,
            &self.data,
            &self.tokenizer,
            epoch,
        )
    }

    fn report(&self, model: &M) -> Result<Vec<String>> {
        let sums = evaluate(model, &self.valid, self.config.label_smoothing)?;
        let mut lines = vec![format!("validation {}", summary(&sums, 0.0))];
        for text in WATCHED {
            let src = self.tokenizer.encode_with_specials(text);
            let ids: Vec<u32> = src.iter().map(|t| t.id).collect();
            let out = greedy(model, &ids, self.tokenizer.special(), 40)?;
            lines.push(format!("{text} → {}", self.tokenizer.decode(&out.ids)));
        }
        Ok(lines)
    }
}
