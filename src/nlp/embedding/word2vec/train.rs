//! Word2Vec over a text: where a run stands, and its threads.
//!
//! One shard reads sentence after sentence and changes the two tables in place. With several shards each has
//! its own copy of the tables and its own part of the text; after `words_per_merge` words the changes are put
//! together in a fixed order ([`merge`](super::merge)), so that the result depends on the seed and on the number of
//! shards, but not on scheduling.

use super::merge::Merge;
use super::reader::{Decay, Draws, Reader};
use super::sampler::{AliasSampler, keep_probabilities, negative_weights};
use super::table::Table;
use super::{Corpus, Word2VecConfig};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::rng::Rng;
use std::ops::Range;

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Words read so far, over all epochs, those left out by subsampling included.
    pub words: u64,
    /// Words that all epochs together will read.
    pub total_words: u64,
    pub lr: f32,
    /// Σ of the losses measured since the last report, and of how many pairs.
    pub loss: f64,
    pub pairs: u64,
}

impl Progress {
    pub fn is_done(&self) -> bool {
        self.words >= self.total_words
    }

    /// Loss of one word against its 1 + K outputs, on average; none where none was measured.
    pub fn mean_loss(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.loss / self.pairs as f64)
    }
}

/// Vectors in training: the ones that are wanted (`w_in`) and those that predictions are made with (`w_out`).
#[derive(Clone, Debug)]
pub struct Word2Vec {
    pub config: Word2VecConfig,
    pub w_in: Table,
    pub w_out: Table,
    draws: Draws,
    rng: Rng,
    /// The next sentence, and the words read so far.
    sentence: usize,
    words: u64,
    words_per_epoch: u64,
    shards: Vec<Shard>,
    merge: Merge,
}

/// What one thread works with.
#[derive(Clone, Debug)]
struct Shard {
    rng: Rng,
    /// Its copies of the tables; none if it is the only shard.
    tables: Option<(Table, Table)>,
    reader: Reader,
}

impl Word2Vec {
    /// Vectors for words that occur `counts` times each: `w_in` evenly from ±1/(2d), `w_out` zero.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if no word occurs, [`NlpError::BadConfig`] if only one does (there is nothing to
    /// predict) or if a setting makes no sense.
    pub fn new(counts: &[u64], config: Word2VecConfig, mut rng: Rng) -> Result<Self> {
        config.check()?;
        match counts.iter().filter(|&&c| c > 0).count() {
            0 => return Err(NlpError::EmptyText),
            1 => {
                return Err(NlpError::BadConfig {
                    field: "counts",
                    why: "the text has one word only: nothing to predict".into(),
                });
            }
            _ => {}
        }
        let negatives = AliasSampler::new(&negative_weights(counts, config.negative_exponent))?;
        let draws = Draws {
            negatives,
            keep: keep_probabilities(counts, &config),
        };
        let (rows, dim) = (counts.len(), config.dim);
        let (mut w_in, w_out) = (Table::zeros(rows, dim), Table::zeros(rows, dim));
        for i in 0..rows as u32 {
            let vector: Vec<f32> = (0..dim)
                .map(|_| ((rng.uniform() - 0.5) / dim as f64) as f32)
                .collect();
            w_in.set(i, &vector);
        }
        let shards = (0..config.shards)
            .map(|_| Shard {
                rng: rng.fork(),
                tables: (config.shards > 1).then(|| (w_in.clone(), w_out.clone())),
                reader: Reader::default(),
            })
            .collect();
        let merge = Merge::new(counts, &config);
        Ok(Word2Vec {
            config,
            w_in,
            w_out,
            draws,
            rng,
            sentence: 0,
            words: 0,
            words_per_epoch: 0,
            shards,
            merge,
        })
    }

    pub fn vocab_size(&self) -> usize {
        self.w_in.n_rows()
    }

    /// All epochs, from where the run stands.
    ///
    /// # Errors
    /// As [`train_words`](Self::train_words).
    pub fn train(&mut self, corpus: &Corpus) -> Result<Progress> {
        let mut sum = Progress::default();
        loop {
            let progress = self.train_words(corpus, u64::MAX)?;
            sum = Progress {
                loss: sum.loss + progress.loss,
                pairs: sum.pairs + progress.pairs,
                ..progress
            };
            if sum.is_done() {
                return Ok(sum);
            }
        }
    }

    /// Goes on through the text for about `n_words` words (whole sentences, at most to the end of the epoch).
    /// The run's end is at `config.epochs` times the text; going on from there keeps the last learning rate.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] for a corpus without words, [`NlpError::BadConfig`] if it holds an id that the run
    /// was not made for.
    pub fn train_words(&mut self, corpus: &Corpus, n_words: u64) -> Result<Progress> {
        if corpus.n_words() == 0 {
            return Err(NlpError::EmptyText);
        }
        // Once for a corpus, not for every call: the page calls often.
        if self.words_per_epoch != corpus.n_words() as u64 {
            let largest = corpus.ids().iter().max().copied().unwrap_or(0) as usize;
            if largest >= self.vocab_size() {
                return Err(NlpError::BadConfig {
                    field: "corpus",
                    why: format!("holds word {largest} of {}", self.vocab_size()),
                });
            }
            self.words_per_epoch = corpus.n_words() as u64;
            self.sentence = 0;
        }
        let (mut loss, mut pairs) = (0.0, 0);
        let end = self.words.saturating_add(n_words);
        while self.words < end {
            let (l, p) = self.train_block(corpus, end - self.words);
            loss += l;
            pairs += p;
            if self.sentence == corpus.n_sentences() {
                self.sentence = 0;
                break;
            }
        }
        let decay = self.decay();
        Ok(Progress {
            words: self.words,
            total_words: decay.total as u64,
            lr: decay.at(self.words),
            loss,
            pairs,
        })
    }

    fn decay(&self) -> Decay {
        Decay {
            from: self.config.lr,
            to: self.config.min_lr,
            total: f64::from(self.config.epochs) * self.words_per_epoch as f64,
        }
    }

    /// One block: about `words_per_merge` words for each shard, or fewer if fewer are wanted.
    fn train_block(&mut self, corpus: &Corpus, n_words: u64) -> (f64, u64) {
        let n = self.shards.len();
        let per_shard = (self.config.words_per_merge as u64).min(n_words.div_ceil(n as u64));
        // Whole sentences for each, at least one in all.
        let mut parts: Vec<(Range<usize>, u64)> = Vec::with_capacity(n);
        let (mut sentence, mut words) = (self.sentence, self.words);
        for _ in 0..n {
            let (first, words_before) = (sentence, words);
            while sentence < corpus.n_sentences() && words - words_before < per_shard {
                words += corpus.sentence(sentence).len() as u64;
                sentence += 1;
            }
            parts.push((first..sentence, words_before));
        }
        let (config, draws, decay) = (&self.config, &self.draws, self.decay());
        let run =
            |shard: &mut Shard, tables: (&mut Table, &mut Table), part: &(Range<usize>, u64)| {
                let (rng, reader) = (&mut shard.rng, &mut shard.reader);
                reader.read(corpus, part.clone(), tables, (config, draws, decay), rng)
            };
        let sums: Vec<(f64, u64)> = match &mut self.shards[..] {
            [only] => vec![run(only, (&mut self.w_in, &mut self.w_out), &parts[0])],
            shards => {
                let own = |shard: &mut Shard, part: &(Range<usize>, u64)| {
                    let (mut a, mut b) = shard.tables.take().expect("several shards have copies");
                    let sums = run(shard, (&mut a, &mut b), part);
                    shard.tables = Some((a, b));
                    sums
                };
                let sums = each_on_a_thread(shards, &parts, own);
                let copies: Vec<_> = shards
                    .iter_mut()
                    .map(|s| s.tables.as_mut().expect("several shards have copies"))
                    .collect();
                let lr = decay.at(self.words);
                let share = (words - self.words) as f64 / n as f64;
                self.merge
                    .apply((&mut self.w_in, &mut self.w_out), copies, share, lr);
                sums
            }
        };
        (self.sentence, self.words) = (sentence, words);
        sums.iter()
            .fold((0.0, 0), |(l, p), &(loss, pairs)| (l + loss, p + pairs))
    }

    /// For updates made one at a time.
    pub(super) fn draws_and_rng(&mut self) -> (&Draws, &mut Rng) {
        (&self.draws, &mut self.rng)
    }
}

/// `f` for each shard and its part, side by side where there are threads; results in the shards' order.
fn each_on_a_thread<S: Send, P: Sync, R: Send>(
    shards: &mut [S],
    parts: &[P],
    f: impl Fn(&mut S, &P) -> R + Sync,
) -> Vec<R> {
    #[cfg(not(target_arch = "wasm32"))]
    {
        std::thread::scope(|scope| {
            let f = &f;
            let threads: Vec<_> = shards
                .iter_mut()
                .zip(parts)
                .map(|(s, p)| scope.spawn(move || f(s, p)))
                .collect();
            let join = |t: std::thread::ScopedJoinHandle<R>| t.join().expect("a shard panicked");
            threads.into_iter().map(join).collect()
        })
    }
    #[cfg(target_arch = "wasm32")]
    {
        shards.iter_mut().zip(parts).map(|(s, p)| f(s, p)).collect()
    }
}
