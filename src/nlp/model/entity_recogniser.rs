//! An entity tagger together with its vocabulary: text in, a tag for every word out.

use super::text_classifier::word_tokenizer;
use super::{EntityTagger, model_from_files};
use crate::nlp::data::conll::{Tag, TaggedSentence, mark_beginnings};
use crate::nlp::data::tagged_words::TaggedWords;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::tokenizer::{Tokenizer, WordTokenizer};
use ndarray::Array2;
use std::ops::Range;

/// Finds names of persons, places and organisations.
#[derive(Clone, Debug)]
pub struct EntityRecogniser {
    pub tokenizer: WordTokenizer,
    pub model: EntityTagger<f32>,
}

/// A word of the text and what the model makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedToken {
    /// The bytes of the text that it covers.
    pub span: Range<usize>,
    pub tag: Tag,
    /// Of every tag, in the order of [`Tag::ALL`].
    pub probabilities: Vec<f32>,
}

impl EntityRecogniser {
    /// From the contents of `config.json`, `vocab.json` and `model.safetensors`.
    pub fn from_files(config: &str, vocab: &str, weights: &[u8]) -> Result<Self> {
        let model: EntityTagger<f32> = model_from_files(config, weights)?;
        let tokenizer = word_tokenizer(vocab, model.config.vocab_size)?;
        Ok(EntityRecogniser { tokenizer, model })
    }

    /// Every word of a text with its tag.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if there is no word.
    pub fn tag(&self, text: &str) -> Result<Vec<TaggedToken>> {
        let mut words = TaggedWords::default();
        let mut spans = Vec::new();
        for token in self.tokenizer.encode(text) {
            words.push(&self.tokenizer, &text[token.span.clone()], Tag::Outside);
            spans.push(token.span);
        }
        if spans.is_empty() {
            return Err(NlpError::EmptyText);
        }
        let p = self.model.predict(&words)?;
        let tags = best_tags(&p);
        let rows = p.rows().into_iter().map(|row| row.to_vec());
        let tagged = spans.into_iter().zip(tags).zip(rows);
        Ok(tagged
            .map(|((span, tag), probabilities)| TaggedToken {
                span,
                tag,
                probabilities,
            })
            .collect())
    }

    /// The tags of a sentence that a corpus has cut already: each of its tokens has that of its first word.
    pub fn tag_tokens(&self, sentence: &TaggedSentence) -> Result<Vec<Tag>> {
        let (words, starts) = TaggedWords::of(sentence, &self.tokenizer);
        let tags = best_tags(&self.model.predict(&words)?);
        let mut of_tokens: Vec<Tag> = starts.iter().map(|&start| tags[start]).collect();
        mark_beginnings(&mut of_tokens);
        Ok(of_tokens)
    }
}

/// The most probable tag of each word; an entity without a beginning begins at its first word.
fn best_tags(p: &Array2<f32>) -> Vec<Tag> {
    let best = |row: &[f32]| {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(Tag::Outside, |(class, _)| Tag::ALL[class])
    };
    let rows = p.rows().into_iter().map(|row| best(&row.to_vec()));
    let mut tags: Vec<Tag> = rows.collect();
    mark_beginnings(&mut tags);
    tags
}
