//! Copies parts of a matrix into the order in which the tile reads them.

use super::lanes::Lanes;
use super::{LANES, Strided};
use crate::nlp::linalg::Real;

/// Numbers that the packed form of `across` × `along` elements takes, in panels of `width`.
pub const fn packed_len(across: usize, along: usize, width: usize) -> usize {
    across.div_ceil(width) * width * along
}

/// Packs a matrix of `across` × `along` elements in panels of 4·`V` lines, each panel stored step by step along
/// the inner dimension; the last panel is filled up with zeros.
///
/// For A the lines are its rows, for B its columns: `from.line` is the distance from one line to the next,
/// `from.inner` that along the inner dimension.
///
/// # Safety
/// `from` must address `across` × `along` elements, `to` have room for [`packed_len`].
#[inline(always)]
pub unsafe fn pack<T: Real, L: Lanes<T>, const V: usize>(
    across: usize,
    along: usize,
    from: Strided<*const T>,
    mut to: *mut T,
) {
    let width = V * LANES;
    for first in (0..across).step_by(width) {
        let lines = width.min(across - first);
        // SAFETY: line `first` exists; the panel is `along`·`width` numbers long.
        unsafe {
            let from = Strided {
                at: from.at.offset(first as isize * from.line),
                ..from
            };
            if lines == width && from.line == 1 {
                copy_steps::<T, L, V>(along, from, to);
            } else if lines == width && from.inner == 1 {
                transpose_lines::<T, L, V>(along, from, to);
            } else {
                one_by_one(lines, width, along, from, to);
            }
            to = to.add(width * along);
        }
    }
}

/// Lines are neighbours: each step is 4·V numbers that lie together.
#[inline(always)]
unsafe fn copy_steps<T: Real, L: Lanes<T>, const V: usize>(
    along: usize,
    from: Strided<*const T>,
    to: *mut T,
) {
    for l in 0..along {
        // SAFETY: the caller's promise.
        unsafe {
            let (from, to) = (
                from.at.offset(l as isize * from.inner),
                to.add(l * V * LANES),
            );
            for v in 0..V {
                L::load(from.add(v * LANES)).store(to.add(v * LANES));
            }
        }
    }
}

/// Each line lies together: four lines by four steps are transposed in registers.
#[inline(always)]
unsafe fn transpose_lines<T: Real, L: Lanes<T>, const V: usize>(
    along: usize,
    from: Strided<*const T>,
    to: *mut T,
) {
    let width = V * LANES;
    let whole = along / LANES * LANES;
    // SAFETY: the caller's promise; blocks of four steps end at `whole`.
    unsafe {
        for v in 0..V {
            let line = |i: usize| from.at.offset((v * LANES + i) as isize * from.line);
            let (l0, l1, l2, l3) = (line(0), line(1), line(2), line(3));
            for l in (0..whole).step_by(LANES) {
                let lines = [
                    L::load(l0.add(l)),
                    L::load(l1.add(l)),
                    L::load(l2.add(l)),
                    L::load(l3.add(l)),
                ];
                let [s0, s1, s2, s3] = L::transposed(lines);
                let to = to.add(l * width + v * LANES);
                s0.store(to);
                s1.store(to.add(width));
                s2.store(to.add(2 * width));
                s3.store(to.add(3 * width));
            }
        }
        let rest = Strided {
            at: from.at.add(whole),
            ..from
        };
        one_by_one(width, width, along - whole, rest, to.add(whole * width));
    }
}

/// Any strides, and fewer lines than a panel has.
unsafe fn one_by_one<T: Real>(
    lines: usize,
    width: usize,
    along: usize,
    from: Strided<*const T>,
    to: *mut T,
) {
    for l in 0..along {
        for i in 0..width {
            // SAFETY: the caller's promise; lines beyond the matrix are not read.
            unsafe {
                *to.add(l * width + i) = if i < lines {
                    *from
                        .at
                        .offset(i as isize * from.line + l as isize * from.inner)
                } else {
                    T::zero()
                };
            }
        }
    }
}
