//! C = A·B in f32 by one of two crates, called from run.mjs.

/// Which crate: 0 gemm, 1 matrixmultiply. Returns the sum of C, so that nothing is optimised away.
#[unsafe(no_mangle)]
pub extern "C" fn product(which: u32, m: usize, k: usize, n: usize, rounds: usize) -> f32 {
    let fill = |len: usize| (0..len).map(|i| (i % 13) as f32 * 0.1 - 0.6).collect::<Vec<f32>>();
    let (a, b, mut c) = (fill(m * k), fill(k * n), vec![0.0f32; m * n]);
    for _ in 0..rounds {
        // SAFETY: all three are row-major and exactly as large as the sizes say.
        unsafe {
            match which {
                0 => gemm::gemm(
                    m, n, k, c.as_mut_ptr(), 1, n as isize, false, a.as_ptr(), 1, k as isize,
                    b.as_ptr(), 1, n as isize, 0.0, 1.0, false, false, false,
                    gemm::Parallelism::None,
                ),
                _ => matrixmultiply::sgemm(
                    m, k, n, 1.0, a.as_ptr(), k as isize, 1, b.as_ptr(), n as isize, 1, 0.0,
                    c.as_mut_ptr(), n as isize, 1,
                ),
            }
        }
    }
    c.iter().sum()
}
