//! `teddy train translator`.

use super::args::TranslatorArgs;
use super::epochs::{RunConfig, encode, epoch_batches, summary};
use super::files::{read_text, write_whole};
use super::model_dir::read_translator;
use super::translator_data::{self, TranslatorData};
use crate::nlp::autograd::ops::LossSums;
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::Pair;
use crate::nlp::decode::greedy;
use crate::nlp::model::{
    Precision, Transformer, TransformerConfig, read_safetensors, to_safetensors,
};
use crate::nlp::optim::{AdamConfig, Schedule};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};
use crate::nlp::train::{Trainer, TrainerConfig, evaluate};
use anyhow::{Context, Result, anyhow, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where a run stands, beside the tensors.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Progress {
    epoch: u64,
    batches_done: usize,
    adam_steps: u64,
    rng: Rng,
    total_steps: u64,
}

/// A file in the folder of a run whose model may not be shipped.
pub const BENCHMARK_MARK: &str = "benchmark-only.txt";

/// Sentences whose translation is shown after every epoch.
const WATCHED: [&str; 4] = [
    "A cute teddy bear is reading.",
    "A cute teddy bear is reading",
    "I don't know where she lives.",
    "Two small dogs are playing in the garden.",
];

/// Trains until the last epoch, saving on the way; picks up a run that was interrupted.
pub fn translator(args: &TranslatorArgs) -> Result<()> {
    let config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    fs::create_dir_all(&args.out)?;
    eprintln!("reading {}", args.data.display());
    let data = if args.benchmark {
        write_whole(
            &args.out.join(BENCHMARK_MARK),
            b"trained on Multi30k: not to be shipped\n",
        )?;
        translator_data::load_benchmark(&args.data)?
    } else {
        let grammar = (config.grammar_pairs, config.grammar_per_epoch);
        translator_data::load(&args.data, config.seed, grammar)?
    };
    write_held_out(&args.out, &data)?;
    let earlier = args.from.as_deref().map(read_translator).transpose()?;
    let tokenizer = match &earlier {
        Some(earlier) => {
            write_whole(
                &args.out.join("tokenizer.json"),
                earlier.tokenizer.to_json().as_bytes(),
            )?;
            earlier.tokenizer.clone()
        }
        None => tokenizer_for(&config, &data, &args.out)?,
    };
    Run::open(args, config, data, tokenizer, earlier.map(|t| t.model))?.train()
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

fn tokenizer_for(config: &RunConfig, data: &TranslatorData, out: &Path) -> Result<BpeTokenizer> {
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
        vocab_size: config.vocab_size,
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

struct Run<'a> {
    args: &'a TranslatorArgs,
    config: RunConfig,
    data: TranslatorData,
    tokenizer: BpeTokenizer,
    trainer: Trainer<f32>,
    progress: Progress,
    valid: Vec<Example>,
}

impl<'a> Run<'a> {
    fn open(
        args: &'a TranslatorArgs,
        config: RunConfig,
        data: TranslatorData,
        tokenizer: BpeTokenizer,
        earlier: Option<Transformer<f32>>,
    ) -> Result<Self> {
        let mut rng = Rng::new(config.seed);
        let model_config = TransformerConfig {
            vocab_size: tokenizer.vocab_size(),
            ..config.model.clone()
        };
        let mut model = Transformer::new(model_config, &mut rng)?;
        if let Some(earlier) = earlier {
            let as_earlier = TransformerConfig {
                dropout: earlier.config.dropout,
                ..model.config.clone()
            };
            ensure!(
                earlier.config == as_earlier,
                "the model to go on from has another shape than the configuration asks for"
            );
            model.params = earlier.params;
        }
        eprintln!(
            "model: {:.2} M parameters",
            model.params.n_parameters() as f64 / 1e6
        );
        let mut progress = Progress {
            epoch: config.epochs_before,
            batches_done: 0,
            adam_steps: 0,
            rng: rng.clone(),
            total_steps: 0,
        };
        let steps_an_epoch = epoch_batches(&config, &data, &tokenizer, config.epochs_before)
            .1
            .len() as u64;
        progress.total_steps = steps_an_epoch * (config.epochs - config.epochs_before);
        let trainer_config = TrainerConfig {
            schedule: Schedule::WarmupStableDecay {
                lr: config.peak_lr,
                warmup: config.warmup_steps,
                decay: (config.decay_epochs * steps_an_epoch as f64) as u64,
                total: progress.total_steps,
            },
            adam: AdamConfig::default(),
            label_smoothing: config.label_smoothing,
            max_grad_norm: config.max_grad_norm,
            shards: config.shards,
            ema_decay: config.ema_decay,
        };
        let trainer = Trainer::new(trainer_config, model, rng);
        let valid = data.valid.iter().filter_map(|e| {
            let pair = Pair {
                src: e.src.clone(),
                tgt: e.refs.first()?.clone(),
            };
            Some(encode(&tokenizer, &pair))
        });
        let valid = valid.collect();
        let mut run = Run {
            args,
            config,
            data,
            tokenizer,
            trainer,
            progress,
            valid,
        };
        if run.path("progress.json").exists() {
            run.resume()?;
        }
        Ok(run)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.args.out.join(name)
    }

    fn train(&mut self) -> Result<()> {
        let bar = ProgressBar::new(self.progress.total_steps);
        bar.set_style(ProgressStyle::with_template(
            "{bar:30} {pos}/{len} steps, {elapsed} gone, {eta} left  {msg}",
        )?);
        bar.set_position(self.trainer.adam.t);
        let mut saved = Instant::now();
        let every = Duration::from_secs_f64(self.args.save_every * 60.0);
        while self.progress.epoch < self.config.epochs {
            let (examples, batches) = epoch_batches(
                &self.config,
                &self.data,
                &self.tokenizer,
                self.progress.epoch,
            );
            let (mut sums, mut since) = (LossSums::default(), Instant::now());
            for batch in batches.iter().skip(self.progress.batches_done) {
                let batch: Vec<&Example> = batch.iter().map(|&i| &examples[i]).collect();
                let report = self.trainer.step(&batch)?;
                self.progress.batches_done += 1;
                sums += report.sums;
                bar.set_position(report.step);
                if report.step.is_multiple_of(50) {
                    let seconds = since.elapsed().as_secs_f64();
                    bar.set_message(summary(&sums, seconds));
                    self.log(&format!(
                        "step {} lr {:.2e} norm {:.2} {}",
                        report.step,
                        report.lr,
                        report.grad_norm,
                        summary(&sums, seconds)
                    ))?;
                    (sums, since) = (LossSums::default(), Instant::now());
                }
                if saved.elapsed() > every {
                    self.save()?;
                    saved = Instant::now();
                }
                if self.args.max_steps.is_some_and(|max| report.step >= max) {
                    return self.save();
                }
            }
            self.progress.epoch += 1;
            self.progress.batches_done = 0;
            self.save()?;
            self.report_epoch()?;
        }
        bar.finish();
        Ok(())
    }

    fn report_epoch(&self) -> Result<()> {
        let model = self.trainer.averaged_model();
        let sums = evaluate(&model, &self.valid, self.config.label_smoothing)?;
        self.log(&format!(
            "epoch {} validation {}",
            self.progress.epoch,
            summary(&sums, 0.0)
        ))?;
        for text in WATCHED {
            let src = self.tokenizer.encode_with_specials(text);
            let ids: Vec<u32> = src.iter().map(|t| t.id).collect();
            let out = greedy(&model, &ids, self.tokenizer.special(), 40)?;
            self.log(&format!("  {text} → {}", self.tokenizer.decode(&out.ids)))?;
        }
        Ok(())
    }

    fn log(&self, line: &str) -> Result<()> {
        let path = self.path("log.txt");
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?;
        writeln!(file, "{line}")?;
        Ok(())
    }

    /// Writes everything that a resumed run needs, and the averaged model as one that can be used.
    fn save(&mut self) -> Result<()> {
        let params = &self.trainer.model.params;
        let like = |values: &[Array2<f32>]| {
            let mut set = params.clone();
            set.values_mut().zip(values).for_each(|(p, v)| p.assign(v));
            to_safetensors(&set, Precision::F32)
        };
        let averaged = self.trainer.averaged_model();
        let weights = to_safetensors(&averaged.params, Precision::F32)?;
        write_whole(&self.path("model.safetensors"), &weights)?;
        let model_config = serde_json::to_string_pretty(&averaged.config)?;
        write_whole(&self.path("config.json"), model_config.as_bytes())?;
        write_whole(
            &self.path("run.json"),
            serde_json::to_string_pretty(&self.config)?.as_bytes(),
        )?;
        write_whole(
            &self.path("raw.safetensors"),
            &to_safetensors(params, Precision::F32)?,
        )?;
        write_whole(
            &self.path("adam_m.safetensors"),
            &like(&self.trainer.adam.m)?,
        )?;
        write_whole(
            &self.path("adam_v.safetensors"),
            &like(&self.trainer.adam.v)?,
        )?;
        self.progress.adam_steps = self.trainer.adam.t;
        self.progress.rng = self.trainer.rng.clone();
        // Last, so that a run interrupted while saving resumes from files that belong together, or says
        // that they do not.
        write_whole(
            &self.path("progress.json"),
            serde_json::to_string(&self.progress)?.as_bytes(),
        )
    }

    fn resume(&mut self) -> Result<()> {
        let total_steps = self.progress.total_steps;
        self.progress = serde_json::from_str(&read_text(&self.path("progress.json"))?)?;
        self.progress.total_steps = total_steps;
        let names: Vec<String> = self
            .trainer
            .model
            .params
            .iter()
            .map(|p| p.name.clone())
            .collect();
        let read = |file: &str| -> Result<Vec<Array2<f32>>> {
            let mut tensors: HashMap<_, _> = read_safetensors(&fs::read(self.path(file))?)?;
            let take = |n: &String| {
                tensors
                    .remove(n)
                    .ok_or_else(|| anyhow!("{file} lacks the tensor {n}"))
            };
            names.iter().map(take).collect()
        };
        let (raw, averaged) = (read("raw.safetensors")?, read("model.safetensors")?);
        let (m, v) = (read("adam_m.safetensors")?, read("adam_v.safetensors")?);
        for (name, value) in names.iter().zip(raw) {
            self.trainer.model.params.set(name, value)?;
        }
        (self.trainer.adam.m, self.trainer.adam.v) = (m, v);
        self.trainer.adam.t = self.progress.adam_steps;
        self.trainer.ema = self.trainer.ema.is_some().then_some(averaged);
        self.trainer.rng = self.progress.rng.clone();
        eprintln!(
            "resuming at step {} in epoch {}",
            self.trainer.adam.t,
            self.progress.epoch + 1
        );
        Ok(())
    }
}
