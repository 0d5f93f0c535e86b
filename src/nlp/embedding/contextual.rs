//! The same word in two sentences: one static vector, two contextual ones.
//!
//! The static vector of a word is what the translator's encoder starts from, its embedding rows (or a row of
//! [`WordVectors`]); the contextual one is what comes out of the encoder at the same places (`memory`). A word of
//! several sub-words has the mean of theirs.

use super::WordVectors;
use crate::nlp::error::Result;
use crate::nlp::model::Translator;
use crate::nlp::tokenizer::split_words;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A word of a sentence with its vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordInContext {
    /// As it stands in the sentence.
    pub word: String,
    /// Its bytes in [`SentenceInContext::text`].
    pub span: Range<usize>,
    /// Its sub-words: places among the encoder's tokens.
    pub tokens: Range<usize>,
    /// The mean of its embedding rows (d_model): the same in every sentence.
    pub embedding: Vec<f32>,
    /// The mean of its rows of `memory` (d_model): another in every sentence.
    pub contextual: Vec<f32>,
    /// Its row of the word vectors, if there are some and they know it.
    pub word_vector: Option<Vec<f32>>,
}

/// A sentence's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentenceInContext {
    /// The text as the translator reads it, white space made uniform.
    pub text: String,
    pub words: Vec<WordInContext>,
}

/// Every word of `text` (marks included) with its static and its contextual vectors.
///
/// # Errors
/// As [`Translator::prepare`].
pub fn words_in_context(
    translator: &Translator,
    word_vectors: Option<&WordVectors>,
    text: &str,
) -> Result<SentenceInContext> {
    let source = translator.prepare(text)?;
    let memory = translator.model.encode(&source.ids)?; // (T_src, d)
    let table = translator.model.src_embeddings(); // (V, d)
    let ids: Vec<usize> = source.ids.iter().map(|&id| id as usize).collect();
    let embedded = table.select(ndarray::Axis(0), &ids); // (T_src, d)
    let words = split_words(&source.text).filter_map(|span| {
        // BOS and EOS cover nothing and overlap no word.
        let overlaps = |t: &Range<usize>| t.start < span.end && span.start < t.end;
        let first = source.tokens.iter().position(|t| overlaps(&t.span))?;
        let last = source.tokens.iter().rposition(|t| overlaps(&t.span))?;
        let tokens = first..last + 1;
        let word = source.text[span.clone()].to_string();
        let vector = word_vectors.and_then(|v| v.vector(&word).ok());
        Some(WordInContext {
            embedding: mean_of_rows(embedded.view(), tokens.clone()),
            contextual: mean_of_rows(memory.view(), tokens.clone()),
            word_vector: vector.map(|v| v.to_vec()),
            word,
            span,
            tokens,
        })
    });
    let words = words.collect();
    Ok(SentenceInContext {
        text: source.text,
        words,
    })
}

fn mean_of_rows(x: ArrayView2<f32>, rows: Range<usize>) -> Vec<f32> {
    let n = rows.len() as f32;
    let part = x.slice(ndarray::s![rows, ..]);
    (part.sum_axis(ndarray::Axis(0)) / n).to_vec()
}
