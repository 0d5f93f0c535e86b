//! Lesson 4: RNN and LSTM.
//!
//! * [`order`]: the mean of word vectors, which knows nothing of their order, beside states that do;
//! * [`unroll`]: a language model step by step, its gates held by hand where the reader wants;
//! * [`uses`]: what is made of the states: one label, a label a word, another sentence;
//! * [`training`]: an RNN and an LSTM at the same lessons, as a job, and what they write;
//! * [`link`]: what is on screen, in the address.

pub mod link;
pub mod order;
pub mod training;
pub mod unroll;
pub mod uses;

use super::Answer;
use super::job::Jobs;
use super::models::{ModelId, Models};
use super::protocol;
use crate::nlp::autograd::ops::HeldGate;
use crate::nlp::nn::Cell;
use order::Order;
use serde::{Deserialize, Serialize};
use training::{Begun, Sampled, Stepped, TrainConfig, Training};
use unroll::Unrolled;
use uses::{Classified, Tagged, Translated};

/// Where a sentence's last state becomes a label.
pub const CLASSIFIER: ModelId = ModelId::SentimentRnn;
/// Where each state becomes a label.
pub const TAGGER: ModelId = ModelId::Entities;
/// Where the last state is all that the decoder gets.
pub const TRANSLATOR: ModelId = ModelId::RnnTranslatorPlain;

/// The language model of a kind.
pub fn language_model(cell: Cell) -> ModelId {
    match cell {
        Cell::Rnn => ModelId::LanguageModelRnn,
        Cell::Lstm => ModelId::LanguageModelLstm,
    }
}

/// What lesson 4 asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A language model over a text, step by step. Needs [`language_model`].
    Unroll {
        cell: Cell,
        text: String,
        held: Vec<HeldGate>,
    },
    /// Two sentences as one vector each. Needs one of [`order::ENCODERS`].
    Order {
        model: ModelId,
        sentences: [String; 2],
    },
    /// Needs [`CLASSIFIER`].
    Classify { text: String },
    /// Needs [`TAGGER`].
    Tag { text: String },
    /// Needs [`TRANSLATOR`].
    Translate { text: String },
    /// Begins a job, which takes [`training::Command`]s. Needs no model.
    Train { config: TrainConfig, paused: bool },
}

/// What lesson 4 is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Unrolled(Box<Unrolled>),
    Order(Order),
    Classified(Classified),
    Tagged(Tagged),
    Translated(Translated),
    /// The job is there.
    Begun(Begun),
    Stepped(Stepped),
    Sampled(Sampled),
}

/// Answers one request; a job begins under its number `id`.
pub fn handle(models: &Models, jobs: &mut Jobs, id: u32, request: Request) -> Answer {
    let event = match request {
        Request::Unroll { cell, text, held } => {
            let model = models.language(language_model(cell))?;
            Event::Unrolled(Box::new(unroll::unroll(model, &text, &held)?))
        }
        Request::Order { model, sentences } => {
            Event::Order(order::order(models.classifier(model)?, &sentences)?)
        }
        Request::Classify { text } => {
            Event::Classified(uses::classify(models.classifier(CLASSIFIER)?, &text)?)
        }
        Request::Tag { text } => Event::Tagged(uses::tag(models.entities(TAGGER)?, &text)?),
        Request::Translate { text } => {
            Event::Translated(uses::translate(models.recurrent(TRANSLATOR)?, &text)?)
        }
        Request::Train { config, paused } => {
            let training = Training::new(config)?;
            let begun = training.begun()?;
            jobs.begin(id, Box::new(training), paused)?;
            Event::Begun(begun)
        }
    };
    Ok(protocol::Event::Recurrent(event))
}
