//! What work costs as it grows: tokens per second of a translator's training step and of its greedy decoding,
//! against sentence length, vocabulary and d_model, everything else as in the model S (peers' workload: d_model
//! 128, 4 heads, 2 + 2 layers, d_ff = 4 · d_model, vocabulary 4,000, sentences of 16 tokens). One thread.
//!
//! `scripts/bench.sh growth` prints the figures; `scripts/bench.sh growth --write` also writes them to
//! docs/growth/growth.csv and draws the curves beside it; `--draw` draws from that file without measuring.
//!
//! A training step reads 512 target tokens, however long the sentences are. A decoded token is one step with
//! the key/value cache; the encoder's pass is counted in. On Linux time is this thread's time on the processor,
//! which a busy machine does not stretch; elsewhere it is the clock's.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;
use std::fmt::Write;
use std::time::Instant;
use teddy_reads::nlp::autograd::ops::LabelSmoothing;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::{Trainer, TrainerConfig};

const TOKENS_PER_STEP: usize = 512;
const REPEATS: usize = 5;
/// A repeat goes on for so many seconds at least: the processor's time is not known to the microsecond.
const LONG_ENOUGH: f64 = 0.12;

/// What grows, the name of its picture, and its values.
const AXES: [(&str, &str, &[usize]); 3] = [
    (
        "sentence length in tokens",
        "length",
        &[4, 8, 16, 32, 64, 128],
    ),
    (
        "vocabulary",
        "vocabulary",
        &[500, 1000, 2000, 4000, 8000, 16_000],
    ),
    ("d_model", "d_model", &[32, 64, 128, 192, 256, 384]),
];

/// Tokens per second: the best repeat and the middle one.
#[derive(Clone, Copy)]
struct Rate {
    best: f64,
    median: f64,
}

struct Point {
    value: usize,
    training: Rate,
    decoding: Rate,
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/growth");

fn main() -> Result<(), Box<dyn Error>> {
    let asked = |option: &str| std::env::args().any(|arg| arg == option);
    let file = format!("{FOLDER}/growth.csv");
    let csv = if asked("--draw") {
        std::fs::read_to_string(&file)?
    } else {
        measure_all()?
    };
    print!("{csv}");
    if asked("--write") {
        std::fs::create_dir_all(FOLDER)?;
        std::fs::write(&file, &csv)?;
    }
    if asked("--write") || asked("--draw") {
        for (what, name, _) in AXES {
            let rows = csv.lines().filter_map(|line| line.strip_prefix(name));
            let points: Option<Vec<Point>> = rows.map(point).collect();
            let points = points.ok_or_else(|| format!("{file}: a bad row of {name}"))?;
            draw(&format!("{FOLDER}/{name}.svg"), what, &points)?;
        }
    }
    Ok(())
}

fn measure_all() -> Result<String, Box<dyn Error>> {
    let mut csv =
        String::from("axis,value,training_best,training_median,decoding_best,decoding_median\n");
    for (_, name, values) in AXES {
        for &value in values {
            let Point {
                training: t,
                decoding: d,
                ..
            } = measure(name, value);
            writeln!(
                csv,
                "{name},{value},{:.0},{:.0},{:.0},{:.0}",
                t.best, t.median, d.best, d.median
            )?;
        }
    }
    Ok(csv)
}

/// A row of the file, its first field taken off.
fn point(row: &str) -> Option<Point> {
    let numbers: Vec<f64> = row[1..].split(',').map_while(|n| n.parse().ok()).collect();
    let &[value, t_best, t_median, d_best, d_median] = &numbers[..] else {
        return None;
    };
    let rate = |best, median| Rate { best, median };
    Some(Point {
        value: value as usize,
        training: rate(t_best, t_median),
        decoding: rate(d_best, d_median),
    })
}

fn measure(axis: &str, value: usize) -> Point {
    let (mut length, mut vocab_size, mut d_model) = (16, 4000, 128);
    match axis {
        "length" => length = value,
        "vocabulary" => vocab_size = value,
        _ => d_model = value,
    }
    let config = TransformerConfig {
        vocab_size,
        d_model,
        n_heads: d_model / 32,
        d_ff: 4 * d_model,
        n_encoder_layers: 2,
        n_decoder_layers: 2,
        max_len: length + 2,
        tied_embeddings: false,
        ..Default::default()
    };
    let mut rng = Rng::new(295);
    let model = Transformer::<f32>::new(config, &mut rng).expect("a valid configuration");
    let point = Point {
        value,
        decoding: decoding(&model, length, &mut rng),
        training: training(model, length, rng),
    };
    eprintln!(
        "{axis} {value}: training {:.0} tok/s, decoding {:.0} tok/s",
        point.training.best, point.decoding.best
    );
    point
}

fn ids(n: usize, vocab_size: usize, rng: &mut Rng) -> Vec<u32> {
    (0..n).map(|_| rng.below(vocab_size) as u32).collect()
}

fn training(model: Transformer<f32>, length: usize, mut rng: Rng) -> Rate {
    let vocab_size = model.config.vocab_size;
    let examples: Vec<Example> = (0..TOKENS_PER_STEP / length)
        .map(|_| Example {
            src: ids(length, vocab_size, &mut rng),
            tgt: ids(length + 1, vocab_size, &mut rng),
        })
        .collect();
    let batch: Vec<&Example> = examples.iter().collect();
    let config = TrainerConfig {
        schedule: Schedule::Constant { lr: 1e-4 },
        adam: AdamConfig::default(),
        label_smoothing: LabelSmoothing {
            epsilon: 0.1,
            ..Default::default()
        },
        max_grad_norm: f64::INFINITY,
        shards: 1,
        ema_decay: 0.0,
    };
    let mut trainer = Trainer::new(config, model, rng);
    rate(TOKENS_PER_STEP, || {
        trainer.step(&batch).expect("a valid batch");
    })
}

fn decoding(model: &Transformer<f32>, length: usize, rng: &mut Rng) -> Rate {
    let src = ids(length, model.config.vocab_size, rng);
    rate(length, || {
        let memory = model.encode(&src).expect("short enough");
        let mut state = model.start_decoding(memory.view(), 1);
        let mut token = 1;
        for _ in 0..length {
            let logits = model
                .decode_step(&mut state, &[token])
                .expect("short enough");
            let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            token = best.map_or(0, |(i, _)| i as u32);
        }
    })
}

fn rate(tokens: usize, mut work: impl FnMut()) -> Rate {
    work();
    let mut rates: Vec<f64> = (0..REPEATS)
        .map(|_| {
            let clock = Clock::start();
            let mut rounds = 0;
            loop {
                work();
                rounds += 1;
                let seconds = clock.seconds();
                if seconds >= LONG_ENOUGH {
                    return (rounds * tokens) as f64 / seconds;
                }
            }
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    Rate {
        best: rates[REPEATS - 1],
        median: rates[REPEATS / 2],
    }
}

/// The seconds that this thread has run, where the system tells, or else those gone by.
struct Clock {
    start: Instant,
    on_processor: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Clock {
            start: Instant::now(),
            on_processor: on_processor(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.on_processor, on_processor()) {
            (Some(before), Some(now)) => now - before,
            _ => self.start.elapsed().as_secs_f64(),
        }
    }
}

/// From Linux: the first number of schedstat is the thread's time on a processor in nanoseconds.
fn on_processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

const TRAINING: RGBColor = RGBColor(0x1f, 0x5f, 0xa8);
const DECODING: RGBColor = RGBColor(0xb0, 0x4a, 0x12);

/// Both curves on logarithmic axes, best repeats; a straight line there is a power of what grows.
fn draw(path: &str, what: &str, points: &[Point]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(path, (640, 400)).into_drawing_area();
    root.fill(&WHITE)?;
    let xs = points.iter().map(|p| p.value as f64);
    let (low, high) = (
        xs.clone().fold(f64::INFINITY, f64::min),
        xs.fold(0.0, f64::max),
    );
    let ys = points
        .iter()
        .flat_map(|p| [p.training.best, p.decoding.best]);
    let (bottom, top) = (
        ys.clone().fold(f64::INFINITY, f64::min) / 1.5,
        ys.fold(0.0, f64::max) * 1.5,
    );
    // 100, 200, 500, 1,000, …
    let rates = (2..6).flat_map(|n| [1.0, 2.0, 5.0].map(|x| x * 10f64.powi(n)));
    let rates = rates.filter(|r| (bottom..top).contains(r)).collect();
    let mut chart = ChartBuilder::on(&root)
        .caption(
            format!("Tokens per second against {what}"),
            ("sans-serif", 18),
        )
        .margin(12)
        .margin_right(90)
        .x_label_area_size(42)
        .y_label_area_size(70)
        .build_cartesian_2d(
            (low..high)
                .log_scale()
                .with_key_points(points.iter().map(|p| p.value as f64).collect()),
            (bottom..top).log_scale().with_key_points(rates),
        )?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc(what)
        .y_desc("tokens per second")
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| format!("{y:.0}"))
        .draw()?;
    for (name, colour) in [("training", TRAINING), ("decoding", DECODING)] {
        let rate = |p: &Point| match name {
            "training" => p.training.best,
            _ => p.decoding.best,
        };
        let curve: Vec<(f64, f64)> = points.iter().map(|p| (p.value as f64, rate(p))).collect();
        chart.draw_series(LineSeries::new(curve.clone(), colour.stroke_width(2)))?;
        let dots = curve.iter().map(|&at| Circle::new(at, 3, colour.filled()));
        chart.draw_series(dots)?;
        let style = ("sans-serif", 14)
            .into_font()
            .color(&colour)
            .pos(Pos::new(HPos::Left, VPos::Center));
        // The name at the end of its curve needs no legend.
        if let Some(&(x, y)) = curve.last() {
            let (px, py) = chart.backend_coord(&(x, y));
            root.draw(&Text::new(name, (px + 8, py), style))?;
        }
    }
    root.present()?;
    Ok(())
}
