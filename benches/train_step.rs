//! One training step of the models S and M, on one thread and on two.
//!
//! The same workload as `scripts/bench/torch_train.py`: batch 32 × (16 + 16) random tokens without
//! padding, label smoothing 0.1, Adam, dropout 0.1.

use std::time::Instant;
use teddy_reads::nlp::autograd::ops::LabelSmoothing;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::{Trainer, TrainerConfig};

fn main() {
    for (name, vocab_size, d_model, n_heads, n_layers, d_ff) in
        [("S", 4000, 128, 4, 2, 512), ("M", 8000, 256, 8, 3, 1024)]
    {
        for shards in [1, 2] {
            let config = TransformerConfig {
                vocab_size,
                d_model,
                n_heads,
                d_ff,
                n_encoder_layers: n_layers,
                n_decoder_layers: n_layers,
                max_len: 64,
                tied_embeddings: false,
                ..Default::default()
            };
            let mut rng = Rng::new(0);
            let mut ids = |n| {
                (0..n)
                    .map(|_| rng.below(vocab_size) as u32)
                    .collect::<Vec<_>>()
            };
            let examples: Vec<Example> = (0..32)
                .map(|_| Example {
                    src: ids(16),
                    tgt: ids(17),
                })
                .collect();
            let batch: Vec<&Example> = examples.iter().collect();
            let model = Transformer::<f32>::new(config, &mut rng).expect("a valid configuration");
            let parameters = model.params.n_parameters();
            let config = TrainerConfig {
                schedule: Schedule::Constant { lr: 1e-3 },
                adam: AdamConfig::default(),
                label_smoothing: LabelSmoothing {
                    epsilon: 0.1,
                    ..Default::default()
                },
                max_grad_norm: f64::INFINITY,
                shards,
                ema_decay: 0.0,
            };
            let mut trainer = Trainer::new(config, model, rng);
            let mut times: Vec<f64> = Vec::new();
            for _ in 0..18 {
                let start = Instant::now();
                trainer.step(&batch).expect("a valid batch");
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
            times.drain(..3);
            times.sort_by(f64::total_cmp);
            println!(
                "teddy {name} shards={shards}: {:.2}M params; step ms best {:.1} median {:.1}; target tok/s best {:.0}",
                parameters as f64 / 1e6,
                times[0],
                times[times.len() / 2],
                512.0 / times[0] * 1e3
            );
        }
    }
}
