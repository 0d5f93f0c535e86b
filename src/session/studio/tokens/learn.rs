//! Byte-pair encoding learnt from a text of the reader's, as far as they have gone.
//!
//! The state is (text, number of merges) and nothing else: going back is the learner's undo, and a link of two
//! values shows another reader the same.

use crate::nlp::tokenizer::{LearnerSnapshot, MergeLearner, PairCount};
use serde::{Deserialize, Serialize};

/// A pair that occurs once teaches nothing.
pub const MIN_FREQUENCY: u64 = 2;
/// The pairs that are shown, best first.
const SHOWN_PAIRS: usize = 8;

/// All that is shown of the learning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// After the merges that were asked for, or all that there are.
    pub now: LearnerSnapshot,
    /// The pieces before the first merge: the alphabet.
    pub alphabet: usize,
    /// The merges that the text allows.
    pub possible: usize,
    /// How many tokens the text has after 0, 1, 2 … merges, to the last possible one.
    pub lengths: Vec<u64>,
    /// A text that was not learnt from, cut with the merges so far.
    pub probe: Vec<String>,
}

/// Learns all merges of `text`, takes back what is beyond the first `merges`, and cuts `probe` with the rest.
pub fn learn(text: &str, merges: u32, probe: &str) -> Learnt {
    let mut learner = MergeLearner::from_text(text);
    let alphabet = learner.pieces().len();
    let mut lengths = vec![learner.token_count()];
    while learner.step(MIN_FREQUENCY).is_some() {
        lengths.push(learner.token_count());
    }
    let possible = learner.merges().len();
    while learner.merges().len() > merges as usize {
        learner.undo();
    }
    let made: Vec<PairCount> = learner.merges().cloned().collect();
    Learnt {
        now: learner.snapshot(SHOWN_PAIRS),
        alphabet,
        possible,
        lengths,
        probe: apply(&made, probe),
    }
}

/// Cuts `text` with these merges, in their order: what encoding is. Words come once each, as the text has them.
fn apply(merges: &[PairCount], text: &str) -> Vec<String> {
    let word = |word: &str| {
        let mut cut = MergeLearner::from_text(word);
        for pair in merges {
            cut.merge(&pair.left, &pair.right);
        }
        let pieces: Vec<String> = cut
            .words()
            .flat_map(|(pieces, _)| pieces)
            .map(str::to_owned)
            .collect();
        pieces
    };
    text.split_whitespace().flat_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a bear reads . two bears read . the bear is reading";

    #[test]
    fn fewer_merges_are_more_merges_taken_back() {
        let all = learn(TEXT, u32::MAX, "");
        assert_eq!(all.lengths.len(), all.possible + 1);
        assert!(all.lengths.windows(2).all(|pair| pair[1] < pair[0]));
        for merges in 0..=all.possible {
            let some = learn(TEXT, merges as u32, "");
            assert_eq!(some.now.merges[..], all.now.merges[..merges]);
            assert_eq!(some.now.tokens, all.lengths[merges]);
            // A learner that was never ahead is in the same place.
            let mut plain = MergeLearner::from_text(TEXT);
            (0..merges).for_each(|_| drop(plain.step(MIN_FREQUENCY)));
            assert_eq!(some.now, plain.snapshot(SHOWN_PAIRS));
        }
    }

    #[test]
    fn a_new_word_is_cut_with_what_was_learnt() {
        assert_eq!(
            learn(TEXT, 0, "bears").probe,
            ["▁", "b", "e", "a", "r", "s"]
        );
        let all = learn(TEXT, u32::MAX, "bears bearing").probe;
        assert_eq!(all, ["▁bear", "s", "▁bear", "i", "n", "g"]);
    }
}
