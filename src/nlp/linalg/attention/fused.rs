//! One head of attention without a matrix of scores: the softmax is worked out while the keys go by (Milakov and
//! Gimelshein 2018; Dao et al. 2022, "FlashAttention").
//!
//! For a block of keys the scores s of 8 queries are held; with m the largest score so far and l the sum of the
//! weights so far,
//!
//! m' = max(m, s₁, s₂, …),  wⱼ = e^(sⱼ−m'),  l' = e^(m−m')·l + Σ wⱼ,  context' = e^(m−m')·context + Σ wⱼ·vⱼ,
//!
//! and after the last block the context is divided by l. Room: O(n·d_k).
//!
//! Scores are kept key by key, the 8 queries of one key beside each other. So a register holds one key's scores of
//! four queries, maximum and sum need nothing across a register, and the second product reads the weights as the
//! first one wrote them. Powers are of 2, with log₂e in the scale of the scores.

use super::Visible;
use crate::nlp::linalg::Real;
use crate::nlp::linalg::blocked::lanes::Lanes;
use crate::nlp::linalg::blocked::pack::{pack, packed_len};
use crate::nlp::linalg::blocked::tile::{Target, tile_packed};
use crate::nlp::linalg::blocked::{LANES, Line, PER_LINE, Strided, TILE_COLUMNS, TILE_ROWS};
use ndarray::{ArrayView2, ArrayViewMut2};
use std::mem::MaybeUninit;

/// Queries whose scores are held at a time: the columns of a tile.
const PANEL: usize = TILE_COLUMNS;
/// Queries that go over a block of keys while it is in the second cache.
const GROUP: usize = 8 * PANEL;
/// Keys of a block: their scores (4 kB) stay in the first cache.
const KEYS: usize = 128;

/// Working memory, reused from head to head.
#[derive(Default)]
pub struct Room<T> {
    lines: Vec<MaybeUninit<Line<T>>>,
}

/// Where what lies in the working memory.
struct Parts<T> {
    /// Kᵀ in panels of 4 keys, (d_k, 4) each.
    keys: *mut T,
    /// V in panels of 8 columns, (T_k, 8) each.
    values: *mut T,
    /// Qᵀ of the group in panels of 8 queries, (d_k, 8) each.
    queries: *mut T,
    /// Scores, then weights, of one panel against a block of keys: (KEYS, 8).
    scores: *mut T,
    /// Of the group: panel by panel, 8 columns by 8 columns, (8 queries, 8 columns).
    context: *mut T,
    /// m and l of every query of the group.
    tops: *mut T,
    sums: *mut T,
}

impl<T> Room<T> {
    fn parts(&mut self, (d_k, d_v): (usize, usize), t_k: usize) -> Parts<T> {
        let sizes = [
            packed_len(t_k, d_k, TILE_ROWS),
            packed_len(d_v, t_k, TILE_COLUMNS),
            packed_len(GROUP, d_k, PANEL),
            KEYS * PANEL,
            GROUP * d_v.next_multiple_of(TILE_COLUMNS),
            GROUP,
            GROUP,
        ]
        .map(|n| n.div_ceil(PER_LINE));
        let lines: usize = sizes.iter().sum();
        self.lines.clear();
        self.lines.reserve(lines);
        let mut at: *mut T = self.lines.as_mut_ptr().cast();
        let [keys, values, queries, scores, context, tops, sums] = sizes.map(|lines| {
            let part = at;
            at = at.wrapping_add(lines * PER_LINE);
            part
        });
        Parts {
            keys,
            values,
            queries,
            scores,
            context,
            tops,
            sums,
        }
    }
}

/// out ← softmax(q·kᵀ / √d_k)·v of one head; `visible(i)` is what query i sees.
///
/// # Shapes
/// q (T_q, d_k), k (T_k, d_k), v (T_k, d_v) → (T_q, d_v).
pub fn head<'m, T: Real>(
    (q, k, v): (ArrayView2<T>, ArrayView2<T>, ArrayView2<T>),
    visible: impl Fn(usize) -> Visible<'m>,
    mut out: ArrayViewMut2<T>,
    room: &mut Room<T>,
) {
    let (t_q, d_k) = q.dim();
    let (t_k, d_v) = v.dim();
    assert!(
        k.dim() == (t_k, d_k) && out.dim() == (t_q, d_v),
        "attention"
    );
    let parts = room.parts((d_k, d_v), t_k);
    // SAFETY: the views address their elements, and the parts have room for what is packed and worked out.
    unsafe {
        let (k_rows, v_rows) = (rows_of(&k), rows_of(&v));
        pack::<T, T::Lanes, { TILE_ROWS / LANES }>(t_k, d_k, k_rows, parts.keys);
        // The lines of V are its columns.
        let v_columns = Strided {
            line: v_rows.inner,
            inner: v_rows.line,
            ..v_rows
        };
        pack::<T, T::Lanes, { TILE_COLUMNS / LANES }>(d_v, t_k, v_columns, parts.values);
        for q0 in (0..t_q).step_by(GROUP) {
            let n = GROUP.min(t_q - q0);
            let from = q.slice(ndarray::s![q0..q0 + n, ..]);
            pack::<T, T::Lanes, { PANEL / LANES }>(n, d_k, rows_of(&from), parts.queries);
            group((n, d_k, d_v, t_k), |i| visible(q0 + i), &parts);
            finish(n, out.slice_mut(ndarray::s![q0..q0 + n, ..]), &parts);
        }
    }
}

fn rows_of<T>(x: &ArrayView2<T>) -> Strided<*const T> {
    Strided {
        at: x.as_ptr(),
        line: x.strides()[0],
        inner: x.strides()[1],
    }
}

/// All keys go by a group of `n` queries, block by block.
unsafe fn group<'m, T: Real>(
    (n, d_k, d_v, t_k): (usize, usize, usize, usize),
    visible: impl Fn(usize) -> Visible<'m>,
    parts: &Parts<T>,
) {
    let columns = d_v.next_multiple_of(TILE_COLUMNS);
    // SAFETY: the parts are this long.
    unsafe {
        std::slice::from_raw_parts_mut(parts.context, GROUP * columns).fill(T::zero());
        // The lowest number, not −∞: nothing can be subtracted from that.
        std::slice::from_raw_parts_mut(parts.tops, GROUP).fill(T::min_value());
        std::slice::from_raw_parts_mut(parts.sums, GROUP).fill(T::zero());
    }
    let panels: [Panel; GROUP / PANEL] =
        std::array::from_fn(|p| Panel::new(p * PANEL..n.min((p + 1) * PANEL), &visible));
    let last = panels.iter().map(|panel| panel.last).max().unwrap_or(0);
    // log₂e / √d_k
    let scale = T::of(std::f64::consts::LOG2_E / (d_k as f64).sqrt());
    for k0 in (0..last).step_by(KEYS) {
        for (p, panel) in panels.iter().enumerate() {
            let end = panel.last.min(k0 + KEYS);
            if end <= k0 {
                continue;
            }
            let keys = end - k0;
            // SAFETY: offsets of the parts' panels; a tile of keys that is not full is filled up with zeros, and
            // its scores are not looked at.
            unsafe {
                let queries = parts.queries.add(p * PANEL * d_k);
                for j in (0..keys).step_by(TILE_ROWS) {
                    let to = tile_at(parts.scores.add(j * PANEL), scale, T::zero());
                    let keys = parts.keys.add((k0 + j) * d_k);
                    tile_packed::<T, T::Lanes, TILE_ROWS, TILE_ROWS>(d_k, keys, queries, to);
                }
                let scores = std::slice::from_raw_parts_mut(parts.scores, keys * PANEL);
                panel.hide(scores, k0, &visible);
                let context = parts.context.add(p * PANEL * columns);
                let shrink = weigh::<T, T::Lanes>(
                    scores,
                    parts.tops.add(p * PANEL),
                    parts.sums.add(p * PANEL),
                );
                if shrink.iter().any(|&s| s != T::one()) {
                    multiply_rows::<T, T::Lanes>(context, columns / TILE_COLUMNS, &shrink);
                }
                for c in (0..columns).step_by(TILE_COLUMNS) {
                    let values = parts.values.add(c * t_k + k0 * TILE_COLUMNS);
                    for i in (0..PANEL).step_by(TILE_ROWS) {
                        let to = context.add(c * PANEL + i * TILE_COLUMNS);
                        let to = tile_at(to, T::one(), T::one());
                        let weights = parts.scores.add(i);
                        tile_packed::<T, T::Lanes, TILE_ROWS, PANEL>(keys, weights, values, to);
                    }
                }
            }
        }
    }
}

/// A tile of 8 columns that lie together, row after row.
fn tile_at<T>(at: *mut T, alpha: T, beta: T) -> Target<T> {
    Target {
        c: Strided {
            at,
            line: TILE_COLUMNS as isize,
            inner: 1,
        },
        columns: TILE_COLUMNS,
        alpha,
        beta,
    }
}

/// What the queries of a panel see.
struct Panel {
    queries: std::ops::Range<usize>,
    /// Every query sees all keys before this one …
    first: usize,
    /// … and none from this one on.
    last: usize,
}

impl Panel {
    fn new<'m>(queries: std::ops::Range<usize>, visible: impl Fn(usize) -> Visible<'m>) -> Self {
        let (mut first, mut last) = (usize::MAX, 0);
        for i in queries.clone() {
            let row = visible(i);
            first = first.min(if row.allowed.is_some() { 0 } else { row.end });
            last = last.max(row.end);
        }
        Panel {
            queries,
            first,
            last,
        }
    }

    /// Scores of hidden keys become −∞; `scores` (keys, 8) are those of the keys from `k0` on.
    fn hide<'m, T: Real>(
        &self,
        scores: &mut [T],
        k0: usize,
        visible: impl Fn(usize) -> Visible<'m>,
    ) {
        let end = k0 + scores.len() / PANEL;
        if end <= self.first {
            return;
        }
        for (lane, i) in self.queries.clone().enumerate() {
            let row = visible(i);
            for j in row.end.max(k0)..end {
                scores[(j - k0) * PANEL + lane] = T::neg_infinity();
            }
            let Some(allowed) = row.allowed else { continue };
            for (j, &seen) in (k0..end).zip(&allowed[k0..end]) {
                let s = &mut scores[(j - k0) * PANEL + lane];
                *s = if seen { *s } else { T::neg_infinity() };
            }
        }
    }
}

/// Scores (keys, 8) become weights, m and l those of all keys so far; gives 2^(m−m').
#[inline(never)]
unsafe fn weigh<T: Real, L: Lanes<T>>(scores: &mut [T], tops: *mut T, sums: *mut T) -> [T; PANEL] {
    let mut shrinks = [T::zero(); PANEL];
    for v in 0..PANEL / LANES {
        let at = v * LANES;
        // SAFETY: registers within rows of 8 numbers.
        unsafe {
            let before = L::load(tops.add(at));
            let mut top = before;
            for row in scores.chunks_exact(PANEL) {
                top = top.max(L::load(row.as_ptr().add(at)));
            }
            let shrink = before.minus(top).power_of_2();
            let mut sum = L::load(sums.add(at)).times(shrink);
            for row in scores.chunks_exact_mut(PANEL) {
                let at = row.as_mut_ptr().add(at);
                let weight = L::load(at).minus(top).power_of_2();
                weight.store(at);
                sum = sum.plus(weight);
            }
            top.store(tops.add(at));
            sum.store(sums.add(at));
            shrink.store(shrinks.as_mut_ptr().add(at));
        }
    }
    shrinks
}

/// Each of 8 rows, held in `blocks` blocks of 8 columns, times its factor.
unsafe fn multiply_rows<T: Real, L: Lanes<T>>(at: *mut T, blocks: usize, factors: &[T; PANEL]) {
    for block in 0..blocks {
        for (i, &factor) in factors.iter().enumerate() {
            for v in (0..TILE_COLUMNS).step_by(LANES) {
                // SAFETY: a register within the context.
                unsafe {
                    let at = at.add((block * PANEL + i) * TILE_COLUMNS + v);
                    L::load(at).times(L::splat(factor)).store(at);
                }
            }
        }
    }
}

/// The contexts of `n` queries, divided by l, to where they belong.
unsafe fn finish<T: Real>(n: usize, mut out: ArrayViewMut2<T>, parts: &Parts<T>) {
    let columns = out.ncols().next_multiple_of(TILE_COLUMNS);
    for (i, mut out) in out.rows_mut().into_iter().enumerate().take(n) {
        // SAFETY: query i is in the group.
        let sum = unsafe { *parts.sums.add(i) };
        // A query that sees no key has nothing to divide.
        let share = if sum.is_zero() { sum } else { T::one() / sum };
        let (panel, row) = (i / PANEL, i % PANEL);
        let out = out
            .as_slice_mut()
            .expect("rows of the context are contiguous");
        for (block, out) in out.chunks_mut(TILE_COLUMNS).enumerate() {
            let at = panel * PANEL * columns + (block * PANEL + row) * TILE_COLUMNS;
            // SAFETY: a row of a block of the context.
            let from = unsafe { &*parts.context.add(at).cast::<[T; TILE_COLUMNS]>() };
            match out.as_chunks_mut() {
                ([whole], _) => *whole = from.map(|x| share * x),
                (_, out) => {
                    for (y, &x) in out.iter_mut().zip(from) {
                        *y = share * x;
                    }
                }
            }
        }
    }
}
