//! A run as bytes, so that it goes on exactly where it was kept: settings, weights, Adam's memory, the place in the pairs,
//! the state of every random number generator, and what was told so far.
//!
//! The pairs themselves are drawn again from the settings; the reader's own come along.

use super::config::LabConfig;
use super::report::Record;
use crate::nlp::data::corpus::Pair;
use crate::nlp::rng::Rng;
use crate::nlp::train::Trainer;
use crate::session::studio::protocol::StudioError;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Raised when the fields change their meaning.
const FORMAT: u32 = 1;

/// Where in the pairs a run is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What dealt this epoch's batches.
    pub epoch_start: Rng,
    /// The batch that comes next.
    pub next: usize,
    pub epoch: u64,
}

/// A run, kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    format: u32,
    /// As changed on the way.
    pub config: LabConfig,
    /// Steps made.
    pub t: u64,
    /// Every parameter with Adam's two moments, in the model's order.
    pub(super) weights: Vec<[Vec<f32>; 3]>,
    rng: Rng,
    pub place: Place,
    pub judged: Option<u64>,
    pub record: Record,
    /// (English, French)
    own: Vec<(String, String)>,
}

impl Checkpoint {
    pub fn of(
        config: &LabConfig,
        trainer: &Trainer<f32>,
        place: &Place,
        judged: Option<u64>,
    ) -> Self {
        let flat = |values: &Array2<f32>| values.iter().copied().collect::<Vec<f32>>();
        let moments = trainer.adam.m.iter().zip(&trainer.adam.v);
        let weights = trainer.model.params.iter().zip(moments);
        Checkpoint {
            format: FORMAT,
            config: config.clone(),
            t: trainer.adam.t,
            weights: weights
                .map(|(p, (m, v))| [flat(&p.value), flat(m), flat(v)])
                .collect(),
            rng: trainer.rng.clone(),
            place: place.clone(),
            judged,
            record: Record::default(),
            own: Vec::new(),
        }
    }

    /// A run whose model is not there yet.
    pub fn unbegun(config: &LabConfig) -> Self {
        let rng = Rng::new(config.seed);
        Checkpoint {
            format: FORMAT,
            config: config.clone(),
            t: 0,
            weights: Vec::new(),
            place: Place {
                epoch_start: rng.clone(),
                next: 0,
                epoch: 0,
            },
            rng,
            judged: None,
            record: Record::default(),
            own: Vec::new(),
        }
    }

    /// Whether there is a model in it.
    pub fn is_begun(&self) -> bool {
        !self.weights.is_empty()
    }

    /// Puts weights, moments and random numbers into a trainer of the same sizes.
    pub fn put(&self, trainer: &mut Trainer<f32>) -> Result<(), StudioError> {
        let n = trainer.model.params.len();
        if self.weights.len() != n {
            return Err(Self::damaged("it has another number of parameters"));
        }
        let moments = trainer.adam.m.iter_mut().zip(&mut trainer.adam.v);
        let values = trainer.model.params.values_mut().zip(moments);
        for ((p, (m, v)), [p_kept, m_kept, v_kept]) in values.zip(&self.weights) {
            for (place, kept) in [(p, p_kept), (m, m_kept), (v, v_kept)] {
                let Some(place) = place.as_slice_mut().filter(|s| s.len() == kept.len()) else {
                    return Err(Self::damaged("a parameter has another size"));
                };
                if kept.iter().any(|x| !x.is_finite()) {
                    return Err(Self::damaged("a number is not finite"));
                }
                place.copy_from_slice(kept);
            }
        }
        trainer.adam.t = self.t;
        trainer.rng = self.rng.clone();
        Ok(())
    }

    pub fn with(mut self, record: &Record, own: &[Pair]) -> Self {
        self.record = record.clone();
        self.own = (own.iter())
            .map(|p| (p.src.clone(), p.tgt.clone()))
            .collect();
        self
    }

    /// The reader's own pairs.
    pub fn take_own(&mut self) -> Vec<Pair> {
        let own = std::mem::take(&mut self.own).into_iter();
        own.map(|(src, tgt)| Pair { src, tgt }).collect()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("a checkpoint holds only numbers, lists and strings")
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StudioError> {
        let (format, _) =
            postcard::take_from_bytes::<u32>(bytes).map_err(|_| Self::damaged("it is cut off"))?;
        if format != FORMAT {
            return Err(Self::damaged("another version of this page wrote it"));
        }
        postcard::from_bytes(bytes).map_err(|error| Self::damaged(&error.to_string()))
    }

    pub fn damaged(why: &str) -> StudioError {
        StudioError::BadModel {
            file: "checkpoint".into(),
            why: why.to_owned(),
        }
    }
}
