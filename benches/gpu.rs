//! Attention on a graphics card, natively through Vulkan: the kernels of `src/gpu/shaders` in every tiling, and the
//! naive ones, by the device's own clock.
//!
//! A line of JSON each: the adapter, then for every case length, heads, d_k, mask, kernel, the least and the median
//! milliseconds of `REPEATS` times, GFLOP/s of the least, and the largest difference from the f64 reference (where that does not
//! take minutes). `scripts/bench/torch_attention.py` runs it and sets PyTorch on the same card beside it.

use serde_json::json;
use teddy_reads::gpu::reference::{self, largest_difference};
use teddy_reads::gpu::{AttentionShape, Gpu, GpuError, KeyMask, Method, Qkv, Tiling};
use teddy_reads::nlp::rng::Rng;

const REPEATS: usize = 5;
/// A card with little to do slows its clock down: so long it computes for each time that is taken.
const ENOUGH_MS: f64 = 40.0;
/// (length, heads, d_k, causal): the lengths of a sentence to those of a book, and the widths that models use.
const CASES: [(usize, usize, usize, bool); 11] = [
    (64, 8, 64, false),
    (128, 8, 64, false),
    (256, 8, 64, false),
    (512, 8, 64, false),
    (1024, 8, 64, false),
    (2048, 8, 64, false),
    (4096, 8, 64, false),
    (4096, 8, 64, true),
    (4096, 16, 32, false),
    (4096, 8, 128, false),
    (4096, 64, 64, false),
];
/// The reference in f64 takes n² on one core.
const LONGEST_CHECKED: usize = 1024;

fn main() {
    let gpu = match pollster::block_on(Gpu::open()) {
        Ok(gpu) => gpu,
        Err(error) => {
            eprintln!("bench: no graphics card: {error}");
            return;
        }
    };
    let facts = gpu.facts();
    println!(
        "{}",
        json!({ "adapter": facts.name, "software": facts.software, "timestamps": facts.timestamps })
    );
    for (n, heads, d_k, causal) in CASES {
        // A software driver would take minutes.
        if facts.software && n > LONGEST_CHECKED {
            continue;
        }
        let shape = AttentionShape::square(heads, n, d_k);
        let mask = if causal {
            KeyMask::causal()
        } else {
            KeyMask::none()
        };
        let mut rng = Rng::new(295);
        let numbers = [(); 3].map(|()| {
            let number = |_| 2.0 * rng.uniform() as f32 - 1.0;
            (0..shape.query_len()).map(number).collect::<Vec<f32>>()
        });
        let qkv = Qkv {
            q: &numbers[0],
            k: &numbers[1],
            v: &numbers[2],
        };
        let expected = (n <= LONGEST_CHECKED).then(|| reference::attention(&shape, qkv, &mask));
        let tilings = gpu.candidates(d_k).map(Some);
        for tiling in tilings.chain([None]) {
            let kernel = tiling.map_or("Naive".to_owned(), |t| format!("{t:?}"));
            match pollster::block_on(measure(&gpu, tiling, &shape, qkv, &mask)) {
                Ok((mut times, context)) => {
                    times.sort_by(f64::total_cmp);
                    let least = times[0];
                    let difference = expected
                        .as_ref()
                        .map(|e| largest_difference(&context, &e.context));
                    println!(
                        "{}",
                        json!({
                            "n": n, "heads": heads, "d_k": d_k, "causal": causal, "kernel": kernel,
                            "least_ms": least, "median_ms": times[times.len() / 2],
                            "gflops": shape.flops() / least / 1e6, "difference": difference,
                        })
                    );
                }
                Err(error) => eprintln!("bench: {kernel}, n = {n}: {error}"),
            }
        }
    }
}

/// Milliseconds of each run, and what it gave; by the naive kernels without a tiling.
async fn measure(
    gpu: &Gpu,
    tiling: Option<Tiling>,
    shape: &AttentionShape,
    qkv: Qkv<'_>,
    mask: &KeyMask,
) -> Result<(Vec<f64>, Vec<f32>), GpuError> {
    let method = match tiling {
        Some(tiling) => {
            gpu.set_tiling(shape.d_k, tiling);
            Method::Fused
        }
        None => Method::Naive,
    };
    let mut context = Vec::new();
    let mut run = async |rounds: u32| {
        let start = std::time::Instant::now();
        let output = gpu.attention_by(method, shape, qkv, mask, rounds).await?;
        let by_the_clock = 1e3 * start.elapsed().as_secs_f64() / f64::from(rounds);
        context = output.context;
        Ok::<f64, GpuError>(
            output
                .kernel_ms
                .filter(|&ms| ms > 0.0)
                .unwrap_or(by_the_clock),
        )
    };
    // The first compiles; the second says how many rounds keep the card busy.
    run(1).await?;
    let rounds = (ENOUGH_MS / run(1).await?).clamp(1.0, 2000.0) as u32;
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        times.push(run(rounds).await?);
    }
    Ok((times, context))
}
