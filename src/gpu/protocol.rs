//! What the page and the worker of the graphics card say to each other. Both know these types; the page knows no wgpu.

use super::choice::{Cost, Sample};
use super::{AttentionShape, GpuError, KeyMask};
use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning.
pub const PROTOCOL_VERSION: u32 = 1;

/// Which keys are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MaskKind {
    #[default]
    None,
    Causal,
    /// The last quarter of the keys is padding.
    Padding,
}

/// What is computed: self-attention over `n` tokens with numbers drawn from a fixed seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Setting {
    pub n: usize,
    pub heads: usize,
    pub d_k: usize,
    pub mask: MaskKind,
}

impl Default for Setting {
    /// Eight heads of 64, as in the paper.
    fn default() -> Self {
        Setting {
            n: 256,
            heads: 8,
            d_k: 64,
            mask: MaskKind::None,
        }
    }
}

impl Setting {
    pub fn shape(&self) -> AttentionShape {
        AttentionShape::square(self.heads, self.n, self.d_k)
    }

    pub fn key_mask(&self) -> KeyMask {
        match self.mask {
            MaskKind::None => KeyMask::none(),
            MaskKind::Causal => KeyMask::causal(),
            MaskKind::Padding => KeyMask::padding(self.n, &[self.n - self.n / 4]),
        }
    }
}

/// Failures made on purpose, so that the tests see what a reader would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The device is destroyed under the work.
    Lost,
    /// The driver says that memory is out. (Said for it: real exhaustion would take the test machine along.)
    OutOfMemory,
    /// One workgroup more than the device allows is asked for.
    Validation,
}

/// From the page. What is asked later makes what was asked before stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Finds and checks the graphics card, again where it was lost.
    Open,
    /// One setting on both sides; the graphics card's only with `card`.
    Compare {
        id: u32,
        setting: Setting,
        card: bool,
        fault: Option<Fault>,
    },
    /// Times at growing lengths, everything else as in `setting`.
    Grow {
        id: u32,
        setting: Setting,
        card: bool,
    },
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// What there is.
    Card(Result<CardFacts, GpuError>),
    Compared {
        id: u32,
        comparison: Box<Comparison>,
    },
    /// One length more; a side that would take too long is left out from there on.
    Grown { id: u32, point: GrowthPoint },
    /// All lengths are there.
    Fitted { id: u32, growth: Growth },
}

/// An adapter that passed the start-up check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardFacts {
    /// As the browser says it; often nothing.
    pub name: String,
    /// A program that runs on the CPU.
    pub software: bool,
    /// Whether the device has a clock of its own.
    pub timestamps: bool,
}

/// Times of one side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    pub best_ms: f64,
    pub median_ms: f64,
    pub repeats: usize,
    /// Best, by the device's own clock: without carrying numbers there and back.
    pub kernel_ms: Option<f64>,
}

/// One setting on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub setting: Setting,
    /// Online softmax in WebAssembly.
    pub cpu: Timing,
    /// The same with all scores in memory; `None` where that would take too long or too much.
    pub cpu_matrix: Option<Timing>,
    /// `None`: it was not asked.
    pub card: Option<Result<Timing, GpuError>>,
    pub card_naive: Option<Result<Timing, GpuError>>,
    /// max |CPU − graphics card| over the whole context.
    pub largest_difference: Option<f32>,
    /// The weights of head 1, as far as they fit a figure, and who computed them.
    pub weights: Corner,
}

/// The upper left corner of a head's weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corner {
    pub size: usize,
    /// (size, size)
    pub weights: Vec<f32>,
    pub by_card: bool,
}

/// Times at one length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrowthPoint {
    pub n: usize,
    pub cpu_ms: Option<f64>,
    pub card_ms: Option<f64>,
}

/// The curves through the times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    pub cpu: Option<Cost>,
    pub card: Option<Cost>,
}

impl Growth {
    /// Fits what was measured.
    pub fn of(points: &[GrowthPoint]) -> Self {
        let fit = |ms: fn(&GrowthPoint) -> Option<f64>| {
            let sample = |p: &GrowthPoint| ms(p).map(|ms| Sample { n: p.n, ms });
            Cost::fit(&points.iter().filter_map(sample).collect::<Vec<_>>())
        };
        Growth {
            cpu: fit(|p| p.cpu_ms),
            card: fit(|p| p.card_ms),
        }
    }

    /// (CPU, graphics card), where both are known.
    pub fn costs(&self) -> Option<(Cost, Cost)> {
        self.cpu.zip(self.card)
    }
}
