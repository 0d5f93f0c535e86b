//! `teddy train entities`, `teddy export entities`, `teddy evaluate entities`.

mod data;
mod evaluate;
mod train;

pub use evaluate::{EvaluateArgs, evaluate};
pub use train::{TrainArgs, train};

use super::export::ModelExportArgs;
use super::model_dir::{VOCAB_FILE, read_files, text};
use crate::nlp::model::EntityRecogniser;
use crate::session::manifest::{CONFIG_FILE, WEIGHTS_FILE};
use anyhow::{Context, Result};
use std::path::Path;

/// Reads the recogniser in `dir`.
pub fn read_recogniser(dir: &Path) -> Result<EntityRecogniser> {
    let [config, vocab, weights] = read_files(dir, [CONFIG_FILE, VOCAB_FILE, WEIGHTS_FILE])?;
    let (config, vocab) = (text(CONFIG_FILE, config)?, text(VOCAB_FILE, vocab)?);
    EntityRecogniser::from_files(&config, &vocab, &weights)
        .with_context(|| format!("in {}", dir.display()))
}

/// Writes the files that the page loads.
pub fn export(args: &ModelExportArgs) -> Result<()> {
    let recogniser = read_recogniser(&args.run)?;
    let config = serde_json::to_string_pretty(&recogniser.model.config)? + "\n";
    let vocab = recogniser.tokenizer.vocab().to_json();
    let texts = [(CONFIG_FILE, config.as_str()), (VOCAB_FILE, &vocab)];
    args.write(&recogniser.model.params, &texts)
}
