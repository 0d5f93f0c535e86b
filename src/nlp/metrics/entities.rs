//! How well a tagger finds entities: by whole entities, not by tokens.
//!
//! ```text
//! tokens    Marie   Curie   lives  in   Paris
//! truth     B-PER   I-PER   O      O    B-LOC      PER 0..2, LOC 4..5
//! tagger    B-PER   O       O      O    B-LOC      PER 0..1, LOC 4..5     4 of 5 tokens, but 1 of 2 entities
//! ```
//!
//! An entity is right when its kind, its beginning and its end are. Where entities begin and end is
//! decided as by `seqeval` in its default mode, itself after the `conlleval` script of CoNLL-2000: it
//! takes IO, IOB1, IOB2, IOE and IOBES tags alike and forgives what no scheme allows (an `I-PER`
//! behind `O`, or behind `B-LOC`, begins an entity).
//!
//! L. Ramshaw, M. Marcus: *Text Chunking using Transformation-Based Learning*, 1995 (the tags);
//! H. Nakayama: *seqeval*, 2018.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Averages, ClassCounts, Ratio};
use crate::nlp::error::Result;

/// A stretch of tokens of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entity {
    /// What stands behind the tag's prefix: `PER`, `LOC`, …; `_` where nothing does.
    pub kind: String,
    /// Its first token.
    pub start: usize,
    /// The token after its last.
    pub end: usize,
}

/// The entities that a sentence's tags mark.
///
/// ```
/// use teddy_reads::nlp::metrics::entities;
/// let found = entities(&["B-PER", "I-PER", "O", "I-LOC", "B-LOC", "S-ORG"]);
/// let found: Vec<_> = found.iter().map(|e| (e.kind.as_str(), e.start..e.end)).collect();
/// assert_eq!(found, [("PER", 0..2), ("LOC", 3..4), ("LOC", 4..5), ("ORG", 5..6)]);
/// ```
pub fn entities<S: AsRef<str>>(tags: &[S]) -> Vec<Entity> {
    Scanner::default().sentence(tags)
}

/// Reads sentence after sentence as one long one with an `O` behind each, as seqeval does; only tags of
/// no scheme can tell the difference.
struct Scanner<'a> {
    before: Tag<'a>,
    /// Where the last entity began.
    start: usize,
    position: usize,
}

impl Default for Scanner<'_> {
    fn default() -> Self {
        Scanner {
            before: Tag {
                prefix: 'O',
                kind: "",
            },
            start: 0,
            position: 0,
        }
    }
}

impl<'a> Scanner<'a> {
    fn sentence<S: AsRef<str>>(&mut self, tags: &'a [S]) -> Vec<Entity> {
        let mut found = Vec::new();
        let tags = tags.iter().map(|tag| Tag::of(tag.as_ref()));
        for tag in tags.chain([OUTSIDE]) {
            if ends(self.before, tag) {
                found.push(Entity {
                    kind: self.before.kind.to_owned(),
                    start: self.start,
                    end: self.position,
                });
            }
            if begins(self.before, tag) {
                self.start = self.position;
            }
            self.before = tag;
            self.position += 1;
        }
        found
    }
}

/// A tag in its two parts.
#[derive(Clone, Copy)]
struct Tag<'a> {
    prefix: char,
    kind: &'a str,
}

const OUTSIDE: Tag = Tag {
    prefix: 'O',
    kind: "_",
};

impl<'a> Tag<'a> {
    /// `B-PER`: prefix `B`, kind `PER`. (An empty tag, on which seqeval breaks, is outside.)
    fn of(tag: &'a str) -> Self {
        let mut chars = tag.chars();
        let Some(prefix) = chars.next() else {
            return OUTSIDE;
        };
        // tag[1:].split('-', maxsplit=1)[-1] or '_'
        let rest = chars.as_str();
        let kind = rest.split_once('-').map_or(rest, |(_, kind)| kind);
        Tag {
            prefix,
            kind: if kind.is_empty() { "_" } else { kind },
        }
    }
}

/// Does an entity end between these two tags?
fn ends(before: Tag, tag: Tag) -> bool {
    match (before.prefix, tag.prefix) {
        ('E' | 'S', _) => true,
        ('B' | 'I', 'B' | 'S' | 'O') => true,
        ('O' | '.', _) => false,
        _ => before.kind != tag.kind,
    }
}

/// Does an entity begin with the second of these two tags?
fn begins(before: Tag, tag: Tag) -> bool {
    match (before.prefix, tag.prefix) {
        (_, 'B' | 'S') => true,
        ('E' | 'S' | 'O', 'E' | 'I') => true,
        (_, 'O' | '.') => false,
        _ => before.kind != tag.kind,
    }
}

/// How well the entities of a test set were found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityScores {
    /// By kind, in alphabetical order; every kind that occurs in the truth or in a prediction.
    pub by_kind: BTreeMap<String, ClassCounts>,
    /// Tags that are the same in both: the accuracy per token.
    pub tokens: Ratio,
}

impl EntityScores {
    /// All kinds together: `micro` is what one calls *the* entity F1.
    pub fn averages(&self) -> Averages {
        Averages::of(self.by_kind.values().copied())
    }

    /// The entity F1.
    pub fn f1(&self) -> Ratio {
        self.averages().micro.f1()
    }
}

/// Compares the tags of each sentence with the true ones.
///
/// # Errors
///
/// The two sides differ in the number of sentences, or a sentence in the number of its tags.
pub fn entity_scores<S, T>(truths: &[Vec<S>], predictions: &[Vec<T>]) -> Result<EntityScores>
where
    S: AsRef<str>,
    T: AsRef<str>,
{
    super::check_same_length("predictions", truths.len(), predictions.len())?;
    let mut scores = EntityScores::default();
    let (mut true_scanner, mut scanner) = (Scanner::default(), Scanner::default());
    for (truth, predicted) in truths.iter().zip(predictions) {
        super::check_same_length("tags", truth.len(), predicted.len())?;
        let actual: HashSet<Entity> = true_scanner.sentence(truth).into_iter().collect();
        for entity in scanner.sentence(predicted) {
            let counts = scores.by_kind.entry(entity.kind.clone()).or_default();
            counts.predicted += 1;
            counts.tp += u64::from(actual.contains(&entity));
        }
        for entity in actual {
            scores.by_kind.entry(entity.kind).or_default().actual += 1;
        }
        scores.tokens.denominator += truth.len() as u64;
        let same = truth.iter().zip(predicted);
        scores.tokens.numerator += same.filter(|(t, p)| t.as_ref() == p.as_ref()).count() as u64;
    }
    Ok(scores)
}
