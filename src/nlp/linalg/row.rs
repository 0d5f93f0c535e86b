//! Operations on one row of numbers, written in 16 lanes so that sums vectorise too.
//!
//! A compiler may not reorder floating point additions, so a plain `sum` runs one element at a time.
//! Keeping 16 partial sums says that this order is meant.

use super::Real;

pub(super) const LANES: usize = 16;

/// Σ f(xᵢ) in lanes.
#[inline(always)]
fn sum_by<T: Real>(x: &[T], f: impl Fn(T) -> T) -> T {
    let mut acc = [T::zero(); LANES];
    let chunks = x.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (a, &v) in acc.iter_mut().zip(chunk) {
            *a += f(v);
        }
    }
    let mut total = T::zero();
    for &v in rest {
        total += f(v);
    }
    total + across(acc)
}

/// The sum of all lanes (a power of two of them), by halves: of sixteen, four additions that wait for each other in
/// place of sixteen. A product with a
/// large matrix row by row (the logits of one token) ends with one of these for every row.
#[inline(always)]
pub(super) fn across<T: Real, const N: usize>(mut lanes: [T; N]) -> T {
    let mut half = N / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}

/// Σ xᵢ.
#[inline(always)]
pub fn sum<T: Real>(x: &[T]) -> T {
    sum_by(x, |v| v)
}

/// Σ xᵢ·yᵢ.
#[inline(always)]
pub fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let mut acc = [T::zero(); LANES];
    let (xs, ys) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let mut total = T::zero();
    for (&a, &b) in xs.remainder().iter().zip(ys.remainder()) {
        total += a * b;
    }
    for (p, q) in xs.zip(ys) {
        for ((s, &a), &b) in acc.iter_mut().zip(p).zip(q) {
            *s += a * b;
        }
    }
    total + across(acc)
}

/// The largest element; −∞ for an empty row. Starting from −∞ and not from 0 matters: a row of very
/// negative logits has its own maximum.
#[inline(always)]
pub fn max<T: Real>(x: &[T]) -> T {
    let mut acc = [T::neg_infinity(); LANES];
    let chunks = x.chunks_exact(LANES);
    let mut best = T::neg_infinity();
    for &v in chunks.remainder() {
        best = if v > best { v } else { best };
    }
    for chunk in chunks {
        for (a, &v) in acc.iter_mut().zip(chunk) {
            *a = if v > *a { v } else { *a };
        }
    }
    for a in acc {
        best = if a > best { a } else { best };
    }
    best
}

/// y ← y + a·x.
#[inline(always)]
pub fn axpy<T: Real>(a: T, x: &[T], y: &mut [T]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// Mean and variance (divided by n, as layer normalisation wants).
#[inline(always)]
pub fn mean_variance<T: Real>(x: &[T]) -> (T, T) {
    let n = T::of(x.len() as f64);
    let mean = sum(x) / n;
    let variance = sum_by(x, |v| (v - mean) * (v - mean)) / n;
    (mean, variance)
}

/// Replaces a row by its softmax, eˣⁱ / Σ eˣʲ, and returns log Σ eˣʲ.
///
/// The maximum is taken off first, so that large logits do not overflow. A row of −∞ alone (everything
/// masked) has no distribution: it becomes zeros and −∞ is returned.
#[inline(always)]
pub fn softmax<T: Real>(x: &mut [T]) -> T {
    let top = max(x);
    if top == T::neg_infinity() {
        x.fill(T::zero());
        return top;
    }
    for v in x.iter_mut() {
        *v = (*v - top).exp_fast();
    }
    let total = sum(x);
    let scale = T::one() / total;
    for v in x.iter_mut() {
        *v *= scale;
    }
    top + total.ln()
}

/// log Σ eˣʲ, the row left as it is; −∞ for an empty or wholly masked row.
#[inline(always)]
pub fn log_sum_exp<T: Real>(x: &[T]) -> T {
    let top = max(x);
    if top == T::neg_infinity() {
        return top;
    }
    top + sum_by(x, |v| (v - top).exp_fast()).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_of_every_length() {
        for n in [0usize, 1, 15, 16, 17, 40] {
            let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
            let expected = (0..n).sum::<usize>() as f64;
            assert_eq!(sum(&x), expected);
            assert_eq!(dot(&x, &vec![2.0; n]), 2.0 * expected);
            if n > 0 {
                assert_eq!(max(&x), (n - 1) as f64);
            }
        }
    }

    #[test]
    fn softmax_of_hand_checked_rows() {
        let mut x = [0.0f32, 2f32.ln()];
        let same = log_sum_exp(&x);
        let log_sum = softmax(&mut x);
        assert_eq!(log_sum, same);
        assert!((x[0] - 1.0 / 3.0).abs() < 1e-6 && (x[1] - 2.0 / 3.0).abs() < 1e-6);
        assert!((log_sum - 3f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn softmax_of_extreme_rows() {
        let mut huge = [1e30f32, 1e30, -1e30];
        softmax(&mut huge);
        assert_eq!(huge, [0.5, 0.5, 0.0]);
        let mut tiny = [-1e30f32, -1e30];
        softmax(&mut tiny);
        assert_eq!(tiny, [0.5, 0.5]);
        let mut masked = [f32::NEG_INFINITY; 20];
        assert_eq!(log_sum_exp(&masked), f32::NEG_INFINITY);
        assert_eq!(softmax(&mut masked), f32::NEG_INFINITY);
        assert_eq!(masked, [0.0; 20]);
    }
}
