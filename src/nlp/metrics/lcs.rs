//! The longest common subsequence of two lists of tokens, by dynamic programming.
//!
//! ```text
//! L[i][j] = L[i−1][j−1] + 1                    if a_i = b_j
//!           max(L[i−1][j], L[i][j−1])          otherwise           L[0][·] = L[·][0] = 0
//! ```

use crate::nlp::error::{NlpError, Result};

/// The table of the traced version has at most this many cells.
const MAX_CELLS: usize = 1 << 22;

/// Only how long it is: one row of the table at a time.
pub(super) fn lcs_length(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0u32; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    row[b.len()] as usize
}

/// Positions in `a` and in `b` of one longest common subsequence, in order.
pub fn common_subsequence(a: &[String], b: &[String]) -> Result<Vec<(usize, usize)>> {
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > MAX_CELLS {
        return Err(NlpError::TooLong {
            len: a.len().max(b.len()),
            max_len: MAX_CELLS.isqrt() - 1,
        });
    }
    let mut table = vec![0u32; (a.len() + 1) * width];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            table[(i + 1) * width + j + 1] = if x == y {
                table[i * width + j] + 1
            } else {
                table[i * width + j + 1].max(table[(i + 1) * width + j])
            };
        }
    }
    // Back from the corner, along cells that the maximum came from.
    let (mut i, mut j) = (a.len(), b.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        if a[i - 1] == b[j - 1] {
            (i, j) = (i - 1, j - 1);
            pairs.push((i, j));
        } else if table[(i - 1) * width + j] >= table[i * width + j - 1] {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    Ok(pairs)
}
