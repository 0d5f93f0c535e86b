//! The command line: `teddy train`, `teddy export`, `teddy translate`, `teddy predict`,
//! `teddy tokenize`, `teddy evaluate`.

mod args;
mod entities;
mod epochs;
mod evaluate;
mod export;
mod files;
mod initial_vectors;
mod language_model;
mod lines;
mod model_dir;
mod predict;
mod run;
mod sentiment;
mod tokenize;
mod tokenizers;
mod train;
mod train_tokenizer;
mod translate;
mod translator_data;
mod word_vectors;

pub use args::run;

/// The input is wrong, not the program: says where and what, and makes the exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct BadInput(String);
