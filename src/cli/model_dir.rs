//! A model directory: its four files, checked against the manifest.

use crate::nlp::model::Translator;
use crate::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Reads the translator in `dir`. A manifest that lies there must agree with the files; a training run has
/// none.
pub fn read_translator(dir: &Path) -> Result<Translator> {
    let read = |name: &str| {
        let path = dir.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (config, tokenizer) = (read(CONFIG_FILE)?, read(TOKENIZER_FILE)?);
    let weights = read(WEIGHTS_FILE)?;
    if dir.join(MANIFEST_FILE).exists() {
        let manifest = Manifest::from_json(&read(MANIFEST_FILE)?)?;
        for (name, bytes) in [
            (CONFIG_FILE, &config),
            (TOKENIZER_FILE, &tokenizer),
            (WEIGHTS_FILE, &weights),
        ] {
            manifest.verify(name, bytes)?;
        }
    }
    let text = |name: &str, bytes: Vec<u8>| {
        String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8 text"))
    };
    let (config, tokenizer) = (text(CONFIG_FILE, config)?, text(TOKENIZER_FILE, tokenizer)?);
    Translator::from_files(&config, &tokenizer, &weights)
        .with_context(|| format!("in {}", dir.display()))
}
