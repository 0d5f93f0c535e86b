//! Text in, batches out.

pub mod batch;
