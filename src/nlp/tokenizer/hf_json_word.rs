//! The `tokenizer.json` of a word tokenizer: model `WordLevel`, and the rule of [`word`](super::word) as a pattern.
//!
//! Hugging Face's decoder, when there is none, puts a space between tokens, as ours does. Its engine of patterns
//! knows the graphemes of an older Unicode: of 20,000 strings of words in fifteen scripts none was cut otherwise, of
//! 20,000 strings of random characters, many of them unassigned, 2 %.

use super::hf_json::{AddedToken, require, require_off};
use super::vocab::{SPECIAL, SPECIAL_WORDS, Vocab};
use super::word::WordTokenizer;
use crate::nlp::error::{NlpError, Result};
use serde::Deserialize;
use serde_json::{Value, json};

/// The rule of [`split_words`](super::split_words). `\X` is a grapheme; one that begins with a letter is a letter.
const PATTERN: &str = concat!(
    r"['’][sS](?![\p{L}\p{N}\p{M}\x{200C}\x{200D}])",
    r"|(?:",
    r"(?:(?=\p{L})\X)+(?:['’](?![sS](?![\p{L}\p{N}\p{M}\x{200C}\x{200D}]))(?:(?=\p{L})\X)+)*",
    r"|(?:(?=\p{N})\X)+(?:[.,](?:(?=\p{N})\X)+)*",
    r")+",
    r"|(?=\S)\X|\s[\p{M}\x{200C}\x{200D}]+",
);

#[derive(Deserialize)]
struct FileIn {
    #[serde(default)]
    truncation: Value,
    #[serde(default)]
    padding: Value,
    #[serde(default)]
    added_tokens: Vec<AddedToken>,
    #[serde(default)]
    normalizer: Value,
    #[serde(default)]
    pre_tokenizer: Value,
    #[serde(default)]
    post_processor: Value,
    #[serde(default)]
    decoder: Value,
    model: ModelIn,
}

#[derive(Deserialize)]
struct ModelIn {
    #[serde(default)]
    r#type: Value,
    #[serde(default)]
    unk_token: Value,
    vocab: serde_json::Map<String, Value>,
}

impl WordTokenizer {
    /// This tokenizer as a `tokenizer.json`, which Hugging Face's `tokenizers` loads. The words' counts are not
    /// part of it.
    pub fn to_json(&self) -> String {
        let words = self.vocab().words();
        let vocab: serde_json::Map<String, Value> = words
            .iter()
            .zip(0u32..)
            .map(|(word, id)| (word.clone(), id.into()))
            .collect();
        // An unknown token stays visible when special ones are left out: it is the model's affair.
        let added: Vec<Value> = [SPECIAL.pad, SPECIAL.bos, SPECIAL.eos]
            .map(|id| {
                json!({
                    "id": id, "content": words[id as usize], "single_word": false, "lstrip": false,
                    "rstrip": false, "normalized": false, "special": true,
                })
            })
            .into();
        let file = json!({
            "version": "1.0",
            "truncation": null,
            "padding": null,
            "added_tokens": added,
            "normalizer": if self.lowercase() { lowercase() } else { Value::Null },
            "pre_tokenizer": pre_tokenizer(),
            "post_processor": null,
            "decoder": null,
            "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "<unk>" },
        });
        file.to_string()
    }

    /// Reads a `tokenizer.json` that [`to_json`](Self::to_json) wrote; all counts are 0 then.
    ///
    /// # Errors
    /// [`NlpError::BadFile`] with the line of broken JSON, the name of the part that is another one, or the word
    /// at fault.
    pub fn from_json(json: &str) -> Result<Self> {
        let file: FileIn = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
        let model = file.model;
        require("model.type", &model.r#type, &json!("WordLevel"))?;
        require("model.unk_token", &model.unk_token, &json!("<unk>"))?;
        require_off("truncation", &file.truncation)?;
        require_off("padding", &file.padding)?;
        require_off("post_processor", &file.post_processor)?;
        require_off("decoder", &file.decoder)?;
        require("pre_tokenizer", &file.pre_tokenizer, &pre_tokenizer())?;
        let lower = !file.normalizer.is_null();
        if lower {
            require("normalizer", &file.normalizer, &lowercase())?;
        }
        let words = super::hf_json::pieces_by_id(model.vocab)?;
        for AddedToken { id, content } in file.added_tokens {
            let found = usize::try_from(id).ok().and_then(|id| words.get(id));
            if !SPECIAL_WORDS.contains(&content.as_str()) || found != Some(&content) {
                let why = format!("added_tokens: {content:?} with id {id} is not one of ours");
                return Err(bad(why));
            }
        }
        let counts = vec![0; words.len()];
        let vocab = Vocab::from_parts(words, counts).map_err(bad)?;
        Ok(WordTokenizer::new(vocab, lower))
    }
}

fn lowercase() -> Value {
    json!({ "type": "Lowercase" })
}

/// What the pattern finds is kept, the rest is removed.
fn pre_tokenizer() -> Value {
    json!({ "type": "Split", "pattern": { "Regex": PATTERN }, "behavior": "Removed", "invert": true })
}

fn bad(why: String) -> NlpError {
    NlpError::BadFile {
        what: "tokenizer.json".into(),
        why,
    }
}
