//! `teddy evaluate translator` and `teddy evaluate rnn-translator`: how good and how fast, as JSON.

use super::BadInput;
use super::args::EvaluateArgs;
use super::epochs::encode;
use super::files::{read_text, write_whole};
use super::model_dir::read_translator;
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::{Entry, Pair, parse_entries};
use crate::nlp::decode::BeamConfig;
use crate::nlp::error::NlpError;
use crate::nlp::metrics::{BLEU_SIGNATURE, CHRF_SIGNATURE, corpus_bleu, corpus_chrf, perplexity};
use crate::nlp::model::{TranslationModel, Translator};
use crate::nlp::train::{Calibration, calibration};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::time::Instant;

/// Bins of the reliability diagram.
const RELIABILITY_BINS: usize = 10;

/// Where buckets of source lengths begin, in words.
const LENGTHS: [usize; 5] = [1, 5, 8, 11, 15];

/// Translates every source and compares with its references.
pub fn translator<M: TranslationModel>(args: &EvaluateArgs) -> Result<()> {
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
    let calibration = reference_calibration(&translator, &entries)?;
    let reliability = &calibration.reliability;
    let n_tokens = reliability.total().count as usize;
    let ppl = perplexity(calibration.negative_log_likelihood, n_tokens)
        .context("no reference is short enough for the model")?;
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
        "bleu_by_source_words": bleu_by_length(&hypotheses, &entries)?,
        "exact_matches": exact,
        "perplexity": ppl,
        "perplexity_tokens": n_tokens,
        "next_token_accuracy": reliability.total().accuracy().value(),
        "mean_confidence": reliability.total().confidence(),
        "ece": reliability.ece(),
        "reliability": reliability.bins,
        "beam": args.beam,
        "length_penalty": args.length_penalty,
        "seconds": seconds,
        "sentences_per_second": entries.len() as f64 / seconds,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
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

/// How the model judges the tokens of each sentence's first reference, EOS included.
fn reference_calibration<M: TranslationModel>(
    translator: &Translator<M>,
    entries: &[Entry],
) -> Result<Calibration> {
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
    Ok(calibration(&translator.model, &examples, RELIABILITY_BINS)?)
}

/// BLEU apart for short and for long sentences, counted in words of the source.
fn bleu_by_length(hypotheses: &[String], entries: &[Entry]) -> Result<Vec<serde_json::Value>> {
    let mut buckets = Vec::new();
    for (i, &from) in LENGTHS.iter().enumerate() {
        let to = LENGTHS.get(i + 1).map(|next| next - 1);
        let inside = |entry: &Entry| {
            let n = entry.src.split_whitespace().count();
            n >= from && to.is_none_or(|to| n <= to)
        };
        let both = hypotheses.iter().zip(entries);
        let (hypotheses, references): (Vec<&String>, Vec<&[String]>) = both
            .filter(|(_, entry)| inside(entry))
            .map(|(hypothesis, entry)| (hypothesis, entry.refs.as_slice()))
            .unzip();
        if !hypotheses.is_empty() {
            let bleu = corpus_bleu(&hypotheses, &references)?.score;
            let n = hypotheses.len();
            buckets.push(json!({ "from": from, "to": to, "sentences": n, "bleu": bleu }));
        }
    }
    Ok(buckets)
}
