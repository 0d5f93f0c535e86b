//! How good is it: classification, entities, calibration, correlation, BLEU, chrF, ROUGE, perplexity.
//!
//! Counts stay counts as long as possible ([`Ratio`], [`ClassCounts`]), so that a page can write the
//! fractions out. Each file has its own formulas; those of texts are here.
//!
//! # BLEU (Papineni et al. 2002)
//!
//! The n-grams of the hypothesis that also stand in a reference, each counted at most as often as
//! the reference that has it most often (*clipping*), over all n-grams of the hypothesis:
//!
//! ```text
//!         Σ_sentences Σ_ngrams min(count_hyp(ngram), max_ref count_ref(ngram))
//! p_n  =  --------------------------------------------------------------------      n = 1..4
//!         Σ_sentences Σ_ngrams count_hyp(ngram)
//!
//! BP   =  1                 if c ≥ r          c: tokens of all hypotheses
//!         exp(1 − r/c)      if c < r          r: Σ over sentences of the closest reference length
//!
//! BLEU =  BP · exp( ¼ · Σ_n ln p_n )
//! ```
//!
//! Printed times 100. It is a number for a corpus: sums are taken over all sentences *before* the
//! division. Which tokens are counted matters as much as the formula, so Post (2018) fixed both;
//! this is his `sacrebleu` with its default signature [`BLEU_SIGNATURE`], to the last digit.
//!
//! # chrF (Popović 2015)
//!
//! Precision and recall of character n-grams, blanks removed, averaged over n = 1..6, then
//!
//! ```text
//! chrF_β = 100 · (1 + β²) · P · R / (β² · P + R)         β = 2: recall weighs twice as much
//! ```
//!
//! It needs no tokeniser and forgives a wrong ending (*petit*, *petite*).
//!
//! # Perplexity
//!
//! `exp(mean negative log-likelihood in nats)`: among how many equally likely tokens the model
//! might as well be choosing.
//!
//! # Sources
//!
//! * K. Papineni, S. Roukos, T. Ward, W.-J. Zhu: *BLEU: a Method for Automatic Evaluation of
//!   Machine Translation*, ACL 2002.
//! * M. Post: *A Call for Clarity in Reporting BLEU Scores*, WMT 2018 (`sacrebleu`; the numbers in
//!   `tests/fixtures/metrics.json` come from its version 2.6.0).
//! * M. Popović: *chrF: character n-gram F-score for automatic MT evaluation*, WMT 2015.
//!
//! # Errors
//!
//! The corpus functions refuse lists of different lengths and sentences without any reference
//! ([`NlpError::BadConfig`](crate::nlp::error::NlpError::BadConfig)). Texts themselves cannot be
//! wrong: an empty hypothesis simply scores 0.

mod bleu;
mod calibration;
mod chrf;
mod class_counts;
mod clipped;
mod confusion;
mod correlation;
mod entities;
mod lcs;
mod ngram;
mod perplexity;
mod porter;
mod ratio;
mod rouge;
mod threshold_curve;
mod tokenize_13a;

pub use bleu::{
    BLEU_SIGNATURE, BleuScore, BleuStats, MAX_NGRAM_ORDER, corpus_bleu, sentence_bleu,
    sentence_bleu_stats,
};
pub use calibration::{Reliability, ReliabilityBin};
pub use chrf::{
    CHAR_ORDER, CHRF_BETA, CHRF_SIGNATURE, ChrfScore, ChrfStats, corpus_chrf, sentence_chrf,
    sentence_chrf_stats,
};
pub use class_counts::{Averages, ClassCounts, MeanScores};
pub use clipped::{BleuTrace, ClippedNgram, clipped_ngrams, explain_bleu};
pub use confusion::ConfusionMatrix;
pub use correlation::{pearson, ranks, spearman};
pub use entities::{Entity, EntityScores, entities, entity_scores};
pub use lcs::common_subsequence;
pub use perplexity::{Surprise, perplexity, surprises};
pub use porter::porter_stem;
pub use ratio::Ratio;
pub use rouge::{RougeScorer, RougeScores, RougeTrace, explain_rouge, rouge, rouge_tokens};
pub use threshold_curve::{ThresholdCurve, ThresholdPoint};
pub use tokenize_13a::tokenize_13a;

use super::error::{NlpError, Result};

/// Hypotheses and reference lists must pair up, and every sentence needs a reference.
fn check_pairs(
    hypotheses: usize,
    reference_counts: impl ExactSizeIterator<Item = usize>,
) -> Result<()> {
    let sentences = reference_counts.len();
    if hypotheses != sentences {
        return Err(NlpError::BadConfig {
            field: "references",
            why: format!("{hypotheses} hypotheses, but references for {sentences} sentences"),
        });
    }
    for (index, count) in reference_counts.enumerate() {
        check_some(count, || {
            format!("sentence {index} (from 0) has no reference")
        })?;
    }
    Ok(())
}

fn check_some(count: usize, why: impl FnOnce() -> String) -> Result<()> {
    if count == 0 {
        return Err(NlpError::BadConfig {
            field: "references",
            why: why(),
        });
    }
    Ok(())
}

/// Two lists that must pair up.
fn check_same_length(field: &'static str, expected: usize, found: usize) -> Result<()> {
    if expected != found {
        return Err(NlpError::BadConfig {
            field,
            why: format!("{found}, but there are {expected} of the other side"),
        });
    }
    Ok(())
}

/// Refuses what is not a number, naming its place.
fn check_numbers(field: &'static str, values: &[f64]) -> Result<()> {
    match values.iter().position(|v| v.is_nan()) {
        None => Ok(()),
        Some(index) => Err(NlpError::BadConfig {
            field,
            why: format!("value {index} (from 0) is not a number"),
        }),
    }
}
