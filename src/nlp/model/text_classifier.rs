//! A sentence classifier together with its vocabulary: text in, probabilities out.

use super::{SentenceClassifier, model_from_files};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::tokenizer::{Token, Tokenizer, Vocab, WordTokenizer};

/// Classifies texts.
#[derive(Clone, Debug)]
pub struct TextClassifier {
    pub tokenizer: WordTokenizer,
    pub model: SentenceClassifier<f32>,
}

impl TextClassifier {
    /// From the contents of `config.json`, `vocab.json` and `model.safetensors`.
    pub fn from_files(config: &str, vocab: &str, weights: &[u8]) -> Result<Self> {
        let model: SentenceClassifier<f32> = model_from_files(config, weights)?;
        let tokenizer = word_tokenizer(vocab, model.config.vocab_size)?;
        Ok(TextClassifier { tokenizer, model })
    }

    /// The words of a text as the model reads them.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if there is no word.
    pub fn prepare(&self, text: &str) -> Result<Vec<Token>> {
        let tokens = self.tokenizer.encode(text);
        match tokens.is_empty() {
            true => Err(NlpError::EmptyText),
            false => Ok(tokens),
        }
    }

    /// The probability of each class.
    pub fn classify(&self, text: &str) -> Result<Vec<f32>> {
        let ids: Vec<u32> = self.prepare(text)?.iter().map(|t| t.id).collect();
        Ok(self.model.predict(&[&ids])?.row(0).to_vec())
    }
}

/// The tokenizer of a `vocab.json`, which must have a word for each row of the embeddings. Words are in lower case.
pub(super) fn word_tokenizer(vocab: &str, rows: usize) -> Result<WordTokenizer> {
    let vocab = Vocab::from_json(vocab)?;
    if vocab.len() != rows {
        return Err(NlpError::BadFile {
            what: "vocab.json".into(),
            why: format!("has {} words, but config.json says {rows}", vocab.len()),
        });
    }
    Ok(WordTokenizer::new(vocab, true))
}
