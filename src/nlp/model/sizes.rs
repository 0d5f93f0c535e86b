//! What the sizes in a configuration may be.

use crate::nlp::error::{NlpError, Result};

/// The ranges of sizes, ends included.
pub(super) struct Sizes;

impl Sizes {
    pub const VOCABULARY: (usize, usize) = (2, 1_000_000);
    pub const CLASSES: (usize, usize) = (2, 10_000);
    pub const WIDTH: (usize, usize) = (1, 8192);
    pub const LAYERS: (usize, usize) = (1, 64);
    pub const LENGTH: (usize, usize) = (3, 65_536);
}

fn bad<X>(field: &'static str, why: String) -> Result<X> {
    Err(NlpError::BadConfig { field, why })
}

/// Every field within its range, or the first that is not.
pub(super) fn check_sizes(fields: &[(&'static str, usize, (usize, usize))]) -> Result<()> {
    for &(field, value, (low, high)) in fields {
        if !(low..=high).contains(&value) {
            return bad(field, format!("{value} is not between {low} and {high}"));
        }
    }
    Ok(())
}

/// A probability of dropping that leaves something.
pub(super) fn check_dropout(dropout: f64) -> Result<()> {
    match (0.0..1.0).contains(&dropout) {
        true => Ok(()),
        false => bad("dropout", format!("{dropout} is not in [0, 1)")),
    }
}

/// A scale of recurrent weights.
pub(super) fn check_gain(gain: f64) -> Result<()> {
    match (0.0..=100.0).contains(&gain) {
        true => Ok(()),
        false => bad("recurrent_gain", format!("{gain} is not in [0, 100]")),
    }
}

/// A matrix can serve at both ends only where both are equally wide.
pub(super) fn check_tied(tied: bool, d_embedding: usize, d_output: usize) -> Result<()> {
    match tied && d_embedding != d_output {
        false => Ok(()),
        true => bad(
            "tied_embeddings",
            format!("embeddings of width {d_embedding} cannot serve an output of {d_output}"),
        ),
    }
}
