//! The command line: `teddy train`, `teddy export`, `teddy translate`, `teddy predict`,
//! `teddy evaluate`.

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
mod train;
mod translate;
mod translator_data;
mod word_vectors;

pub use args::run;

/// The input is wrong, not the program: says where and what, and makes the exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct BadInput(String);
