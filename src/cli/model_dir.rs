//! A model directory: its files, checked against the manifest.

use crate::nlp::model::{TranslationModel, Translator};
use crate::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A vocabulary of words.
pub const VOCAB_FILE: &str = "vocab.json";

/// The files `names` of `dir`. A manifest that lies there must agree with them; a training run has none.
pub fn read_files<const N: usize>(dir: &Path, names: [&str; N]) -> Result<[Vec<u8>; N]> {
    let read = |name: &str| {
        let path = dir.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut files: [Vec<u8>; N] = std::array::from_fn(|_| Vec::new());
    for (file, name) in files.iter_mut().zip(names) {
        *file = read(name)?;
    }
    if dir.join(MANIFEST_FILE).exists() {
        let manifest = Manifest::from_json(&read(MANIFEST_FILE)?)?;
        for (name, bytes) in names.iter().zip(&files) {
            manifest.verify(name, bytes)?;
        }
    }
    Ok(files)
}

/// The bytes of the file `name` as text.
pub fn text(name: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8 text"))
}

/// Reads the translator in `dir`.
pub fn read_translator<M: TranslationModel>(dir: &Path) -> Result<Translator<M>> {
    let names = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];
    let [config, tokenizer, weights] = read_files(dir, names)?;
    let (config, tokenizer) = (text(CONFIG_FILE, config)?, text(TOKENIZER_FILE, tokenizer)?);
    Translator::from_files(&config, &tokenizer, &weights)
        .with_context(|| format!("in {}", dir.display()))
}
