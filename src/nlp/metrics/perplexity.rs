//! Perplexity: `exp(NLL / tokens)`; and token by token, how surprised the model was.
//!
//! ```text
//! surprisal(t) = −log₂ p(token_t | tokens before)     in bits: 1 for a coin's toss, 0 for the certain
//! perplexity   = exp( −(1/T) Σ_t ln p_t )  =  2^(mean surprisal)
//! ```

use serde::{Deserialize, Serialize};

use crate::nlp::error::{NlpError, Result};

/// The perplexity of `tokens` tokens with a total negative log-likelihood of `total_nll` nats
/// (`−Σ ln p(token)`, no label smoothing).
///
/// A model that spreads its belief evenly over `V` tokens has perplexity `V`:
///
/// ```
/// use teddy_reads::nlp::metrics::perplexity;
/// let nll = 3.0 * 8.0_f64.ln(); // three tokens, each given 1/8
/// assert!((perplexity(nll, 3)? - 8.0).abs() < 1e-12);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
///
/// # Errors
///
/// [`NlpError::EmptyText`] for no tokens: there is no mean of nothing.
pub fn perplexity(total_nll: f64, tokens: usize) -> Result<f64> {
    if tokens == 0 {
        return Err(NlpError::EmptyText);
    }
    Ok((total_nll / tokens as f64).exp())
}

/// How a model saw one token of a text coming.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// `ln p(token)`.
    pub log_prob: f64,
    /// The perplexity of the text up to this token.
    pub perplexity_so_far: f64,
}

impl Surprise {
    /// The probability that the model gave to the token.
    pub fn probability(self) -> f64 {
        self.log_prob.exp()
    }

    /// The surprisal in bits.
    pub fn bits(self) -> f64 {
        -self.log_prob / std::f64::consts::LN_2
    }
}

/// A text token by token, from the log-probabilities that a model gave to its tokens.
///
/// ```
/// use teddy_reads::nlp::metrics::surprises;
/// let text = surprises(&[0.5_f64.ln(), 0.125_f64.ln()])?;
/// assert!((text[1].bits() - 3.0).abs() < 1e-12);
/// assert!((text[1].perplexity_so_far - 4.0).abs() < 1e-12); // 2^((1 + 3) / 2)
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
///
/// # Errors
///
/// A value that is no logarithm of a probability (−∞ is: the model held the token for impossible, and
/// the perplexity is infinite from there on).
pub fn surprises(log_probs: &[f64]) -> Result<Vec<Surprise>> {
    /// Rounding in f32 may carry a probability this far past 1.
    const SLACK: f64 = 1e-4;
    let mut nll = 0.0;
    let one = |(i, &log_prob): (usize, &f64)| {
        if log_prob.is_nan() || log_prob > SLACK {
            return Err(NlpError::BadConfig {
                field: "log_probs",
                why: format!("value {i} (from 0), {log_prob}, is no logarithm of a probability"),
            });
        }
        nll -= log_prob.min(0.0);
        Ok(Surprise {
            log_prob: log_prob.min(0.0),
            perplexity_so_far: perplexity(nll, i + 1)?,
        })
    };
    log_probs.iter().enumerate().map(one).collect()
}
