//! What can go wrong on the way to the graphics card and back. Every one of these has the same remedy, the CPU; the page
//! says which it was.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the graphics card did not compute, or not what was asked.
#[derive(Clone, Debug, Error, PartialEq, Serialize, Deserialize)]
pub enum GpuError {
    /// The browser has no WebGPU, or it found no graphics card that may be used.
    #[error("there is no graphics adapter: {why}")]
    NoAdapter { why: String },
    /// The adapter gave no device.
    #[error("the graphics adapter gave no device: {why}")]
    NoDevice { why: String },
    /// The known case of the start-up check came out wrong.
    #[error("the start-up check differs from the CPU by {largest_difference:e}")]
    WrongResult { largest_difference: f32 },
    /// The driver was restarted, the card is gone, or the browser took the device away.
    #[error("the graphics device was lost: {why}")]
    DeviceLost { why: String },
    /// The card has not enough memory.
    #[error("the graphics device is out of memory")]
    OutOfMemory,
    /// The driver refused what it was asked: an error of this program.
    #[error("the graphics device refused: {why}")]
    Validation { why: String },
    /// A kernel's text is wrong: an error of this program.
    #[error("a shader is wrong: {why}")]
    Shader { why: String },
    /// One of the arrays is larger than the device allows.
    #[error("{what} takes {bytes} bytes, the graphics device allows {limit}")]
    TooLarge { what: Part, bytes: u64, limit: u64 },
    /// The kernels read four numbers at a time.
    #[error("a head is {d_k} wide; the kernels take 8 to 128, in fours")]
    HeadWidth { d_k: usize },
    /// Lengths, heads and sentences start at 1; lengths end at [`super::MAX_LENGTH`].
    #[error("no attention over {t_q} queries and {t_k} keys, {batch} sentences, {heads} heads")]
    Empty {
        batch: usize,
        heads: usize,
        t_q: usize,
        t_k: usize,
    },
    /// An array has not the length that the sizes ask for.
    #[error("{what} has {found} numbers, the sizes ask for {expected}")]
    WrongLength {
        what: Part,
        expected: usize,
        found: usize,
    },
}

/// What of attention an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Queries,
    Keys,
    Values,
    Mask,
    Context,
    Scores,
    Weights,
    Input,
    Projection,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Part::Queries => "Q",
            Part::Keys => "K",
            Part::Values => "V",
            Part::Mask => "the mask",
            Part::Context => "the context",
            Part::Scores => "the matrix of scores",
            Part::Weights => "the matrix of weights",
            Part::Input => "the input",
            Part::Projection => "a projection",
        })
    }
}
