//! One training step of the models S and M, on one thread and on two: batch 32 × (16 + 16) random tokens without
//! padding, label smoothing 0.1, Adam, dropout 0.1.
//!
//! Alone it measures itself. With `serve` it takes orders from `scripts/bench/torch_transformer.py`, which measures
//! both sides in turn on one thread: a line `S` or `M` runs one step and answers `loss milliseconds`, the second twice:
//! by the clock, and those in which this process had the processor (on a shared machine only these are worth
//! comparing); `S plain` and `M plain` do so without dropout, from weights that Python can make too.

use std::io::{BufRead, Write};
use std::time::Instant;
use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing};
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::{Trainer, TrainerConfig};

// As the command line has it.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REPEATS: usize = 18;

struct Side {
    trainer: Trainer<f32>,
    examples: Vec<Example>,
}

impl Side {
    fn new(name: &str, dropout: f64, shards: usize) -> Self {
        let (vocab_size, d_model, n_heads, n_layers, d_ff) = match name {
            "S" => (4000, 128, 4, 2, 512),
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
            tied_embeddings: false,
            dropout,
            ..Default::default()
        };
        let mut rng = Rng::new(0);
        let mut model = Transformer::<f32>::new(config, &mut rng).expect("a valid configuration");
        let names: Vec<String> = model.params.iter().map(|p| p.name.clone()).collect();
        for (name, p) in names.iter().zip(model.params.values_mut()) {
            // Norms start as they are.
            if !name.contains("norm") {
                let k: u32 = name.bytes().map(u32::from).sum();
                for (i, w) in p.iter_mut().enumerate() {
                    *w = (0.08 * (0.7 * i as f64 + f64::from(k)).sin()) as f32;
                }
            }
        }
        let id = |n: usize| (n * 7919 % vocab_size) as u32;
        let example = |b: usize| Example {
            src: (0..16).map(|t| id(b * 16 + t)).collect(),
            tgt: (0..17).map(|t| id(1000 + b * 17 + t)).collect(),
        };
        let config = TrainerConfig {
            schedule: Schedule::Constant { lr: 1e-3 },
            adam: AdamConfig::default(),
            label_smoothing: LabelSmoothing {
                epsilon: 0.1,
                convention: Convention::All,
            },
            max_grad_norm: f64::INFINITY,
            shards,
            ema_decay: 0.0,
        };
        Side {
            trainer: Trainer::new(config, model, rng),
            examples: (0..32).map(example).collect(),
        }
    }

    /// Loss before the step, and milliseconds by the clock and on the processor.
    fn step(&mut self) -> (f64, f64, f64) {
        let batch: Vec<&Example> = self.examples.iter().collect();
        let (start, cpu) = (Instant::now(), on_processor());
        let report = self.trainer.step(&batch).expect("a valid batch");
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let loss = report.sums.loss / report.sums.n_tokens as f64;
        (loss, ms, on_processor() - cpu)
    }
}

/// Milliseconds that this thread has run so far; not a number where the system does not tell.
fn on_processor() -> f64 {
    let ns = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = ns.and_then(|s| s.split_whitespace().next()?.parse::<f64>().ok());
    ns.map_or(f64::NAN, |ns| ns * 1e-6)
}

fn serve() {
    let mut side: Option<(String, Side)> = None;
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("text on standard input");
        if side.as_ref().is_none_or(|(name, _)| *name != line) {
            let dropout = if line.ends_with("plain") { 0.0 } else { 0.1 };
            side = Some((line.clone(), Side::new(&line[..1], dropout, 1)));
        }
        let (_, side) = side.as_mut().expect("just made");
        let (loss, ms, cpu) = side.step();
        writeln!(out, "{loss} {ms} {cpu}").expect("somebody listens");
        out.flush().expect("somebody listens");
    }
}

fn main() {
    if std::env::args().any(|arg| arg == "serve") {
        return serve();
    }
    for name in ["S", "M"] {
        for shards in [1, 2] {
            let mut side = Side::new(name, 0.1, shards);
            let mut times: Vec<f64> = (0..REPEATS).map(|_| side.step().1).skip(3).collect();
            times.sort_by(f64::total_cmp);
            println!(
                "teddy {name} shards={shards}: {:.2}M params; step ms best {:.1} median {:.1}; target tok/s best {:.0}",
                side.trainer.model.params.n_parameters() as f64 / 1e6,
                times[0],
                times[times.len() / 2],
                512.0 / times[0] * 1e3
            );
        }
    }
}
