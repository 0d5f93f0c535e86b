//! `teddy evaluate translator` and `teddy evaluate rnn-translator`: how good and how fast, as JSON.

use super::BadInput;
use super::args::EvaluateArgs;
use super::epochs::encode;
use super::files::{read_text, write_whole};
use super::model_dir::read_translator;
use crate::nlp::autograd::ops::LabelSmoothing;
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::{Entry, Pair, parse_entries};
use crate::nlp::decode::BeamConfig;
use crate::nlp::error::NlpError;
use crate::nlp::metrics::{BLEU_SIGNATURE, CHRF_SIGNATURE, corpus_bleu, corpus_chrf, perplexity};
use crate::nlp::model::{TranslationModel, Translator};
use crate::nlp::train::{Trainable, evaluate as loss_of};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::time::Instant;

/// Translates every source and compares with its references.
pub fn translator<M>(args: &EvaluateArgs) -> Result<()>
where
    M: TranslationModel + Trainable<f32, Example = Example>,
{
    let translator: Translator<M> = read_translator(&args.model)?;
    let text = read_text(&args.pairs)?;
    let entries =
        parse_entries(&text).map_err(|e| BadInput(format!("{}: {e}", args.pairs.display())))?;
    if entries.is_empty() {
        return Err(BadInput(format!("{} is empty", args.pairs.display())).into());
    }
    let beam = BeamConfig {
        size: usize::from(args.beam),
        length_penalty: args.length_penalty,
    };
    let start = Instant::now();
    let hypotheses = translate_all(&translator, &entries, beam)?;
    let seconds = start.elapsed().as_secs_f64();
    let references: Vec<&[String]> = entries.iter().map(|e| e.refs.as_slice()).collect();
    let bleu = corpus_bleu(&hypotheses, &references)?;
    let chrf = corpus_chrf(&hypotheses, &references)?;
    let exact = hypotheses
        .iter()
        .zip(&entries)
        .filter(|(h, e)| e.refs.contains(h))
        .count();
    let (ppl, n_tokens) = reference_perplexity(&translator, &entries)?;
    if let Some(path) = &args.out {
        write_whole(path, (hypotheses.join("\n") + "\n").as_bytes())?;
    }
    let report = json!({
        "sentences": entries.len(),
        "bleu": bleu.score,
        "bleu_signature": BLEU_SIGNATURE,
        "brevity_penalty": bleu.brevity_penalty,
        "chrf": chrf.score,
        "chrf_signature": CHRF_SIGNATURE,
        "exact_matches": exact,
        "by_length": by_length(&hypotheses, &entries)?,
        "perplexity": ppl,
        "perplexity_tokens": n_tokens,
        "beam": args.beam,
        "length_penalty": args.length_penalty,
        "seconds": seconds,
        "sentences_per_second": entries.len() as f64 / seconds,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// Sources of so many words and more are taken together, up to the next number.
const LENGTHS: [usize; 5] = [1, 5, 8, 11, 15];

/// BLEU and chrF of short sources, of longer ones, and so on: whether a model's memory is long enough shows here.
fn by_length(hypotheses: &[String], entries: &[Entry]) -> Result<Vec<Value>> {
    let mut buckets = Vec::new();
    for (i, &least) in LENGTHS.iter().enumerate() {
        let below = LENGTHS.get(i + 1).copied();
        let inside = |e: &Entry| {
            let n = e.src.split_whitespace().count();
            n >= least && below.is_none_or(|below| n < below)
        };
        let pairs = hypotheses.iter().zip(entries).filter(|(_, e)| inside(e));
        let (said, references): (Vec<&str>, Vec<&[String]>) =
            pairs.map(|(h, e)| (h.as_str(), e.refs.as_slice())).unzip();
        if said.is_empty() {
            continue;
        }
        let words = match below {
            Some(below) => format!("{least}-{}", below - 1),
            None => format!("{least}+"),
        };
        buckets.push(json!({
            "words": words,
            "sentences": said.len(),
            "bleu": corpus_bleu(&said, &references)?.score,
            "chrf": corpus_chrf(&said, &references)?.score,
        }));
    }
    Ok(buckets)
}

/// One thread, one sentence at a time, as in the page.
fn translate_all<M: TranslationModel>(
    translator: &Translator<M>,
    entries: &[Entry],
    beam: BeamConfig,
) -> Result<Vec<String>> {
    let bar = ProgressBar::new(entries.len() as u64);
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {pos}/{len} sentences, {eta} left",
    )?);
    let translate = |(i, entry): (usize, &Entry)| {
        bar.inc(1);
        let one = || {
            let src = translator.prepare(&entry.src)?;
            Ok(translator.text(&translator.best(&src, beam)?))
        };
        one().map_err(|e: NlpError| BadInput(format!("line {}: {e}", i + 1)).into())
    };
    let all = entries.iter().enumerate().map(translate).collect();
    bar.finish_and_clear();
    all
}

/// Perplexity of the first reference of each sentence, per token, EOS included.
fn reference_perplexity<M>(translator: &Translator<M>, entries: &[Entry]) -> Result<(f64, usize)>
where
    M: TranslationModel + Trainable<f32, Example = Example>,
{
    let max_len = translator.model.max_len();
    let examples: Vec<Example> = entries
        .iter()
        .filter_map(|e| {
            let pair = Pair {
                src: e.src.clone(),
                tgt: e.refs.first()?.clone(),
            };
            Some(encode(&translator.tokenizer, &pair))
        })
        .filter(|e| e.src.len().max(e.tgt.len()) <= max_len)
        .collect();
    let sums = loss_of(&translator.model, &examples, LabelSmoothing::default())?;
    let ppl = perplexity(sums.negative_log_likelihood, sums.n_tokens)
        .context("no reference is short enough for the model")?;
    Ok((ppl, sums.n_tokens))
}
