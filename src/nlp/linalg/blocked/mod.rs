//! The matrix product of WebAssembly, C ← α·A·B + β·C, written for its 128-bit SIMD.
//!
//! As in the books (Goto and van de Geijn 2008): B is cut into blocks that stay in the outer cache and A into
//! blocks that stay in the inner one, both are copied ("packed") into the order in which they will be read, and
//! a tile of C is worked out in registers. What is particular to WebAssembly is the size of that tile:
//! see [`tile`](mod@tile). Small products, as of attention heads, are not packed where they can be read in place.
//!
//! Written over [`lanes::Lanes`], so that native tests cover it; natively the crate `gemm` is faster.

pub mod lanes;
pub mod pack;
pub mod tile;

use lanes::Lanes;

use crate::nlp::linalg::Real;
use pack::{pack, packed_len};
use std::mem::MaybeUninit;
use tile::{Target, tile_in_place, tile_packed};

/// Numbers in a register.
pub const LANES: usize = 4;
/// The tile of C held in registers.
pub const TILE_ROWS: usize = 4;
pub const TILE_COLUMNS: usize = 2 * LANES;

/// Sizes of blocks: one panel of B (8 kB) and one of A (4 kB) stay in the first cache, a block of A (128 kB) in the
/// second, a block of B (1 MB) in the third.
const K_BLOCK: usize = 256;
const M_BLOCK: usize = 128;
const N_BLOCK: usize = 1024;

/// With no more rows or columns of C than this, the factors are read in place where that is possible: each
/// number is used so few times that copying it first would cost more.
const FEW: usize = 32;

/// Numbers of packed factors that are kept on the stack (8 kB of f32).
const ON_STACK: usize = 2048;

/// Numbers in a [`Line`].
pub const PER_LINE: usize = 16;

/// A line of the cache (of f32): packed factors begin with one, so that no register is read from two.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Line<T>(#[allow(dead_code, reason = "only its size and alignment count")] [T; PER_LINE]);

/// Where a matrix begins and how far apart its elements are. For A and C a line is a row, for B a column.
#[derive(Clone, Copy)]
pub struct Strided<P> {
    pub at: P,
    pub line: isize,
    pub inner: isize,
}

/// C ← α·A·B + β·C, by raw parts: sizes (m, n, k) and strides (row, column) in elements.
///
/// # Safety
/// As [`Real::gemm_raw`].
pub unsafe fn gemm<T: Real, L: Lanes<T>>(
    (m, n, k): (usize, usize, usize),
    alpha: T,
    (a, a_rs, a_cs): (*const T, isize, isize),
    (b, b_rs, b_cs): (*const T, isize, isize),
    beta: T,
    (c, c_rs, c_cs): (*mut T, isize, isize),
) {
    if c_rs == 1 && c_cs != 1 {
        // Columns of C lie together: Cᵀ = Bᵀ·Aᵀ has them as rows.
        // SAFETY: the same elements, named the other way round.
        return unsafe {
            gemm::<T, L>(
                (n, m, k),
                alpha,
                (b, b_cs, b_rs),
                (a, a_cs, a_rs),
                beta,
                (c, c_cs, c_rs),
            )
        };
    }
    let in_place = m <= FEW || n <= FEW;
    let b_in_place = in_place && b_cs == 1;
    let (k_block, n_block, m_block) = (k.min(K_BLOCK), n.min(N_BLOCK), m.min(M_BLOCK));
    // In place, only the last columns, fewer than a tile has, are copied.
    let b_room = match b_in_place {
        true => packed_len(n % TILE_COLUMNS, k_block, TILE_COLUMNS),
        false => packed_len(n_block, k_block, TILE_COLUMNS),
    };
    let a_room = match in_place {
        true => 0,
        false => packed_len(m_block, k_block, TILE_ROWS).next_multiple_of(PER_LINE),
    };
    // On the stack where little is needed, since small products come by the thousand.
    let room = a_room + b_room;
    let mut small = [MaybeUninit::<Line<T>>::uninit(); ON_STACK.div_ceil(PER_LINE)];
    let mut large: Vec<MaybeUninit<Line<T>>> = Vec::new();
    let packed_a: *mut T = if room <= ON_STACK {
        small.as_mut_ptr().cast()
    } else {
        large.reserve_exact(room.div_ceil(PER_LINE));
        large.as_mut_ptr().cast()
    };
    let packed_b = packed_a.wrapping_add(a_room);

    for n0 in (0..n).step_by(N_BLOCK) {
        let columns = N_BLOCK.min(n - n0);
        for k0 in (0..k).step_by(K_BLOCK) {
            let depth = K_BLOCK.min(k - k0);
            // The first block along k brings β·C in, the others add.
            let beta = if k0 == 0 { beta } else { T::one() };
            let whole = match b_in_place {
                true => columns / TILE_COLUMNS * TILE_COLUMNS,
                false => 0,
            };
            // SAFETY: here and below every offset is that of an element within the sizes; the room for what is
            // packed was worked out above.
            let right = unsafe {
                let b = Strided {
                    at: b.offset(k0 as isize * b_rs + n0 as isize * b_cs),
                    line: b_cs,
                    inner: b_rs,
                };
                let rest = Strided {
                    at: b.at.offset(whole as isize * b_cs),
                    ..b
                };
                pack::<T, L, { TILE_COLUMNS / LANES }>(columns - whole, depth, rest, packed_b);
                RightFactor {
                    in_place: b,
                    whole,
                    packed: packed_b,
                }
            };
            for m0 in (0..m).step_by(M_BLOCK) {
                let rows = M_BLOCK.min(m - m0);
                unsafe {
                    let a = Strided {
                        at: a.offset(m0 as isize * a_rs + k0 as isize * a_cs),
                        line: a_rs,
                        inner: a_cs,
                    };
                    let left = if in_place {
                        LeftFactor::InPlace(a)
                    } else {
                        pack::<T, L, { TILE_ROWS / LANES }>(rows, depth, a, packed_a);
                        LeftFactor::Packed(packed_a)
                    };
                    let target = Target {
                        c: Strided {
                            at: c.offset(m0 as isize * c_rs + n0 as isize * c_cs),
                            line: c_rs,
                            inner: c_cs,
                        },
                        columns,
                        alpha,
                        beta,
                    };
                    block::<T, L>((rows, depth), left, right, target);
                }
            }
        }
    }
}

/// A block of A.
#[derive(Clone, Copy)]
enum LeftFactor<T> {
    InPlace(Strided<*const T>),
    Packed(*const T),
}

/// A block of B: its first `whole` columns where they are, the others packed.
#[derive(Clone, Copy)]
struct RightFactor<T> {
    in_place: Strided<*const T>,
    whole: usize,
    packed: *const T,
}

/// All tiles of a block of C.
///
/// # Safety
/// The factors and the target must address `rows` × `depth`, `depth` × `target.columns` and their product.
unsafe fn block<T: Real, L: Lanes<T>>(
    (rows, depth): (usize, usize),
    a: LeftFactor<T>,
    b: RightFactor<T>,
    target: Target<T>,
) {
    for j in (0..target.columns).step_by(TILE_COLUMNS) {
        // SAFETY: column j exists; from `whole` on the panels follow each other.
        let (b_at, b_step) = unsafe {
            if j < b.whole {
                (b.in_place.at.add(j), b.in_place.inner)
            } else {
                (b.packed.add((j - b.whole) * depth), TILE_COLUMNS as isize)
            }
        };
        for i in (0..rows).step_by(TILE_ROWS) {
            // SAFETY: row i and column j exist, and as many as the tile is told.
            unsafe {
                let c = target.c;
                let target = Target {
                    c: Strided {
                        at: c.at.offset(i as isize * c.line + j as isize * c.inner),
                        ..c
                    },
                    columns: TILE_COLUMNS.min(target.columns - j),
                    ..target
                };
                match a {
                    LeftFactor::InPlace(a) => {
                        let a = Strided {
                            at: a.at.offset(i as isize * a.line),
                            ..a
                        };
                        match rows - i {
                            1 => tile_in_place::<T, L, 1>(depth, a, b_at, b_step, target),
                            2 => tile_in_place::<T, L, 2>(depth, a, b_at, b_step, target),
                            3 => tile_in_place::<T, L, 3>(depth, a, b_at, b_step, target),
                            _ => tile_in_place::<T, L, TILE_ROWS>(depth, a, b_at, b_step, target),
                        }
                    }
                    LeftFactor::Packed(a) => {
                        let a = a.add(i * depth);
                        match rows - i {
                            1 => tile_packed::<T, L, 1, TILE_ROWS>(depth, a, b_at, target),
                            2 => tile_packed::<T, L, 2, TILE_ROWS>(depth, a, b_at, target),
                            3 => tile_packed::<T, L, 3, TILE_ROWS>(depth, a, b_at, target),
                            _ => tile_packed::<T, L, TILE_ROWS, TILE_ROWS>(depth, a, b_at, target),
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lanes::{OfF32, Plain};
    use super::*;
    use crate::nlp::rng::Rng;
    use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

    /// The product by these kernels, whatever the target.
    fn product<T: Real, L: Lanes<T>>(
        alpha: T,
        a: ArrayView2<T>,
        b: ArrayView2<T>,
        beta: T,
        mut c: ArrayViewMut2<T>,
    ) {
        let (size, strides) = ((a.nrows(), b.ncols(), a.ncols()), |s: &[isize]| {
            (s[0], s[1])
        });
        let (a_s, b_s, c_s) = (
            strides(a.strides()),
            strides(b.strides()),
            strides(c.strides()),
        );
        // SAFETY: views address their elements.
        unsafe {
            gemm::<T, L>(
                size,
                alpha,
                (a.as_ptr(), a_s.0, a_s.1),
                (b.as_ptr(), b_s.0, b_s.1),
                beta,
                (c.as_mut_ptr(), c_s.0, c_s.1),
            );
        }
    }

    /// Small whole numbers, whose products and sums are exact in f32: results must be equal, not near.
    fn whole_numbers<T: Real>(rows: usize, columns: usize, rng: &mut Rng) -> Array2<T> {
        Array2::from_shape_fn((rows, columns), |_| T::of(rng.below(9) as f64 - 4.0))
    }

    /// A matrix of this shape whose elements lie in another order or apart.
    fn laid_out<T: Real>(layout: usize, x: &Array2<T>) -> Array2<T> {
        match layout {
            0 => x.clone(),
            _ => x.t().as_standard_layout().to_owned().reversed_axes(),
        }
    }

    fn check<T: Real, L: Lanes<T>>((m, n, k): (usize, usize, usize), rng: &mut Rng) {
        let a = whole_numbers::<T>(m, k, rng);
        let b = whole_numbers::<T>(k, n, rng);
        let before = whole_numbers::<T>(m, n, rng);
        let of = T::of;
        let products = Array2::from_shape_fn((m, n), |(i, j)| {
            (0..k).fold(T::zero(), |sum, l| sum + a[(i, l)] * b[(l, j)])
        });
        for layouts in 0..8 {
            let (a, b) = (laid_out(layouts & 1, &a), laid_out(layouts >> 1 & 1, &b));
            for (alpha, beta) in [(1.0, 0.0), (1.0, 1.0), (-2.0, 0.5)] {
                let by_definition = &products * of(alpha) + &before * of(beta);
                let mut c = laid_out(layouts >> 2, &before);
                if beta == 0.0 {
                    c.fill(T::nan());
                }
                product::<T, L>(of(alpha), a.view(), b.view(), of(beta), c.view_mut());
                assert_eq!(
                    c, by_definition,
                    "{m}x{k}x{n}, layouts {layouts}, {alpha}, {beta}"
                );
            }
        }
    }

    #[test]
    fn equals_the_definition_at_all_small_sizes() {
        let mut rng = Rng::new(1);
        for m in 1..=20 {
            for n in 1..=20 {
                for k in 1..=20 {
                    check::<f32, OfF32>((m, n, k), &mut rng);
                }
            }
        }
    }

    #[test]
    fn equals_the_definition_where_blocks_end() {
        let mut rng = Rng::new(2);
        let sizes = [
            (FEW + 1, FEW + 1, 3),
            (M_BLOCK, 40, K_BLOCK),
            (M_BLOCK + 1, 41, K_BLOCK + 1),
            (2 * M_BLOCK + 3, 9, 2 * K_BLOCK + 5),
            (5, N_BLOCK + 9, 31),
            (37, N_BLOCK + 1, K_BLOCK + 2),
        ];
        for size in sizes {
            check::<f32, OfF32>(size, &mut rng);
        }
        check::<f64, Plain<f64>>((M_BLOCK + 2, 33, K_BLOCK + 3), &mut rng);
    }

    #[test]
    fn writes_only_into_its_part_of_a_larger_matrix() {
        let mut rng = Rng::new(3);
        let (a, b) = (
            whole_numbers::<f32>(40, 12, &mut rng),
            whole_numbers(30, 40, &mut rng),
        );
        let mut c = Array2::from_elem((20, 50), 7.0f32);
        // Every second row and column of A, a part of B's columns, every third column of C.
        let (a, b) = (a.slice(s![5..17;2, ..;2]), b.slice(s![..12;2, 3..14]));
        product::<f32, OfF32>(1.0, a, b, 0.0, c.slice_mut(s![2..8, 1..34;3]));
        for ((i, j), &x) in c.indexed_iter() {
            let inside = (2..8).contains(&i) && (1..34).contains(&j) && (j - 1) % 3 == 0;
            let (row, column) = (i.wrapping_sub(2), j.wrapping_sub(1) / 3);
            let want = if inside {
                a.row(row).dot(&b.column(column))
            } else {
                7.0
            };
            assert_eq!(x, want, "({i}, {j})");
        }
    }
}
