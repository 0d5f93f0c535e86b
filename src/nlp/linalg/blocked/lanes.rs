//! Four numbers at a time: a register of WebAssembly's SIMD128, and the same in plain Rust elsewhere.

use crate::nlp::linalg::Real;

/// Four numbers, and what a matrix product does with them.
pub trait Lanes<T>: Copy {
    /// x in every lane.
    fn splat(x: T) -> Self;
    /// Four neighbours from memory.
    ///
    /// # Safety
    /// Four elements from `from` on must be readable.
    unsafe fn load(from: *const T) -> Self;
    /// Four neighbours to memory.
    ///
    /// # Safety
    /// Four elements from `to` on must be writable.
    unsafe fn store(self, to: *mut T);
    /// Lane by lane.
    fn times(self, other: Self) -> Self;
    /// self + a·b, lane by lane.
    fn plus_product(self, a: Self, b: Self) -> Self;
    /// Lane by lane.
    fn plus(self, other: Self) -> Self;
    /// Lane by lane.
    fn minus(self, other: Self) -> Self;
    /// The larger one, lane by lane.
    fn max(self, other: Self) -> Self;
    /// 2ˣ for x up to 0, lane by lane: see [`Real::power_of_2`].
    fn power_of_2(self) -> Self;
    /// Lane i of row j goes to lane j of row i.
    fn transposed(rows: [Self; 4]) -> [Self; 4];
}

/// Four numbers that the compiler may or may not keep in one register.
#[derive(Clone, Copy)]
pub struct Plain<T>([T; 4]);

impl<T: Real> Lanes<T> for Plain<T> {
    #[inline(always)]
    fn splat(x: T) -> Self {
        Plain([x; 4])
    }
    #[inline(always)]
    unsafe fn load(from: *const T) -> Self {
        // SAFETY: the caller's promise.
        Plain(std::array::from_fn(|i| unsafe { *from.add(i) }))
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut T) {
        for (i, x) in self.0.into_iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { *to.add(i) = x };
        }
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] * other.0[i]))
    }
    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] + a.0[i] * b.0[i]))
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] - other.0[i]))
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        let larger = |a: T, b: T| if a < b { b } else { a };
        Plain(std::array::from_fn(|i| larger(self.0[i], other.0[i])))
    }
    #[inline(always)]
    fn power_of_2(self) -> Self {
        Plain(self.0.map(T::power_of_2))
    }
    #[inline(always)]
    fn transposed(rows: [Self; 4]) -> [Self; 4] {
        std::array::from_fn(|i| Plain(std::array::from_fn(|j| rows[j].0[i])))
    }
}

/// What products in `f32` run on.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub type OfF32 = simd128::Simd128;
/// What products in `f32` run on.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub type OfF32 = Plain<f32>;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128 {
    use super::Lanes;
    use crate::nlp::linalg::simd::{POWER_OF_2, ROUND};
    use core::arch::wasm32::{
        f32x4_add, f32x4_lt, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub, i32x4_add, i32x4_shl,
        i32x4_shuffle, v128, v128_andnot, v128_load, v128_store,
    };

    /// Four `f32` in a register.
    #[derive(Clone, Copy)]
    pub struct Simd128(v128);

    impl Lanes<f32> for Simd128 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            Simd128(f32x4_splat(x))
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller's promise; the instruction asks for no alignment.
            Simd128(unsafe { v128_load(from.cast()) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: as above.
            unsafe { v128_store(to.cast(), self.0) }
        }
        #[inline(always)]
        fn times(self, other: Self) -> Self {
            Simd128(f32x4_mul(self.0, other.0))
        }
        #[inline(always)]
        fn plus_product(self, a: Self, b: Self) -> Self {
            Simd128(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            Simd128(f32x4_add(self.0, other.0))
        }
        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            Simd128(f32x4_sub(self.0, other.0))
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Simd128(f32x4_pmax(self.0, other.0))
        }
        /// As `power_of_2_f32`, step by step.
        #[inline(always)]
        fn power_of_2(self) -> Self {
            let (round, lowest) = (f32x4_splat(ROUND), f32x4_splat(-126.0));
            let clamped = f32x4_pmax(self.0, lowest);
            let shifted = f32x4_add(clamped, round);
            let r = f32x4_sub(clamped, f32x4_sub(shifted, round));
            let mut p = f32x4_splat(POWER_OF_2[0]);
            for c in &POWER_OF_2[1..] {
                p = f32x4_add(f32x4_mul(p, r), f32x4_splat(*c));
            }
            let y = i32x4_add(p, i32x4_shl(shifted, 23));
            Simd128(v128_andnot(y, f32x4_lt(self.0, lowest)))
        }
        #[inline(always)]
        fn transposed([a, b, c, d]: [Self; 4]) -> [Self; 4] {
            let (ab_low, ab_high) = (
                i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0),
                i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0),
            );
            let (cd_low, cd_high) = (
                i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0),
                i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0),
            );
            [
                Simd128(i32x4_shuffle::<0, 1, 4, 5>(ab_low, cd_low)),
                Simd128(i32x4_shuffle::<2, 3, 6, 7>(ab_low, cd_low)),
                Simd128(i32x4_shuffle::<0, 1, 4, 5>(ab_high, cd_high)),
                Simd128(i32x4_shuffle::<2, 3, 6, 7>(ab_high, cd_high)),
            ]
        }
    }
}
