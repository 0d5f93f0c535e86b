//! A run's settings, and what each of its epochs reads.

use super::run::{Epoch, Plan};
use super::translator_data::TranslatorData;
use crate::nlp::autograd::ops::LabelSmoothing;
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::Pair;
use crate::nlp::data::mix::{Roughen, epoch_pairs};
use crate::nlp::model::TransformerConfig;
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeTokenizer, Tokenizer};
use crate::nlp::train::{BatchConfig, bucketed_batches};
use serde::{Deserialize, Serialize};

/// A run's settings: the content of `configs/translator.json` and its like; `C` is the model's configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig<C = TransformerConfig> {
    pub seed: u64,
    pub vocab_size: usize,
    pub model: C,
    pub batch: BatchConfig,
    /// The epochs from the random weights on, those of an earlier run (`--from`) included.
    pub epochs: u64,
    /// How many of them the earlier run did; this one then reads other samples than that one.
    #[serde(default)]
    pub epochs_before: u64,
    pub peak_lr: f64,
    pub warmup_steps: u64,
    pub decay_epochs: f64,
    pub label_smoothing: LabelSmoothing,
    pub max_grad_norm: f64,
    pub shards: usize,
    pub ema_decay: f64,
    pub grammar_pairs: usize,
    pub grammar_per_epoch: usize,
    pub roughen: Roughen,
}

impl<C> RunConfig<C> {
    /// The part that every model has.
    pub fn plan(&self) -> Plan {
        Plan {
            epochs: self.epochs,
            epochs_before: self.epochs_before,
            peak_lr: self.peak_lr,
            warmup_steps: self.warmup_steps,
            decay_epochs: self.decay_epochs,
            label_smoothing: self.label_smoothing,
            max_grad_norm: self.max_grad_norm,
            shards: self.shards,
            ema_decay: self.ema_decay,
        }
    }
}

/// An epoch's examples and batches: the same for the same seed and epoch, resumed or not.
pub fn epoch_batches<C>(
    config: &RunConfig<C>,
    max_len: usize,
    data: &TranslatorData,
    tokenizer: &BpeTokenizer,
    epoch: u64,
) -> Epoch<Example> {
    let mut rng = Rng::new(config.seed.wrapping_mul(1_000_003).wrapping_add(epoch));
    let pairs = epoch_pairs(&data.sources, config.roughen, &mut rng);
    let examples: Vec<Example> = pairs
        .iter()
        .map(|p| encode(tokenizer, p))
        .filter(|e| e.src.len().max(e.tgt.len()) <= max_len)
        .collect();
    let batches = bucketed_batches(&examples, config.batch, &mut rng);
    (examples, batches)
}

/// BOS … EOS on both sides.
pub fn encode(tokenizer: &BpeTokenizer, pair: &Pair) -> Example {
    let special = tokenizer.special();
    let around = |text: &str| {
        let mut ids = vec![special.bos];
        ids.extend(tokenizer.encode_ids(text));
        ids.push(special.eos);
        ids
    };
    Example {
        src: around(&pair.src),
        tgt: around(&pair.tgt),
    }
}
