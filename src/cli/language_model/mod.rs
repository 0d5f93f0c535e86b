//! `teddy train language-model`, `teddy export language-model`, `teddy evaluate language-model`.

mod data;
mod evaluate;
mod train;

pub use evaluate::{EvaluateArgs, evaluate};
pub use train::{TrainArgs, train};

use super::export::ModelExportArgs;
use super::model_dir::{read_files, text};
use crate::nlp::model::LanguageModel;
use crate::session::manifest::{CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE};
use anyhow::{Context, Result};
use std::path::Path;

/// Reads the language model in `dir`.
pub fn read_language_model(dir: &Path) -> Result<LanguageModel> {
    let names = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];
    let [config, tokenizer, weights] = read_files(dir, names)?;
    let (config, tokenizer) = (text(CONFIG_FILE, config)?, text(TOKENIZER_FILE, tokenizer)?);
    LanguageModel::from_files(&config, &tokenizer, &weights)
        .with_context(|| format!("in {}", dir.display()))
}

/// Writes the files that the page loads.
pub fn export(args: &ModelExportArgs) -> Result<()> {
    let language_model = read_language_model(&args.run)?;
    let config = serde_json::to_string_pretty(&language_model.model.config)? + "\n";
    let tokenizer = language_model.tokenizer.to_json();
    let texts = [(CONFIG_FILE, config.as_str()), (TOKENIZER_FILE, &tokenizer)];
    args.write(&language_model.model.params, &texts)
}
