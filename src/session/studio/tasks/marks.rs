//! Which tokens of a text the n-grams of BLEU and ROUGE cover.

use crate::nlp::metrics::ClippedNgram;

/// What becomes of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In no n-gram that the other text has.
    Miss,
    /// Only in n-grams that the other text has, but less often: they are clipped away.
    Clipped,
    /// In an n-gram that counts.
    Hit,
}

/// The marks of a hypothesis of `len` tokens for its n-grams of `order`.
pub fn of_hypothesis(ngrams: &[ClippedNgram], len: usize, order: usize) -> Vec<Mark> {
    let mut marks = vec![Mark::Miss; len];
    let found = ngrams.iter().filter(|n| n.reference.is_some());
    // Clipped ones first: a token that counts in one n-gram counts.
    for ngram in found.clone() {
        cover(
            &mut marks,
            &ngram.starts[ngram.clipped()..],
            order,
            Mark::Clipped,
        );
    }
    for ngram in found {
        cover(
            &mut marks,
            &ngram.starts[..ngram.clipped()],
            order,
            Mark::Hit,
        );
    }
    marks
}

/// The marks of the one reference.
pub fn of_reference(ngrams: &[ClippedNgram], len: usize, order: usize) -> Vec<Mark> {
    let mut marks = vec![Mark::Miss; len];
    for ngram in ngrams {
        cover(
            &mut marks,
            &ngram.reference_starts[..ngram.clipped()],
            order,
            Mark::Hit,
        );
    }
    marks
}

fn cover(marks: &mut [Mark], starts: &[usize], order: usize, mark: Mark) {
    for &start in starts {
        for slot in marks.iter_mut().skip(start).take(order) {
            *slot = mark;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::metrics::explain_bleu;

    #[test]
    fn a_word_said_too_often_is_clipped() {
        let trace = explain_bleu("the the cat sat", &["the cat slept"]).unwrap();
        let single = of_hypothesis(&trace.ngrams[0], 4, 1);
        assert_eq!(single, [Mark::Hit, Mark::Clipped, Mark::Hit, Mark::Miss]);
        let pairs = of_hypothesis(&trace.ngrams[1], 4, 2);
        assert_eq!(pairs, [Mark::Miss, Mark::Hit, Mark::Hit, Mark::Miss]);
        let reference = of_reference(&trace.ngrams[1], 3, 2);
        assert_eq!(reference, [Mark::Hit, Mark::Hit, Mark::Miss]);
    }
}
