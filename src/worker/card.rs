//! What the page and the worker of the graphics card say to each other: attention measured, and translations whose
//! attention the card computes.

use crate::gpu::GpuError;
use crate::gpu::protocol as attention;
use crate::session::protocol::{Decoding, Translation};
use crate::session::studio::protocol::{ModelFile, StudioError};
use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning.
pub const PROTOCOL_VERSION: u32 = attention::PROTOCOL_VERSION + 1;

/// From the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The attention page's.
    Attention(attention::Request),
    /// The translator's files, its manifest among them.
    Load { files: Vec<ModelFile> },
    /// A translation with its trace, the attention of every layer by the card; by a program that stands in for one only
    /// where the reader insists.
    Translate {
        id: u32,
        text: String,
        decoding: Decoding,
        insists: bool,
    },
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Ready {
        protocol: u32,
    },
    Attention(attention::Event),
    Loaded(Result<(), StudioError>),
    Translated {
        id: u32,
        answer: Result<Box<ByCard>, StudioError>,
    },
}

/// A translation and who computed its attention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByCard {
    pub translation: Translation,
    pub who: Who,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Who {
    Card {
        facts: attention::CardFacts,
        /// max |card − CPU| over all tensors of the pass; both were computed.
        largest_difference: f32,
    },
    /// The adapter is a program that runs on the CPU.
    Software(attention::CardFacts),
    /// The card could not: all of it is the CPU's.
    Failed(GpuError),
}
