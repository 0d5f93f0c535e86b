//! Hugging Face's `tokenizer.json`, written and read.
//!
//! The file holds more than a vocabulary: it describes a pipeline. Ours is
//!
//! | part | what it does |
//! | --- | --- |
//! | normalizer `Prepend` | puts `▁` before the text, even if it starts with a space |
//! | pre-tokenizer `Metaspace` | spaces become `▁`, each starts a new word |
//! | model `BPE` with `byte_fallback` | merges; unknown characters as bytes |
//! | post-processor `TemplateProcessing` | `<s> text </s>` |
//! | decoder `Replace`, `ByteFallback`, `Fuse`, `Strip` | `▁` to space, bytes to text, first space off |
//!
//! (Prepending inside `Metaspace` would skip a text that starts with a space, and lose that space.)
//! Files whose pipeline is another one are refused with the part's name, rather than read wrongly.
//!
//! One difference remains by intent: Hugging Face looks for special tokens inside the text, so a
//! typed `<s>` becomes id 2 there unless `tokenizer.encode_special_tokens = True`. Here, as with
//! that setting, text is text.

use super::bpe::{BpeTokenizer, SPECIAL_PIECES, bad};
use super::{SpecialTokens, Tokenizer};
use crate::nlp::error::Result;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize)]
struct FileOut<'a> {
    version: &'static str,
    truncation: Option<()>,
    padding: Option<()>,
    added_tokens: Value,
    normalizer: Value,
    pre_tokenizer: Value,
    post_processor: Value,
    decoder: Value,
    model: ModelOut<'a>,
}

#[derive(Serialize)]
struct ModelOut<'a> {
    r#type: &'static str,
    dropout: Option<()>,
    unk_token: &'static str,
    continuing_subword_prefix: Option<()>,
    end_of_word_suffix: Option<()>,
    fuse_unk: bool,
    byte_fallback: bool,
    ignore_merges: bool,
    vocab: VocabOut<'a>,
    merges: Vec<(&'a str, &'a str)>,
}

/// Written as an object in order of ids, for readers of the file.
struct VocabOut<'a>(&'a [String]);

impl Serialize for VocabOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, piece) in self.0.iter().enumerate() {
            map.serialize_entry(piece, &id)?;
        }
        map.end()
    }
}

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

/// An entry of `added_tokens`, in the files of every kind of tokenizer.
#[derive(Deserialize)]
pub(super) struct AddedToken {
    pub(super) id: u64,
    pub(super) content: String,
}

#[derive(Deserialize)]
struct ModelIn {
    #[serde(default)]
    r#type: Value,
    #[serde(default)]
    dropout: Value,
    #[serde(default)]
    unk_token: Value,
    #[serde(default)]
    continuing_subword_prefix: Value,
    #[serde(default)]
    end_of_word_suffix: Value,
    #[serde(default)]
    byte_fallback: Value,
    #[serde(default)]
    ignore_merges: Value,
    vocab: serde_json::Map<String, Value>,
    merges: Vec<MergeIn>,
}

/// Newer files write a merge as a pair, older ones as `"left right"`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum MergeIn {
    Pair(String, String),
    Line(String),
}

impl MergeIn {
    /// The two pieces; or what is wrong.
    pub fn parts(self) -> std::result::Result<(String, String), String> {
        match self {
            MergeIn::Pair(left, right) => Ok((left, right)),
            MergeIn::Line(line) => line
                .split_once(' ')
                .filter(|(left, right)| !left.is_empty() && !right.contains(' '))
                .map(|(left, right)| (left.to_owned(), right.to_owned()))
                .ok_or_else(|| format!("{line:?} is not two pieces")),
        }
    }
}

impl BpeTokenizer {
    /// This tokenizer as a `tokenizer.json`, which Hugging Face's `tokenizers` loads.
    pub fn to_json(&self) -> String {
        let special = self.special();
        let file = FileOut {
            version: "1.0",
            truncation: None,
            padding: None,
            added_tokens: added_tokens(special),
            normalizer: normalizer(),
            pre_tokenizer: pre_tokenizer(),
            post_processor: post_processor(special),
            decoder: decoder(),
            model: ModelOut {
                r#type: "BPE",
                dropout: None,
                unk_token: "<unk>",
                continuing_subword_prefix: None,
                end_of_word_suffix: None,
                fuse_unk: false,
                byte_fallback: true,
                ignore_merges: false,
                vocab: VocabOut(self.pieces()),
                merges: self.merges().collect(),
            },
        };
        serde_json::to_string(&file).expect("strings and numbers always serialise")
    }

    /// Reads a `tokenizer.json` of this pipeline.
    ///
    /// # Errors
    /// [`NlpError::BadFile`](crate::nlp::error::NlpError::BadFile) with the line of broken JSON,
    /// the name of the part of the pipeline that is another one, or the piece or merge at fault.
    pub fn from_json(json: &str) -> Result<Self> {
        let file: FileIn = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
        let model = file.model;
        require("model.type", &model.r#type, &json!("BPE"))?;
        require("model.byte_fallback", &model.byte_fallback, &json!(true))?;
        require("model.unk_token", &model.unk_token, &json!("<unk>"))?;
        require_off("model.dropout", &model.dropout)?;
        require_off(
            "model.continuing_subword_prefix",
            &model.continuing_subword_prefix,
        )?;
        require_off("model.end_of_word_suffix", &model.end_of_word_suffix)?;
        require_off("model.ignore_merges", &model.ignore_merges)?;
        require_off("truncation", &file.truncation)?;
        require_off("padding", &file.padding)?;
        require("normalizer", &file.normalizer, &normalizer())?;
        require("pre_tokenizer", &file.pre_tokenizer, &pre_tokenizer())?;
        require("decoder", &file.decoder, &decoder())?;

        let pieces = pieces_by_id(model.vocab)?;
        let merges = (model.merges.into_iter().enumerate())
            .map(|(rank, merge)| {
                merge
                    .parts()
                    .map_err(|why| bad(format!("merge {rank}: {why}")))
            })
            .collect::<Result<Vec<_>>>()?;
        let tokenizer = BpeTokenizer::from_parts(pieces, &merges)?;

        let special = tokenizer.special();
        require(
            "post_processor",
            &file.post_processor,
            &post_processor(special),
        )?;
        for token in file.added_tokens {
            let found = u32::try_from(token.id)
                .ok()
                .and_then(|id| tokenizer.piece(id));
            let ours = SPECIAL_PIECES.contains(&token.content.as_str());
            if !ours || found != Some(&token.content) {
                let AddedToken { id, content } = token;
                let why = format!("added_tokens: {content:?} with id {id} is not one of ours");
                return Err(bad(why));
            }
        }
        Ok(tokenizer)
    }
}

/// The pieces in order of their ids, which must be `0..n`, each once.
pub(super) fn pieces_by_id(vocab: serde_json::Map<String, Value>) -> Result<Vec<String>> {
    let size = vocab.len();
    let mut pieces = vec![None; size];
    for (piece, id) in vocab {
        let slot = id
            .as_u64()
            .and_then(|id| pieces.get_mut(usize::try_from(id).ok()?));
        match slot {
            Some(slot @ None) => *slot = Some(piece),
            Some(Some(other)) => {
                return Err(bad(format!(
                    "model.vocab: {other:?} and {piece:?} have id {id}"
                )));
            }
            None => {
                let why = format!("{piece:?} has id {id}, but {size} pieces need ids below {size}");
                return Err(bad(format!("model.vocab: {why}")));
            }
        }
    }
    // As many pieces as slots, and no slot was used twice: all are filled.
    Ok(pieces.into_iter().flatten().collect())
}

pub(super) fn require(part: &str, found: &Value, expected: &Value) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let mut found = found.to_string();
    if found.chars().count() > 120 {
        found = found.chars().take(120).chain(['…']).collect();
    }
    Err(bad(format!("{part}: expected {expected}, found {found}")))
}

/// A part that must be absent, `null`, `false`, zero or empty.
pub(super) fn require_off(part: &str, found: &Value) -> Result<()> {
    match found {
        Value::Null | Value::Bool(false) => Ok(()),
        Value::String(text) if text.is_empty() => Ok(()),
        Value::Number(number) if number.as_f64() == Some(0.0) => Ok(()),
        _ => require(part, found, &Value::Null),
    }
}

fn added_tokens(special: SpecialTokens) -> Value {
    let ids = [special.pad, special.unk, special.bos, special.eos];
    let token = |(id, content)| {
        json!({
            "id": id, "content": content, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": true,
        })
    };
    ids.into_iter().zip(SPECIAL_PIECES).map(token).collect()
}

fn normalizer() -> Value {
    json!({ "type": "Prepend", "prepend": "▁" })
}

fn pre_tokenizer() -> Value {
    json!({ "type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": true })
}

fn post_processor(special: SpecialTokens) -> Value {
    let piece =
        |piece: &str, kind: u32| json!({ "SpecialToken": { "id": piece, "type_id": kind } });
    let text = |name: &str, kind: u32| json!({ "Sequence": { "id": name, "type_id": kind } });
    let token = |piece: &str, id: u32| json!({ "id": piece, "ids": [id], "tokens": [piece] });
    json!({
        "type": "TemplateProcessing",
        "single": [piece("<s>", 0), text("A", 0), piece("</s>", 0)],
        "pair": [text("A", 0), text("B", 1)],
        "special_tokens": {
            "<s>": token("<s>", special.bos),
            "</s>": token("</s>", special.eos),
        },
    })
}

fn decoder() -> Value {
    json!({
        "type": "Sequence",
        "decoders": [
            { "type": "Replace", "pattern": { "String": "▁" }, "content": " " },
            { "type": "ByteFallback" },
            { "type": "Fuse" },
            { "type": "Strip", "content": " ", "start": 1, "stop": 0 },
        ],
    })
}
