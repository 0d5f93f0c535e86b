//! The layers, one file each: those of the Transformer named as in "Attention Is All You Need", and the
//! recurrent ones that came before it.
//!
//! Every layer has two ways through it: `forward` on a tape (training, evaluation and traces: whole
//! batches) and a plain one on arrays for decoding, one token at a time. A test holds them equal.

mod additive_attention;
mod attend;
mod feed_forward;
mod init;
mod jacobian;
mod key_value_cache;
mod layer_norm;
mod linear;
mod lstm;
mod multi_head_attention;
mod positional_encoding;
mod projection;
mod recurrent;
mod rnn;
mod sublayer;

pub use additive_attention::{AdditiveAttention, AttentionOutput};
pub use attend::{Attend, Attended, AttentionCall, OnCpu};
pub use feed_forward::FeedForward;
pub use init::{embedding_init, orthogonal, xavier_uniform};
pub use jacobian::{Factor, cell_part, factors, spectral_norm};
pub use key_value_cache::KeyValueCache;
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use lstm::{Lstm, LstmState, LstmStep};
pub use multi_head_attention::MultiHeadAttention;
pub use positional_encoding::positional_encoding;
pub use projection::{Projection, probabilities};
pub use recurrent::{
    Cell, RecurrentConfig, RecurrentLayer, RecurrentStack, StackOutput, StateVars, reorder_states,
};
pub use rnn::{RecurrentParams, Rnn};
pub use sublayer::{NormPosition, SublayerConnection};
