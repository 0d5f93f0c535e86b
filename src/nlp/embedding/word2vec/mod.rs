//! Word2Vec: vectors learnt by predicting words from their neighbours (Mikolov et al. 2013a, 2013b).
//!
//! Negative sampling: with x the input vector, y₀ the output vector of the word that stands there and y₁ … y_K those
//! of words drawn at random,
//!
//! ```text
//! L = −log σ(x·y₀) − Σₖ log σ(−x·yₖ)
//! ```
//!
//! [`Word2Vec`] trains on whole texts; [`objective`] is the same arithmetic one update at a time, every value in
//! view.

mod config;
mod corpus;
mod kernel;
mod merge;
mod sampler;
mod table;
mod train;

pub use config::{Architecture, Word2VecConfig};
pub use corpus::Corpus;
pub use sampler::{AliasSampler, keep_probabilities, negative_weights};
pub use table::Table;
pub use train::{Progress, Word2Vec};
