//! Whole models: the encoder–decoder Transformer and the translator built from it, recurrent models of
//! language, classes, tags and translations, and the files that all of them are kept in.

mod classifier;
mod config;
mod decoder;
mod encoder;
mod files;
mod recurrent_lm;
mod recurrent_translator;
mod sizes;
mod tagger;
mod transformer;
mod translator;

pub use classifier::{ClassifierConfig, Pooling, SentenceClassifier, SentenceEncoder};
pub use config::TransformerConfig;
pub use decoder::{Decoder, DecoderLayer, DecoderState};
pub use encoder::{Encoder, EncoderLayer};
pub use files::{
    Precision, StoredModel, model_from_files, read_safetensors, to_safetensors,
    transformer_from_files,
};
pub use recurrent_lm::{LmState, RecurrentLm, RecurrentLmConfig};
pub use recurrent_translator::{
    RecurrentDecoderState, RecurrentTranslator, RecurrentTranslatorConfig,
};
pub use tagger::{Tagger, TaggerConfig};
pub use transformer::Transformer;
pub use translator::{Source, Translator};
