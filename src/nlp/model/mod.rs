//! Whole models: the encoder–decoder Transformer and the translator built from it, recurrent models of
//! language, classes, tags and translations, and the files that all of them are kept in.
//!
//! # Names of a recurrent model's tensors
//!
//! `{layer}` is `rnn.{l}` or `lstm.{l}`, with `.reverse` behind it for a layer
//! that reads from the end, and `encoder.` or `decoder.` before it in a translator:
//!
//! | name | shape | what |
//! | --- | --- | --- |
//! | `input`, in a translator `src.input` and `tgt.input` | (T, d) | rows of the embedding matrix, times √d |
//! | `{layer}.h` | (T, H) | the state after each token |
//! | `{layer}.{in,forget,cell,out}_gate` | (T, H) | LSTM: the gates, as held by hand where they are |
//! | `{layer}.c` | (T, H) | LSTM: the cell |
//! | `states` | (T, H or 2H) | tagger: what tags are chosen from |
//! | `sentence` | (1, ·) | classifier: the one vector for the sentence |
//! | `steps.probabilities` | (T, classes) | classifier that reads one way and takes the last state: what it would say if the sentence ended here |
//! | `memory` | (T_src, ·) | translator: the encoder's states |
//! | `attention.scores`, `attention.weights` | (T_tgt, T_src) | additive attention, before and after softmax |
//! | `attention.context` | (T_tgt, ·) | weights · memory |
//! | `readout` | (T_tgt, d) | translator: what the logits are computed from |
//! | `logits`, `probabilities` | (·, V or classes) | before and after softmax |
//!
//! A backward pass with a recorder gives `{layer}.d_h` and `{layer}.d_c` (T, H): ∂loss/∂h_t and ∂loss/∂c_t,
//! everything that comes back through time included.

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
mod surgery;
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
pub use surgery::{Ablation, AttentionSite, Head, HeadChange, Hiding, overlap};
pub use tagger::{Tagger, TaggerConfig};
pub use text_classifier::TextClassifier;
pub use transformer::Transformer;
pub use translator::{Source, TranslationModel, Translator};
