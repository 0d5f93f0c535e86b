//! Sentences for the entity tagger: words with what they look like, and a tag for each.

use super::conll::{Tag, TaggedSentence};
use super::labelled::PaddedIds;
use super::word_features::word_features;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::tokenizer::{TokenId, WordTokenizer, split_words};
use crate::nlp::train::Extent;

/// One sentence in the tagger's terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaggedWords {
    /// Rows of the word embeddings.
    pub words: Vec<TokenId>,
    /// Rows of the matrices of shapes, beginnings and ends: see [`word_features`].
    pub features: Vec<[u32; 3]>,
    /// Classes, [`Tag::class`].
    pub tags: Vec<u32>,
}

impl Extent for TaggedWords {
    fn extent(&self) -> (usize, usize) {
        (0, self.words.len())
    }
}

impl TaggedWords {
    /// Adds a word.
    pub fn push(&mut self, tokenizer: &WordTokenizer, word: &str, tag: Tag) {
        self.words.push(tokenizer.word_id(word));
        self.features.push(word_features(word));
        self.tags.push(tag.class() as u32);
    }

    /// A sentence of a corpus, and where each of its tokens begins among the words.
    ///
    /// A corpus cuts text in its own way (`U.S.` is one token, `@somebody` another); the tagger is to work on any
    /// text, so tokens are cut once more by the rule of [`split_words`], and what is cut off inside an entity is
    /// inside it.
    pub fn of(sentence: &TaggedSentence, tokenizer: &WordTokenizer) -> (Self, Vec<usize>) {
        let mut words = TaggedWords::default();
        let mut starts = Vec::with_capacity(sentence.tokens.len());
        for (token, &tag) in sentence.tokens.iter().zip(&sentence.tags) {
            starts.push(words.words.len());
            let pieces = split_words(token).map(|span| &token[span]);
            for (i, piece) in pieces.enumerate() {
                let tag = match tag {
                    Tag::Begin(kind) if i > 0 => Tag::Inside(kind),
                    tag => tag,
                };
                words.push(tokenizer, piece, tag);
            }
            if words.words.len() == starts[starts.len() - 1] {
                words.push(tokenizer, token, tag); // white space of an odd kind: still one word
            }
        }
        (words, starts)
    }
}

/// Sentences side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedWordsBatch {
    pub words: PaddedIds,
    /// For shapes, beginnings and ends: (B·T).
    pub features: [Vec<u32>; 3],
    /// (B·T); `None` is padding.
    pub tags: Vec<Option<u32>>,
}

impl TaggedWordsBatch {
    /// Every sentence needs at least one word.
    pub fn new(sentences: &[&TaggedWords]) -> Result<Self> {
        let uneven =
            |s: &&&TaggedWords| s.features.len() != s.words.len() || s.tags.len() != s.words.len();
        if sentences.iter().any(|s| uneven(&s)) {
            return Err(NlpError::BadConfig {
                field: "tags",
                why: "a sentence has another number of tags than words".into(),
            });
        }
        let ids: Vec<&[TokenId]> = sentences.iter().map(|s| s.words.as_slice()).collect();
        let words = PaddedIds::new(&ids)?;
        let t = words.t;
        let feature = |k: usize| -> Vec<u32> {
            let rows = sentences.iter().flat_map(|s| {
                let own = s.features.iter().map(move |f| f[k]);
                own.chain(std::iter::repeat(0)).take(t)
            });
            rows.collect()
        };
        let features = [feature(0), feature(1), feature(2)];
        let tags = sentences.iter().flat_map(|s| {
            let own = s.tags.iter().map(|&tag| Some(tag));
            own.chain(std::iter::repeat(None)).take(t)
        });
        Ok(TaggedWordsBatch {
            tags: tags.collect(),
            words,
            features,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::data::conll::{Columns, parse_conll};
    use crate::nlp::tokenizer::VocabConfig;

    #[test]
    fn tokens_are_cut_and_tags_go_along() {
        let text = "U.S.\tB-ORG\nArmy\tI-ORG\nin\tO\nSaint-Lô\tB-LOC\n\nRome\tB-LOC\n";
        let read = parse_conll(text, Columns::TokenTag).unwrap();
        let tokenizer = WordTokenizer::train(["in Rome"], &VocabConfig::default(), true);
        let (words, starts) = TaggedWords::of(&read[0], &tokenizer);
        let names: Vec<&str> = words
            .tags
            .iter()
            .map(|&t| Tag::ALL[t as usize].name())
            .collect();
        let want = [
            "B-ORG", "I-ORG", "I-ORG", "I-ORG", "I-ORG", "O", "B-LOC", "I-LOC", "I-LOC",
        ];
        assert_eq!(names, want);
        assert_eq!(starts, [0, 4, 5, 6]);
        let (short, _) = TaggedWords::of(&read[1], &tokenizer);
        let batch = TaggedWordsBatch::new(&[&words, &short]).unwrap();
        assert_eq!(
            (batch.words.t, batch.words.lengths.as_slice()),
            (9, &[9, 1][..])
        );
        assert_eq!(batch.tags[9], Some(Tag::ALL[3].class() as u32));
        assert_eq!(batch.tags[10..], [None; 8]);
        assert_eq!(batch.features[1][9], word_features("Rome")[1]);
        let mut uneven = short;
        uneven.tags.pop();
        assert!(TaggedWordsBatch::new(&[&uneven]).is_err());
        assert!(TaggedWordsBatch::new(&[&TaggedWords::default()]).is_err());
    }
}
