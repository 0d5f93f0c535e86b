//! `teddy train word-vectors`, `teddy export word-vectors`, `teddy evaluate word-vectors`.

use super::BadInput;
use super::files::{read_text, write_whole};
use crate::nlp::embedding::evaluation::{
    SectionScore, evaluate_analogies, evaluate_similarity, parse_analogies, parse_judgements,
};
use crate::nlp::embedding::word2vec::{Corpus, Word2Vec, Word2VecConfig};
use crate::nlp::embedding::{VectorFiles, WORDS_FILE, WordVectors, from_files, to_files};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::split_words;
use crate::session::manifest::{CONFIG_FILE, MANIFEST_FILE, Manifest, Measure, WEIGHTS_FILE};
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Options of `teddy train word-vectors`.
#[derive(Args)]
pub struct TrainArgs {
    /// A folder of text files (`*.txt`, `*.txt.xz`, `*.txt.gz`), one paragraph a line.
    #[arg(long)]
    pub data: PathBuf,
    /// Where the vectors go; they are written after every epoch.
    #[arg(long, default_value = "runs/word-vectors")]
    pub out: PathBuf,
    /// Seed, number of words, and how they are trained.
    #[arg(long, default_value = "configs/word-vectors.json")]
    pub config: PathBuf,
}

/// Options of `teddy export word-vectors`.
#[derive(Args)]
pub struct ExportArgs {
    /// The folder of the training run.
    #[arg(long, default_value = "runs/word-vectors")]
    pub run: PathBuf,
    /// Where the vectors go.
    #[arg(long, default_value = "public/models/word-vectors")]
    pub out: PathBuf,
    /// Bits a number: 2 to 8, or 32 for floats.
    #[arg(long, default_value_t = 4)]
    pub bits: u32,
    /// The name that the page shows.
    #[arg(long, default_value = "word-vectors-en")]
    pub name: String,
    /// A measured figure for the About page: `NAME=VALUE`; may be repeated.
    #[arg(long = "quality", value_name = "NAME=VALUE")]
    pub quality: Vec<String>,
}

/// Options of `teddy evaluate word-vectors`.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the vectors: a run or an export.
    #[arg(long, default_value = "public/models/word-vectors")]
    pub model: PathBuf,
    /// Analogy questions: `: section` lines, then `a b c d`.
    #[arg(long)]
    pub analogies: Option<PathBuf>,
    /// Only questions and answers of so many of the most frequent words.
    #[arg(long, default_value_t = 10_000)]
    pub restrict: usize,
    /// Lines of word<TAB>word<TAB>score; may be repeated.
    #[arg(long)]
    pub similarity: Vec<PathBuf>,
}

/// A run's settings: the content of `configs/word-vectors.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub seed: u64,
    /// The most frequent words get a vector; the others are left out of the text.
    pub vocab_size: usize,
    /// Words that get one although they are rarer, in place of the rarest: those that the lessons speak of.
    #[serde(default)]
    pub always: Vec<String>,
    pub word2vec: Word2VecConfig,
}

/// Reads the text, counts, trains, writes the vectors in full precision.
pub fn train(args: &TrainArgs) -> Result<()> {
    let config: RunConfig = serde_json::from_str(&read_text(&args.config)?)
        .with_context(|| format!("in {}", args.config.display()))?;
    fs::create_dir_all(&args.out)?;
    let start = Instant::now();
    let (words, counts, corpus) = read_corpus(&args.data, config.vocab_size, &config.always)?;
    eprintln!(
        "{} words of text, {} different ones kept, in {:.0?}",
        corpus.n_words(),
        words.len(),
        start.elapsed()
    );
    let mut model = Word2Vec::new(&counts, config.word2vec.clone(), Rng::new(config.seed))?;
    let (start, report_every) = (Instant::now(), 2_000_000);
    loop {
        let progress = model.train_words(&corpus, report_every)?;
        let seconds = start.elapsed().as_secs_f64();
        eprintln!(
            "{:5.1} % lr {:.4} loss {:.4} {:.0} words/s, {:.0} s left",
            100.0 * progress.words as f64 / progress.total_words as f64,
            progress.lr,
            progress.mean_loss().unwrap_or(f64::NAN),
            progress.words as f64 / seconds,
            seconds * (progress.total_words as f64 / progress.words as f64 - 1.0),
        );
        if progress.words % corpus.n_words() as u64 == 0 {
            let vectors = WordVectors::new(words.clone(), model.w_in.to_array())?;
            write_vectors(&args.out, &to_files(&vectors, 32)?)?;
        }
        if progress.is_done() {
            break;
        }
    }
    eprintln!("trained in {:.0?}", start.elapsed());
    Ok(())
}

/// The most frequent words of a folder's texts, and those of `always` that occur, with their counts, most frequent
/// first, and the text in their ids. Other words are taken out, so that a window reaches over them.
fn read_corpus(
    dir: &Path,
    vocab_size: usize,
    always: &[String],
) -> Result<(Vec<String>, Vec<u64>, Corpus)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .with_context(|| format!("cannot read {}", dir.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    let is_text = |p: &PathBuf| {
        let name = p.file_name().map(|n| n.to_string_lossy().into_owned());
        name.is_some_and(|n| {
            [".txt", ".txt.xz", ".txt.gz"]
                .iter()
                .any(|e| n.ends_with(e))
        })
    };
    paths.retain(is_text);
    paths.sort();
    ensure!(!paths.is_empty(), "no text file in {}", dir.display());
    // Ids in the order of first sight; put in the order of frequency below.
    let mut ids: HashMap<String, u32> = HashMap::new();
    let (mut counts, mut all) = (Vec::<u64>::new(), Corpus::default());
    let mut sentence = Vec::new();
    for path in &paths {
        eprintln!("reading {}", path.display());
        let text = read_text(path)?.to_lowercase();
        for line in text.lines() {
            sentence.clear();
            for word in words_of(line) {
                let id = match ids.get(word) {
                    Some(&id) => id,
                    None => {
                        let id = counts.len() as u32;
                        ids.insert(word.to_string(), id);
                        counts.push(0);
                        id
                    }
                };
                counts[id as usize] += 1;
                sentence.push(id);
            }
            all.push(sentence.iter().copied());
        }
    }
    let mut order: Vec<(String, u32)> = ids.into_iter().collect();
    let frequent = |(w, i): &(String, u32)| (std::cmp::Reverse(counts[*i as usize]), w.clone());
    order.sort_by_cached_key(|entry| (!always.contains(&entry.0), frequent(entry)));
    order.truncate(vocab_size);
    order.sort_by_cached_key(frequent);
    let mut place = vec![None; counts.len()];
    for (rank, (_, id)) in order.iter().enumerate() {
        place[*id as usize] = Some(rank as u32);
    }
    let kept_counts = order.iter().map(|(_, id)| counts[*id as usize]).collect();
    let sentences = (0..all.n_sentences()).map(|i| all.sentence(i));
    let corpus = sentences
        .map(|s| s.iter().filter_map(|&id| place[id as usize]))
        .collect();
    Ok((
        order.into_iter().map(|(w, _)| w).collect(),
        kept_counts,
        corpus,
    ))
}

/// The words of a lower-case line that have a letter; an `'s` of its own is none.
fn words_of(line: &str) -> impl Iterator<Item = &str> {
    let words = split_words(line).map(|span| &line[span]);
    words.filter(|w| w.chars().any(char::is_alphabetic) && !matches!(*w, "'s" | "’s"))
}

/// Writes words, vectors and manifest into `--out`.
pub fn export(args: &ExportArgs) -> Result<()> {
    let vectors = read_vectors(&args.run)?;
    let files = to_files(&vectors, args.bits)?;
    write_vectors(&args.out, &files)?;
    let mut manifest = Manifest::of_files(args.name.as_str(), named(&files));
    for item in &args.quality {
        let (name, value) = item.split_once('=').context("--quality wants NAME=VALUE")?;
        let measure = value
            .parse()
            .map_or_else(|_| Measure::Text(value.to_string()), Measure::Number);
        manifest.quality.insert(name.to_string(), measure);
    }
    write_whole(&args.out.join(MANIFEST_FILE), manifest.to_json().as_bytes())?;
    let megabytes = manifest.total_bytes() as f64 / 1e6;
    eprintln!("{}: {megabytes:.2} MB", args.out.display());
    Ok(())
}

/// The standard tests, as JSON on standard output.
pub fn evaluate(args: &EvaluateArgs) -> Result<()> {
    let vectors = read_vectors(&args.model)?;
    let bad = |path: &Path, e| BadInput(format!("{}: {e}", path.display()));
    let mut report = json!({ "words": vectors.len(), "dim": vectors.dim() });
    if let Some(path) = &args.analogies {
        let sections = parse_analogies(&read_text(path)?).map_err(|e| bad(path, e))?;
        let scores = evaluate_analogies(&vectors, &sections, args.restrict);
        let sum = |f: fn(&SectionScore) -> usize| scores.iter().map(f).sum::<usize>();
        let (correct, asked) = (sum(|s| s.correct), sum(|s| s.asked));
        report["analogies"] = json!({
            "restrict": args.restrict,
            "accuracy": correct as f64 / asked.max(1) as f64,
            "correct": correct,
            "asked": asked,
            "questions": sum(|s| s.questions),
            "sections": scores,
        });
    }
    for path in &args.similarity {
        let judgements = parse_judgements(&read_text(path)?).map_err(|e| bad(path, e))?;
        let score = evaluate_similarity(&vectors, &judgements).map_err(|e| bad(path, e))?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        report["similarity"][name] = json!(score);
    }
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn write_vectors(dir: &Path, files: &VectorFiles) -> Result<()> {
    fs::create_dir_all(dir)?;
    for (name, bytes) in named(files) {
        write_whole(&dir.join(name), bytes)?;
    }
    Ok(())
}

fn named(files: &VectorFiles) -> [(&'static str, &[u8]); 3] {
    [
        (CONFIG_FILE, files.config.as_bytes()),
        (WORDS_FILE, files.words.as_bytes()),
        (WEIGHTS_FILE, &files.weights),
    ]
}

/// The word vectors in `dir`. A manifest that lies there must agree with the files; a run has none.
pub fn read_vectors(dir: &Path) -> Result<WordVectors> {
    let read = |name: &str| {
        let path = dir.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let text = |name: &str| {
        String::from_utf8(read(name)?).with_context(|| format!("{name} is not UTF-8 text"))
    };
    let files = VectorFiles {
        config: text(CONFIG_FILE)?,
        words: text(WORDS_FILE)?,
        weights: read(WEIGHTS_FILE)?,
    };
    if dir.join(MANIFEST_FILE).exists() {
        let manifest = Manifest::from_json(&read(MANIFEST_FILE)?)?;
        for (name, bytes) in named(&files) {
            manifest.verify(name, bytes)?;
        }
    }
    from_files(&files.config, &files.words, &files.weights)
        .with_context(|| format!("in {}", dir.display()))
}
