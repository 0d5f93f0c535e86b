//! Attention on the graphics card, checked against the CPU.
//!
//! ```text
//!  shape, mask, error     what is asked, and what can be wrong with it
//!  shaders/*.wgsl         the kernels; template unrolls them, kernel names them
//!  device, check          adapter and device; a known case at start-up            (feature `gpu`)
//!  work                   one submit: arrays up, kernels, arrays back             (feature `gpu`)
//!  attention, multi_head  one submit and one read-back each                       (feature `gpu`)
//!  layers                 a model's attention, layer by layer                     (feature `gpu`)
//!  choice                 CPU or graphics card: from measured times
//!  link                   what is on screen there, as a query
//!  protocol, bench        the attention page's questions; both sides measured       (bench: feature `gpu`)
//! ```
//!
//! Arrays are rows of numbers as projections leave them, (batch · length, d_model), the heads side by side.
//! The parts without a device are compiled always, so that their tests, and the check of every kernel's text, need neither
//! graphics card nor wgpu.

pub mod choice;
mod error;
mod kernel;
pub mod link;
mod mask;
pub mod protocol;
pub mod reference;
mod shape;
mod template;

#[cfg(feature = "gpu")]
mod attention;
#[cfg(feature = "gpu")]
pub mod bench;
#[cfg(feature = "gpu")]
mod buffers;
#[cfg(feature = "gpu")]
mod check;
#[cfg(feature = "gpu")]
mod device;
#[cfg(feature = "gpu")]
mod layers;
#[cfg(feature = "gpu")]
mod multi_head;
#[cfg(feature = "gpu")]
mod once;
#[cfg(feature = "gpu")]
mod work;

pub use error::{GpuError, Part};
pub use kernel::{Kernel, Projecting, Tiling};
pub use mask::KeyMask;
pub use protocol::Fault;
pub use shape::{AttentionShape, MAX_LENGTH, Method};

#[cfg(feature = "gpu")]
pub use device::{AdapterFacts, Gpu};
#[cfg(feature = "gpu")]
pub use layers::CardLayers;
#[cfg(feature = "gpu")]
pub use multi_head::{Inside, MultiHead, MultiHeadOutput, MultiHeadWeights};

/// Queries (B·T_q, d), keys and values (B·T_k, d).
#[derive(Clone, Copy, Debug)]
pub struct Qkv<'a> {
    pub q: &'a [f32],
    pub k: &'a [f32],
    pub v: &'a [f32],
}

/// What attention gives.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionOutput {
    /// (B·T_q, d), the heads side by side.
    pub context: Vec<f32>,
    /// (B, H, T_q, T_k), where they were wanted.
    pub weights: Option<Vec<f32>>,
    /// What the kernels took by the device's own clock, where it has one.
    pub kernel_ms: Option<f64>,
}
