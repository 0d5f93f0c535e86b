//! Lesson 3: what word vectors say of each other, and a small network that learns some.
//!
//! * [`lab`]: the proxy task of the lecture on the reader's text, one update at a time;
//! * [`link`]: what the reader looks at, as an address.

pub mod lab;
pub mod link;

pub use lab::{Lab, LabConfig, LabFrame, Preview, Task};

use super::Answer;
use super::models::{ModelId, Models};
use super::protocol::StudioError;
use crate::nlp::embedding::{Neighbour, WordVectors, words_in_context};
use crate::nlp::embedding::{cosine_matrix, cosine_similarity, one_hot_matrix};
use crate::nlp::error::NlpError;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// The neighbours and answers that are shown.
const SHOWN: usize = 8;
/// More words than this make a matrix that nobody reads.
pub const MAX_COMPARED: usize = 16;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The cosines of some words, as one-hot vectors and as learnt ones. Needs [`ModelId::WordVectors`].
    Compare { words: Vec<String> },
    /// The nearest words. Needs [`ModelId::WordVectors`].
    Nearest { word: String },
    /// a is to b as c is to what? Needs [`ModelId::WordVectors`].
    Analogy { words: [String; 3] },
    /// One word in two sentences. Needs [`ModelId::Translator`].
    InContext {
        word: String,
        sentences: [String; 2],
    },
    /// The proxy network after so many updates. Needs no model.
    Lab { config: LabConfig, updates: u32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Compared(Compared),
    Nearest(Vec<Neighbour>),
    Analogy(Vec<Neighbour>),
    InContext(InContext),
    Lab(Box<LabFrame>),
}

/// Words and their cosines, row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Those that have a vector.
    pub words: Vec<String>,
    /// Those that have none.
    pub unknown: Vec<String>,
    pub one_hot: Vec<f32>,
    pub learnt: Vec<f32>,
    /// What the learnt cosines are made of: the dot products, row by row, and the length of each vector.
    pub dots: Vec<f32>,
    pub norms: Vec<f32>,
    /// The learnt vectors' entries, and how many words there are in all.
    pub dim: usize,
    pub vocab_size: usize,
}

/// A word in two sentences: what goes into the encoder, and what comes out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InContext {
    /// Its embedding in the first and in the second sentence: the same numbers.
    pub fixed: [Vec<f32>; 2],
    pub contextual: [Vec<f32>; 2],
    pub fixed_cosine: f32,
    pub contextual_cosine: f32,
}

/// Answers a request of this lesson; `lab` keeps the network between two requests.
pub fn handle(models: &Models, lab: &mut Option<Lab>, request: Request) -> Answer {
    let vectors = || models.vectors(ModelId::WordVectors);
    let event = match request {
        Request::Compare { words } => Event::Compared(compare(vectors()?, &words)?),
        Request::Nearest { word } => {
            let nearest = vectors()?.nearest(word.trim(), SHOWN).map_err(unknown)?;
            Event::Nearest(nearest)
        }
        Request::Analogy { words } => {
            let words = words.each_ref().map(|word| word.trim());
            Event::Analogy(vectors()?.analogy(words, SHOWN).map_err(unknown)?)
        }
        Request::InContext { word, sentences } => {
            let translator = models.transformer(ModelId::Translator)?;
            let mut found = Vec::new();
            for sentence in &sentences {
                let words = words_in_context(translator, None, sentence)?.words;
                let place = words
                    .into_iter()
                    .find(|w| w.word.eq_ignore_ascii_case(word.trim()));
                found.push(place.ok_or_else(|| StudioError::UnknownWord { word: word.clone() })?);
            }
            let second = found.pop().expect("two sentences were asked for");
            let first = found.pop().expect("two sentences were asked for");
            Event::InContext(InContext {
                fixed_cosine: cosine_similarity(&first.embedding, &second.embedding),
                contextual_cosine: cosine_similarity(&first.contextual, &second.contextual),
                fixed: [first.embedding, second.embedding],
                contextual: [first.contextual, second.contextual],
            })
        }
        Request::Lab { config, updates } => {
            // Going on is cheap; anything else begins again, and comes to the same.
            let goes_on = |lab: &&mut Lab| lab.config == config && lab.updates() <= updates;
            let lab = match lab.as_mut().filter(goes_on) {
                Some(_) => lab.as_mut().expect("it was just looked at"),
                None => lab.insert(Lab::new(config)?),
            };
            lab.train_to(updates)?;
            Event::Lab(Box::new(lab.frame()?))
        }
    };
    Ok(super::protocol::Event::Vectors(event))
}

fn unknown(error: NlpError) -> StudioError {
    match error {
        NlpError::UnknownWord { word } => StudioError::UnknownWord { word },
        other => other.into(),
    }
}

fn compare(vectors: &WordVectors, words: &[String]) -> Result<Compared, StudioError> {
    let (mut known, mut missing, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for word in words.iter().take(MAX_COMPARED) {
        match vectors.id(word) {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => {
                ids.push(id);
                known.push(word.clone());
            }
            Err(_) => missing.push(word.clone()),
        }
    }
    let rows: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
    let chosen = vectors.vectors().select(Axis(0), &rows);
    let learnt = cosine_matrix(chosen.view());
    let dots = chosen.dot(&chosen.t());
    let one_hot: Array2<f32> = one_hot_matrix(&ids, vectors.len())?;
    Ok(Compared {
        words: known,
        unknown: missing,
        one_hot: cosine_matrix(one_hot.view()).iter().copied().collect(),
        learnt: learnt.iter().copied().collect(),
        norms: dots.diag().iter().map(|square| square.sqrt()).collect(),
        dots: dots.iter().copied().collect(),
        dim: vectors.dim(),
        vocab_size: vectors.len(),
    })
}
