//! Matrix products: the crate that the engine uses natively (`gemm`) beside `matrixmultiply`, on one
//! thread, at the sizes of attention, of a training step and of a projection to logits.

use std::time::Instant;

/// Alternating repeats of each side; the best counts.
const REPEATS: usize = 25;

fn main() {
    println!("f32 matrix products, GFLOP/s of the best of {REPEATS} (median)");
    for (m, k, n) in [
        (16, 32, 16),
        (64, 64, 64),
        (256, 256, 256),
        (512, 512, 512),
        (512, 128, 512),
        (512, 128, 4000),
        (768, 256, 768),
    ] {
        let fill = |len: usize| {
            (0..len)
                .map(|i| (i % 13) as f32 * 0.1 - 0.6)
                .collect::<Vec<f32>>()
        };
        let (a, b) = (fill(m * k), fill(k * n));
        let (mut c, mut d) = (vec![0.0f32; m * n], vec![0.0f32; m * n]);
        let rounds = (50_000_000 / (2 * m * k * n)).max(1);
        let gflops = |seconds: f64| (2 * m * k * n * rounds) as f64 / seconds / 1e9;
        let (mut ours, mut other) = (Vec::new(), Vec::new());
        for _ in 0..REPEATS {
            let start = Instant::now();
            for _ in 0..rounds {
                // SAFETY: all three are row-major and exactly as large as the sizes say.
                unsafe {
                    gemm::gemm(
                        m,
                        n,
                        k,
                        c.as_mut_ptr(),
                        1,
                        n as isize,
                        false,
                        a.as_ptr(),
                        1,
                        k as isize,
                        b.as_ptr(),
                        1,
                        n as isize,
                        0.0,
                        1.0,
                        false,
                        false,
                        false,
                        gemm::Parallelism::None,
                    );
                }
            }
            ours.push(gflops(start.elapsed().as_secs_f64()));
            let start = Instant::now();
            for _ in 0..rounds {
                // SAFETY: as above.
                unsafe {
                    matrixmultiply::sgemm(
                        m,
                        k,
                        n,
                        1.0,
                        a.as_ptr(),
                        k as isize,
                        1,
                        b.as_ptr(),
                        n as isize,
                        1,
                        0.0,
                        d.as_mut_ptr(),
                        n as isize,
                        1,
                    );
                }
            }
            other.push(gflops(start.elapsed().as_secs_f64()));
        }
        let same = c
            .iter()
            .zip(&d)
            .all(|(x, y)| (x - y).abs() < 1e-2 * x.abs().max(1.0));
        assert!(same, "both sides compute the same product");
        let report = |mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            format!("{:6.1} ({:5.1})", all[all.len() - 1], all[all.len() / 2])
        };
        println!(
            "{m:4} x {k:4} x {n:4}   gemm {}   matrixmultiply {}",
            report(ours),
            report(other)
        );
    }
}
