//! A tokenizer of whichever kind a `tokenizer.json` holds.

use super::{BpeTokenizer, ByteLevelBpe, Tokenizer, WordTokenizer};
use crate::nlp::error::{NlpError, Result};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Kind {
    model: Model,
    #[serde(default)]
    pre_tokenizer: Value,
}

#[derive(Deserialize)]
struct Model {
    #[serde(default)]
    r#type: String,
}

/// Reads a `tokenizer.json`: of words, of byte-pair encoding with byte fallback, or at byte level.
///
/// # Errors
/// [`NlpError::BadFile`] with the place of broken JSON, or what the kind's own reader refuses.
pub fn read_tokenizer(json: &str) -> Result<Box<dyn Tokenizer + Send + Sync>> {
    let bad = |why: String| NlpError::BadFile {
        what: "tokenizer.json".into(),
        why,
    };
    let kind: Kind = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
    match (
        kind.model.r#type.as_str(),
        kind.pre_tokenizer["type"].as_str(),
    ) {
        ("WordLevel", _) => Ok(Box::new(WordTokenizer::from_json(json)?)),
        ("BPE", Some("ByteLevel")) => Ok(Box::new(ByteLevelBpe::from_json(json)?)),
        ("BPE", _) => Ok(Box::new(BpeTokenizer::from_json(json)?)),
        (other, _) => Err(bad(format!("model.type: {other:?} is not read here"))),
    }
}
