//! What a model must offer to be trained.

use super::Extent;
use crate::nlp::autograd::ops::{LabelSmoothing, LossSums};
use crate::nlp::autograd::{ParamSet, Tape, Var};
use crate::nlp::data::batch::{Batch, Example};
use crate::nlp::error::Result;
use crate::nlp::linalg::Real;
use crate::nlp::model::Transformer;

/// Parameters, and a loss over batches of the model's own kind of example.
///
/// Threads share the model and the batch while each computes the gradients of its shard.
pub trait Trainable<T: Real>: Clone + Sync {
    type Example: Extent + Sync;
    type Batch: Sync;

    fn params(&self) -> &ParamSet<T>;
    fn params_mut(&mut self) -> &mut ParamSet<T>;

    /// Examples side by side, padded.
    fn batch(examples: &[&Self::Example]) -> Result<Self::Batch>;

    /// How many predictions the loss of a batch is the sum of.
    fn n_targets(batch: &Self::Batch) -> usize;

    /// The summed loss of a batch as a (1, 1) value, with the sums that reports are made of.
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &Self::Batch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums);
}

impl<T: Real> Trainable<T> for Transformer<T> {
    type Example = Example;
    type Batch = Batch;

    fn params(&self) -> &ParamSet<T> {
        &self.params
    }
    fn params_mut(&mut self) -> &mut ParamSet<T> {
        &mut self.params
    }
    fn batch(examples: &[&Example]) -> Result<Batch> {
        Batch::new(examples)
    }
    fn n_targets(batch: &Batch) -> usize {
        batch.n_targets()
    }
    fn loss(
        &self,
        tape: &mut Tape<T>,
        batch: &Batch,
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        self.loss(tape, batch, smoothing)
    }
}
