//! An RNN and an LSTM at the same lessons: both predict the next word of the same sentences in the same order, from the
//! same random numbers. At any moment they can be asked to write.
//!
//! The state is (settings, number of steps) and nothing else: a link shows another reader the same numbers. Writing draws
//! from random numbers of its own.
//!
//! * [`told`]: settings and messages; [`writing`]: sentences drawn from the models.

mod told;
mod writing;

pub use told::{Begun, Command, Point, Sampled, Stepped, TrainConfig, Written};

use super::Event as LessonEvent;
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::data::grammar;
use crate::nlp::data::labelled::TextExample;
use crate::nlp::error::NlpError;
use crate::nlp::model::{RecurrentLm, RecurrentLmConfig};
use crate::nlp::nn::Cell;
use crate::nlp::optim::{AdamConfig, Schedule};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::{Tokenizer, VocabConfig, WordTokenizer};
use crate::nlp::train::{Trainer, TrainerConfig, evaluate};
use crate::session::studio::job::{Job, Piece};
use crate::session::studio::protocol::{Event, StudioError};

/// The two that learn, in the order in which their numbers are told.
pub const CELLS: [Cell; 2] = [Cell::Rnn, Cell::Lstm];
/// After so many steps it ends.
pub const MAX_STEPS: u64 = 2000;
/// Steps from one point of the curves to the next.
pub const POINT_EVERY: u64 = 10;
/// Widths that the reader can choose.
pub const WIDTHS: [usize; 5] = [4, 8, 16, 32, 64];

/// Captions of the page's grammar.
const CAPTIONS: usize = 1500;
/// Sentences of one step.
const BATCH: usize = 16;
/// One sentence in so many is kept back.
const HELD_OUT: usize = 20;
/// A text of fewer sentences has none to spare.
const FEW: usize = 40;
/// Sentences of the reader's, their words and the vocabulary: more would take too long.
const MAX_SENTENCES: usize = 1000;
const MAX_WORDS: usize = 40;
const MAX_VOCABULARY: usize = 800;
/// The sentences that are shown of what is learnt from.
const SHOWN: usize = 4;

/// The job.
pub struct Training {
    config: TrainConfig,
    tokenizer: WordTokenizer,
    sentences: Vec<String>,
    train: Vec<TextExample>,
    held_out: Vec<TextExample>,
    trainers: [Trainer<f32, RecurrentLm<f32>>; 2],
    /// Draws the order of the sentences.
    order: Rng,
    batches: Vec<Vec<usize>>,
    step: u64,
    sums: [LossSums; 2],
}

impl Training {
    /// # Errors
    /// [`StudioError::EmptyText`] for fewer than two sentences of two words, [`StudioError::BadSetting`] for a number out
    /// of range.
    pub fn new(config: TrainConfig) -> Result<Self, StudioError> {
        let bad = |field: &str, why: &str| {
            Err(StudioError::BadSetting {
                field: field.into(),
                why: why.into(),
            })
        };
        if !(1..=128).contains(&config.hidden) {
            return bad("hidden", "from 1 to 128");
        }
        if !(config.lr > 0.0 && config.lr <= 0.1) {
            return bad("lr", "above 0 and at most 0.1");
        }
        let sentences = match &config.text {
            Some(text) => lines(text),
            None => {
                let pairs = grammar::generate(CAPTIONS, &mut Rng::new(config.seed));
                pairs.into_iter().map(|pair| pair.src).collect()
            }
        };
        let vocabulary = VocabConfig {
            max_size: MAX_VOCABULARY,
            min_count: 1,
        };
        let all = sentences.iter().map(String::as_str);
        let tokenizer = WordTokenizer::train(all, &vocabulary, true);
        let special = tokenizer.special();
        let example = |sentence: &String| {
            let mut ids = vec![special.bos];
            tokenizer.encode_into(sentence, &mut ids);
            ids.truncate(MAX_WORDS + 1);
            ids.push(special.eos);
            TextExample { ids }
        };
        let examples: Vec<TextExample> = sentences.iter().map(example).collect();
        if examples.len() < 2 {
            return Err(StudioError::EmptyText);
        }
        let spare = examples.len() >= FEW;
        let (mut train, mut held_out) = (Vec::new(), Vec::new());
        for (i, example) in examples.into_iter().enumerate() {
            match spare && i % HELD_OUT == HELD_OUT - 1 {
                true => held_out.push(example),
                false => train.push(example),
            }
        }
        let trainer = |cell: Cell| -> Result<_, NlpError> {
            let model = RecurrentLmConfig {
                cell,
                vocab_size: tokenizer.vocab_size(),
                d_embedding: config.hidden,
                d_hidden: config.hidden,
                n_layers: 1,
                dropout: 0.0,
                tied_embeddings: true,
                recurrent_gain: 1.0,
            };
            let model = RecurrentLm::new(model, &mut Rng::new(config.seed))?;
            Ok(Trainer::new(
                trainer_config(&config),
                model,
                Rng::new(config.seed),
            ))
        };
        let [rnn, lstm] = CELLS.map(trainer);
        Ok(Training {
            trainers: [rnn?, lstm?],
            order: Rng::new(config.seed),
            config,
            tokenizer,
            sentences,
            train,
            held_out,
            batches: Vec::new(),
            step: 0,
            sums: Default::default(),
        })
    }

    /// What is told at first.
    pub fn begun(&self) -> Result<Begun, StudioError> {
        let n = |i: usize| self.trainers[i].model.params.n_parameters();
        Ok(Begun {
            n_train: self.train.len(),
            n_held_out: self.held_out.len(),
            vocab_size: self.tokenizer.vocab_size(),
            n_parameters: [n(0), n(1)],
            sentences: self.sentences.iter().take(SHOWN).cloned().collect(),
            point: Point {
                step: 0,
                train: None,
                held_out: self.held_out_loss()?,
            },
        })
    }

    fn held_out_loss(&self) -> Result<Option<[f64; 2]>, StudioError> {
        if self.held_out.is_empty() {
            return Ok(None);
        }
        let loss = |i: usize| -> Result<f64, NlpError> {
            let model = &self.trainers[i].model;
            let sums = evaluate(model, &self.held_out, LabelSmoothing::default())?;
            Ok(mean_loss(&sums))
        };
        Ok(Some([loss(0)?, loss(1)?]))
    }

    fn next_batch(&mut self) -> Vec<usize> {
        if self.batches.is_empty() {
            let mut order: Vec<usize> = (0..self.train.len()).collect();
            self.order.shuffle(&mut order);
            self.batches = order.chunks(BATCH).map(<[usize]>::to_vec).collect();
        }
        self.batches.pop().unwrap_or_default()
    }

    /// One step of both on the same sentences.
    fn learn(&mut self) -> Result<Stepped, StudioError> {
        let batch = self.next_batch();
        let examples: Vec<&TextExample> = batch.iter().map(|&i| &self.train[i]).collect();
        self.step += 1;
        for (trainer, sums) in self.trainers.iter_mut().zip(&mut self.sums) {
            let report = trainer.step(&examples)?;
            if !report.sums.loss.is_finite() {
                return Err(StudioError::NotFinite { step: self.step });
            }
            *sums += report.sums;
        }
        let mut point = None;
        if self.step.is_multiple_of(POINT_EVERY) {
            point = Some(Point {
                step: self.step,
                train: Some(self.sums.each_ref().map(mean_loss)),
                held_out: self.held_out_loss()?,
            });
            self.sums = Default::default();
        }
        Ok(Stepped {
            step: self.step,
            point,
        })
    }
}

impl Job for Training {
    fn step(&mut self, _now: f64) -> Result<Piece, StudioError> {
        if self.step >= MAX_STEPS {
            return Ok(Piece {
                events: vec![],
                done: true,
            });
        }
        let stepped = self.learn()?;
        Ok(Piece {
            events: vec![Event::Recurrent(LessonEvent::Stepped(stepped))],
            done: self.step >= MAX_STEPS,
        })
    }

    fn adjust(&mut self, change: &[u8]) -> Result<Option<Event>, StudioError> {
        let command = postcard::from_bytes(change).map_err(|error| StudioError::BadSetting {
            field: "command".into(),
            why: error.to_string(),
        })?;
        let Command::Sample { temperature, draw } = command;
        let sampled = self.sample(temperature, draw)?;
        Ok(Some(Event::Recurrent(LessonEvent::Sampled(sampled))))
    }
}

fn trainer_config(config: &TrainConfig) -> TrainerConfig {
    TrainerConfig {
        schedule: Schedule::Constant { lr: config.lr },
        adam: AdamConfig::default(),
        label_smoothing: LabelSmoothing::default(),
        max_grad_norm: 1.0,
        shards: 1,
        ema_decay: 0.0,
    }
}

fn mean_loss(sums: &LossSums) -> f64 {
    sums.negative_log_likelihood / sums.n_tokens.max(1) as f64
}

/// A sentence a line; those without two words are left out.
fn lines(text: &str) -> Vec<String> {
    let trimmed = text.lines().map(str::trim);
    let sentences = trimmed.filter(|line| line.split_whitespace().nth(1).is_some());
    sentences.take(MAX_SENTENCES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny() -> TrainConfig {
        TrainConfig {
            text: Some("the bear reads a book .\nthe girl sings a song .\nthe boy reads .".into()),
            hidden: 16,
            lr: 0.02,
            seed: 3,
        }
    }

    fn run(config: TrainConfig, steps: u64) -> (Training, Vec<Point>) {
        let mut training = Training::new(config).unwrap();
        let mut points = vec![training.begun().unwrap().point];
        for _ in 0..steps {
            points.extend(training.learn().unwrap().point);
        }
        (training, points)
    }

    #[test]
    fn both_learn_a_few_sentences_by_heart_and_write_them() {
        let (training, points) = run(tiny(), 200);
        let (first, last) = (points[1].train.unwrap(), points[20].train.unwrap());
        // What cannot be foreseen of three sentences: which of them, and how the boy's ends.
        for (first, last) in first.into_iter().zip(last) {
            assert!(first > 1.5 && last < 0.6, "{first} {last}");
        }
        let sampled = training.sample(0.0, 0).unwrap();
        assert_eq!(sampled.step, 200);
        for written in sampled.texts.iter().flatten() {
            assert!(written.ended && written.copied, "{written:?}");
            assert!(written.text.ends_with('.') && !written.text.contains(" ."));
        }
    }

    #[test]
    fn the_same_settings_give_the_same_numbers_and_writing_changes_none() {
        let (a, points) = run(tiny(), 30);
        let mut b = Training::new(tiny()).unwrap();
        let mut others = vec![b.begun().unwrap().point];
        for _ in 0..30 {
            b.sample(1.0, 4).unwrap();
            others.extend(b.learn().unwrap().point);
        }
        assert_eq!(points, others);
        assert_eq!(a.sample(1.0, 7).unwrap(), b.sample(1.0, 7).unwrap());
        assert_ne!(a.sample(2.0, 7).unwrap(), b.sample(2.0, 8).unwrap());
    }

    #[test]
    fn guessing_costs_the_logarithm_of_the_vocabulary() {
        let training = Training::new(TrainConfig::default()).unwrap();
        let begun = training.begun().unwrap();
        assert_eq!(begun.n_train + begun.n_held_out, CAPTIONS);
        let guess = (begun.vocab_size as f64).ln();
        for loss in begun.point.held_out.unwrap() {
            assert!((loss - guess).abs() < 1.0, "{loss} {guess}");
        }
        // 4 gates of H·(H + H) weights and H biases, against one.
        let [rnn, lstm] = begun.n_parameters;
        assert_eq!(lstm - rnn, 3 * (2 * 32 * 32 + 32));
    }

    #[test]
    fn what_cannot_be_learnt_from_is_said() {
        let with = |change: fn(&mut TrainConfig)| {
            let mut config = tiny();
            change(&mut config);
            Training::new(config).err()
        };
        let empty = Some(StudioError::EmptyText);
        assert_eq!(with(|c| c.text = Some("one\n \n two words".into())), empty);
        assert!(matches!(
            with(|c| c.hidden = 0),
            Some(StudioError::BadSetting { .. })
        ));
        assert!(matches!(
            with(|c| c.lr = f64::NAN),
            Some(StudioError::BadSetting { .. })
        ));
        let training = Training::new(tiny()).unwrap();
        assert!(training.sample(f32::NAN, 0).is_err());
    }
}
