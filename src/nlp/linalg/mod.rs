//! The few numerical kernels that everything else stands on: matrix products and row operations.
//!
//! Generic over [`Real`] (`f32` and `f64`): models run in `f32`, and the same code is checked against
//! finite differences in `f64`.

pub mod attention;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(
        dead_code,
        reason = "its product is WebAssembly's; natively only attention uses its tiles"
    )
)]
mod blocked;
pub mod gate;
mod gemm;
mod int8;
mod join;
mod packed;
pub mod row;
mod simd;
mod small;

pub use gemm::{gemm, matmul, matmul_nt};
pub use int8::Int8Matrix;
pub use join::beside;
pub use packed::Packed;
pub use simd::with_simd;
pub use small::{affine, affine_rows, is_few, rows_times_transposed};

use blocked::lanes::{Lanes, OfF32, Plain};
use ndarray::NdFloat;

/// A floating point number that the models can run in.
pub trait Real: NdFloat + Default + 'static {
    /// Four of them, for our own kernels.
    type Lanes: Lanes<Self>;

    /// The nearest number to a constant of a formula.
    fn of(x: f64) -> Self;
    /// For reports and traces.
    fn as_f32(self) -> f32;
    /// For sums of losses.
    fn as_f64(self) -> f64;
    /// eˣ to about 1 ulp·2, without branches so that loops over it vectorise (f32); exact `exp` in f64.
    fn exp_fast(self) -> Self;
    /// 2ˣ for x up to 0, in the same way.
    fn power_of_2(self) -> Self;
    /// C ← α·A·B + β·C, by raw parts: sizes (m, n, k) and strides (row, column) in elements.
    ///
    /// # Safety
    /// Every element addressed by the sizes and strides must lie in its allocation, and C must not
    /// overlap A or B.
    #[allow(clippy::too_many_arguments)]
    unsafe fn gemm_raw(
        size: (usize, usize, usize),
        alpha: Self,
        a: (*const Self, isize, isize),
        b: (*const Self, isize, isize),
        beta: Self,
        c: (*mut Self, isize, isize),
    );
}

macro_rules! gemm_raw {
    () => {
        unsafe fn gemm_raw(
            (m, n, k): (usize, usize, usize),
            alpha: Self,
            (a, a_rs, a_cs): (*const Self, isize, isize),
            (b, b_rs, b_cs): (*const Self, isize, isize),
            beta: Self,
            (c, c_rs, c_cs): (*mut Self, isize, isize),
        ) {
            // SAFETY: the caller's promise is the one that both ask for.
            #[cfg(not(target_arch = "wasm32"))]
            unsafe {
                // The crate `gemm` names the scale of C alpha and that of A·B beta.
                ::gemm::gemm(
                    m,
                    n,
                    k,
                    c,
                    c_cs,
                    c_rs,
                    beta != 0.0,
                    a,
                    a_cs,
                    a_rs,
                    b,
                    b_cs,
                    b_rs,
                    beta,
                    alpha,
                    false,
                    false,
                    false,
                    ::gemm::Parallelism::None,
                );
            }
            #[cfg(target_arch = "wasm32")]
            unsafe {
                blocked::gemm::<Self, Self::Lanes>(
                    (m, n, k),
                    alpha,
                    (a, a_rs, a_cs),
                    (b, b_rs, b_cs),
                    beta,
                    (c, c_rs, c_cs),
                );
            }
        }
    };
}

impl Real for f32 {
    type Lanes = OfF32;

    fn of(x: f64) -> Self {
        x as f32
    }
    fn as_f32(self) -> f32 {
        self
    }
    fn as_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn exp_fast(self) -> Self {
        simd::exp_f32(self)
    }
    #[inline(always)]
    fn power_of_2(self) -> Self {
        simd::power_of_2_f32(self)
    }
    gemm_raw!();
}

impl Real for f64 {
    type Lanes = Plain<f64>;

    fn of(x: f64) -> Self {
        x
    }
    fn as_f32(self) -> f32 {
        self as f32
    }
    fn as_f64(self) -> f64 {
        self
    }
    #[inline(always)]
    fn exp_fast(self) -> Self {
        self.exp()
    }
    #[inline(always)]
    fn power_of_2(self) -> Self {
        self.exp2()
    }
    gemm_raw!();
}
