//! What scripts/bench/browser.mjs times: functions over plain numbers, so that no binding code stands between.
//!
//! `…_prepare` builds what is needed, `…_run` or `…_step` is timed and returns a number that depends on the
//! result, for the page to compare with the other side's and so that nothing is optimised away.

mod attention;
mod bytes;
mod decode;
mod product;
mod recurrent;
mod tokenizer;
mod train;
mod translate;
mod word2vec;

use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing};
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::TrainerConfig;

/// The workloads' models: 0 is S, 1 is M.
fn model(which: u32, rng: &mut Rng) -> Transformer<f32> {
    let (vocab_size, d_model, n_heads, n_layers, d_ff) = match which {
        0 => (4000, 128, 4, 2, 512),
        _ => (8000, 256, 8, 3, 1024),
    };
    let config = TransformerConfig {
        vocab_size,
        d_model,
        n_heads,
        d_ff,
        n_encoder_layers: n_layers,
        n_decoder_layers: n_layers,
        max_len: 64,
        // The other browser packages train without it.
        dropout: 0.0,
        tied_embeddings: false,
        ..Default::default()
    };
    Transformer::new(config, rng).expect("a valid configuration")
}

fn ids(n: usize, below: usize, rng: &mut Rng) -> Vec<u32> {
    (0..n).map(|_| rng.below(below) as u32).collect()
}

/// Label smoothing 0.1, Adam, nothing else: what the other side of a training step does too.
fn plain_training() -> TrainerConfig {
    TrainerConfig {
        schedule: Schedule::Constant { lr: 1e-3 },
        adam: AdamConfig::default(),
        label_smoothing: LabelSmoothing {
            epsilon: 0.1,
            convention: Convention::All,
        },
        max_grad_norm: f64::INFINITY,
        shards: 1,
        ema_decay: 0.0,
    }
}
