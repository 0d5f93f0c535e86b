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
//! view. Several shards each work on copies of the two tables ([`Word2VecConfig::shards`]).

mod config;
mod corpus;
mod kernel;
mod merge;
pub mod objective;
mod reader;
mod sampler;
mod step;
mod table;
mod train;

pub use config::{Architecture, Word2VecConfig};
pub use corpus::Corpus;
pub use objective::Update;
pub use sampler::{AliasSampler, keep_probabilities, negative_weights};
pub use table::Table;
pub use train::{Progress, Word2Vec};
