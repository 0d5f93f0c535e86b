//! The language stack of the lecture, from text to tokens to tensors and back.
//!
//! Letters in shape comments: `B` batch, `T` tokens (`T_src`, `T_tgt`, `T_q`, `T_k`), `H` heads,
//! `d` = `d_model`, `V` vocabulary size.

pub mod autograd;
pub mod data;
pub mod decode;
pub mod embedding;
pub mod error;
pub mod linalg;
pub mod metrics;
pub mod model;
pub mod nn;
pub mod optim;
pub mod rng;
pub mod tokenizer;
pub mod trace;
pub mod train;
