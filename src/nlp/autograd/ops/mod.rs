//! The operations: one file each, the backward under the forward that it differentiates.

mod add;
pub mod attention;
mod cross_entropy;
mod dropout;
mod embedding;
mod layer_norm;
mod linear;
mod relu;

pub use attention::Mask;
pub use cross_entropy::{Convention, LabelSmoothing, LossSums};
pub(crate) use layer_norm::normalize_row;
