//! Whole models: the encoder–decoder Transformer, its files, and the translator built from them.

mod config;
mod decoder;
mod encoder;
mod transformer;

pub use config::TransformerConfig;
pub use decoder::{Decoder, DecoderLayer, DecoderState};
pub use encoder::{Encoder, EncoderLayer};
pub use transformer::Transformer;
