//! The kernels by name, with the text that is compiled for a given width of head.

use super::GpuError;
use super::template::unroll;

const DIMS: &str = include_str!("shaders/dims.wgsl");

/// A compute shader, for one width of head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// `d_k`, cut into tiles.
    Fused(usize, Tiling),
    /// `d_k`.
    Weights(usize),
    NaiveScores(usize),
    NaiveSoftmax(usize),
    NaiveContext(usize),
    Projection,
}

/// How the fused kernel shares out its work. Which one is faster depends on the adapter: it is measured there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tiling {
    /// 64 threads with four queries each: many threads, few registers.
    Wide,
    /// 32 threads with eight queries each: fewer loads for each multiplication, twice the registers.
    Tall,
    /// 256 threads with four queries each, in more workgroup memory than every adapter has: on a large graphics card, which
    /// wants many threads, almost twice as fast as the others.
    Large,
}

impl Tiling {
    pub const ALL: [Tiling; 3] = [Tiling::Wide, Tiling::Tall, Tiling::Large];

    /// (threads across, threads down, groups of four queries a thread, keys a thread and tile).
    fn parts(self, d_k: usize) -> [u32; 4] {
        match (self, d_k > 64) {
            (Tiling::Wide, false) => [8, 8, 1, 4],
            (Tiling::Wide, true) => [8, 8, 1, 2],
            (Tiling::Tall, false) => [4, 8, 2, 4],
            (Tiling::Tall, true) => [8, 4, 2, 2],
            (Tiling::Large, _) => [16, 16, 1, 2],
        }
    }

    /// Queries that one workgroup owns.
    pub fn queries(self, d_k: usize) -> usize {
        let [_, down, groups, _] = self.parts(d_k);
        (down * groups * 4) as usize
    }

    /// Bytes of workgroup memory: a tile of keys or values, the weights of the workgroup's queries for it, and a number a
    /// query from each thread that shares it.
    pub fn workgroup_memory(self, d_k: usize) -> u32 {
        let [across, down, groups, per_thread] = self.parts(d_k);
        let pitch = (d_k as u32 / 4) | 1;
        let quads = down * groups;
        16 * (per_thread * across * (pitch + quads) + across * quads)
    }
}

impl Kernel {
    /// The text to compile.
    pub fn source(self) -> Result<String, GpuError> {
        let (text, d_k) = match self {
            Kernel::Fused(d_k, _) => (include_str!("shaders/fused.wgsl"), d_k),
            Kernel::Weights(d_k) => (include_str!("shaders/weights.wgsl"), d_k),
            Kernel::NaiveScores(d_k) => (include_str!("shaders/naive_scores.wgsl"), d_k),
            Kernel::NaiveSoftmax(d_k) => (include_str!("shaders/naive_softmax.wgsl"), d_k),
            Kernel::NaiveContext(d_k) => (include_str!("shaders/naive_context.wgsl"), d_k),
            Kernel::Projection => return unroll(include_str!("shaders/projection.wgsl"), &[]),
        };
        let d4 = d_k as u32 / 4;
        let mut constants = vec![("D4", d4)];
        if let Kernel::Fused(_, tiling) = self {
            let [across, down, groups, per_thread] = tiling.parts(d_k);
            constants.extend([
                ("ACROSS", across),
                ("DOWN", down),
                ("GROUPS", groups),
                ("PER_THREAD", per_thread),
                ("COLUMNS", d4.div_ceil(across)),
            ]);
        }
        unroll(&format!("{DIMS}{text}"), &constants)
    }

    /// For labels in a driver's messages.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Fused(_, Tiling::Wide) => "fused, wide",
            Kernel::Fused(_, Tiling::Tall) => "fused, tall",
            Kernel::Fused(_, Tiling::Large) => "fused, large",
            Kernel::Weights(_) => "weights",
            Kernel::NaiveScores(_) => "naive scores",
            Kernel::NaiveSoftmax(_) => "naive softmax",
            Kernel::NaiveContext(_) => "naive context",
            Kernel::Projection => "projection",
        }
    }

    /// Every kernel for a width of head.
    pub fn all(d_k: usize) -> Vec<Kernel> {
        let mut all: Vec<Kernel> = Tiling::ALL.map(|t| Kernel::Fused(d_k, t)).into();
        all.extend([
            Kernel::Weights(d_k),
            Kernel::NaiveScores(d_k),
            Kernel::NaiveSoftmax(d_k),
            Kernel::NaiveContext(d_k),
            Kernel::Projection,
        ]);
        all
    }
}
