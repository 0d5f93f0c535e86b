//! What a model can do on pairs that it never learns from: many small pieces, so that nobody waits for it.

use super::attention::{cross_attention, translate};
use super::learning::Learning;
use crate::nlp::autograd::ops::LossSums;
use crate::nlp::metrics::corpus_bleu;
use crate::nlp::train::evaluate;
use crate::session::studio::lab::config::LabConfig;
use crate::session::studio::lab::report::{AttentionFrame, Judgement};
use crate::session::studio::protocol::StudioError;

/// Steps from one judgement to the next.
pub const JUDGE_EVERY: u64 = 50;
/// Held-out sentences that are translated at a judgement.
pub const TRANSLATED: usize = 50;
/// Of these the page shows so many.
pub const SHOWN: usize = 6;
/// Held-out pairs whose loss is computed in one piece.
const PART: usize = 40;

/// A judgement in the making.
#[derive(Default)]
pub struct Judging {
    evaluated: usize,
    sums: LossSums,
    texts: Vec<String>,
}

impl Learning {
    /// One piece of a judgement, and the whole once it is done.
    pub fn judge(
        &mut self,
        config: &LabConfig,
    ) -> Result<Option<(Judgement, AttentionFrame)>, StudioError> {
        let step = self.trainer.adam.t;
        let judging = self.judging.get_or_insert_with(Judging::default);
        let held_out = &self.lessons.held_out;
        if judging.evaluated < held_out.len() {
            let end = (judging.evaluated + PART).min(held_out.len());
            let part = &held_out[judging.evaluated..end];
            judging.sums += evaluate(&self.trainer.model, part, config.smoothing())?;
            judging.evaluated = end;
            return Ok(None);
        }
        let wanted = TRANSLATED.min(held_out.len());
        if judging.texts.len() < wanted {
            let src = &held_out[judging.texts.len()].src;
            let text = translate(&self.trainer.model, &self.lessons, src)?.1;
            judging.texts.push(text);
            return Ok(None);
        }
        let Judging { sums, texts, .. } = self.judging.take().unwrap_or_default();
        let references: Vec<&[String]> = (self.lessons.entries.iter())
            .take(wanted)
            .map(|entry| &entry.refs[..])
            .collect();
        let right = texts.iter().zip(&references).filter(|(t, r)| r.contains(t));
        let n = sums.n_tokens.max(1) as f64;
        let judgement = Judgement {
            step,
            loss: sums.loss / n,
            perplexity: (sums.negative_log_likelihood / n).exp(),
            accuracy: sums.n_correct as f64 / n,
            exact: (right.count() as u32, wanted as u32),
            bleu: corpus_bleu(&texts, &references)?.score,
            samples: texts.into_iter().take(SHOWN).collect(),
        };
        let weights = cross_attention(&self.trainer.model, &self.fixed.0, &self.fixed.1)?;
        self.judged = Some(step);
        Ok(Some((judgement, AttentionFrame { step, weights })))
    }
}
