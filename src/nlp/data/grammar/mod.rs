//! Caption pairs from a template grammar: *A cute teddy bear is reading.*, *Un ours en peluche
//! mignon lit.*
//!
//! The public corpora hold hardly any sentence of the kind that the lecture translates (an
//! article, an adjective, a noun, *is …ing*, a place), and only a handful with a teddy bear. So
//! we write such sentences ourselves. A frame ([`frames`]) draws words from the lists
//! ([`nouns`], [`objects`], [`adjectives`], [`verbs`], [`places`]), and [`agreement`] gives each
//! French word the form that its neighbours ask for.
//!
//! Conventions, so that one English sentence has one French sentence:
//! * present progressive → French simple present (*is reading* → *lit*);
//! * small, old and everyday adjectives stand before the noun, all others after it;
//! * questions are asked with *est-ce que*;
//! * *your* → *ton*; *they* → *ils*; *big* → *gros*, *large* → *grand*.
//!
//! The lecture's sentence and its fifty variants (`data/variants.tsv`) are for testing only:
//! [`generate`] never gives a sentence that is one of them or has one inside it.

pub mod adjectives;
pub mod agreement;
mod choose;
mod clause;
mod frames;
pub mod nouns;
pub mod objects;
pub mod phrase;
pub mod places;
mod remarks;
mod subject;
pub mod verbs;

use std::collections::HashSet;

use super::super::rng::Rng;
use super::corpus::{Entry, Pair, bare_source};

/// The held-out variants as text: a source and its references a line, tabs between.
const VARIANTS: &str = include_str!("../../../../data/variants.tsv");

/// Draws after which [`generate`] settles for fewer pairs, for each pair asked for.
const PATIENCE: usize = 40;

/// The lecture's sentence, then fifty variants of it, each with all references that are right.
/// No generated pair has one of these sources.
pub fn variants() -> Vec<Entry> {
    let lines = VARIANTS.lines().filter(|line| !line.trim().is_empty());
    lines
        .filter_map(|line| {
            let mut fields = line.split('\t').map(str::to_string);
            Some(Entry {
                src: fields.next()?,
                refs: fields.collect(),
            })
        })
        .collect()
}

/// `n` pairs with distinct sources; the same seed gives the same pairs in the same order.
///
/// Gives fewer only where the grammar can hardly think of more (far beyond 100,000).
///
/// ```
/// use teddy_reads::nlp::{data::grammar, rng::Rng};
/// let pairs = grammar::generate(3, &mut Rng::new(1));
/// assert_eq!(pairs.len(), 3);
/// assert_eq!(pairs, grammar::generate(3, &mut Rng::new(1)));
/// ```
pub fn generate(n: usize, rng: &mut Rng) -> Vec<Pair> {
    let held_out: Vec<String> = variants().iter().map(|entry| padded(&entry.src)).collect();
    let mut seen = HashSet::new();
    let mut pairs = Vec::with_capacity(n);
    for _ in 0..n.saturating_mul(PATIENCE) {
        if pairs.len() == n {
            break;
        }
        let Some(pair) = frames::sentence(rng) else {
            continue;
        };
        let source = padded(&pair.src);
        if held_out.iter().any(|held| source.contains(held)) {
            continue;
        }
        if seen.insert(source) {
            pairs.push(pair);
        }
    }
    pairs
}

/// A source between spaces, without capitals and final mark, to be looked for word by word.
fn padded(source: &str) -> String {
    format!(" {} ", bare_source(source))
}
