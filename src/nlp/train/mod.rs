//! Training: batches in, better parameters out. Knows nothing of files, screens or clocks.

mod batching;
mod teacher_forcing;
mod trainable;
mod trainer;

pub use batching::{BatchConfig, Extent, bucketed_batches};
pub use teacher_forcing::{Calibration, calibration};
pub use trainable::Trainable;
pub use trainer::{StepReport, Trainer, TrainerConfig, evaluate};
