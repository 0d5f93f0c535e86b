//! The kernels by name, with the text that is compiled for a given width of head.

use super::GpuError;
use super::template::unroll;

const DIMS: &str = include_str!("shaders/dims.wgsl");
const LINEAR: &str = include_str!("shaders/linear.wgsl");

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
    Projection(Projecting),
}

/// How a linear layer shares out its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Projecting {
    /// A part of W in workgroup memory, four rows a thread: for graphics cards.
    Tiles,
    /// Nothing is shared, eight rows of four vectors a thread: for adapters that are programs, as [`Tiling::Rows`].
    Rows,
}

impl Projecting {
    pub const ALL: [Projecting; 2] = [Projecting::Tiles, Projecting::Rows];

    /// Workgroups for `rows` of `vectors` vectors of four.
    pub fn groups(self, rows: usize, vectors: usize) -> [usize; 3] {
        match self {
            Projecting::Tiles => [vectors.div_ceil(8), rows.div_ceil(32), 1],
            Projecting::Rows => [vectors.div_ceil(16), rows.div_ceil(8), 1],
        }
    }
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
    /// 128 threads with eight queries each, for wide heads: beside the sums for two vectors of four columns, 64
    /// multiplications for every ten loads, where [`Tiling::Large`] has 32 for six. It needs as much workgroup memory with
    /// half the threads, so fewer queries share the cache that is left. Reasoned, and checked for its results; whether it is
    /// faster was not measured on a card yet, so it takes part in the choice and is no default.
    Deep,
    /// No tile: threads that share nothing, with as many queries each as a graphics card has no registers for. For adapters
    /// that are programs, where barriers and loads cost most.
    Rows,
}

/// The numbers that a tiling puts into a kernel's text.
enum Cut {
    /// fused.wgsl
    Tiles {
        across: u32,
        down: u32,
        /// Of four queries, for each thread.
        groups: u32,
        /// Keys of one tile for each thread.
        per_thread: u32,
    },
    /// rows.wgsl
    Rows { threads: u32, rows: u32 },
}

impl Tiling {
    pub const ALL: [Tiling; 5] = [
        Tiling::Wide,
        Tiling::Tall,
        Tiling::Large,
        Tiling::Deep,
        Tiling::Rows,
    ];

    fn cut(self, d_k: usize) -> Cut {
        let tiles = |[across, down, groups, per_thread]: [u32; 4]| Cut::Tiles {
            across,
            down,
            groups,
            per_thread,
        };
        match (self, d_k > 64) {
            (Tiling::Wide, false) => tiles([8, 8, 1, 4]),
            (Tiling::Wide, true) => tiles([8, 8, 1, 2]),
            (Tiling::Tall, false) => tiles([4, 8, 2, 4]),
            (Tiling::Tall, true) => tiles([8, 4, 2, 2]),
            (Tiling::Large, _) => tiles([16, 16, 1, 2]),
            (Tiling::Deep, _) => tiles([16, 8, 2, 2]),
            // Rows · d_k is what a thread holds: with more of it compiling takes many seconds.
            (Tiling::Rows, wide) => Cut::Rows {
                threads: 4,
                rows: if wide { 4 } else { 8 },
            },
        }
    }

    /// Queries that one workgroup owns.
    pub fn queries(self, d_k: usize) -> usize {
        let queries = match self.cut(d_k) {
            Cut::Tiles { down, groups, .. } => down * groups * 4,
            Cut::Rows { threads, rows } => threads * rows,
        };
        queries as usize
    }

    /// Bytes of workgroup memory: a tile of keys or values, the weights of the workgroup's queries for it, and a number a
    /// query from each thread that shares it.
    pub fn workgroup_memory(self, d_k: usize) -> u32 {
        let Cut::Tiles {
            across,
            down,
            groups,
            per_thread,
        } = self.cut(d_k)
        else {
            return 0;
        };
        let pitch = (d_k as u32 / 4) | 1;
        let quads = down * groups;
        16 * (per_thread * across * (pitch + quads) + across * quads)
    }

    fn source(self, d_k: usize) -> Result<String, GpuError> {
        let d4 = d_k as u32 / 4;
        let (text, constants) = match self.cut(d_k) {
            Cut::Tiles {
                across,
                down,
                groups,
                per_thread,
            } => (
                include_str!("shaders/fused.wgsl"),
                vec![
                    ("ACROSS", across),
                    ("DOWN", down),
                    ("GROUPS", groups),
                    ("PER_THREAD", per_thread),
                    ("COLUMNS", d4.div_ceil(across)),
                ],
            ),
            Cut::Rows { threads, rows } => (
                include_str!("shaders/rows.wgsl"),
                vec![("THREADS", threads), ("ROWS", rows), ("LAST", rows - 1)],
            ),
        };
        with_dims(text, d_k, &constants)
    }
}

/// A kernel of attention for heads of width d_k, the sizes and the mask before it.
fn with_dims(text: &str, d_k: usize, constants: &[(&str, u32)]) -> Result<String, GpuError> {
    let d4 = ("D4", d_k as u32 / 4);
    unroll(&format!("{DIMS}{text}"), &[&[d4], constants].concat())
}

impl Kernel {
    /// The text to compile.
    pub fn source(self) -> Result<String, GpuError> {
        let (text, d_k) = match self {
            Kernel::Fused(d_k, tiling) => return tiling.source(d_k),
            Kernel::Projection(projecting) => {
                let text = match projecting {
                    Projecting::Tiles => include_str!("shaders/projection.wgsl"),
                    Projecting::Rows => include_str!("shaders/projection_rows.wgsl"),
                };
                return unroll(&format!("{LINEAR}{text}"), &[]);
            }
            Kernel::Weights(d_k) => (include_str!("shaders/weights.wgsl"), d_k),
            Kernel::NaiveScores(d_k) => (include_str!("shaders/naive_scores.wgsl"), d_k),
            Kernel::NaiveSoftmax(d_k) => (include_str!("shaders/naive_softmax.wgsl"), d_k),
            Kernel::NaiveContext(d_k) => (include_str!("shaders/naive_context.wgsl"), d_k),
        };
        with_dims(text, d_k, &[])
    }

    /// For labels in a driver's messages.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Fused(_, Tiling::Wide) => "fused, wide",
            Kernel::Fused(_, Tiling::Tall) => "fused, tall",
            Kernel::Fused(_, Tiling::Large) => "fused, large",
            Kernel::Fused(_, Tiling::Deep) => "fused, deep",
            Kernel::Fused(_, Tiling::Rows) => "fused, rows",
            Kernel::Weights(_) => "weights",
            Kernel::NaiveScores(_) => "naive scores",
            Kernel::NaiveSoftmax(_) => "naive softmax",
            Kernel::NaiveContext(_) => "naive context",
            Kernel::Projection(_) => "projection",
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
        ]);
        all.extend(Projecting::ALL.map(Kernel::Projection));
        all
    }
}
