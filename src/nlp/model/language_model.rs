//! A recurrent language model together with its tokenizer: how surprising is each token of a text?

use super::{RecurrentLm, model_from_files};
use crate::nlp::data::clean::normalise;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::row;
use crate::nlp::tokenizer::{BpeTokenizer, Token, TokenId, Tokenizer};

/// Knows what may come next in an English text.
#[derive(Clone, Debug)]
pub struct LanguageModel {
    pub tokenizer: BpeTokenizer,
    pub model: RecurrentLm<f32>,
}

/// A token and how well it was foreseen.
#[derive(Clone, Debug, PartialEq)]
pub struct Surprise {
    pub token: Token,
    /// log p of the token after all that came before it, in nats.
    pub log_probability: f32,
}

impl LanguageModel {
    /// From the contents of `config.json`, `tokenizer.json` and `model.safetensors`.
    pub fn from_files(config: &str, tokenizer: &str, weights: &[u8]) -> Result<Self> {
        let tokenizer = BpeTokenizer::from_json(tokenizer)?;
        let model: RecurrentLm<f32> = model_from_files(config, weights)?;
        let (pieces, rows) = (tokenizer.vocab_size(), model.config.vocab_size);
        if pieces != rows {
            let why = format!("has {pieces} pieces, but config.json says {rows}");
            return Err(NlpError::BadFile {
                what: "tokenizer.json".into(),
                why,
            });
        }
        Ok(LanguageModel { tokenizer, model })
    }

    /// BOS, the tokens of a text, EOS, as training reads a sentence. Spans are those of the text with ordinary
    /// spaces and quotes, which comes along.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if nothing but white space is there.
    pub fn prepare(&self, text: &str) -> Result<(String, Vec<Token>)> {
        let text = normalise(text);
        if text.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let tokens = self.tokenizer.encode_with_specials(&text);
        Ok((text, tokens))
    }

    /// log p of every token but the first (BOS), EOS included. Their mean, negated, is the log of the perplexity.
    pub fn surprise(&self, text: &str) -> Result<Vec<Surprise>> {
        let (_, tokens) = self.prepare(text)?;
        let mut state = self.model.start(1);
        let mut surprises = Vec::with_capacity(tokens.len());
        for pair in tokens.windows(2) {
            let ids: [TokenId; 1] = [pair[0].id];
            let mut logits = self.model.step(&mut state, &ids, &[]);
            let mut z = logits.row_mut(0);
            let z = z.as_slice_mut().expect("logits are contiguous");
            let log_sum = row::log_sum_exp(z);
            surprises.push(Surprise {
                token: pair[1].clone(),
                log_probability: z[pair[1].id as usize] - log_sum,
            });
        }
        Ok(surprises)
    }
}
