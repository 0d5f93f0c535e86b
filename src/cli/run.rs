//! A training run of any model: epochs, progress bar, log, checkpoints, and going on after an interruption.
//!
//! What differs between models is a [`Task`]: what an epoch reads, and what is worth saying after one.

use super::files::{read_text, write_whole};
use crate::nlp::autograd::ParamSet;
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::model::{Precision, read_safetensors, to_safetensors};
use crate::nlp::optim::{AdamConfig, Schedule};
use crate::nlp::rng::Rng;
use crate::nlp::train::{Trainable, Trainer, TrainerConfig};
use anyhow::{Result, anyhow};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Options of every `teddy train …`.
#[derive(Args)]
pub struct RunArgs {
    /// Stop after so many steps (for a trial).
    #[arg(long)]
    pub max_steps: Option<u64>,
    /// Minutes between checkpoints.
    #[arg(long, default_value_t = 5.0)]
    pub save_every: f64,
}

/// How long and how fast a run learns: the part `training` of a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub epochs: u64,
    /// How many of them an earlier run did.
    #[serde(default)]
    pub epochs_before: u64,
    pub peak_lr: f64,
    pub warmup_steps: u64,
    pub decay_epochs: f64,
    #[serde(default)]
    pub label_smoothing: LabelSmoothing,
    pub max_grad_norm: f64,
    pub shards: usize,
    pub ema_decay: f64,
}

/// One epoch's examples, and the batches of them as lists of indices.
pub type Epoch<E> = (Vec<E>, Vec<Vec<usize>>);

/// What a run does that others do not.
pub trait Task {
    type Model: Trainable<f32>;

    /// What an epoch reads: the same for the same number, resumed or not.
    fn epoch(&self, epoch: u64) -> Epoch<<Self::Model as Trainable<f32>>::Example>;

    /// What is to be logged of the (averaged) model after an epoch.
    fn report(&self, model: &Self::Model) -> Result<Vec<String>>;
}

/// Where a run stands, beside the tensors.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Progress {
    epoch: u64,
    batches_done: usize,
    adam_steps: u64,
    rng: Rng,
    total_steps: u64,
}

/// A run in its folder.
pub struct Run<'a, K: Task> {
    folder: &'a Path,
    args: &'a RunArgs,
    plan: Plan,
    task: K,
    trainer: Trainer<f32, K::Model>,
    progress: Progress,
}

impl<'a, K: Task> Run<'a, K> {
    /// A new run of `model`, or the one that `folder` holds. `rng` draws dropout.
    pub fn open(
        folder: &'a Path,
        args: &'a RunArgs,
        plan: Plan,
        task: K,
        model: K::Model,
        rng: Rng,
    ) -> Result<Self> {
        eprintln!(
            "model: {:.2} M parameters",
            model.params().n_parameters() as f64 / 1e6
        );
        let steps_an_epoch = task.epoch(plan.epochs_before).1.len() as u64;
        let total_steps = steps_an_epoch * plan.epochs.saturating_sub(plan.epochs_before);
        let config = TrainerConfig {
            schedule: Schedule::WarmupStableDecay {
                lr: plan.peak_lr,
                warmup: plan.warmup_steps,
                decay: (plan.decay_epochs * steps_an_epoch as f64) as u64,
                total: total_steps,
            },
            adam: AdamConfig::default(),
            label_smoothing: plan.label_smoothing,
            max_grad_norm: plan.max_grad_norm,
            shards: plan.shards,
            ema_decay: plan.ema_decay,
        };
        let progress = Progress {
            epoch: plan.epochs_before,
            batches_done: 0,
            adam_steps: 0,
            rng: rng.clone(),
            total_steps,
        };
        let mut run = Run {
            folder,
            args,
            plan,
            task,
            trainer: Trainer::new(config, model, rng),
            progress,
        };
        if run.path("progress.json").exists() {
            run.resume()?;
        }
        Ok(run)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Trains until the last epoch, saving on the way.
    pub fn train(&mut self) -> Result<()> {
        let bar = ProgressBar::new(self.progress.total_steps);
        bar.set_style(ProgressStyle::with_template(
            "{bar:30} {pos}/{len} steps, {elapsed} gone, {eta} left  {msg}",
        )?);
        bar.set_position(self.trainer.adam.t);
        let mut saved = Instant::now();
        let every = Duration::from_secs_f64(self.args.save_every * 60.0);
        while self.progress.epoch < self.plan.epochs {
            let (examples, batches) = self.task.epoch(self.progress.epoch);
            let (mut sums, mut since) = (LossSums::default(), Instant::now());
            for batch in batches.iter().skip(self.progress.batches_done) {
                let batch: Vec<_> = batch.iter().map(|&i| &examples[i]).collect();
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
            for (i, line) in self
                .task
                .report(&self.trainer.averaged_model())?
                .iter()
                .enumerate()
            {
                match i {
                    0 => self.log(&format!("epoch {} {line}", self.progress.epoch))?,
                    _ => self.log(&format!("  {line}"))?,
                }
            }
        }
        bar.finish();
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
        let params = self.trainer.model.params();
        let like = |values: &[Array2<f32>]| {
            let mut set = params.clone();
            set.values_mut().zip(values).for_each(|(p, v)| p.assign(v));
            set
        };
        let averaged = self.trainer.averaged_model();
        let adam = &self.trainer.adam;
        for (name, params) in [
            ("model.safetensors", averaged.params()),
            ("raw.safetensors", params),
            ("adam_m.safetensors", &like(&adam.m)),
            ("adam_v.safetensors", &like(&adam.v)),
        ] {
            write_params(&self.path(name), params)?;
        }
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
        let params = self.trainer.model.params().iter();
        let names: Vec<String> = params.map(|p| p.name.clone()).collect();
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
            self.trainer.model.params_mut().set(name, value)?;
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

fn write_params(path: &Path, params: &ParamSet<f32>) -> Result<()> {
    write_whole(path, &to_safetensors(params, Precision::F32)?)
}

/// Figures of a stretch of training, for the log.
pub fn summary(sums: &LossSums, seconds: f64) -> String {
    let n = sums.n_tokens as f64;
    let speed = if seconds > 0.0 {
        format!(" {:.0} tok/s", n / seconds)
    } else {
        String::new()
    };
    format!(
        "loss {:.3} ppl {:.2} acc {:.3}{speed}",
        sums.loss / n,
        (sums.negative_log_likelihood / n).exp(),
        sums.n_correct as f64 / n
    )
}
