//! The operations: one file each, the backward under the forward that it differentiates.

mod add;
mod additive_attention;
pub mod attention;
mod cross_entropy;
mod dropout;
mod embedding;
mod held_gate;
mod layer_norm;
mod linear;
mod lstm;
mod pool;
mod relu;
mod rnn;
mod rows;
mod steps;
mod tanh;

pub use additive_attention::AdditiveWeights;
pub use attention::Mask;
pub use cross_entropy::{Convention, LabelSmoothing, LossSums, smoothed_row};
pub(crate) use held_gate::hold;
pub use held_gate::{Gate, HeldGate};
pub(crate) use layer_norm::normalize_row;
pub use lstm::LstmOutput;
pub(crate) use lstm::lstm_gates;
pub use rnn::RecurrentWeights;
pub use steps::{Direction, Steps};
