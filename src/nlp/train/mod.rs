//! Training: batches in, better parameters out. Knows nothing of files, screens or clocks.

mod batching;
mod teacher_forcing;
mod trainer;

pub use batching::{BatchConfig, bucketed_batches};
pub use teacher_forcing::{Calibration, calibration};
pub use trainer::{StepReport, Trainer, TrainerConfig, evaluate};
