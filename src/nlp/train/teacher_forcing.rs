//! How a translator judges references that it is led along, token by token (teacher forcing): how sure it is
//! of its own next token, and how often that is the reference's.
//!
//! ```text
//! for each position t:   p = softmax(logits of  source, reference before t)
//!   confidence = max p      right if argmax p is the reference's token t      NLL += −ln p(token t)
//! ```
//!
//! Label smoothing teaches that nothing is certain: with ε > 0 the confidence stays lower and the perplexity
//! rises, while the argmax, and with it BLEU, need not suffer (Müller, Kornblith and Hinton 2019).

use crate::nlp::data::batch::{Batch, Example};
use crate::nlp::error::Result;
use crate::nlp::linalg::{row, with_simd};
use crate::nlp::metrics::Reliability;
use crate::nlp::model::TranslationModel;

/// Sentences whose logits are computed together.
const SENTENCES: usize = 16;

/// What a model made of a set of references.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Confidence in the most probable token, against whether it is the reference's.
    pub reliability: Reliability,
    /// −Σ ln p of the references' tokens, in nats.
    pub negative_log_likelihood: f64,
}

/// Leads `model` along the target of every example (EOS included) and fills `n_bins` reliability bins.
pub fn calibration<M: TranslationModel>(
    model: &M,
    examples: &[Example],
    n_bins: usize,
) -> Result<Calibration> {
    let mut order: Vec<&Example> = examples.iter().collect();
    order.sort_by_key(|e| (e.tgt.len(), e.src.len()));
    let mut reliability = Reliability::new(n_bins)?;
    let mut negative_log_likelihood = 0.0;
    for part in order.chunks(SENTENCES) {
        let batch = Batch::new(part)?;
        let logits = model.reference_logits(&batch);
        for (logits, target) in logits.rows().into_iter().zip(&batch.tgt_out) {
            // Padding predicts nothing.
            let Some(target) = *target else { continue };
            let logits = logits.as_slice().expect("rows are contiguous");
            let (highest, log_sum) = with_simd(
                #[inline(always)]
                || (row::max(logits), row::log_sum_exp(logits)),
            );
            let right = logits[target as usize];
            reliability.add(f64::from((highest - log_sum).exp()), right >= highest)?;
            negative_log_likelihood += f64::from(log_sum - right);
        }
    }
    Ok(Calibration {
        reliability,
        negative_log_likelihood,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::autograd::ops::LabelSmoothing;
    use crate::nlp::metrics::Ratio;
    use crate::nlp::model::{Transformer, TransformerConfig};
    use crate::nlp::rng::Rng;
    use crate::nlp::train::evaluate;

    /// Tokens, likelihood and accuracy are those of the loss.
    #[test]
    fn agrees_with_the_loss() {
        let mut rng = Rng::new(3);
        let config = TransformerConfig {
            vocab_size: 40,
            d_model: 16,
            n_heads: 2,
            d_ff: 32,
            ..Default::default()
        };
        let model = Transformer::<f32>::new(config, &mut rng).unwrap();
        let mut ids = || -> Vec<u32> {
            let n = 2 + rng.below(12);
            (0..n).map(|_| rng.below(40) as u32).collect()
        };
        let examples: Vec<Example> = (0..70)
            .map(|_| Example {
                src: ids(),
                tgt: ids(),
            })
            .collect();
        let sums = evaluate(&model, &examples, LabelSmoothing::default()).unwrap();
        let Calibration {
            reliability,
            negative_log_likelihood,
        } = calibration(&model, &examples, 10).unwrap();
        let total = reliability.total();
        let (correct, tokens) = (sums.n_correct as u64, sums.n_tokens as u64);
        assert_eq!(total.accuracy(), Ratio::new(correct, tokens));
        let ratio = negative_log_likelihood / sums.negative_log_likelihood;
        assert!((ratio - 1.0).abs() < 1e-5, "{ratio}");
        // Forty tokens: the surest is given at least its even share.
        assert!(total.confidence() >= 1.0 / 40.0);
    }

    #[test]
    fn nothing_to_read_is_no_error() {
        let model = Transformer::<f32>::new(Default::default(), &mut Rng::new(1)).unwrap();
        let nothing = calibration(&model, &[], 5).unwrap();
        assert_eq!(nothing.reliability.total().count, 0);
    }
}
