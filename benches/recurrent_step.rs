//! One training step of a recurrent language model, on one thread: the workload of
//! `scripts/bench/torch_recurrent.py` (embedding 128, hidden 256, vocabulary 4,000, batch 32 × 32, label
//! smoothing 0.1, Adam, no dropout).
//!
//! Alone it measures itself. With `serve` it takes orders from that script, which measures both sides in turn:
//! a line `lstm` or `rnn` runs one step and answers `loss milliseconds`, the second twice: by the clock, and those
//! in which this process had the processor (on a shared machine only these are worth comparing).

use std::io::{BufRead, Write};
use std::time::Instant;
use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing};
use teddy_reads::nlp::data::labelled::TextExample;
use teddy_reads::nlp::model::{RecurrentLm, RecurrentLmConfig};
use teddy_reads::nlp::nn::Cell;
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::{Trainer, TrainerConfig};

// As the command line has it.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const VOCAB_SIZE: usize = 4000;
const REPEATS: usize = 18;

struct Side {
    trainer: Trainer<f32, RecurrentLm<f32>>,
    examples: Vec<TextExample>,
}

impl Side {
    fn new(cell: Cell) -> Self {
        let config = RecurrentLmConfig {
            cell,
            vocab_size: VOCAB_SIZE,
            d_embedding: 128,
            d_hidden: 256,
            dropout: 0.0,
            tied_embeddings: false,
            ..Default::default()
        };
        let mut model = RecurrentLm::new(config, &mut Rng::new(0)).expect("valid sizes");
        // Weights that Python can make too.
        for (k, p) in model.params.values_mut().enumerate() {
            let scale = if k == 0 { 1.0 / 128f64.sqrt() } else { 0.06 };
            for (i, w) in p.iter_mut().enumerate() {
                *w = (scale * (0.7 * i as f64 + k as f64).sin()) as f32;
            }
        }
        let id = |b: usize, t: usize| ((b * 33 + t) * 7919 % VOCAB_SIZE) as u32;
        let text = |b| TextExample {
            ids: (0..33).map(|t| id(b, t)).collect(),
        };
        let config = TrainerConfig {
            schedule: Schedule::Constant { lr: 1e-3 },
            adam: AdamConfig::default(),
            label_smoothing: LabelSmoothing {
                epsilon: 0.1,
                convention: Convention::All,
            },
            max_grad_norm: f64::INFINITY,
            shards: 1,
            ema_decay: 0.0,
        };
        Side {
            trainer: Trainer::new(config, model, Rng::new(0)),
            examples: (0..32).map(text).collect(),
        }
    }

    /// Loss before the step, and milliseconds by the clock and on the processor.
    fn step(&mut self) -> (f64, f64, f64) {
        let batch: Vec<&TextExample> = self.examples.iter().collect();
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

fn main() {
    let (mut lstm, mut rnn) = (Side::new(Cell::Lstm), Side::new(Cell::Rnn));
    if std::env::args().any(|arg| arg == "serve") {
        let mut out = std::io::stdout();
        for line in std::io::stdin().lock().lines() {
            let side = match line.expect("text on standard input").as_str() {
                "lstm" => &mut lstm,
                "rnn" => &mut rnn,
                _ => break,
            };
            let (loss, ms, cpu) = side.step();
            writeln!(out, "{loss} {ms} {cpu}").expect("somebody listens");
            out.flush().expect("somebody listens");
        }
        return;
    }
    for (name, side) in [("lstm", &mut lstm), ("rnn", &mut rnn)] {
        let steps: Vec<_> = (0..REPEATS).map(|_| side.step()).skip(3).collect();
        let report = |mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            format!("best {:.1} median {:.1}", times[0], times[times.len() / 2])
        };
        let clock = report(steps.iter().map(|s| s.1).collect());
        let cpu = report(steps.iter().map(|s| s.2).collect());
        println!("teddy {name} step, 1 thread: ms {clock}; on the processor {cpu}");
    }
}
