//! Word2Vec: words per second of skip-gram and CBOW, on one thread and on two, with a measure of what was learnt.
//!
//! The workload is that of `scripts/bench/gensim_word2vec.py`: 2 million words, 20,000 different ones with
//! Zipf's frequencies, 20 a line; three of five words are of the line's topic (one of 50). 100 dimensions,
//! window 5, 5 negatives, no subsampling, one epoch. The topic score is the share of the ten nearest neighbours of
//! the 5,000 most frequent words that are of the same topic.
//!
//! usage: cargo bench --no-default-features --bench word2vec [-- CORPUS [REPEATS]]
//! CORPUS: lines of `w<number>`, as that script writes them; without it one is drawn here.

use std::time::Instant;
use teddy_reads::nlp::embedding::WordVectors;
use teddy_reads::nlp::embedding::word2vec::{
    AliasSampler, Architecture, Corpus, Word2Vec, Word2VecConfig,
};
use teddy_reads::nlp::rng::Rng;

const VOCAB: usize = 20_000;
const TOPICS: usize = 50;
const LINE: usize = 20;

fn main() {
    let mut args = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--") && !a.is_empty());
    let corpus = match args.next() {
        Some(path) => read(&std::fs::read_to_string(&path).expect("the corpus can be read")),
        None => draw(2_000_000, &mut Rng::new(1)),
    };
    let repeats = args
        .next()
        .map_or(3, |n| n.parse().expect("a number of repeats"));
    let counts = corpus.counts(VOCAB);
    for (name, architecture) in [
        ("skip-gram", Architecture::SkipGram),
        ("CBOW", Architecture::Cbow),
    ] {
        for shards in [1, 2] {
            let config = Word2VecConfig {
                architecture,
                shards,
                subsample: 0.0,
                epochs: 1,
                loss_every: 0,
                ..Default::default()
            };
            let (mut times, mut cpu, mut score) = (Vec::new(), f64::INFINITY, 0.0);
            for _ in 0..repeats {
                let mut model = Word2Vec::new(&counts, config.clone(), Rng::new(2)).expect("valid");
                let (start, cpu_start) = (Instant::now(), cpu_seconds());
                model.train(&corpus).expect("valid");
                times.push(start.elapsed().as_secs_f64());
                cpu = cpu.min(cpu_seconds() - cpu_start);
                score = topic_score(&model);
            }
            times.sort_by(f64::total_cmp);
            let speed = |t: f64| corpus.n_words() as f64 / t;
            println!(
                "teddy {name} threads={shards}: words/s best {:.0} median {:.0}, per CPU second best {:.0}; \
                 topic score {score:.4}",
                speed(times[0]),
                speed(times[times.len() / 2]),
                speed(cpu),
            );
        }
    }
}

/// What all threads of this process have used of the processor, to 10 ms (Linux; elsewhere not a number). On a shared
/// machine this is steadier than the wall clock.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields 14 and 15, counted after the name in parentheses, in ticks of 10 ms.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let mut ticks = fields
        .split_whitespace()
        .skip(11)
        .map_while(|f| f.parse::<f64>().ok());
    match (ticks.next(), ticks.next()) {
        (Some(user), Some(system)) => (user + system) / 100.0,
        _ => f64::NAN,
    }
}

fn read(text: &str) -> Corpus {
    let id = |w: &str| w[1..].parse::<u32>().expect("words are w<number>");
    text.lines().map(|l| l.split_whitespace().map(id)).collect()
}

fn draw(n: usize, rng: &mut Rng) -> Corpus {
    let zipf: Vec<f64> = (0..VOCAB).map(|r| 1.0 / (r as f64 + 2.7)).collect();
    let zipf = AliasSampler::new(&zipf).expect("positive weights");
    let mut corpus = Corpus::default();
    for _ in 0..n / LINE {
        let topic = rng.below(TOPICS);
        corpus.push((0..LINE).map(|_| {
            let w = zipf.draw(rng) as usize;
            match rng.chance(0.6) {
                true => (w / TOPICS * TOPICS + topic) as u32,
                false => w as u32,
            }
        }));
    }
    corpus
}

/// The topic of word w is w mod 50.
fn topic_score(model: &Word2Vec) -> f64 {
    const WORDS: usize = 5000;
    let words = (0..VOCAB).map(|i| format!("w{i}")).collect();
    let vectors = WordVectors::new(words, model.w_in.to_array()).expect("finite vectors");
    let mut same = 0;
    for i in (0..WORDS).step_by(5) {
        let all = vectors.vectors();
        let query = all.row(i);
        let near = vectors.nearest_to(query, 10, &[i as u32], WORDS);
        same += near
            .iter()
            .filter(|n| n.id as usize % TOPICS == i % TOPICS)
            .count();
    }
    same as f64 / (WORDS / 5 * 10) as f64
}
