//! Text in, batches out.

pub mod batch;
pub mod clean;
pub mod corpus;
pub mod grammar;
pub mod mix;

/// A sentence and its translation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    pub src: String,
    pub tgt: String,
}
