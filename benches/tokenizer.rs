//! Tokenizers: training and encoding of byte-level BPE, and of the page's own BPE.
//!
//! `cargo bench --bench tokenizer -- [FILE]` measures on a text (without one: the test corpus, repeated).
//! `scripts/bench/bench_tokenizers.py` runs this program with `--serve` and asks it for one measurement at a time (lines on
//! standard input), between those of the Python packages.

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Instant;
use teddy_reads::nlp::tokenizer::{
    BpeConfig, BpeTokenizer, ByteLevelBpe, ByteLevelConfig, Tokenizer, WordCache, WordTokenizer,
};

struct Bench {
    text: String,
    byte_level: ByteLevelBpe,
    cache: WordCache,
    ids: Vec<u32>,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let file = arguments.iter().find(|a| !a.starts_with("--"));
    let text = match file {
        Some(path) => std::fs::read_to_string(path).expect("a text file"),
        None => {
            let corpus = concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/fixtures/tokenizer_corpus.txt"
            );
            std::fs::read_to_string(corpus)
                .expect("the test corpus")
                .repeat(100)
        }
    };
    let mut bench = Bench {
        byte_level: train(&text, 8000),
        text,
        cache: WordCache::new(),
        ids: Vec::new(),
    };
    if arguments.iter().any(|a| a == "--serve") {
        return bench.serve();
    }
    let mb = bench.text.len() as f64 / 1e6;
    println!("teddy, {mb:.2} MB of text, one thread, its time on a processor");
    for (what, repeats) in [
        ("train 8000", 5),
        ("train 16000", 3),
        ("train-metaspace 8000", 3),
        ("cold", 7),
        ("warm", 15),
        ("cold-paragraphs", 7),
        ("warm-paragraphs", 15),
        ("call-60", 15),
        ("own", 3),
        ("word", 3),
    ] {
        let mut times: Vec<f64> = (0..repeats).map(|_| bench.measure(what).0).collect();
        times.sort_by(f64::total_cmp);
        let (best, median) = (times[0], times[times.len() / 2]);
        match what {
            _ if what.starts_with("train") => {
                println!("{what}: best {best:.3} s, median {median:.3} s")
            }
            "call-60" => println!(
                "{what}: best {:.2} µs, median {:.2} µs",
                best * 1e6,
                median * 1e6
            ),
            _ => println!(
                "{what}: best {:.1} MB/s, median {:.1} MB/s",
                mb / best,
                mb / median
            ),
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

fn train(text: &str, vocab_size: usize) -> ByteLevelBpe {
    let config = ByteLevelConfig {
        vocab_size,
        min_frequency: 0,
        specials: vec!["<|endoftext|>".into()],
    };
    ByteLevelBpe::train(lines(text), &config).expect("a text to learn from")
}

/// Pieces of about 2 kB, as a page has them.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let mut at = rest.len().min(2000);
        while !rest.is_char_boundary(at) {
            at -= 1;
        }
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

impl Bench {
    /// Seconds, and a number to check: tokens, or pieces of a vocabulary.
    fn measure(&mut self, what: &str) -> (f64, usize) {
        let text = &self.text;
        let (name, size) = what.split_once(' ').unwrap_or((what, "8000"));
        let vocab_size = size.parse().unwrap_or(8000);
        let texts: Vec<&str> = match name {
            "cold-paragraphs" | "warm-paragraphs" => paragraphs(text),
            _ => lines(text).collect(),
        };
        self.ids.clear();
        match name {
            "train" => timed(|| black_box(train(text, vocab_size)).vocab_size()),
            "train-metaspace" => timed(|| {
                let config = BpeConfig {
                    vocab_size,
                    ..BpeConfig::default()
                };
                BpeTokenizer::train(text.lines(), &config)
                    .expect("a text")
                    .vocab_size()
            }),
            "cold" | "cold-paragraphs" => timed(|| {
                let mut cache = WordCache::new();
                texts
                    .iter()
                    .for_each(|text| self.byte_level.encode_with(text, &mut cache, &mut self.ids));
                self.ids.len()
            }),
            "warm" | "warm-paragraphs" => timed(|| {
                texts.iter().for_each(|text| {
                    self.byte_level
                        .encode_with(text, &mut self.cache, &mut self.ids)
                });
                self.ids.len()
            }),
            "call-60" => {
                let mut at = text.len() / 2;
                while !text.is_char_boundary(at) || !text.is_char_boundary(at + 60) {
                    at += 1;
                }
                let (seconds, count) = timed(|| {
                    for _ in 0..200_000 {
                        self.ids.clear();
                        self.byte_level
                            .encode_into(black_box(&text[at..at + 60]), &mut self.ids);
                    }
                    self.ids.len()
                });
                (seconds / 200_000.0, count)
            }
            "own" => {
                let config = BpeConfig::default();
                let own = BpeTokenizer::train(text.lines(), &config).expect("a text");
                timed(|| text.lines().map(|line| own.encode_ids(line).len()).sum())
            }
            "word" => {
                let words = WordTokenizer::train(text.lines(), &Default::default(), true);
                timed(|| text.lines().map(|line| words.encode_ids(line).len()).sum())
            }
            other => panic!("no measurement {other:?}"),
        }
    }

    fn serve(&mut self) {
        for line in std::io::stdin().lock().lines() {
            let line = line.expect("a line of text");
            if let Some(path) = line.strip_prefix("write-ids ") {
                self.measure("warm");
                let bytes: Vec<u8> = self.ids.iter().flat_map(|id| id.to_le_bytes()).collect();
                std::fs::write(path, bytes).expect("a place to write");
                println!("0 {}", self.ids.len());
            } else if let Some(path) = line.strip_prefix("write-json ") {
                std::fs::write(path, self.byte_level.to_json()).expect("a place to write");
                println!("0 {}", self.byte_level.vocab_size());
            } else {
                let (seconds, check) = self.measure(&line);
                println!("{seconds} {check}");
            }
            std::io::stdout().flush().expect("somebody listening");
        }
    }
}

fn timed(work: impl FnOnce() -> usize) -> (f64, usize) {
    let start = Instant::now();
    let cpu = cpu_seconds();
    let check = work();
    let wall = start.elapsed().as_secs_f64();
    // On a machine with other work the time on a processor says more; without it, the clock must do.
    let cpu = cpu.zip(cpu_seconds()).map(|(before, after)| after - before);
    (cpu.unwrap_or(wall), check)
}

/// How long this thread has been on a processor, where Linux tells.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = stat.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}
