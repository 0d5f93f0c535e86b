//! BLEU of one sentence, spelled out: which n-grams match, where, and which are clipped away.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::tokenize_13a::is_python_space;
use super::{BleuScore, MAX_NGRAM_ORDER, sentence_bleu, tokenize_13a};
use crate::nlp::error::Result;

/// One distinct n-gram of a hypothesis and what BLEU makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClippedNgram {
    /// Its tokens.
    pub tokens: Vec<String>,
    /// Where it begins in the hypothesis, counted in tokens from 0. The first
    /// [`clipped`](Self::clipped) of them are matches, the rest are clipped away.
    pub starts: Vec<usize>,
    /// The reference that has it most often (of equals the first); `None` if no reference has it.
    pub reference: Option<usize>,
    /// Where it begins in that reference.
    pub reference_starts: Vec<usize>,
}

impl ClippedNgram {
    /// How often the reference has it that has it most often.
    pub fn max_reference_count(&self) -> usize {
        self.reference_starts.len()
    }

    /// `min(count in the hypothesis, max count in a reference)`: its share of the numerator of p_n.
    pub fn clipped(&self) -> usize {
        self.starts.len().min(self.max_reference_count())
    }
}

/// The distinct n-grams of order `n` of a tokenised hypothesis, in order of first appearance.
///
/// Their `clipped()` sum to [`BleuStats::matches`](super::BleuStats)`[n − 1]`, their `starts.len()`
/// to `totals[n − 1]`. With `n = 0` there are none.
///
/// ```
/// use teddy_reads::nlp::metrics::{clipped_ngrams, tokenize_13a};
/// let the = clipped_ngrams(&tokenize_13a("the the the the the the the"),
///                          &[tokenize_13a("The cat is on the mat."),
///                            tokenize_13a("There is a cat on the mat, near the dog.")], 1);
/// assert_eq!(the[0].starts, [0, 1, 2, 3, 4, 5, 6]);
/// assert_eq!((the[0].clipped(), the[0].reference), (2, Some(1)));
/// assert_eq!(the[0].reference_starts, [5, 9]);
/// ```
pub fn clipped_ngrams(
    hypothesis: &[String],
    references: &[Vec<String>],
    n: usize,
) -> Vec<ClippedNgram> {
    if n == 0 {
        return Vec::new();
    }
    let reference_starts: Vec<HashMap<&[String], Vec<usize>>> = references
        .iter()
        .map(|reference| {
            let mut starts: HashMap<&[String], Vec<usize>> = HashMap::new();
            for (start, ngram) in reference.windows(n).enumerate() {
                starts.entry(ngram).or_default().push(start);
            }
            starts
        })
        .collect();

    let mut place: HashMap<&[String], usize> = HashMap::new();
    let mut ngrams: Vec<ClippedNgram> = Vec::new();
    for (start, ngram) in hypothesis.windows(n).enumerate() {
        let index = *place.entry(ngram).or_insert_with(|| {
            let in_references = reference_starts.iter().enumerate();
            let best = in_references
                .filter_map(|(r, starts)| Some((r, starts.get(ngram)?)))
                .min_by_key(|(r, starts)| (std::cmp::Reverse(starts.len()), *r));
            ngrams.push(ClippedNgram {
                tokens: ngram.to_vec(),
                starts: Vec::new(),
                reference: best.map(|(r, _)| r),
                reference_starts: best.map_or_else(Vec::new, |(_, starts)| starts.clone()),
            });
            ngrams.len() - 1
        });
        ngrams[index].starts.push(start);
    }
    ngrams
}

/// Everything that a sentence's BLEU is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BleuTrace {
    /// The hypothesis in 13a tokens.
    pub hypothesis: Vec<String>,
    /// Each reference in 13a tokens.
    pub references: Vec<Vec<String>>,
    /// Which reference is closest in length: its length is the `r` of the brevity penalty.
    pub closest_reference: usize,
    /// The distinct n-grams by order; `[0]`: single tokens.
    pub ngrams: [Vec<ClippedNgram>; MAX_NGRAM_ORDER],
    /// Precisions, brevity penalty and the score over the effective order.
    pub score: BleuScore,
}

/// [`sentence_bleu`] step by step.
///
/// ```
/// use teddy_reads::nlp::metrics::explain_bleu;
/// let trace = explain_bleu("the the cat", &["the cat sat"])?;
/// let the = &trace.ngrams[0][0];
/// assert_eq!((the.starts.len(), the.clipped()), (2, 1)); // the second "the" is clipped
/// assert_eq!(trace.ngrams[1][1].tokens, ["the", "cat"]);
/// assert_eq!(trace.ngrams[1][1].reference_starts, [0]);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
///
/// # Errors
///
/// There is no reference.
pub fn explain_bleu<R: AsRef<str>>(hypothesis: &str, references: &[R]) -> Result<BleuTrace> {
    let score = sentence_bleu(hypothesis, references)?;
    let tokens = |text: &str| tokenize_13a(text.trim_end_matches(is_python_space));
    let hypothesis = tokens(hypothesis);
    let references: Vec<Vec<String>> = references.iter().map(|r| tokens(r.as_ref())).collect();
    let closest = references.iter().map(Vec::len).enumerate();
    let closest = closest.min_by_key(|&(r, len)| (len.abs_diff(hypothesis.len()), len, r));
    Ok(BleuTrace {
        ngrams: std::array::from_fn(|i| clipped_ngrams(&hypothesis, &references, i + 1)),
        closest_reference: closest.map_or(0, |(r, _)| r),
        hypothesis,
        references,
        score,
    })
}
