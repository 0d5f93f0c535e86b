//! One update at a time, as the page shows it.

use super::objective::{Update, update_traced};
use super::reader::draw_outputs;
use super::{Architecture, Corpus, Word2Vec};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::trace::Trace;

impl Word2Vec {
    /// The updates that the word at `position` of a sentence gives rise to with a window of `width` words on each
    /// side, negatives drawn anew for each. Skip-gram, in the paper's direction: the word there predicts each of its
    /// neighbours, one update each. CBOW: the mean of the neighbours predicts the word, one update. None where the
    /// word has no neighbour.
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] for a position or a sentence that the corpus does not have.
    pub fn updates_at(
        &mut self,
        corpus: &Corpus,
        (sentence, position): (usize, usize),
        width: usize,
    ) -> Result<Vec<Update>> {
        let words = match sentence < corpus.n_sentences() {
            true => corpus.sentence(sentence),
            false => &[],
        };
        let Some(&middle) = words.get(position) else {
            return Err(NlpError::BadConfig {
                field: "position",
                why: format!("no word {position} in sentence {sentence}"),
            });
        };
        let (from, to) = (
            position.saturating_sub(width),
            (position + width + 1).min(words.len()),
        );
        let mut around = words[from..position].to_vec();
        around.extend_from_slice(&words[position + 1..to]);
        if around.is_empty() {
            return Ok(Vec::new());
        }
        let pairs: Vec<(Vec<u32>, u32)> = match self.config.architecture {
            Architecture::SkipGram => around.into_iter().map(|w| (vec![middle], w)).collect(),
            Architecture::Cbow => vec![(around, middle)],
        };
        let k = self.config.negatives;
        let update = |(inputs, target): (Vec<u32>, u32)| {
            let mut outputs = Vec::with_capacity(k + 1);
            let (draws, rng) = self.draws_and_rng();
            draw_outputs(target, k, &draws.negatives, rng, &mut outputs);
            Update {
                inputs,
                target,
                negatives: outputs.split_off(1),
            }
        };
        Ok(pairs.into_iter().map(update).collect())
    }

    /// Makes one update and returns every value of it (names in [`update_traced`]).
    ///
    /// # Errors
    /// As [`update_traced`].
    pub fn update(&mut self, update: &Update, lr: f32) -> Result<Trace> {
        let divide = self.config.divide_by_window;
        update_traced((&mut self.w_in, &mut self.w_out), update, lr, divide)
    }
}
