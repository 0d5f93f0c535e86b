//! `teddy train sentiment`, `teddy export sentiment`, `teddy evaluate sentiment`.

mod data;
mod evaluate;
mod train;

pub use evaluate::{EvaluateArgs, evaluate};
pub use train::{TrainArgs, train};

use super::export::ModelExportArgs;
use super::model_dir::{VOCAB_FILE, read_files, text};
use crate::nlp::model::TextClassifier;
use crate::session::manifest::{CONFIG_FILE, WEIGHTS_FILE};
use anyhow::{Context, Result};
use std::path::Path;

/// Reads the classifier in `dir`.
pub fn read_classifier(dir: &Path) -> Result<TextClassifier> {
    let [config, vocab, weights] = read_files(dir, [CONFIG_FILE, VOCAB_FILE, WEIGHTS_FILE])?;
    let (config, vocab) = (text(CONFIG_FILE, config)?, text(VOCAB_FILE, vocab)?);
    TextClassifier::from_files(&config, &vocab, &weights)
        .with_context(|| format!("in {}", dir.display()))
}

/// Writes the files that the page loads.
pub fn export(args: &ModelExportArgs) -> Result<()> {
    let classifier = read_classifier(&args.run)?;
    let config = serde_json::to_string_pretty(&classifier.model.config)? + "\n";
    let vocab = classifier.tokenizer.vocab().to_json();
    let texts = [(CONFIG_FILE, config.as_str()), (VOCAB_FILE, &vocab)];
    args.write(&classifier.model.params, &texts)
}
