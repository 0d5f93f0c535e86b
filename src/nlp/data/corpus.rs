//! Pairs of sentences from tab-separated text, and the split that holds sentences out.

use std::collections::{HashMap, HashSet};

use super::super::error::{NlpError, Result};
use super::split::{Part, part};
pub use super::split::{Shares, fnv1a};

/// A sentence and its translation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// English.
    pub src: String,
    /// French.
    pub tgt: String,
}

/// A sentence held out for testing, with every translation that the corpus has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub src: String,
    pub refs: Vec<String>,
}

/// Reads `English<TAB>French` lines; further fields (attribution, origin) are passed over, and so
/// are blank lines.
///
/// # Errors
/// [`NlpError::BadLine`] for a line without a tab, or with one side empty.
///
/// ```
/// use teddy_reads::nlp::data::corpus::parse_tsv;
/// let pairs = parse_tsv("Hello.\tBonjour.\nThanks.\tMerci.\tby somebody\n")?;
/// assert_eq!((pairs.len(), pairs[1].tgt.as_str()), (2, "Merci."));
/// # Ok::<(), teddy_reads::nlp::error::NlpError>(())
/// ```
pub fn parse_tsv(text: &str) -> Result<Vec<Pair>> {
    parse_lines(text, |fields| {
        let src = fields.next().unwrap_or_default();
        let tgt = fields.next().ok_or("no tab between the two languages")?;
        if src.is_empty() || tgt.is_empty() {
            return Err("one side is empty");
        }
        Ok(Pair {
            src: src.to_string(),
            tgt: tgt.to_string(),
        })
    })
}

/// What `parse` makes of the trimmed fields of each line that is not blank. An error of `parse` says what is
/// wrong; the line's number, from 1, is added here.
pub(super) fn parse_lines<R>(
    text: &str,
    parse: impl Fn(&mut dyn Iterator<Item = &str>) -> std::result::Result<R, &'static str>,
) -> Result<Vec<R>> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| {
            parse(&mut line.split('\t').map(str::trim)).map_err(|why| NlpError::BadLine {
                line: i + 1,
                why: why.to_string(),
            })
        })
        .collect()
}

/// Pairs the lines of two aligned texts.
///
/// # Errors
/// [`NlpError::BadLine`] at the first line that only one of the texts has.
pub fn parse_aligned(src: &str, tgt: &str) -> Result<Vec<Pair>> {
    let (n, m) = (src.lines().count(), tgt.lines().count());
    if n != m {
        let why = format!("{n} lines on one side, {m} on the other");
        return Err(NlpError::BadLine {
            line: n.min(m) + 1,
            why,
        });
    }
    let lines = src.lines().zip(tgt.lines());
    let pairs = lines.map(|(src, tgt)| Pair {
        src: src.trim().into(),
        tgt: tgt.trim().into(),
    });
    Ok(pairs
        .filter(|pair| !pair.src.is_empty() && !pair.tgt.is_empty())
        .collect())
}

/// A source as the split compares it: trimmed and in lower case.
pub fn normal_source(src: &str) -> String {
    src.trim().to_lowercase()
}

/// [`normal_source`] without its final punctuation: *Go!* and *go.* are the same.
pub fn bare_source(src: &str) -> String {
    let normal = normal_source(src);
    let end = |c: char| c.is_whitespace() || ".!?…".contains(c);
    normal.trim_end_matches(end).to_string()
}

/// A corpus taken apart: pairs to train on, sentences to test on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    pub train: Vec<Pair>,
    /// For choosing between models and settings.
    pub valid: Vec<Entry>,
    /// For the figures that are reported.
    pub test: Vec<Entry>,
}

/// Splits by the English sentence, so that no sentence is on both sides.
///
/// The part is decided by a hash of the sentence alone ([`bare_source`], so that *Go!* follows
/// *go.*) and the seed: the same sentence goes to the same part whatever else the corpus holds
/// and in whatever order. All translations of a held-out sentence become its references.
/// Sentences that differ in their final mark only are separate entries of the same part.
///
/// # Errors
/// [`NlpError::BadConfig`] if the shares are negative or leave nothing to train on.
pub fn split_by_source(pairs: Vec<Pair>, shares: Shares, seed: u64) -> Result<Split> {
    shares.check()?;
    let mut split = Split::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for pair in pairs {
        let entries = match part(&bare_source(&pair.src), shares, seed) {
            Part::Train => {
                split.train.push(pair);
                continue;
            }
            Part::Valid => &mut split.valid,
            Part::Test => &mut split.test,
        };
        let place = *places
            .entry(normal_source(&pair.src))
            .or_insert(entries.len());
        match entries.get_mut(place) {
            Some(entry) if entry.refs.contains(&pair.tgt) => {}
            Some(entry) => entry.refs.push(pair.tgt),
            None => entries.push(Entry {
                src: pair.src,
                refs: vec![pair.tgt],
            }),
        }
    }
    Ok(split)
}

/// The pairs whose source is none of the held-out ones, final punctuation and case aside.
pub fn without(pairs: Vec<Pair>, held_out: &[Entry]) -> Vec<Pair> {
    let held: HashSet<String> = held_out
        .iter()
        .map(|entry| bare_source(&entry.src))
        .collect();
    pairs
        .into_iter()
        .filter(|pair| !held.contains(&bare_source(&pair.src)))
        .collect()
}

/// Reads `source<TAB>reference[<TAB>reference…]` lines, as test sets are kept; blank lines are passed over.
///
/// # Errors
/// [`NlpError::BadLine`] for a line without a source or without a reference.
pub fn parse_entries(text: &str) -> Result<Vec<Entry>> {
    parse_lines(text, |fields| {
        let src = fields.next().filter(|s| !s.is_empty());
        let src = src.ok_or("no source before the tab")?.to_string();
        let refs: Vec<String> = fields
            .filter(|r| !r.is_empty())
            .map(str::to_string)
            .collect();
        if refs.is_empty() {
            return Err("no reference: expected source<TAB>reference");
        }
        Ok(Entry { src, refs })
    })
}
