//! The pairs that a run learns from, made a piece at a time so that nobody waits for them.
//!
//! The page's own come from the template grammar (`nlp::data::grammar`). *Simple* ones are statements of at most
//! [`LONGEST`] words among the [`COMMONEST`] of the grammar: as much as a small model learns in a minute. Which pairs are
//! held out is decided by the English sentence (`nlp::data::split`), so runs of different settings are judged
//! by the same sentences, and none of these is ever learnt from.

use super::config::{Corpus, LabConfig, MAX_TOKENS};
use crate::nlp::data::batch::Example;
use crate::nlp::data::corpus::{Entry, Pair, bare_source, split_by_source};
use crate::nlp::data::grammar;
use crate::nlp::data::split::Shares;
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{BpeConfig, BpeTokenizer};
use crate::session::studio::protocol::StudioError;
use std::collections::{HashMap, HashSet};

/// Words of the grammar that simple pairs are made of.
const COMMONEST: usize = 140;
/// Words of a simple sentence, at most.
const LONGEST: usize = 10;
/// Sentences drawn to find the simple ones among.
const DRAWN: usize = 40_000;
/// Drawn at once: well under 50 ms.
const AT_ONCE: usize = 400;
/// Turned into tokens at once.
const ENCODED_AT_ONCE: usize = 500;
/// The pairs are the same whatever the run's seed is.
const SEED: u64 = 1;
/// Held out, of the sentences; at most [`HELD_OUT`].
const SHARES: Shares = Shares {
    test: 0.08,
    valid: 0.0,
};
pub const HELD_OUT: usize = 200;
/// Fewer own pairs than this teach nothing that could be judged.
pub const FEWEST: usize = 20;

/// What a run learns from and is judged by.
#[derive(Clone, Debug)]
pub struct Lessons {
    pub tokenizer: BpeTokenizer,
    pub train: Vec<Example>,
    pub held_out: Vec<Example>,
    /// The texts of `held_out`.
    pub entries: Vec<Entry>,
    pub n_too_long: usize,
}

/// Lessons in the making.
pub struct Making {
    config: LabConfig,
    rng: Rng,
    drawn: usize,
    seen: HashSet<String>,
    pairs: Vec<Pair>,
    train: Vec<Pair>,
    lessons: Option<Lessons>,
}

impl Making {
    /// `own` are the reader's pairs, if the configuration wants them.
    pub fn new(config: &LabConfig, own: Vec<Pair>) -> Self {
        Making {
            config: config.clone(),
            rng: Rng::new(SEED),
            drawn: 0,
            seen: HashSet::new(),
            pairs: if config.corpus == Corpus::Own {
                own
            } else {
                Vec::new()
            },
            train: Vec::new(),
            lessons: None,
        }
    }

    /// How far it is, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.lessons {
            None => 0.5 * self.drawn as f64 / self.wanted().max(1) as f64,
            Some(lessons) => {
                let (done, left) = (lessons.train.len(), self.train.len());
                0.5 + 0.5 * done as f64 / (done + left).max(1) as f64
            }
        }
    }

    fn wanted(&self) -> usize {
        match self.config.corpus {
            Corpus::Own => 0,
            Corpus::Simple => DRAWN,
            // What is held out comes on top.
            Corpus::Grammar => self.config.n_pairs * 11 / 10 + HELD_OUT,
        }
    }

    /// One piece; the lessons once they are done.
    pub fn step(&mut self) -> Result<Option<Lessons>, StudioError> {
        if self.lessons.is_some() {
            return Ok(self.encode());
        }
        if self.drawn < self.wanted() {
            self.draw();
            return Ok(None);
        }
        if self.config.corpus == Corpus::Simple {
            self.pairs = simple(std::mem::take(&mut self.pairs));
        }
        self.learn_tokens()?;
        Ok(None)
    }

    fn draw(&mut self) {
        for pair in grammar::generate(AT_ONCE, &mut self.rng) {
            if self.seen.insert(bare_source(&pair.src)) {
                self.pairs.push(pair);
            }
        }
        self.drawn += AT_ONCE;
    }

    fn learn_tokens(&mut self) -> Result<(), StudioError> {
        let split = split_by_source(std::mem::take(&mut self.pairs), SHARES, SEED)?;
        let (mut train, mut entries) = (split.train, split.test);
        train.truncate(self.config.n_pairs);
        entries.truncate(HELD_OUT);
        if train.len() < FEWEST || entries.is_empty() {
            return Err(StudioError::BadSetting {
                field: "pairs".into(),
                why: format!("{} pairs are too few", train.len() + entries.len()),
            });
        }
        let texts = train.iter().flat_map(|p| [&p.src[..], &p.tgt[..]]);
        let config = BpeConfig {
            vocab_size: self.config.vocab_size,
            ..Default::default()
        };
        let tokenizer = BpeTokenizer::train(texts, &config)?;
        let mut n_too_long = 0;
        entries.retain(|entry| {
            let fits = [&entry.src, &entry.refs[0]].map(|text| ids(&tokenizer, text).len());
            let fits = fits.iter().all(|&n| n <= MAX_TOKENS);
            n_too_long += usize::from(!fits);
            fits
        });
        let held_out = entries
            .iter()
            .map(|entry| example(&tokenizer, &entry.src, &entry.refs[0]));
        self.lessons = Some(Lessons {
            held_out: held_out.collect(),
            train: Vec::with_capacity(train.len()),
            tokenizer,
            entries,
            n_too_long,
        });
        train.reverse();
        self.train = train;
        Ok(())
    }

    fn encode(&mut self) -> Option<Lessons> {
        let lessons = self.lessons.as_mut()?;
        for _ in 0..ENCODED_AT_ONCE {
            let Some(pair) = self.train.pop() else {
                return self.lessons.take();
            };
            let example = example(&lessons.tokenizer, &pair.src, &pair.tgt);
            match example.src.len().max(example.tgt.len()) <= MAX_TOKENS {
                true => lessons.train.push(example),
                false => lessons.n_too_long += 1,
            }
        }
        None
    }
}

pub fn ids(tokenizer: &BpeTokenizer, text: &str) -> Vec<u32> {
    let tokens = tokenizer.encode_with_specials(text);
    tokens.iter().map(|token| token.id).collect()
}

fn example(tokenizer: &BpeTokenizer, src: &str, tgt: &str) -> Example {
    Example {
        src: ids(tokenizer, src),
        tgt: ids(tokenizer, tgt),
    }
}

/// Statements in common words.
fn simple(pairs: Vec<Pair>) -> Vec<Pair> {
    let words = |pair: &Pair| -> Vec<String> {
        let bare = bare_source(&pair.src);
        bare.split(' ').map(str::to_owned).collect()
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in pairs.iter().flat_map(words) {
        *counts.entry(word).or_default() += 1;
    }
    let mut by_count: Vec<(String, usize)> = counts.into_iter().collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let common: HashSet<String> = by_count.into_iter().take(COMMONEST).map(|w| w.0).collect();
    let is_simple = |pair: &Pair| {
        let words = words(pair);
        pair.src.ends_with('.')
            && words.len() <= LONGEST
            && words.iter().all(|w| common.contains(w))
    };
    pairs.into_iter().filter(is_simple).collect()
}
