//! Training: batches in, better parameters out. Knows nothing of files, screens or clocks.

mod batching;
mod trainer;

pub use batching::{BatchConfig, bucketed_batches};
pub use trainer::{StepReport, Trainer, TrainerConfig, evaluate};
