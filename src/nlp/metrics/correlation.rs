//! Do two lists of numbers rise and fall together? Pearson's and Spearman's correlation.
//!
//! ```text
//! r = Σ (x − x̄)(y − ȳ) / √( Σ (x − x̄)² · Σ (y − ȳ)² )        Pearson: how nearly on a line
//! ρ = r of the ranks, equal values sharing their mean rank     Spearman: how nearly in one order
//! ```
//!
//! Spearman's is what word-similarity tests report: only the order of similarities is compared with
//! the order people put the pairs in, not their scale.

use crate::nlp::error::{NlpError, Result};

/// Pearson's correlation of `x` and `y`, from −1 to 1.
///
/// # Errors
///
/// Lists of different lengths, fewer than two numbers, a value that is not a number, or a list
/// without variation (there is no correlation with a constant).
pub fn pearson(x: &[f64], y: &[f64]) -> Result<f64> {
    super::check_same_length("y", x.len(), y.len())?;
    for (field, values) in [("x", x), ("y", y)] {
        super::check_numbers(field, values)?;
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(NlpError::BadConfig {
                field,
                why: "there is no correlation without at least two different values".into(),
            });
        }
    }
    let n = x.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    // The roots apart: the product of the squares may be too large or too small for an f64.
    Ok((xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
}

/// Spearman's correlation of `x` and `y`: Pearson's of their [`ranks`].
///
/// ```
/// use teddy_reads::nlp::metrics::spearman;
/// // In the same order, though on no line.
/// let rho = spearman(&[1.0, 2.0, 3.0, 4.0], &[1.0, 10.0, 100.0, 1000.0])?;
/// assert!((rho - 1.0).abs() < 1e-12);
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
///
/// # Errors
///
/// As [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> Result<f64> {
    super::check_numbers("x", x)?;
    super::check_numbers("y", y)?;
    pearson(&ranks(x), &ranks(y))
}

/// The rank of each value from 1 upwards; equal values all get the mean of their ranks.
///
/// ```
/// use teddy_reads::nlp::metrics::ranks;
/// assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
/// ```
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        // The mean of before + 1 … before + n.
        let rank = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        for &i in tied {
            ranks[i] = rank;
        }
        before += tied.len();
    }
    ranks
}
