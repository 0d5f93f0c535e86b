//! Sequences for recurrent models: plain ones for a language model, with one label each for a classifier,
//! with a label a token for a tagger; each padded into one rectangle.

use super::batch::FILL;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::tokenizer::TokenId;

/// Ids padded to the longest among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaddedIds {
    /// (B, T), row-major.
    pub ids: Vec<TokenId>,
    pub lengths: Vec<usize>,
    pub t: usize,
}

impl PaddedIds {
    /// Every sequence needs at least one token.
    pub fn new(sequences: &[&[TokenId]]) -> Result<Self> {
        if sequences.is_empty() || sequences.iter().any(|s| s.is_empty()) {
            return Err(NlpError::EmptyText);
        }
        let lengths: Vec<usize> = sequences.iter().map(|s| s.len()).collect();
        let t = lengths.iter().copied().max().unwrap_or(0);
        Ok(PaddedIds {
            ids: padded(sequences.iter().map(|s| s.iter().copied()), t, FILL),
            lengths,
            t,
        })
    }

    /// How many sequences.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }
}

fn padded<X: Clone>(
    rows: impl Iterator<Item = impl Iterator<Item = X>>,
    t: usize,
    fill: X,
) -> Vec<X> {
    rows.flat_map(|row| {
        let fill = fill.clone();
        row.chain(std::iter::repeat(fill)).take(t)
    })
    .collect()
}

/// A text for a language model: BOS … EOS, or any part of a longer text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextExample {
    pub ids: Vec<TokenId>,
}

/// Texts side by side: all tokens but the last are read, all but the first are to be predicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBatch {
    pub input: PaddedIds,
    /// (B·T), the input moved by one; `None` is padding.
    pub targets: Vec<Option<TokenId>>,
}

impl TextBatch {
    /// Each text needs at least two tokens.
    pub fn new(examples: &[&TextExample]) -> Result<Self> {
        if examples.iter().any(|e| e.ids.len() < 2) {
            return Err(NlpError::EmptyText);
        }
        let read: Vec<&[TokenId]> = examples.iter().map(|e| &e.ids[..e.ids.len() - 1]).collect();
        let input = PaddedIds::new(&read)?;
        let next = examples
            .iter()
            .map(|e| e.ids[1..].iter().map(|&id| Some(id)));
        let targets = padded(next, input.t, None);
        Ok(TextBatch { input, targets })
    }
}

/// A sentence and its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledExample {
    pub ids: Vec<TokenId>,
    pub label: u32,
}

/// Sentences side by side, each with its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledBatch {
    pub input: PaddedIds,
    /// (B)
    pub labels: Vec<Option<u32>>,
}

impl LabelledBatch {
    pub fn new(examples: &[&LabelledExample]) -> Result<Self> {
        let ids: Vec<&[TokenId]> = examples.iter().map(|e| e.ids.as_slice()).collect();
        Ok(LabelledBatch {
            input: PaddedIds::new(&ids)?,
            labels: examples.iter().map(|e| Some(e.label)).collect(),
        })
    }
}

/// A sentence with a tag for every token; `None` where a token has none (the later pieces of a word that
/// was split, say): the loss skips it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedExample {
    pub ids: Vec<TokenId>,
    pub tags: Vec<Option<u32>>,
}

/// Tagged sentences side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedBatch {
    pub input: PaddedIds,
    /// (B·T); `None` is padding, or a token without a tag.
    pub tags: Vec<Option<u32>>,
}

impl TaggedBatch {
    /// Each sentence needs as many tags as tokens.
    pub fn new(examples: &[&TaggedExample]) -> Result<Self> {
        if let Some(e) = examples.iter().find(|e| e.tags.len() != e.ids.len()) {
            let why = format!("{} tags for {} tokens", e.tags.len(), e.ids.len());
            return Err(NlpError::BadFile {
                what: "tagged sentence".into(),
                why,
            });
        }
        let ids: Vec<&[TokenId]> = examples.iter().map(|e| e.ids.as_slice()).collect();
        let input = PaddedIds::new(&ids)?;
        let tags = padded(
            examples.iter().map(|e| e.tags.iter().copied()),
            input.t,
            None,
        );
        Ok(TaggedBatch { input, tags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_moved_by_one_and_padded() {
        let text = |ids: &[u32]| TextExample { ids: ids.to_vec() };
        let (a, b) = (text(&[2, 5, 6, 3]), text(&[2, 3]));
        let batch = TextBatch::new(&[&a, &b]).unwrap();
        assert_eq!(batch.input.t, 3);
        assert_eq!(batch.input.lengths, [3, 1]);
        assert_eq!(batch.input.ids, [2, 5, 6, 2, FILL, FILL]);
        let some = |id| Some(id);
        let targets = [some(5), some(6), some(3), some(3), None, None];
        assert_eq!(batch.targets, targets);
        assert!(TextBatch::new(&[&text(&[2])]).is_err());
        assert!(TextBatch::new(&[]).is_err());
    }

    #[test]
    fn every_token_needs_a_tag() {
        let tagged = |n: usize| TaggedExample {
            ids: vec![4, 5],
            tags: vec![Some(1); n],
        };
        assert!(TaggedBatch::new(&[&tagged(2)]).is_ok());
        assert!(TaggedBatch::new(&[&tagged(1)]).is_err());
    }
}
