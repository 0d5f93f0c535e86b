//! Whole models: the encoder–decoder Transformer, its files, and the translator built from them.

mod config;
mod decoder;
mod encoder;
mod files;
mod transformer;
mod translator;

pub use config::TransformerConfig;
pub use decoder::{Decoder, DecoderLayer, DecoderState};
pub use encoder::{Encoder, EncoderLayer};
pub use files::{Precision, read_safetensors, to_safetensors, transformer_from_files};
pub use transformer::Transformer;
pub use translator::{Source, Translator};
