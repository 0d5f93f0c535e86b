//! Words as vectors.
//!
//! * [`one_hot`]: no two words have anything in common.
//! * [`word2vec`]: vectors learnt by predicting neighbours; [`proxy`]: the lecture's network for it, whole.
//! * [`WordVectors`]: neighbours, analogies, means; [`to_files`], [`from_files`]: on disk.
//! * [`pca`]: on a plane; [`evaluation`]: analogy and similarity tests.
//! * [`words_in_context`]: the same word in two sentences.

mod contextual;
pub mod evaluation;
mod files;
mod one_hot;
pub mod pca;
pub mod proxy;
mod similarity;
mod vectors;
pub mod word2vec;

pub use contextual::{SentenceInContext, WordInContext, words_in_context};
pub use files::{VectorFiles, VectorsConfig, WORDS_FILE, from_files, to_files};
pub use one_hot::{one_hot, one_hot_matrix};
pub use pca::Pca;
pub use proxy::ProxyNetwork;
pub use similarity::{cosine_matrix, cosine_similarity, unit_rows};
pub use vectors::{Neighbour, WordVectors};
