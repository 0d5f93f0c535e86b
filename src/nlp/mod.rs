//! The language stack of the lecture, from text to tokens to tensors and back.
//!
//! Letters in shape comments: `B` batch, `T` tokens (`T_src`, `T_tgt`, `T_q`, `T_k`), `H` heads,
//! `d` = `d_model`, `V` vocabulary size.

pub mod data;
pub mod error;
pub mod metrics;
pub mod rng;
pub mod tokenizer;
pub mod trace;
