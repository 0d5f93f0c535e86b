//! ROUGE-1, ROUGE-2 and ROUGE-L: how much of a reference text another text recalls.
//!
//! ```text
//! ROUGE-n   overlap = Σ_ngrams min(count_hyp(ngram), count_ref(ngram))
//!           P = overlap / n-grams of the hypothesis      R = overlap / n-grams of the reference
//! ROUGE-L   the same with overlap = length of the longest common subsequence (LCS): words in the same
//!           order, but not necessarily side by side; P and R over all tokens
//! F = 2 · P · R / (P + R)
//! ```
//!
//! Made for summaries, where what is *left out* is the worry: hence recall, where BLEU has precision.
//! Tokens are runs of `a–z` and `0–9` after lowering the case, so accents split words and other scripts
//! have none; with stemming, words of more than three letters are cut to their
//! [Porter stems](super::porter_stem). Equal to Google's `rouge-score` 0.1.2.
//!
//! C.-Y. Lin: *ROUGE: A Package for Automatic Evaluation of Summaries*, ACL workshop 2004.

use serde::{Deserialize, Serialize};

use super::ClassCounts;
use super::clipped::{ClippedNgram, clipped_ngrams};
use super::lcs::{common_subsequence, lcs_length};
use super::ngram::{FastMap, NgramTable, ngram_totals};
use super::porter::porter_stem;
use crate::nlp::error::Result;

/// The three scores of one hypothesis. In each, `tp` is the overlap, `predicted` the size of the
/// hypothesis, `actual` that of the reference, in n-grams or tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RougeScores {
    pub rouge1: ClassCounts,
    pub rouge2: ClassCounts,
    pub rouge_l: ClassCounts,
}

/// Scores pair after pair, keeping its memory: ids of the words seen, and the n-gram table.
pub struct RougeScorer {
    stemming: bool,
    /// Words to the ids of their stems (or of themselves).
    ids: FastMap<String, u32>,
    stems: FastMap<String, u32>,
    ngrams: NgramTable,
    word: String,
}

impl RougeScorer {
    pub fn new(stemming: bool) -> Self {
        RougeScorer {
            stemming,
            ids: FastMap::default(),
            stems: FastMap::default(),
            ngrams: NgramTable::new(2, u32::BITS),
            word: String::new(),
        }
    }

    /// One hypothesis against one reference.
    pub fn score(&mut self, hypothesis: &str, reference: &str) -> RougeScores {
        let (hypothesis, reference) = (self.tokenize(hypothesis), self.tokenize(reference));
        self.ngrams.set_hypothesis(&hypothesis);
        let overlap = self.ngrams.match_reference(&reference).alone;
        let in_hypothesis = ngram_totals(hypothesis.len(), 2);
        let in_reference = ngram_totals(reference.len(), 2);
        let of_order = |n: usize| ClassCounts {
            tp: overlap[n],
            predicted: in_hypothesis[n],
            actual: in_reference[n],
        };
        RougeScores {
            rouge1: of_order(0),
            rouge2: of_order(1),
            rouge_l: ClassCounts {
                tp: lcs_length(&hypothesis, &reference) as u64,
                ..of_order(0)
            },
        }
    }

    /// Against several references: each of the three scores from the reference that gives the best F
    /// (of equals the first).
    pub fn score_best<R: AsRef<str>>(
        &mut self,
        hypothesis: &str,
        references: &[R],
    ) -> Result<RougeScores> {
        super::check_some(references.len(), || "there is no reference".into())?;
        let mut best: Option<RougeScores> = None;
        for reference in references {
            let scores = self.score(hypothesis, reference.as_ref());
            let best = best.get_or_insert(scores);
            for (best, new) in [
                (&mut best.rouge1, scores.rouge1),
                (&mut best.rouge2, scores.rouge2),
                (&mut best.rouge_l, scores.rouge_l),
            ] {
                if f_measure(new) > f_measure(*best) {
                    *best = new;
                }
            }
        }
        Ok(best.unwrap_or_default())
    }

    fn tokenize(&mut self, text: &str) -> Vec<u32> {
        let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
        let mut word = std::mem::take(&mut self.word);
        for_each_word(text, &mut word, |word| tokens.push(self.id(word)));
        self.word = word;
        tokens
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let next = self.stems.len() as u32;
        let stem = stem_if(self.stemming, word);
        let id = *self.stems.entry(stem).or_insert(next);
        self.ids.insert(word.to_owned(), id);
        id
    }
}

/// In floating point and in this order, as rouge-score does: which of two equal references is taken may
/// hang on the last bit.
fn f_measure(counts: ClassCounts) -> f64 {
    let (p, r) = (counts.precision().value(), counts.recall().value());
    if p + r > 0.0 {
        2.0 * p * r / (p + r)
    } else {
        0.0
    }
}

/// ROUGE of one hypothesis against one reference.
///
/// ```
/// use teddy_reads::nlp::metrics::rouge;
/// let scores = rouge("the cat sat on the mat", "the cat is on the mat", false);
/// assert_eq!((scores.rouge1.tp, scores.rouge1.actual), (5, 6));
/// assert_eq!((scores.rouge2.tp, scores.rouge2.actual), (3, 5));
/// assert_eq!(scores.rouge_l.recall().value(), 5.0 / 6.0);
/// ```
pub fn rouge(hypothesis: &str, reference: &str, stemming: bool) -> RougeScores {
    RougeScorer::new(stemming).score(hypothesis, reference)
}

/// The tokens that ROUGE counts.
///
/// ```
/// use teddy_reads::nlp::metrics::rouge_tokens;
/// assert_eq!(rouge_tokens("It's 3 o'CLOCK, naïve cats!", false),
///            ["it", "s", "3", "o", "clock", "na", "ve", "cats"]);
/// assert_eq!(rouge_tokens("Cats slept happily", true), ["cat", "slept", "happili"]);
/// ```
pub fn rouge_tokens(text: &str, stemming: bool) -> Vec<String> {
    let mut tokens = Vec::new();
    for_each_word(text, &mut String::new(), |word| {
        tokens.push(stem_if(stemming, word));
    });
    tokens
}

/// Words of up to three letters are left alone.
fn stem_if(stemming: bool, word: &str) -> String {
    if stemming && word.len() > 3 {
        porter_stem(word)
    } else {
        word.to_owned()
    }
}

fn for_each_word(text: &str, word: &mut String, mut visit: impl FnMut(&str)) {
    word.clear();
    let mut push = |c: char| {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            word.push(c);
        } else if !word.is_empty() {
            visit(word);
            word.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            push(c.to_ascii_lowercase());
        } else {
            // A few become ASCII: the Kelvin sign is a k, and a dotted capital I an i and its dot.
            c.to_lowercase().for_each(&mut push);
        }
    }
    push(' ');
}

/// ROUGE of a pair step by step: what the page underlines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RougeTrace {
    pub hypothesis: Vec<String>,
    pub reference: Vec<String>,
    /// Single tokens and pairs of the hypothesis, with where they stand on both sides.
    pub ngrams: [Vec<ClippedNgram>; 2],
    /// The longest common subsequence: positions in the hypothesis and in the reference.
    pub common_subsequence: Vec<(usize, usize)>,
    pub scores: RougeScores,
}

/// Everything that [`rouge`] counts, spelled out.
///
/// # Errors
///
/// [`NlpError::TooLong`](crate::nlp::error::NlpError::TooLong): the table of the longest common
/// subsequence would be too large to look at.
pub fn explain_rouge(hypothesis: &str, reference: &str, stemming: bool) -> Result<RougeTrace> {
    let scores = rouge(hypothesis, reference, stemming);
    let hypothesis = rouge_tokens(hypothesis, stemming);
    let references = [rouge_tokens(reference, stemming)];
    let common = common_subsequence(&hypothesis, &references[0])?;
    let ngrams = [1, 2].map(|n| clipped_ngrams(&hypothesis, &references, n));
    let [reference] = references;
    Ok(RougeTrace {
        ngrams,
        common_subsequence: common,
        hypothesis,
        reference,
        scores,
    })
}
