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

/// A worker: its script, and the types of its messages, whose event `Ready { protocol }` says that it is up.
macro_rules! protocol {
    ($(#[$doc:meta])* $name:ident, $script:literal, $messages:ident::{$request:ident, $event:ident}) => {
        $(#[$doc])*
        pub struct $name;

        impl Protocol for $name {
            const VERSION: u32 = $messages::PROTOCOL_VERSION;
            const SCRIPT: &'static str = $script;
            type Request = $messages::$request;
            type Event = $messages::$event;

            fn ready() -> Self::Event {
                $messages::$event::Ready {
                    protocol: Self::VERSION,
                }
            }

            fn version_in(event: &Self::Event) -> Option<u32> {
                match event {
                    $messages::$event::Ready { protocol } => Some(*protocol),
                    _ => None,
                }
            }
        }
    };
}

protocol!(
    /// Lesson 8's worker: one translator, small and soon there.
    Translation,
    "/worker_loader.js",
    translation::{Request, Event}
);
protocol!(
    /// The worker of all other lessons: every model of the lecture, and training.
    Studio,
    "/studio_loader.js",
    studio::{Ask, Told}
);
protocol!(
    /// The worker of the graphics card: beside the CPU on the attention page, in lesson 8 where it is asked for. Apart
    /// from the lessons' worker, so that training there does not disturb a measurement here, and only who opens that page
    /// fetches what speaks to the card.
    Attention,
    "/gpu_loader.js",
    card::{Request, Event}
);
