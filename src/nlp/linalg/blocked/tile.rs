//! The innermost part of a product: up to 4 rows by 8 columns of C, held in registers while k runs.
//!
//! A step along k reads 8 numbers of B and R of A and multiplies each with each. With R = 4 that is eight sums,
//! two registers of B and one of A: WebAssembly engines on x86-64 have 16 registers, and a larger tile (8×8, as
//! general libraries take) is kept in memory instead.

// Counted loops over arrays: the compiler unrolls them and keeps the arrays in registers, which it does not do for
// iterators, `map` and `zip` here unless everything is linked as one.
#![allow(clippy::needless_range_loop)]

use super::lanes::Lanes;
use super::{LANES, Strided, TILE_COLUMNS};
use crate::nlp::linalg::Real;

/// Registers across a tile.
const ACROSS: usize = TILE_COLUMNS / LANES;

/// Where a tile's result goes, and how: C ← α·(A·B) + β·C.
#[derive(Clone, Copy)]
pub struct Target<T> {
    /// `line` from one row to the next, `inner` from one column to the next.
    pub c: Strided<*mut T>,
    /// Columns of the tile that exist in C.
    pub columns: usize,
    pub alpha: T,
    pub beta: T,
}

/// One tile where A is read in place: R rows of it against 8 columns of B.
///
/// A function of its own, because engines give out registers function by function.
///
/// # Safety
/// `a` must address R × `k` elements, `b` `k` steps of 8 neighbours, `b_step` apart, and the target R × `columns`.
#[inline(never)]
pub unsafe fn tile_in_place<T: Real, L: Lanes<T>, const R: usize>(
    k: usize,
    a: Strided<*const T>,
    mut b: *const T,
    b_step: isize,
    target: Target<T>,
) {
    let mut sums = [[L::splat(T::zero()); ACROSS]; R];
    let mut rows = [a.at; R];
    for i in 0..R {
        rows[i] = a.at.wrapping_offset(i as isize * a.line);
    }
    for _ in 0..k {
        // SAFETY: a step of k in both factors.
        unsafe { step(&mut sums, |i| *rows[i], b) };
        for i in 0..R {
            rows[i] = rows[i].wrapping_offset(a.inner);
        }
        b = b.wrapping_offset(b_step);
    }
    // SAFETY: the caller's promise about the target.
    unsafe { put(&sums, target) }
}

/// The same where both are packed: each step's numbers of A lie together, `STEP` apart from those of the next, and
/// its eight of B.
///
/// # Safety
/// As [`tile_in_place`].
#[inline(never)]
pub unsafe fn tile_packed<T: Real, L: Lanes<T>, const R: usize, const STEP: usize>(
    k: usize,
    mut a: *const T,
    mut b: *const T,
    target: Target<T>,
) {
    let mut sums = [[L::splat(T::zero()); ACROSS]; R];
    for _ in 0..k {
        // SAFETY: a step of k in both factors.
        unsafe {
            step(&mut sums, |i| *a.add(i), b);
            a = a.add(STEP);
            b = b.add(TILE_COLUMNS);
        }
    }
    // SAFETY: the caller's promise about the target.
    unsafe { put(&sums, target) }
}

/// One step along k.
#[inline(always)]
unsafe fn step<T: Real, L: Lanes<T>, const R: usize>(
    sums: &mut [[L; ACROSS]; R],
    a: impl Fn(usize) -> T,
    b: *const T,
) {
    // SAFETY: the caller's promise: 8 numbers of B.
    let b: [L; ACROSS] = std::array::from_fn(|v| unsafe { L::load(b.add(v * LANES)) });
    for i in 0..R {
        let a = L::splat(a(i));
        for v in 0..ACROSS {
            sums[i][v] = sums[i][v].plus_product(a, b[v]);
        }
    }
}

/// Brings the sums into C. With β = 0 C is not read: what was there, NaN included, is replaced.
#[inline(always)]
unsafe fn put<T: Real, L: Lanes<T>, const R: usize>(sums: &[[L; ACROSS]; R], target: Target<T>) {
    let alpha = L::splat(target.alpha);
    if target.columns < TILE_COLUMNS || target.c.inner != 1 {
        let mut numbers = [[T::zero(); TILE_COLUMNS]; R];
        for i in 0..R {
            for v in 0..ACROSS {
                // SAFETY: a row is two registers long.
                unsafe {
                    sums[i][v]
                        .times(alpha)
                        .store(numbers[i].as_mut_ptr().add(v * LANES))
                };
            }
        }
        // SAFETY: the caller's promise.
        return unsafe { put_one_by_one(&numbers, target) };
    }
    let beta = L::splat(target.beta);
    let replace = target.beta.is_zero();
    for i in 0..R {
        for v in 0..ACROSS {
            // SAFETY: a whole tile of C is there.
            unsafe {
                let c = target
                    .c
                    .at
                    .offset(i as isize * target.c.line)
                    .add(v * LANES);
                let mut sum = sums[i][v].times(alpha);
                if !replace {
                    sum = sum.plus_product(beta, L::load(c));
                }
                sum.store(c);
            }
        }
    }
}

/// The same for a part of a tile or any strides of C; α is in the sums already.
#[inline(never)]
unsafe fn put_one_by_one<T: Real>(sums: &[[T; TILE_COLUMNS]], target: Target<T>) {
    let c = target.c;
    for (i, sums) in sums.iter().enumerate() {
        for (j, &x) in sums.iter().take(target.columns).enumerate() {
            // SAFETY: row i and column j exist in C.
            unsafe {
                let c = c.at.offset(i as isize * c.line + j as isize * c.inner);
                *c = if target.beta.is_zero() {
                    x
                } else {
                    x + target.beta * *c
                };
            }
        }
    }
}
