//! The training loop's body: one step on one batch.
//!
//! The trainer does not know where batches come from, nor who watches. On machines with threads a batch
//! is split into shards of whole sentences, one a thread, whose gradients are added in a fixed order: the
//! numbers depend on the number of shards, which is part of the configuration, and not on scheduling.

use super::{Extent, Trainable};
use crate::nlp::autograd::Tape;
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::error::Result;
use crate::nlp::linalg::{Real, with_simd};
use crate::nlp::model::Transformer;
use crate::nlp::optim::{Adam, AdamConfig, Schedule, clip_grad_norm};
use crate::nlp::rng::Rng;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainerConfig {
    pub schedule: Schedule,
    pub adam: AdamConfig,
    pub label_smoothing: LabelSmoothing,
    /// Gradients are scaled down to this global norm.
    pub max_grad_norm: f64,
    /// Each batch is split into so many parts, computed at the same time where there are threads.
    pub shards: usize,
    /// Keep an exponential moving average of the parameters with this decay (0: none).
    pub ema_decay: f64,
}

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepReport {
    pub step: u64,
    pub lr: f64,
    pub sums: LossSums,
    /// Before clipping.
    pub grad_norm: f64,
}

/// A model in training; the Transformer unless another is named.
#[derive(Clone, Debug)]
pub struct Trainer<T, M = Transformer<T>> {
    pub config: TrainerConfig,
    pub model: M,
    pub adam: Adam<T>,
    /// The averaged parameters, in the order of the model's, if they are wanted.
    pub ema: Option<Vec<Array2<T>>>,
    pub rng: Rng,
    grads: Vec<Vec<Array2<T>>>,
}

impl<T: Real, M: Trainable<T>> Trainer<T, M> {
    pub fn new(config: TrainerConfig, model: M, rng: Rng) -> Self {
        let adam = Adam::new(config.adam, model.params());
        let ema = (config.ema_decay > 0.0)
            .then(|| model.params().iter().map(|p| p.value.clone()).collect());
        let grads = vec![model.params().zeros_like(); config.shards.max(1)];
        Trainer {
            config,
            model,
            adam,
            ema,
            rng,
            grads,
        }
    }

    /// Forward, backward and one step of Adam on the mean loss of the batch's target tokens.
    pub fn step(&mut self, examples: &[&M::Example]) -> Result<StepReport> {
        let sums = self.gradients(examples)?;
        let (grad_norm, scale) = clip_grad_norm(&self.grads[0], self.config.max_grad_norm);
        let step = self.adam.t + 1;
        let lr = self.config.schedule.at(step);
        self.adam
            .step(self.model.params_mut(), &self.grads[0], lr, scale);
        self.update_ema();
        Ok(StepReport {
            step,
            lr,
            sums,
            grad_norm,
        })
    }

    /// Gradients of the mean loss into `grads[0]`.
    fn gradients(&mut self, examples: &[&M::Example]) -> Result<LossSums> {
        let n_shards = self.grads.len().min(examples.len()).max(1);
        // Dealt out like cards, so that every shard has its share of long sentences.
        let shards = (0..n_shards).map(|s| {
            let part: Vec<&M::Example> =
                examples.iter().skip(s).step_by(n_shards).copied().collect();
            M::batch(&part)
        });
        let batches = shards.collect::<Result<Vec<M::Batch>>>()?;
        let n_tokens: usize = batches.iter().map(M::n_targets).sum();
        let seed = T::of(1.0 / n_tokens as f64);
        let rngs: Vec<Rng> = batches.iter().map(|_| self.rng.fork()).collect();
        let (model, smoothing) = (&self.model, self.config.label_smoothing);
        let run = |(batch, (grads, rng)): (&M::Batch, (&mut Vec<Array2<T>>, Rng))| {
            grads.iter_mut().for_each(|g| g.fill(T::zero()));
            let mut tape = Tape::training(model.params(), rng);
            let (loss, sums) = model.loss(&mut tape, batch, smoothing);
            tape.backward(loss, seed, grads);
            sums
        };
        let jobs = batches.iter().zip(self.grads.iter_mut().zip(rngs));
        let mut sums = LossSums::default();
        #[cfg(not(target_arch = "wasm32"))]
        std::thread::scope(|scope| {
            let run = &run;
            let mut jobs = jobs.collect::<Vec<_>>().into_iter();
            // The first shard runs here, the others on threads of their own.
            let first = jobs.next();
            let others: Vec<_> = jobs.map(|job| scope.spawn(move || run(job))).collect();
            first.into_iter().for_each(|job| sums += run(job));
            for thread in others {
                match thread.join() {
                    Ok(part) => sums += part,
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        #[cfg(target_arch = "wasm32")]
        jobs.for_each(|job| sums += run(job));
        if let [total, others @ ..] = &mut self.grads[..n_shards] {
            for other in others {
                total
                    .iter_mut()
                    .zip(other.iter())
                    .for_each(|(t, o)| *t += o);
            }
        }
        Ok(sums)
    }

    fn update_ema(&mut self) {
        let Some(ema) = &mut self.ema else { return };
        // Early on the average would hold mostly the random start: a shorter memory then.
        let t = self.adam.t as f64;
        let decay = self.config.ema_decay.min((1.0 + t) / (10.0 + t));
        let keep = T::of(decay);
        let take = T::one() - keep;
        for (average, p) in ema.iter_mut().zip(self.model.params().iter()) {
            let contiguous = "parameters are contiguous";
            let average = average.as_slice_mut().expect(contiguous);
            let p = p.value.as_slice().expect(contiguous);
            with_simd(
                #[inline(always)]
                || {
                    average
                        .iter_mut()
                        .zip(p)
                        .for_each(|(a, &p)| *a = keep * *a + take * p);
                },
            );
        }
    }

    /// The model with averaged parameters, or as it is where none are kept.
    pub fn averaged_model(&self) -> M {
        let mut model = self.model.clone();
        if let Some(ema) = &self.ema {
            model
                .params_mut()
                .values_mut()
                .zip(ema)
                .for_each(|(p, average)| p.assign(average));
        }
        model
    }
}

/// Loss sums over examples, without dropout and without learning. `smoothing` is that of the loss.
pub fn evaluate<T: Real, M: Trainable<T>>(
    model: &M,
    examples: &[M::Example],
    smoothing: LabelSmoothing,
) -> Result<LossSums> {
    let mut order: Vec<&M::Example> = examples.iter().collect();
    order.sort_by_key(|e| {
        let (src, tgt) = e.extent();
        (tgt, src)
    });
    let mut sums = LossSums::default();
    for part in order.chunks(64) {
        let batch = M::batch(part)?;
        let mut tape = Tape::evaluation(model.params());
        sums += model.loss(&mut tape, &batch, smoothing).1;
    }
    Ok(sums)
}
