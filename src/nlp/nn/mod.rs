//! The layers of the Transformer, one file each, named as in "Attention Is All You Need".
//!
//! Every layer has two ways through it: `forward` on a tape (training, evaluation and traces: whole
//! batches) and a plain one on arrays for decoding, one token at a time. A test holds them equal.

mod feed_forward;
mod init;
mod key_value_cache;
mod layer_norm;
mod linear;
mod multi_head_attention;
mod positional_encoding;
mod sublayer;

pub use feed_forward::FeedForward;
pub use init::{embedding_init, xavier_uniform};
pub use key_value_cache::KeyValueCache;
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use multi_head_attention::MultiHeadAttention;
pub use positional_encoding::positional_encoding;
pub use sublayer::{NormPosition, SublayerConnection};
