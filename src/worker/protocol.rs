//! What a page and a worker have to agree on: the kinds of message and their version.

use super::card;
use crate::session::protocol as translation;
use crate::session::studio::protocol as studio;
use serde::{Serialize, de::DeserializeOwned};

/// A pair of message types with their version.
pub trait Protocol: 'static {
    /// Raised whenever a message changes its meaning.
    const VERSION: u32;
    /// The address of the worker's script, without the build's name.
    const SCRIPT: &'static str;
    type Request: Serialize + DeserializeOwned + 'static;
    type Event: Serialize + DeserializeOwned + 'static;
    /// The event by which a worker says that it is up.
    fn ready() -> Self::Event;
    /// The version in such an event; `None` in all others.
    fn version_in(event: &Self::Event) -> Option<u32>;
}

/// Lesson 8's worker: one translator, small and soon there.
pub struct Translation;

impl Protocol for Translation {
    const VERSION: u32 = translation::PROTOCOL_VERSION;
    const SCRIPT: &'static str = "/worker_loader.js";
    type Request = translation::Request;
    type Event = translation::Event;

    fn ready() -> Self::Event {
        translation::Event::Ready {
            protocol: Self::VERSION,
        }
    }

    fn version_in(event: &Self::Event) -> Option<u32> {
        match event {
            translation::Event::Ready { protocol } => Some(*protocol),
            _ => None,
        }
    }
}

/// The worker of all other lessons: every model of the lecture, and training.
pub struct Studio;

impl Protocol for Studio {
    const VERSION: u32 = studio::PROTOCOL_VERSION;
    const SCRIPT: &'static str = "/studio_loader.js";
    type Request = studio::Ask;
    type Event = studio::Told;

    fn ready() -> Self::Event {
        studio::Told::Ready {
            protocol: Self::VERSION,
        }
    }

    fn version_in(event: &Self::Event) -> Option<u32> {
        match event {
            studio::Told::Ready { protocol } => Some(*protocol),
            studio::Told::Answer { .. } => None,
        }
    }
}

/// The worker of the graphics card: beside the CPU on the attention page, in lesson 8 where it is asked for. Apart from the lessons' worker, so that training there
/// does not disturb a measurement here, and only who opens that page fetches what speaks to the card.
pub struct Attention;

impl Protocol for Attention {
    const VERSION: u32 = card::PROTOCOL_VERSION;
    const SCRIPT: &'static str = "/gpu_loader.js";
    type Request = card::Request;
    type Event = card::Event;

    fn ready() -> Self::Event {
        card::Event::Ready {
            protocol: Self::VERSION,
        }
    }

    fn version_in(event: &Self::Event) -> Option<u32> {
        match event {
            card::Event::Ready { protocol } => Some(*protocol),
            _ => None,
        }
    }
}
