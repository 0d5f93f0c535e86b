//! A run's settings, and what each of its epochs reads.

use super::translator_data::TranslatorData;
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::Pair;
use crate::nlp::data::mix::{Roughen, epoch_pairs};
use crate::nlp::model::TransformerConfig;
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeTokenizer, Tokenizer};
use crate::nlp::train::{BatchConfig, bucketed_batches};
use serde::{Deserialize, Serialize};

/// A run's settings: the content of `configs/translator.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub seed: u64,
    pub vocab_size: usize,
    pub model: TransformerConfig,
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

/// An epoch's examples and batches: the same for the same seed and epoch, resumed or not.
pub fn epoch_batches(
    config: &RunConfig,
    data: &TranslatorData,
    tokenizer: &BpeTokenizer,
    epoch: u64,
) -> (Vec<Example>, Vec<Vec<usize>>) {
    let mut rng = Rng::new(config.seed.wrapping_mul(1_000_003).wrapping_add(epoch));
    let pairs = epoch_pairs(&data.sources, config.roughen, &mut rng);
    let examples: Vec<Example> = pairs
        .iter()
        .map(|p| encode(tokenizer, p))
        .filter(|e| e.src.len().max(e.tgt.len()) <= config.model.max_len)
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
