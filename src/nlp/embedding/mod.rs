//! Words as vectors: one-hot, learnt ([`word2vec`]), compared ([`WordVectors`]).

mod files;
mod one_hot;
mod similarity;
mod vectors;
pub mod word2vec;

pub use files::{VectorFiles, VectorsConfig, WORDS_FILE, from_files, to_files};
pub use one_hot::{one_hot, one_hot_matrix};
pub use similarity::{cosine_matrix, cosine_similarity, unit_rows};
pub use vectors::{Neighbour, WordVectors};
