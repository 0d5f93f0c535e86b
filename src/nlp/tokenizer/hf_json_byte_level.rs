//! The `tokenizer.json` of a byte-level tokenizer, as GPT-2's is written: model `BPE`, pre-tokenizer and decoder
//! `ByteLevel`, the special tokens under `added_tokens`.
//!
//! Hugging Face looks for special tokens inside the text, unless `tokenizer.encode_special_tokens = True`; here,
//! as with that setting, text is text.

use super::byte_level::{ByteLevelBpe, bad};
use super::byte_level_files::UniqueKeys;
use super::hf_json::{AddedToken, MergeIn, require, require_off};
use super::{TokenId, Tokenizer};
use crate::nlp::error::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;

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
    decoder: Value,
    model: ModelIn,
}

#[derive(Deserialize)]
struct ModelIn {
    #[serde(default)]
    r#type: Value,
    #[serde(default)]
    dropout: Value,
    #[serde(default)]
    continuing_subword_prefix: Value,
    #[serde(default)]
    end_of_word_suffix: Value,
    #[serde(default)]
    byte_fallback: Value,
    #[serde(default)]
    ignore_merges: Value,
    vocab: UniqueKeys,
    merges: Vec<MergeIn>,
}

impl ByteLevelBpe {
    /// This tokenizer as a `tokenizer.json`, which Hugging Face's `tokenizers` loads.
    ///
    /// A tokenizer of a `.tiktoken` file has no list of merges: there each token is written as the merge of the
    /// two tokens that the lower ones make of it, and the file asks for whole pieces first.
    pub fn to_json(&self) -> String {
        let vocab: serde_json::Map<String, Value> = (0..self.vocab_size() as TokenId)
            .filter_map(|id| Some((self.piece(id)?.to_owned(), id.into())))
            .collect();
        let piece = |id: TokenId| self.vocab.pieces[id as usize].as_str();
        let recovered;
        let merges = if self.whole_pieces_first {
            recovered = self.recover_merges();
            &recovered
        } else {
            &self.merges
        };
        let merges: Vec<[&str; 2]> = merges
            .iter()
            .map(|&(left, right)| [piece(left), piece(right)])
            .collect();
        let mut added: Vec<(&str, TokenId)> = self.specials().collect();
        added.sort_by_key(|&(_, id)| id);
        let added: Vec<Value> = (added.into_iter())
            .map(|(content, id)| {
                json!({
                    "id": id, "content": content, "single_word": false, "lstrip": false,
                    "rstrip": false, "normalized": false, "special": true,
                })
            })
            .collect();
        let file = json!({
            "version": "1.0",
            "truncation": null,
            "padding": null,
            "added_tokens": added,
            "normalizer": null,
            "pre_tokenizer": byte_level(),
            "post_processor": null,
            "decoder": byte_level(),
            "model": {
                "type": "BPE",
                "dropout": null,
                "unk_token": null,
                "continuing_subword_prefix": null,
                "end_of_word_suffix": null,
                "fuse_unk": false,
                "byte_fallback": false,
                "ignore_merges": self.whole_pieces_first,
                "vocab": vocab,
                "merges": merges,
            },
        });
        file.to_string()
    }

    /// Reads a `tokenizer.json` of this pipeline. A post-processor, which only adds special tokens or trims
    /// offsets, is not looked at.
    ///
    /// # Errors
    /// [`NlpError::BadFile`](crate::nlp::error::NlpError::BadFile) with the line of broken JSON, the name of the
    /// part of the pipeline that is another one, or the piece or merge at fault.
    pub fn from_json(json: &str) -> Result<Self> {
        let file: FileIn = serde_json::from_str(json).map_err(|error| bad(error.to_string()))?;
        let model = file.model;
        require("model.type", &model.r#type, &json!("BPE"))?;
        require_off("model.dropout", &model.dropout)?;
        require_off(
            "model.continuing_subword_prefix",
            &model.continuing_subword_prefix,
        )?;
        require_off("model.end_of_word_suffix", &model.end_of_word_suffix)?;
        require_off("model.byte_fallback", &model.byte_fallback)?;
        require_off("truncation", &file.truncation)?;
        require_off("padding", &file.padding)?;
        require_off("normalizer", &file.normalizer)?;
        for (part, value) in [
            ("pre_tokenizer", &file.pre_tokenizer),
            ("decoder", &file.decoder),
        ] {
            require(&format!("{part}.type"), &value["type"], &json!("ByteLevel"))?;
        }
        require_off(
            "pre_tokenizer.add_prefix_space",
            &file.pre_tokenizer["add_prefix_space"],
        )?;
        if file.pre_tokenizer["use_regex"] == json!(false) {
            return Err(bad("pre_tokenizer.use_regex: GPT-2's pattern is off".into()));
        }

        let mut vocab = model.vocab.0;
        let mut specials = HashSet::new();
        for AddedToken { id, content } in file.added_tokens {
            let found = *vocab.entry(content.clone()).or_insert(id);
            if found != id {
                return Err(bad(format!(
                    "added_tokens: {content:?} has id {id}, but {found} in the vocabulary"
                )));
            }
            specials.insert(content);
        }
        let merges = (model.merges.into_iter().enumerate())
            .map(|(rank, merge)| {
                let (left, right) = merge
                    .parts()
                    .map_err(|why| bad(format!("merge {rank}: {why}")))?;
                Ok((left, right, rank))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut tokenizer = ByteLevelBpe::from_pieces(
            vocab,
            &merges,
            |piece| specials.contains(piece),
            |(_, _, rank), why| bad(format!("merge {rank}: {why}")),
        )?;
        match model.ignore_merges {
            Value::Bool(true) => tokenizer.whole_pieces_first = true,
            other => require_off("model.ignore_merges", &other)?,
        }
        Ok(tokenizer)
    }

    /// For each token of two bytes or more, in order of id, the two that lower ones make of it. A token that
    /// they do not bring down to two is found as a whole piece only and has no merge.
    fn recover_merges(&self) -> Vec<(TokenId, TokenId)> {
        let ids = 0..self.vocab.pieces.len() as TokenId;
        ids.filter(|&id| self.vocab.bytes(id).len() > 1)
            .filter_map(|id| self.merge_below(id))
            .collect()
    }
}

fn byte_level() -> Value {
    json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true })
}
