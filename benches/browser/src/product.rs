//! C = A·B in f32 by ours and by the crate matrixmultiply, which ndarray and candle-like engines use in wasm.

use ndarray::Array2;
use std::cell::RefCell;
use teddy_reads::nlp::linalg::gemm;

thread_local! {
    static MATRICES: RefCell<[Array2<f32>; 3]> =
        RefCell::new(std::array::from_fn(|_| Array2::zeros((0, 0))));
}

/// Makes A (m, k) and B (k, n).
#[unsafe(no_mangle)]
pub extern "C" fn product_prepare(m: usize, k: usize, n: usize) {
    let matrix = |rows, columns| {
        Array2::from_shape_fn((rows, columns), |(i, j)| {
            ((i * 7 + j * 3) % 13) as f32 * 0.1 - 0.6
        })
    };
    MATRICES.set([matrix(m, k), matrix(k, n), Array2::zeros((m, n))]);
}

/// C = A·B by ours (0) or matrixmultiply (1), `rounds` times over; gives a checksum.
#[unsafe(no_mangle)]
pub extern "C" fn product_run(which: u32, rounds: usize) -> f32 {
    MATRICES.with_borrow_mut(|[a, b, c]| {
        let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
        for _ in 0..rounds {
            if which == 0 {
                gemm(1.0, a.view(), b.view(), 0.0, c.view_mut());
                continue;
            }
            // SAFETY: all three are row-major and exactly as large as the sizes say.
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
                    c.as_mut_ptr(),
                    n as isize,
                    1,
                );
            }
        }
        c.iter().enumerate().map(|(i, x)| x * (i % 7) as f32).sum()
    })
}
