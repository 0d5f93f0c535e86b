//! The updates of [`objective`](super::objective) at speed: one position of the text at a time.
//!
//! Skip-gram: the C words of a window against the middle word and K negatives that the whole window shares, so that
//! the C·(1+K) products become small matrix products (Ji et al. 2016, pWord2Vec). With X (C, d) the window's
//! input vectors and Y (1+K, d) the output vectors:
//!
//! ```text
//! S = X·Yᵀ                G = lr·(labels − σ(S))          (C, 1+K)
//! X ← X + G·Y             Y ← Y + Gᵀ·X                    both from the old values
//! ```
//!
//! CBOW: the same with one row X = mean of the window's vectors, whose change goes to each of them.
//!
//! Tiles of 4 × 3 rows keep all partial sums in the 16 vector registers that AVX2 and WebAssembly have.

// Plain loops over indices: chains of iterators are not always inlined into the functions that `with_simd` compiles
// for wide vectors, and then run in the narrow ones.
#![allow(clippy::needless_range_loop)]
// A tile's arguments travel through one macro as one tuple.
#![allow(clippy::type_complexity)]

use super::table::{LANES, Lanes, Table};
use crate::nlp::linalg::Real;

/// Room for one position's values, kept between positions.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// G, row-major (C, 1+K).
    g: Vec<f32>,
    /// The changes of X (C, width) and of Y (1+K, width).
    d_x: Vec<Lanes>,
    d_y: Vec<Lanes>,
    /// CBOW's mean, as a table of one row.
    mean: Option<Table>,
}

/// One skip-gram position: `inputs` are the window's words, `outputs` the middle word and then the negatives.
/// Returns the loss −Σ log σ(±s) if `with_loss`, else 0.
#[inline(always)]
pub(super) fn skip_gram(
    (w_in, w_out): (&mut Table, &mut Table),
    inputs: &[u32],
    outputs: &[u32],
    lr: f32,
    with_loss: bool,
    scratch: &mut Scratch,
) -> f64 {
    let Scratch { g, d_x, d_y, .. } = scratch;
    let width = w_in.width;
    scores(w_in, inputs, w_out, outputs, g);
    let n = outputs.len();
    let loss = to_gradient(g, inputs.len() * n, n, lr, with_loss);
    // d_X = G·Y and d_Y = Gᵀ·X, before either matrix changes.
    combine(g, (n, 1), w_out, outputs, inputs.len(), d_x);
    combine(g, (1, n), w_in, inputs, outputs.len(), d_y);
    // A word may stand twice among the rows: its changes are added one after the other.
    for k in 0..inputs.len() {
        add(w_in.row_mut(inputs[k]), &d_x[k * width..]);
    }
    for k in 0..n {
        add(w_out.row_mut(outputs[k]), &d_y[k * width..]);
    }
    loss
}

/// One CBOW position. `share` is what part of the mean's gradient each input vector takes: 1, or 1/C.
#[inline(always)]
pub(super) fn cbow(
    (w_in, w_out): (&mut Table, &mut Table),
    inputs: &[u32],
    outputs: &[u32],
    (lr, share): (f32, f32),
    with_loss: bool,
    scratch: &mut Scratch,
) -> f64 {
    let Scratch { g, d_x, mean, .. } = scratch;
    let mean = mean.get_or_insert_with(|| Table::zeros(1, w_in.dim()));
    mean_of(w_in, inputs, mean.row_mut(0));
    scores(mean, &[0], w_out, outputs, g);
    let loss = to_gradient(g, outputs.len(), outputs.len(), lr, with_loss);
    combine(g, (outputs.len(), 1), w_out, outputs, 1, d_x);
    for k in 0..outputs.len() {
        axpy(g[k], mean.row(0), w_out.row_mut(outputs[k]));
    }
    for &i in inputs {
        axpy(share, d_x, w_in.row_mut(i));
    }
    loss
}

/// Runs `$tile::<I, O>` over all pairs of `$n` rows and `$m` rows: tiles of 4, 2 and 1 by 3 and 1.
macro_rules! for_tiles {
    ($tile:ident, $n:expr, $m:expr, $args:expr) => {
        let (n, m) = ($n, $m);
        let mut i = 0;
        while i < n {
            let rows = match n - i {
                4.. => 4,
                2.. => 2,
                _ => 1,
            };
            let mut o = 0;
            while o < m {
                let columns = if m - o >= 3 { 3 } else { 1 };
                match (rows, columns) {
                    (4, 3) => $tile::<4, 3>((i, o), $args),
                    (4, _) => $tile::<4, 1>((i, o), $args),
                    (2, 3) => $tile::<2, 3>((i, o), $args),
                    (2, _) => $tile::<2, 1>((i, o), $args),
                    (_, 3) => $tile::<1, 3>((i, o), $args),
                    (_, _) => $tile::<1, 1>((i, o), $args),
                }
                o += columns;
            }
            i += rows;
        }
    };
}

/// S = X·Yᵀ into `s`, padded to whole registers.
#[inline(always)]
fn scores(x: &Table, xs: &[u32], y: &Table, ys: &[u32], s: &mut Vec<f32>) {
    // What an earlier position left in the padding is overwritten by to_gradient and read by nobody.
    let len = (xs.len() * ys.len()).next_multiple_of(LANES);
    if s.len() != len {
        s.resize(len, 0.0);
    }
    for_tiles!(dots, xs.len(), ys.len(), (x, xs, y, ys, s.as_mut_slice()));
}

/// I × O dot products, from row `i` of X and row `o` of Y on.
#[inline(always)]
fn dots<const I: usize, const O: usize>(
    (i, o): (usize, usize),
    (x, xs, y, ys, s): (&Table, &[u32], &Table, &[u32], &mut [f32]),
) {
    let width = x.width;
    let (mut a, mut b): ([&[Lanes]; I], [&[Lanes]; O]) = ([&[]; I], [&[]; O]);
    for k in 0..I {
        a[k] = &x.row(xs[i + k])[..width];
    }
    for j in 0..O {
        b[j] = &y.row(ys[o + j])[..width];
    }
    let mut sums = [[[0.0f32; LANES]; O]; I];
    for c in 0..width {
        for j in 0..O {
            let b = b[j][c].0;
            for k in 0..I {
                let a = a[k][c].0;
                for l in 0..LANES {
                    sums[k][j][l] += a[l] * b[l];
                }
            }
        }
    }
    for k in 0..I {
        let s = &mut s[(i + k) * ys.len() + o..][..O];
        for j in 0..O {
            s[j] = total(sums[k][j]);
        }
    }
}

#[inline(always)]
fn total(mut sum: [f32; LANES]) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for l in 0..half {
            sum[l] += sum[l + half];
        }
        half /= 2;
    }
    sum[0]
}

/// S → G = lr·(label − σ(S)). The label of the first of each `n` scores is 1: that word does stand there.
/// Returns Σ −log σ(s) over those and −log σ(−s) over the others, if it is wanted.
#[inline(always)]
fn to_gradient(s: &mut [f32], count: usize, n: usize, lr: f32, with_loss: bool) -> f64 {
    let mut loss = 0.0;
    if with_loss {
        for (k, &s) in s[..count].iter().enumerate() {
            let s = if k % n == 0 { -s } else { s };
            // log(1 + eˢ) without overflow.
            loss += f64::from(s.max(0.0) + (-s.abs()).exp().ln_1p());
        }
    }
    let (registers, _) = s.as_chunks_mut::<LANES>();
    for s in registers {
        for l in 0..LANES {
            s[l] = -lr / (1.0 + (-s[l]).exp_fast());
        }
    }
    let mut first = 0;
    while first < count {
        s[first] += lr;
        first += n;
    }
    loss
}

/// `dest`ᵢ = Σⱼ g[i·down + j·along] · yⱼ for `n` rows i.
#[inline(always)]
fn combine(
    g: &[f32],
    strides: (usize, usize),
    y: &Table,
    ys: &[u32],
    n: usize,
    dest: &mut Vec<Lanes>,
) {
    zeroed(dest, n * y.width);
    for_tiles!(
        accumulate,
        n,
        ys.len(),
        (g, strides, y, ys, dest.as_mut_slice())
    );
}

/// `len` zeros.
#[inline(always)]
fn zeroed(x: &mut Vec<Lanes>, len: usize) {
    if x.len() < len {
        x.resize(len, Lanes::default());
    }
    let x = &mut x[..len];
    for c in 0..len {
        x[c] = Lanes([0.0; LANES]);
    }
}

/// Adds O rows of Y to I rows of `dest`.
#[inline(always)]
fn accumulate<const I: usize, const O: usize>(
    (i, o): (usize, usize),
    (g, (down, along), y, ys, dest): (&[f32], (usize, usize), &Table, &[u32], &mut [Lanes]),
) {
    let width = y.width;
    let mut here = [[0.0f32; O]; I];
    for k in 0..I {
        for j in 0..O {
            here[k][j] = g[(i + k) * down + (o + j) * along];
        }
    }
    let g = here;
    let mut b: [&[Lanes]; O] = [&[]; O];
    for j in 0..O {
        b[j] = &y.row(ys[o + j])[..width];
    }
    let d = &mut dest[i * width..][..I * width];
    for c in 0..width {
        let mut now = [[0.0f32; LANES]; O];
        for j in 0..O {
            now[j] = b[j][c].0;
        }
        for k in 0..I {
            let mut sum = d[k * width + c].0;
            for j in 0..O {
                for l in 0..LANES {
                    sum[l] += g[k][j] * now[j][l];
                }
            }
            d[k * width + c].0 = sum;
        }
    }
}

/// The mean of the rows `xs`.
#[inline(always)]
fn mean_of(x: &Table, xs: &[u32], mean: &mut [Lanes]) {
    mean.fill(Lanes::default());
    for &i in xs {
        add(mean, x.row(i));
    }
    let scale = 1.0 / xs.len() as f32;
    for m in mean {
        for l in 0..LANES {
            m.0[l] *= scale;
        }
    }
}

#[inline(always)]
fn add(row: &mut [Lanes], d: &[Lanes]) {
    let d = &d[..row.len()];
    for c in 0..row.len() {
        for l in 0..LANES {
            row[c].0[l] += d[c].0[l];
        }
    }
}

#[inline(always)]
fn axpy(a: f32, x: &[Lanes], row: &mut [Lanes]) {
    let x = &x[..row.len()];
    for c in 0..row.len() {
        for l in 0..LANES {
            row[c].0[l] += a * x[c].0[l];
        }
    }
}
