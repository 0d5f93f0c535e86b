//! Whole models: the encoder–decoder Transformer and the translator built from it, recurrent models of
//! language, classes, tags and translations, and the files that all of them are kept in.

mod classifier;
mod config;
mod decoder;
mod encoder;
mod entity_recogniser;
mod entity_tagger;
mod files;
mod language_model;
mod recurrent_lm;
mod recurrent_translator;
mod sizes;
mod tagger;
mod text_classifier;
mod transformer;
mod translator;

pub use classifier::{ClassifierConfig, Pooling, SentenceClassifier, SentenceEncoder};
pub use config::TransformerConfig;
pub use decoder::{Decoder, DecoderLayer, DecoderState};
pub use encoder::{Encoder, EncoderLayer};
pub use entity_recogniser::{EntityRecogniser, TaggedToken};
pub use entity_tagger::{EntityTagger, EntityTaggerConfig};
pub use files::{
    Precision, StoredModel, model_from_files, read_safetensors, to_safetensors,
    transformer_from_files,
};
pub use language_model::{LanguageModel, Surprise};
pub use recurrent_lm::{LmState, RecurrentLm, RecurrentLmConfig};
pub use recurrent_translator::{
    RecurrentDecoderState, RecurrentTranslator, RecurrentTranslatorConfig,
};
pub use tagger::{Tagger, TaggerConfig};
pub use text_classifier::TextClassifier;
pub use transformer::Transformer;
pub use translator::{Source, TranslationModel, Translator};
