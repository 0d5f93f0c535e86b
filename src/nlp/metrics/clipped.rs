//! The clipped n-grams of one sentence, spelled out: what the page underlines.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// One distinct n-gram of a hypothesis and what BLEU makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClippedNgram {
    /// Its tokens.
    pub tokens: Vec<String>,
    /// Where it begins in the hypothesis, counted in tokens from 0. The first
    /// [`clipped`](Self::clipped) of them are matches, the rest are clipped away.
    pub starts: Vec<usize>,
    /// How often the reference has it that has it most often.
    pub max_reference_count: usize,
}

impl ClippedNgram {
    /// `min(count in the hypothesis, max count in a reference)`: its share of the numerator of p_n.
    pub fn clipped(&self) -> usize {
        self.starts.len().min(self.max_reference_count)
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
///                            tokenize_13a("There is a cat on the mat, the cat.")], 1);
/// assert_eq!(the[0].starts, [0, 1, 2, 3, 4, 5, 6]);
/// assert_eq!(the[0].clipped(), 2);
/// ```
pub fn clipped_ngrams(
    hypothesis: &[String],
    references: &[Vec<String>],
    n: usize,
) -> Vec<ClippedNgram> {
    if n == 0 {
        return Vec::new();
    }
    let reference_counts: Vec<HashMap<&[String], usize>> = references
        .iter()
        .map(|reference| {
            let mut counts = HashMap::new();
            for ngram in reference.windows(n) {
                *counts.entry(ngram).or_insert(0) += 1;
            }
            counts
        })
        .collect();

    let mut place: HashMap<&[String], usize> = HashMap::new();
    let mut ngrams: Vec<ClippedNgram> = Vec::new();
    for (start, ngram) in hypothesis.windows(n).enumerate() {
        let index = *place.entry(ngram).or_insert_with(|| {
            ngrams.push(ClippedNgram {
                tokens: ngram.to_vec(),
                starts: Vec::new(),
                max_reference_count: reference_counts
                    .iter()
                    .map(|counts| counts.get(ngram).copied().unwrap_or(0))
                    .max()
                    .unwrap_or(0),
            });
            ngrams.len() - 1
        });
        ngrams[index].starts.push(start);
    }
    ngrams
}
