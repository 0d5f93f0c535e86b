//! Lesson 5: what a recurrent network forgets, and how attention helps.
//!
//! * [`gradient`]: the gradient of every state of an RNN and of an LSTM, from a backward pass;
//! * [`recaller`]: four small models that name a symbol seen k steps ago; [`recall`]: they learn it, side by side;
//! * [`alignment`]: a recurrent translator with attention and one without, on one sentence;
//! * [`timing`]: dependent steps and milliseconds of a recurrent layer and of self-attention;
//! * [`link`]: what is on screen, in the address.

pub mod alignment;
pub mod gradient;
pub mod link;
pub mod recall;
pub mod recaller;
pub mod timing;

use super::Answer;
use super::job::Jobs;
use super::models::{ModelId, Models};
use super::protocol;
use alignment::Alignment;
use gradient::{GradientConfig, Gradients};
use recall::{RecallConfig, RecallEvent, RecallRun};
use serde::{Deserialize, Serialize};
use timing::{TimePoint, Timing};

/// What lesson 5 asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// One backward pass through an RNN and one through an LSTM. Needs no model.
    Gradient(GradientConfig),
    /// A sentence by a recurrent translator, greedily. Needs that model.
    Translate { model: ModelId, text: String },
    /// A job: four models learn to recall. Needs no model.
    Recall(RecallConfig),
    /// A job: the two layers are timed. Needs no model.
    Time,
}

/// What lesson 5 is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Gradient(Box<Gradients>),
    Translated(Alignment),
    Recall(RecallEvent),
    /// The lengths that are timed so far.
    Timed(Vec<TimePoint>),
}

/// Answers a request, or begins a job under the number `id`.
pub fn handle(models: &Models, jobs: &mut Jobs, id: u32, request: Request) -> Answer {
    let event = match request {
        Request::Gradient(config) => Event::Gradient(Box::new(gradient::gradients(&config)?)),
        Request::Translate { model, text } => {
            let translator = models.recurrent(model)?;
            Event::Translated(alignment::translate(translator, model, &text)?)
        }
        Request::Recall(config) => {
            return jobs.begin(id, Box::new(RecallRun::new(config)?), false);
        }
        Request::Time => return jobs.begin(id, Box::new(Timing::new()), false),
    };
    Ok(protocol::Event::Memory(event))
}
