//! chrF as sacrebleu computes it by default (its `chrF2`): characters, n = 1..6, β = 2, no blanks.
//!
//! ```text
//! P_n = matches_n / hypothesis_n      R_n = matches_n / reference_n
//! P, R = their means over the orders that both sides are long enough for (effective order)
//! chrF = 100 · (1 + β²) · P · R / (β² · P + R)
//! ```
//!
//! With several references each sentence takes the one that gives the best score (of equals the
//! first). For a corpus the counts are summed over sentences before the division, as for BLEU.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::ngram::{NgramTable, ngram_totals};
use super::tokenize_13a::is_python_space;
use crate::nlp::error::Result;

/// The longest character n-gram that chrF counts.
pub const CHAR_ORDER: usize = 6;

/// How many times as important recall is as precision.
pub const CHRF_BETA: f64 = 2.0;

/// What to print beside a score, in sacrebleu's notation (the number of references varies).
pub const CHRF_SIGNATURE: &str = "case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0";

/// Any `char` is below 2^21 − 1.
const CHAR_BITS: u32 = 21;

/// Character n-grams by order (`[0]`: single characters), summed over sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChrfStats {
    /// Of the hypothesis; 0 where the reference is too short to have any of this order.
    pub hypothesis: [u64; CHAR_ORDER],
    /// Of the reference.
    pub reference: [u64; CHAR_ORDER],
    /// Of both (clipped).
    pub matches: [u64; CHAR_ORDER],
}

impl AddAssign for ChrfStats {
    fn add_assign(&mut self, other: Self) {
        for n in 0..CHAR_ORDER {
            self.hypothesis[n] += other.hypothesis[n];
            self.reference[n] += other.reference[n];
            self.matches[n] += other.matches[n];
        }
    }
}

/// A chrF score and its two halves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChrfScore {
    /// 0 to 100.
    pub score: f64,
    /// Mean precision, 0 to 1.
    pub precision: f64,
    /// Mean recall, 0 to 1.
    pub recall: f64,
}

impl ChrfStats {
    /// The F-score of these counts.
    pub fn score(&self) -> ChrfScore {
        let (mut precision, mut recall, mut orders) = (0.0, 0.0, 0.0);
        for n in 0..CHAR_ORDER {
            if self.hypothesis[n] > 0 && self.reference[n] > 0 {
                precision += self.matches[n] as f64 / self.hypothesis[n] as f64;
                recall += self.matches[n] as f64 / self.reference[n] as f64;
                orders += 1.0;
            }
        }
        if precision + recall == 0.0 {
            return ChrfScore {
                score: 0.0,
                precision: 0.0,
                recall: 0.0,
            };
        }
        precision /= orders;
        recall /= orders;
        let factor = CHRF_BETA * CHRF_BETA;
        let f_score = (1.0 + factor) * precision * recall / (factor * precision + recall);
        ChrfScore {
            score: 100.0 * f_score,
            precision,
            recall,
        }
    }
}

/// chrF of a corpus: `references[i]` are the references of `hypotheses[i]`, at least one each.
///
/// ```
/// use teddy_reads::nlp::metrics::corpus_chrf;
/// let chrf = corpus_chrf(&["abc"], &[["abd"]])?;
/// // P = R = mean of 2/3 (a, b), 1/2 (ab), 0 (abc)
/// assert!((chrf.score - 100.0 * (2.0 / 3.0 + 0.5) / 3.0).abs() < 1e-9);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
pub fn corpus_chrf<H, S, R>(hypotheses: &[H], references: &[S]) -> Result<ChrfScore>
where
    H: AsRef<str>,
    S: AsRef<[R]>,
    R: AsRef<str>,
{
    super::check_pairs(
        hypotheses.len(),
        references.iter().map(|refs| refs.as_ref().len()),
    )?;
    let mut ngrams = NgramTable::new(CHAR_ORDER, CHAR_BITS);
    let mut stats = ChrfStats::default();
    for (hypothesis, refs) in hypotheses.iter().zip(references) {
        stats += count(&mut ngrams, hypothesis.as_ref(), refs.as_ref());
    }
    Ok(stats.score())
}

/// chrF of one sentence.
pub fn sentence_chrf<R: AsRef<str>>(hypothesis: &str, references: &[R]) -> Result<ChrfScore> {
    Ok(sentence_chrf_stats(hypothesis, references)?.score())
}

/// The counts of one sentence with its best reference, to be added up over a corpus.
pub fn sentence_chrf_stats<R: AsRef<str>>(hypothesis: &str, references: &[R]) -> Result<ChrfStats> {
    super::check_some(references.len(), || "there is no reference".into())?;
    Ok(count(
        &mut NgramTable::new(CHAR_ORDER, CHAR_BITS),
        hypothesis,
        references,
    ))
}

fn count<R: AsRef<str>>(ngrams: &mut NgramTable, hypothesis: &str, references: &[R]) -> ChrfStats {
    let characters = characters_of(hypothesis);
    ngrams.set_hypothesis(&characters);
    let in_hypothesis = ngram_totals(characters.len(), CHAR_ORDER);

    let mut best: Option<(f64, ChrfStats)> = None;
    for reference in references {
        let characters = characters_of(reference.as_ref());
        let reference = ngram_totals(characters.len(), CHAR_ORDER);
        let stats = ChrfStats {
            // "Don't count hits if no reference exists for that n-gram"
            hypothesis: std::array::from_fn(|n| {
                if reference[n] > 0 {
                    in_hypothesis[n]
                } else {
                    0
                }
            }),
            reference,
            matches: ngrams.match_reference(&characters).alone,
        };
        let score = stats.score().score;
        if best.is_none_or(|(best_score, _)| score > best_score) {
            best = Some((score, stats));
        }
    }
    best.map_or_else(ChrfStats::default, |(_, stats)| stats)
}

/// The characters of `''.join(line.split())`.
fn characters_of(line: &str) -> Vec<u32> {
    line.chars()
        .filter(|&c| !is_python_space(c))
        .map(u32::from)
        .collect()
}
