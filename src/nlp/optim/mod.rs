//! From gradients to better parameters.

mod adam;
mod clip;
mod schedule;

pub use adam::{Adam, AdamConfig};
pub use clip::clip_grad_norm;
pub use schedule::Schedule;
