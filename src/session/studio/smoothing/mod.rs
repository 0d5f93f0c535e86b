//! Lesson 7: label smoothing.
//!
//! * [`moment`]: target, loss and gradient of one prediction;
//! * [`card`]: what was measured of the two models that differ in ε alone;
//! * [`link`]: what is on screen, in the address.
//!
//! The predictions themselves are lesson 6's translations: their traces hold the logits of every step.

pub mod card;
pub mod link;
pub mod moment;

pub use card::{Card, Variants};
pub use moment::{Moment, loss_at};

use super::protocol::StudioError;
use serde::{Deserialize, Serialize};

/// What lesson 7 asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// What was measured on held-out sentences of the two small translators that differ in ε.
    Cards,
    /// What was measured of all five.
    Variants,
}

/// What lesson 7 is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Without label smoothing, and with it; all else equal.
    Cards(Box<[Card; 2]>),
    Variants(Variants),
}

/// Answers one request.
pub fn handle(request: Request) -> Result<Event, StudioError> {
    match request {
        Request::Cards => Ok(Event::Cards(Box::new(card::compared()?))),
        Request::Variants => Ok(Event::Variants(card::variants()?)),
    }
}
