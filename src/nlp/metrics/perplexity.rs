//! Perplexity: `exp(NLL / tokens)`.

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
