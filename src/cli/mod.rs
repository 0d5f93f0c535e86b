//! The command line: `teddy train`, `teddy translate`, `teddy evaluate`.

mod args;
mod files;
mod train;
mod translator_data;

pub use args::run;
