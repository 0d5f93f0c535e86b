//! What the About page says of a model, read from the files that lie beside its weights.
//!
//! Read leniently: a field that is not there is not shown.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// From `manifest.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Manifest {
    pub name: String,
    pub files: Vec<File>,
    /// What was measured, by name of the measure; numbers or words.
    pub quality: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct File {
    pub bytes: u64,
}

/// From `config.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Config {
    pub vocab_size: Option<usize>,
    pub d_model: Option<usize>,
    pub d_ff: Option<usize>,
    pub n_heads: Option<usize>,
    pub n_encoder_layers: Option<usize>,
    pub n_decoder_layers: Option<usize>,
}

impl Manifest {
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// 5_432_100 bytes are "5.4" megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// A measure as the table shows it: numbers with at most two decimals, words as they are.
pub fn measure(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(x) if x.fract() != 0.0 => format!("{x:.2}"),
            _ => number.to_string(),
        },
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_with_its_measures() {
        let manifest: Manifest = serde_json::from_str(
            r#"{"format": 1, "name": "translator", "quality": {"BLEU": 48.123, "pairs": 3000, "split": "by hash"},
                "files": [{"name": "config.json", "bytes": 400, "sha256": "0"}, {"name": "model.safetensors", "bytes": 5432100}]}"#,
        )
        .unwrap();
        assert_eq!(manifest.name, "translator");
        assert_eq!(megabytes(manifest.total_bytes()), "5.4");
        let measures: Vec<String> = manifest.quality.values().map(measure).collect();
        assert_eq!(measures, ["48.12", "3000", "by hash"]);
    }

    #[test]
    fn what_is_not_there_is_not_shown() {
        let manifest: Manifest = serde_json::from_str("{}").unwrap();
        assert_eq!(manifest, Manifest::default());
        let config: Config = serde_json::from_str(r#"{"d_model": 128, "dropout": 0.1}"#).unwrap();
        assert_eq!((config.d_model, config.n_heads), (Some(128), None));
    }

    #[test]
    fn a_page_in_place_of_the_manifest_is_no_manifest() {
        assert!(serde_json::from_str::<Manifest>("<!DOCTYPE html>").is_err());
    }
}
