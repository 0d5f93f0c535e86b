//! Lesson 2: one text cut in four ways, and merges learnt from a text of the reader's.
//!
//! * [`set`]: the four tokenizers, learnt from the same text;
//! * [`learn`]: so many merges of a text, all that can be shown of them, and what they make of a new word;
//! * [`link`]: what the reader looks at, as an address.

pub mod learn;
pub mod link;
pub mod set;

pub use learn::{Learnt, learn};
pub use set::{BPE_FILE, BYTE_LEVEL_FILE, CHARACTERS_FILE, FILES, TokenizerSet, WORDS_FILE};
pub use set::{Cut, Way};

use super::Answer;
use super::models::{ModelId, Models};
use super::protocol::StudioError;
use serde::{Deserialize, Serialize};

/// The most characters of a text: what a reader pastes, not a book.
pub const MAX_CHARS: usize = 4000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Cut a text in every way. Needs [`ModelId::Tokenizers`].
    Cut { text: String },
    /// Learn so many merges from a text, then apply them to `probe`. Needs no model.
    Learn {
        text: String,
        merges: u32,
        probe: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Cut {
        /// As it was asked.
        text: String,
        /// In the order of [`Way::ALL`].
        cuts: Vec<Cut>,
    },
    Learnt(Learnt),
}

/// Answers a request of this lesson.
pub fn handle(models: &Models, request: Request) -> Answer {
    let event = match request {
        Request::Cut { text } => {
            check(&text)?;
            let cuts = models.tokenizers(ModelId::Tokenizers)?.cut(&text);
            Event::Cut { text, cuts }
        }
        Request::Learn {
            text,
            merges,
            probe,
        } => {
            check(&text)?;
            if text.trim().is_empty() {
                return Err(StudioError::EmptyText);
            }
            Event::Learnt(learn(&text, merges, &probe))
        }
    };
    Ok(super::protocol::Event::Tokens(event))
}

fn check(text: &str) -> Result<(), StudioError> {
    match text.chars().count() {
        tokens if tokens > MAX_CHARS => Err(StudioError::TooLong {
            tokens,
            max: MAX_CHARS,
        }),
        _ => Ok(()),
    }
}
