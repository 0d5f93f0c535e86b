//! BLEU as sacrebleu computes it: 13a tokens, mixed case, n = 1..4, exponential smoothing.
//!
//! The formulas are in the [module's head](super). Two details are sacrebleu's own:
//!
//! * **Smoothing** (`exp`, from NIST's script): the first order without a match gets
//!   `p = 100 / (2 · total)`, the second `100 / (4 · total)`, and so on, so that one missing
//!   4-gram does not make the whole product 0. Without any match at all, BLEU is 0.
//! * **Effective order**, for single sentences only: a sentence of three tokens has no 4-grams, and
//!   its mean is taken over three orders instead of four.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::ngram::{FastMap, NgramTable, ngram_totals};
use super::tokenize_13a::{is_python_space, space_out, split_python};
use crate::nlp::error::Result;

/// The longest n-gram that BLEU counts.
pub const MAX_NGRAM_ORDER: usize = 4;

/// What to print beside a score, in sacrebleu's notation (the number of references varies).
pub const BLEU_SIGNATURE: &str = "case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0";

/// What is summed over the sentences of a corpus before anything is divided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BleuStats {
    /// Clipped n-gram matches; `[0]` is for single tokens.
    pub matches: [u64; MAX_NGRAM_ORDER],
    /// N-grams of the hypotheses.
    pub totals: [u64; MAX_NGRAM_ORDER],
    /// Tokens of the hypotheses, `c`.
    pub sys_len: u64,
    /// Tokens of the references closest in length, `r`.
    pub ref_len: u64,
}

impl AddAssign for BleuStats {
    fn add_assign(&mut self, other: Self) {
        for n in 0..MAX_NGRAM_ORDER {
            self.matches[n] += other.matches[n];
            self.totals[n] += other.totals[n];
        }
        self.sys_len += other.sys_len;
        self.ref_len += other.ref_len;
    }
}

/// A BLEU score and everything it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BleuScore {
    /// 0 to 100.
    pub score: f64,
    /// Modified (clipped, smoothed) precisions in percent, by order.
    pub precisions: [f64; MAX_NGRAM_ORDER],
    /// Clipped n-gram matches, by order.
    pub matches: [u64; MAX_NGRAM_ORDER],
    /// N-grams of the hypotheses, by order.
    pub totals: [u64; MAX_NGRAM_ORDER],
    /// `1`, or less if the hypotheses are shorter than the references.
    pub brevity_penalty: f64,
    /// Tokens of the hypotheses.
    pub sys_len: u64,
    /// Tokens of the references closest in length.
    pub ref_len: u64,
    /// Over how many orders the geometric mean was taken.
    pub effective_order: usize,
}

impl BleuStats {
    /// The score of a corpus with these sums.
    pub fn corpus_score(&self) -> BleuScore {
        self.score(false)
    }

    /// The score of a single sentence: over the orders it is long enough for.
    pub fn sentence_score(&self) -> BleuScore {
        self.score(true)
    }

    fn score(&self, effective_order: bool) -> BleuScore {
        let (c, r) = (self.sys_len as f64, self.ref_len as f64);
        let brevity_penalty = match self.sys_len {
            len if len >= self.ref_len => 1.0,
            0 => 0.0,
            _ => (1.0 - r / c).exp(),
        };
        let mut score = BleuScore {
            score: 0.0,
            precisions: [0.0; MAX_NGRAM_ORDER],
            matches: self.matches,
            totals: self.totals,
            brevity_penalty,
            sys_len: self.sys_len,
            ref_len: self.ref_len,
            effective_order: MAX_NGRAM_ORDER,
        };
        if self.matches == [0; MAX_NGRAM_ORDER] {
            return score;
        }

        let mut smoothing = 1.0;
        let orders = self.totals.iter().take_while(|&&total| total > 0).count();
        for n in 0..orders {
            let total = self.totals[n] as f64;
            score.precisions[n] = if self.matches[n] == 0 {
                smoothing *= 2.0;
                100.0 / (smoothing * total)
            } else {
                100.0 * self.matches[n] as f64 / total
            };
        }
        if effective_order {
            score.effective_order = orders;
        } else if orders < MAX_NGRAM_ORDER {
            // No sentence of the corpus has four tokens: p_4 = 0, and so is the product.
            return score;
        }
        let log_sum: f64 = score.precisions[..score.effective_order]
            .iter()
            .map(|p| p.ln())
            .sum();
        score.score = brevity_penalty * (log_sum / score.effective_order as f64).exp();
        score
    }
}

/// BLEU of a corpus: `references[i]` are the references of `hypotheses[i]`, at least one each.
///
/// ```
/// use teddy_reads::nlp::metrics::corpus_bleu;
/// let bleu = corpus_bleu(&["The cat sat on the mat."], &[["The cat is on the mat."]])?;
/// // 6 of 7 tokens, 4 of 6 pairs, 2 of 5 triples, 1 of 4 quadruples
/// assert_eq!((bleu.matches, bleu.totals), ([6, 4, 2, 1], [7, 6, 5, 4]));
/// // 100 · (6/7 · 4/6 · 2/5 · 1/4)^¼
/// assert!((bleu.score - 48.8923).abs() < 1e-4);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
pub fn corpus_bleu<H, S, R>(hypotheses: &[H], references: &[S]) -> Result<BleuScore>
where
    H: AsRef<str>,
    S: AsRef<[R]>,
    R: AsRef<str>,
{
    super::check_pairs(
        hypotheses.len(),
        references.iter().map(|refs| refs.as_ref().len()),
    )?;
    let mut counter = BleuCounter::new();
    let mut stats = BleuStats::default();
    for (hypothesis, refs) in hypotheses.iter().zip(references) {
        stats += counter.count(hypothesis.as_ref(), refs.as_ref());
    }
    Ok(stats.corpus_score())
}

/// BLEU of one sentence, over its effective order. Good for showing, too coarse for comparing.
pub fn sentence_bleu<R: AsRef<str>>(hypothesis: &str, references: &[R]) -> Result<BleuScore> {
    Ok(sentence_bleu_stats(hypothesis, references)?.sentence_score())
}

/// The counts of one sentence, to be added up over a corpus.
pub fn sentence_bleu_stats<R: AsRef<str>>(hypothesis: &str, references: &[R]) -> Result<BleuStats> {
    super::check_some(references.len(), || "there is no reference".into())?;
    Ok(BleuCounter::new().count(hypothesis, references))
}

/// Counts sentence after sentence, keeping its memory: ids of the tokens seen, and the n-gram table.
struct BleuCounter {
    ids: FastMap<String, u32>,
    ngrams: NgramTable,
    tokens: Vec<u32>,
}

impl BleuCounter {
    fn new() -> Self {
        BleuCounter {
            ids: FastMap::default(),
            ngrams: NgramTable::new(MAX_NGRAM_ORDER, u32::BITS),
            tokens: Vec::new(),
        }
    }

    fn count<R: AsRef<str>>(&mut self, hypothesis: &str, references: &[R]) -> BleuStats {
        self.tokenize(hypothesis);
        self.ngrams.set_hypothesis(&self.tokens);
        let sys_len = self.tokens.len();
        let totals = ngram_totals(sys_len, MAX_NGRAM_ORDER);

        let mut matches = [0; MAX_NGRAM_ORDER];
        let mut ref_len: Option<usize> = None;
        for reference in references {
            self.tokenize(reference.as_ref());
            let gained = self.ngrams.match_reference(&self.tokens).gained;
            for n in 0..MAX_NGRAM_ORDER {
                matches[n] += gained[n];
            }
            // The closest length; of two equally close, the shorter.
            let len = self.tokens.len();
            let distance = |len: usize| (len.abs_diff(sys_len), len);
            if ref_len.is_none_or(|best| distance(len) < distance(best)) {
                ref_len = Some(len);
            }
        }
        BleuStats {
            matches,
            totals: std::array::from_fn(|n| totals[n]),
            sys_len: sys_len as u64,
            ref_len: ref_len.unwrap_or(0) as u64,
        }
    }

    /// Fills `self.tokens` with the ids of the sentence's tokens.
    fn tokenize(&mut self, sentence: &str) {
        // BLEU._preprocess_segment: self.tokenizer(sent.rstrip())
        let spaced = space_out(sentence.trim_end_matches(is_python_space));
        self.tokens.clear();
        for word in split_python(&spaced) {
            let id = match self.ids.get(word) {
                Some(&id) => id,
                None => {
                    let id = self.ids.len() as u32;
                    self.ids.insert(word.to_owned(), id);
                    id
                }
            };
            self.tokens.push(id);
        }
    }
}
