//! BLEU, chrF and ROUGE of a corpus, on one thread.
//!
//! `cargo bench --bench metrics` measures this side alone. `scripts/bench/python_metrics.py` starts the same
//! program with `--serve` and asks it in turn with sacrebleu and rouge-score, on the same pairs.

use std::io::{BufRead, Write};
use std::time::Instant;
use teddy_reads::nlp::metrics::{RougeScorer, corpus_bleu, corpus_chrf};
use teddy_reads::nlp::rng::Rng;

/// Sentences of 20 words.
const PAIRS: usize = 3000;
/// ROUGE is asked about so many of them.
const ROUGE_PAIRS: usize = 300;
const REPEATS: usize = 15;

fn main() {
    let pairs = pairs(&mut Rng::new(295));
    if std::env::args().any(|arg| arg == "--serve") {
        serve(&pairs);
        return;
    }
    for metric in ["bleu", "chrf", "rouge", "rouge-stemmed"] {
        let mut times = Vec::new();
        let mut scores = Vec::new();
        for _ in 0..REPEATS {
            let start = Instant::now();
            scores = measure(metric, &pairs);
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "teddy {metric}: ms best {:.2} median {:.2}; {scores:?}",
            times[0],
            times[REPEATS / 2]
        );
    }
}

/// Answers lines: `pairs` with all pairs as a JSON line, a metric's name with its time in ms and its scores.
fn serve(pairs: &[(String, String)]) {
    for line in std::io::stdin().lock().lines() {
        let name = line.expect("a line");
        let answer = match name.as_str() {
            "pairs" => serde_json::to_string(pairs),
            metric => {
                let start = Instant::now();
                let scores = measure(metric, pairs);
                let ms = start.elapsed().as_secs_f64() * 1e3;
                serde_json::to_string(&(ms, scores))
            }
        };
        println!("{}", answer.expect("finite numbers"));
        std::io::stdout().flush().expect("a reader");
    }
}

/// The corpus's score; for ROUGE the mean F of ROUGE-1, 2 and L.
fn measure(metric: &str, pairs: &[(String, String)]) -> Vec<f64> {
    let hypotheses: Vec<&str> = pairs.iter().map(|(h, _)| h.as_str()).collect();
    let references: Vec<[&str; 1]> = pairs.iter().map(|(_, r)| [r.as_str()]).collect();
    match metric {
        "bleu" => vec![
            corpus_bleu(&hypotheses, &references)
                .expect("a pair each")
                .score,
        ],
        "chrf" => vec![
            corpus_chrf(&hypotheses, &references)
                .expect("a pair each")
                .score,
        ],
        "rouge" | "rouge-stemmed" => {
            let mut scorer = RougeScorer::new(metric == "rouge-stemmed");
            let mut sums = vec![0.0; 3];
            for (hypothesis, reference) in &pairs[..ROUGE_PAIRS] {
                let scores = scorer.score(hypothesis, reference);
                for (sum, counts) in
                    sums.iter_mut()
                        .zip([scores.rouge1, scores.rouge2, scores.rouge_l])
                {
                    *sum += counts.f1().value() / ROUGE_PAIRS as f64;
                }
            }
            sums
        }
        other => panic!("there is no metric {other}"),
    }
}

/// References of made-up words, the frequent ones much more frequent; hypotheses with a third of the words
/// replaced, dropped or swapped.
fn pairs(rng: &mut Rng) -> Vec<(String, String)> {
    let vocabulary: Vec<String> = (0..5000).map(|_| word(rng)).collect();
    let draw = |rng: &mut Rng| {
        // p(rank) ∝ 1 / rank, nearly.
        let rank = (vocabulary.len() as f64).powf(rng.uniform()) as usize - 1;
        vocabulary[rank].clone()
    };
    (0..PAIRS)
        .map(|_| {
            let reference: Vec<String> = (0..20).map(|_| draw(rng)).collect();
            let mut hypothesis = Vec::new();
            for word in &reference {
                match rng.below(9) {
                    0 => hypothesis.push(draw(rng)),
                    1 => {}
                    2 => hypothesis.insert(hypothesis.len().saturating_sub(1), word.clone()),
                    _ => hypothesis.push(word.clone()),
                }
            }
            (hypothesis.join(" ") + ".", reference.join(" ") + ".")
        })
        .collect()
}

fn word(rng: &mut Rng) -> String {
    let syllables: &[&str] = &[
        "ba", "con", "di", "el", "fra", "gu", "in", "lo", "mu", "nect", "re", "ta",
    ];
    let endings: &[&str] = &["", "", "s", "ed", "ing", "ation", "ly", "ness", "er"];
    let n = 1 + rng.below(3);
    let mut word: String = (0..n).map(|_| *rng.choose(syllables)).collect();
    word += *rng.choose::<&str>(endings);
    word
}
