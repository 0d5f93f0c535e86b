//! A tag for every word, from the word itself and from what it looks like:
//!
//! x = [e(word); e(shape); e(beginning); e(end)], h = LSTM in both directions over x, logits = h·Wᵀ + b
//! (Huang, Xu and Yu 2015, without their last layer). See [`crate::nlp::data::word_features`] for the features.
//!
//! The word vectors may be fixed: those of Wikipedia know far more names than the tagger's own data, and a vector that
//! training moved would no longer lie where its unseen neighbours are.

use super::StoredModel;
use super::sizes::{Sizes, check_dropout, check_sizes};
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use crate::nlp::data::conll::Tag;
use crate::nlp::data::tagged_words::{TaggedWords, TaggedWordsBatch};
use crate::nlp::data::word_features::{BUCKETS, Shape};
use crate::nlp::error::Result;
use crate::nlp::linalg::Real;
use crate::nlp::nn::{
    Cell, Projection, RecurrentConfig, RecurrentStack, embedding_init, probabilities,
    xavier_uniform,
};
use crate::nlp::rng::Rng;
use crate::nlp::trace::Trace;
use crate::nlp::train::Trainable;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// Sizes and choices: the content of `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityTaggerConfig {
    pub vocab_size: usize,
    /// The widths of the four embeddings; beginnings and ends of words have the same.
    pub d_word: usize,
    pub d_shape: usize,
    pub d_affix: usize,
    /// H, of each direction.
    pub d_hidden: usize,
    pub n_layers: usize,
    pub dropout: f64,
    /// Word vectors stay as they are in training.
    pub fixed_words: bool,
}

impl Default for EntityTaggerConfig {
    /// A small model for tests.
    fn default() -> Self {
        EntityTaggerConfig {
            vocab_size: 100,
            d_word: 16,
            d_shape: 4,
            d_affix: 4,
            d_hidden: 16,
            n_layers: 1,
            dropout: 0.1,
            fixed_words: false,
        }
    }
}

impl EntityTaggerConfig {
    /// Whether a model can be built from it; says which field is wrong and why.
    pub fn check(&self) -> Result<()> {
        check_sizes(&[
            ("vocab_size", self.vocab_size, Sizes::VOCABULARY),
            ("d_word", self.d_word, Sizes::WIDTH),
            ("d_shape", self.d_shape, Sizes::WIDTH),
            ("d_affix", self.d_affix, Sizes::WIDTH),
            ("d_hidden", self.d_hidden, Sizes::WIDTH),
            ("n_layers", self.n_layers, Sizes::LAYERS),
        ])?;
        check_dropout(self.dropout)
    }
}

/// A tagger with its parameters.
#[derive(Clone, Debug)]
pub struct EntityTagger<T> {
    pub config: EntityTaggerConfig,
    pub params: ParamSet<T>,
    words: ParamId,
    /// Of shapes, beginnings and ends.
    features: [ParamId; 3],
    stack: RecurrentStack,
    output: Projection,
}

impl<T: Real> EntityTagger<T> {
    /// The parameter that word vectors learnt elsewhere can take the place of.
    pub const WORDS: &str = "words.weight";

    /// A model with random parameters.
    pub fn new(config: EntityTaggerConfig, rng: &mut Rng) -> Result<Self> {
        config.check()?;
        let mut params = ParamSet::new();
        let (shape, affix) = (config.d_shape, config.d_affix);
        let mut table = |name: &str, rows, d| params.add(name, embedding_init(rows, d, rng));
        let words = table(Self::WORDS, config.vocab_size, config.d_word);
        let features = [
            table("shapes.weight", Shape::COUNT, shape),
            table("prefixes.weight", BUCKETS, affix),
            table("suffixes.weight", BUCKETS, affix),
        ];
        let stack = RecurrentConfig {
            cell: Cell::Lstm,
            d_in: config.d_word + shape + 2 * affix,
            hidden: config.d_hidden,
            n_layers: config.n_layers,
            bidirectional: true,
            dropout: config.dropout,
            recurrent_gain: 1.0,
        };
        let stack = RecurrentStack::new("", stack, &mut params, rng);
        let output = xavier_uniform(Tag::ALL.len(), stack.width(), rng);
        let output = params.add("output.weight", output);
        let output = Projection::new("output", output, &mut params);
        Ok(EntityTagger {
            config,
            params,
            words,
            features,
            stack,
            output,
        })
    }

    /// The states that tags are chosen from: (B·T, 2H).
    fn forward(&self, tape: &mut Tape<T>, batch: &TaggedWordsBatch) -> Var {
        let ids = &batch.words.ids;
        let scale = |d: usize| T::of(d as f64).sqrt();
        let mut x = if self.config.fixed_words {
            let rows: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
            let vectors = self.params.value(self.words).select(Axis(0), &rows);
            tape.constant(vectors * scale(self.config.d_word))
        } else {
            let table = tape.param(self.words);
            tape.embedding(table, ids, scale(self.config.d_word))
        };
        for (&table, ids) in self.features.iter().zip(&batch.features) {
            let table = tape.param(table);
            let d = tape.value(table).ncols();
            let feature = tape.embedding(table, ids, scale(d));
            x = tape.beside(x, feature);
        }
        tape.record("", "input", x);
        let x = tape.dropout(x, self.config.dropout);
        let lengths = (batch.words.lengths.as_slice(), batch.words.t);
        let h = self.stack.seq(tape, x, None, lengths, &[]).h;
        tape.record("", "states", h);
        tape.dropout(h, self.config.dropout)
    }

    /// The probability of every tag for each word of one sentence: (T, 7). Its own tags are not looked at.
    pub fn predict(&self, sentence: &TaggedWords) -> Result<Array2<T>> {
        let batch = TaggedWordsBatch::new(&[sentence])?;
        let mut tape = Tape::evaluation(&self.params);
        let h = self.forward(&mut tape, &batch);
        Ok(probabilities(
            self.output.apply(&self.params, tape.value(h)),
        ))
    }

    /// Every tensor of the same pass: `input` (T, d), the layers' gates and states, `states` (T, 2H),
    /// `logits` and `probabilities` (T, 7).
    pub fn trace(&self, sentence: &TaggedWords) -> Result<Trace> {
        let batch = TaggedWordsBatch::new(&[sentence])?;
        let mut tape = Tape::evaluation(&self.params).with_recorder();
        let h = self.forward(&mut tape, &batch);
        let logits = self.output.apply(&self.params, tape.value(h));
        let p = probabilities(logits.clone());
        for (name, value) in [("logits", logits), ("probabilities", p)] {
            let value = tape.constant(value);
            tape.record("", name, value);
        }
        Ok(tape.into_trace())
    }
}

impl<T: Real> Trainable<T> for EntityTagger<T> {
    type Example = TaggedWords;
    type Batch = TaggedWordsBatch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&TaggedWords]) -> Result<TaggedWordsBatch> {
        TaggedWordsBatch::new(examples)
    }
    fn n_targets(batch: &TaggedWordsBatch) -> usize {
        batch.words.lengths.iter().sum()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &TaggedWordsBatch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let h = self.forward(tape, batch);
        self.output.loss(tape, h, &batch.tags, smoothing)
    }
}

impl StoredModel for EntityTagger<f32> {
    type Config = EntityTaggerConfig;

    fn check(config: &Self::Config) -> Result<()> {
        config.check()
    }
    fn least_weights(config: &Self::Config) -> u64 {
        let wide = |n: usize| n as u64;
        let h = wide(config.d_hidden);
        let words = wide(config.vocab_size) * wide(config.d_word);
        words + 2 * wide(BUCKETS) * wide(config.d_affix) + wide(config.n_layers) * h * h
    }
    fn with_config(config: Self::Config) -> Result<Self> {
        EntityTagger::new(config, &mut Rng::new(0))
    }
    fn params_mut(&mut self) -> &mut ParamSet<f32> {
        &mut self.params
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::data::word_features::word_features;

    fn sentence(words: &[(&str, u32, u32)]) -> TaggedWords {
        let mut s = TaggedWords::default();
        for &(word, id, tag) in words {
            s.words.push(id);
            s.features.push(word_features(word));
            s.tags.push(tag);
        }
        s
    }

    fn examples() -> [TaggedWords; 2] {
        [
            sentence(&[("Teddy", 5, 1), ("Bear", 6, 2), ("reads", 7, 0)]),
            sentence(&[("Paris", 8, 3)]),
        ]
    }

    #[test]
    fn gradients_are_those_of_finite_differences() {
        for fixed_words in [false, true] {
            let config = EntityTaggerConfig {
                vocab_size: 10,
                d_word: 3,
                d_shape: 2,
                d_affix: 2,
                d_hidden: 3,
                dropout: 0.0,
                fixed_words,
                ..Default::default()
            };
            let model = EntityTagger::<f64>::new(config, &mut Rng::new(1)).unwrap();
            let [a, b] = examples();
            let batch = TaggedWordsBatch::new(&[&a, &b]).unwrap();
            let loss_of = |params: &ParamSet<f64>| {
                let model = EntityTagger {
                    params: params.clone(),
                    ..model.clone()
                };
                let mut tape = Tape::evaluation(&model.params);
                model
                    .loss(&mut tape, &batch, LabelSmoothing::default())
                    .1
                    .loss
            };
            let mut grads = model.params.zeros_like();
            let mut tape = Tape::training(&model.params, Rng::new(2));
            let (loss, _) = model.loss(&mut tape, &batch, LabelSmoothing::default());
            tape.backward(loss, 1.0, &mut grads);
            let mut rng = Rng::new(3);
            for (k, grad) in grads.iter().enumerate() {
                let at = (rng.below(grad.nrows()), rng.below(grad.ncols()));
                // Rows in use rather than any of a thousand.
                let used = grad
                    .indexed_iter()
                    .find(|(_, g)| **g != 0.0)
                    .map_or(at, |(at, _)| at);
                let moved = |by: f64| {
                    let mut params = model.params.clone();
                    if let Some(p) = params.values_mut().nth(k) {
                        p[used] += by;
                    }
                    loss_of(&params)
                };
                let want = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                if fixed_words && k == 0 {
                    assert!(grad.iter().all(|&g| g == 0.0), "fixed vectors do not learn");
                } else {
                    assert!(
                        (grad[used] - want).abs() < 1e-6,
                        "{k}: {} {want}",
                        grad[used]
                    );
                    assert!(want != 0.0, "parameter {k} has no part in the loss");
                }
            }
        }
    }

    #[test]
    fn alone_or_in_company_a_sentence_has_the_same_tags() {
        let model =
            EntityTagger::<f64>::new(EntityTaggerConfig::default(), &mut Rng::new(4)).unwrap();
        let [a, b] = examples();
        let batch = TaggedWordsBatch::new(&[&b, &a]).unwrap();
        let mut tape = Tape::evaluation(&model.params);
        let h = model.forward(&mut tape, &batch);
        let together = probabilities(model.output.apply(&model.params, tape.value(h)));
        let alone = model.predict(&b).unwrap();
        assert!(
            alone
                .iter()
                .zip(together.row(0))
                .all(|(x, y)| (x - y).abs() < 1e-12)
        );
        let alone = model.predict(&a).unwrap();
        let rows = together.rows().into_iter().skip(3);
        assert!(
            alone
                .rows()
                .into_iter()
                .zip(rows)
                .all(|(x, y)| (&x - &y).iter().all(|d| d.abs() < 1e-12))
        );
        assert!(
            alone
                .rows()
                .into_iter()
                .all(|row| (row.sum() - 1.0).abs() < 1e-12)
        );
    }
}
