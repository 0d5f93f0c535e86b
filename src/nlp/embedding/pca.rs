//! Principal component analysis: vectors of d numbers drawn on a plane, losing as little as possible.
//!
//! ```text
//! C = X̄ᵀ·X̄ / (n − 1)        X̄ = X with the mean of the rows taken off     (d, d)
//! C = V·Λ·Vᵀ                  largest eigenvalues first
//! Y = X̄·V₂                   the first two columns of V                   (n, 2)
//! ```
//!
//! The eigenvectors come from Jacobi's rotations (1846): each turns one off-diagonal element into 0, and sweeps are
//! repeated until all are. A column's sign is free; as in scikit-learn its element of largest size is positive.
//! From frame to frame the plane is turned, or turned over, so that the points move as little as possible:
//! [`align`], orthogonal Procrustes (Schönemann 1966).

use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::{Real, matmul};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// A fitted projection.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca<T> {
    /// (d)
    pub mean: Array1<T>,
    /// One principal direction a row: (k, d)
    pub components: Array2<T>,
    /// The variance along each: (k)
    pub variance: Array1<T>,
    /// That as a share of the whole variance; 0 if the points are all the same.
    pub variance_ratio: Array1<T>,
}

impl<T: Real> Pca<T> {
    /// The `k` directions of largest variance of the rows of X (n, d).
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] for fewer than two rows, [`NlpError::BadConfig`] if k is 0 or more than d or a number
    /// is not finite.
    pub fn fit(x: ArrayView2<T>, k: usize) -> Result<Self> {
        let (n, d) = x.dim();
        let bad = |field, why: String| Err(NlpError::BadConfig { field, why });
        if n < 2 {
            return Err(NlpError::EmptyText);
        }
        if k == 0 || k > d {
            return bad("components", format!("must be from 1 to {d}"));
        }
        if !x.iter().all(|v| v.is_finite()) {
            return bad(
                "vectors",
                "hold something that is not a finite number".into(),
            );
        }
        let mean = x.sum_axis(Axis(0)) / T::of(n as f64);
        let centred = &x - &mean;
        let mut c = matmul(centred.t(), centred.view());
        c /= T::of((n - 1) as f64);
        let (values, vectors) = eigen_symmetric(c);
        let total = values.sum();
        let mut order: Vec<usize> = (0..d).collect();
        order.sort_by(|&a, &b| values[b].partial_cmp(&values[a]).expect("finite numbers"));
        let mut components = Array2::zeros((k, d));
        for (mut row, &j) in components.rows_mut().into_iter().zip(&order) {
            row.assign(&vectors.column(j));
            let largest = row
                .iter()
                .fold(T::zero(), |m: T, &v| if v.abs() > m.abs() { v } else { m });
            if largest < T::zero() {
                row.mapv_inplace(|v| -v);
            }
        }
        let variance = Array1::from_iter(order[..k].iter().map(|&j| values[j].max(T::zero())));
        let variance_ratio = match total > T::zero() {
            true => &variance / total,
            false => Array1::zeros(k),
        };
        Ok(Pca {
            mean,
            components,
            variance,
            variance_ratio,
        })
    }

    /// Where points lie along the directions: (m, d) → (m, k).
    pub fn transform(&self, x: ArrayView2<T>) -> Array2<T> {
        let centred = &x - &self.mean;
        matmul(centred.view(), self.components.t())
    }
}

/// Eigenvalues and, as columns, eigenvectors of a symmetric matrix, in no order.
fn eigen_symmetric<T: Real>(mut a: Array2<T>) -> (Array1<T>, Array2<T>) {
    const SWEEPS: usize = 50;
    let d = a.nrows();
    let mut v = Array2::eye(d);
    let size = a.iter().fold(T::zero(), |m: T, x| m.max(x.abs()));
    let tiny = size * T::epsilon() * T::of(1e-2);
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..d {
            for q in p + 1..d {
                if a[(p, q)].abs() <= tiny {
                    continue;
                }
                rotated = true;
                // tan of the angle that makes a[(p, q)] zero: the smaller root of t² + 2θt − 1 = 0.
                let theta = (a[(q, q)] - a[(p, p)]) / (a[(p, q)] + a[(p, q)]);
                let sign = if theta < T::zero() {
                    -T::one()
                } else {
                    T::one()
                };
                let t = sign / (theta.abs() + (theta * theta + T::one()).sqrt());
                let c = T::one() / (t * t + T::one()).sqrt();
                let s = t * c;
                // A ← Jᵀ·A·J and V ← V·J, with J the rotation in the plane of p and q.
                for k in 0..d {
                    let (x, y) = (a[(k, p)], a[(k, q)]);
                    (a[(k, p)], a[(k, q)]) = (c * x - s * y, s * x + c * y);
                }
                for k in 0..d {
                    let (x, y) = (a[(p, k)], a[(q, k)]);
                    (a[(p, k)], a[(q, k)]) = (c * x - s * y, s * x + c * y);
                    let (x, y) = (v[(k, p)], v[(k, q)]);
                    (v[(k, p)], v[(k, q)]) = (c * x - s * y, s * x + c * y);
                }
            }
        }
        if !rotated {
            break;
        }
    }
    (a.diag().to_owned(), v)
}

/// Points of the plane (n, 2), turned about the origin, and turned over if that is better, so that Σ |pᵢ − p′ᵢ|² to
/// `previous` is least. Distances and angles between points stay what they were.
///
/// With M = PᵀP′ the best turn by φ gives tr(RᵀM) = √((M₀₀+M₁₁)² + (M₀₁−M₁₀)²), the best turn with a reflection
/// √((M₀₀−M₁₁)² + (M₀₁+M₁₀)²); the larger of the two wins.
///
/// # Panics
/// If the two are not (n, 2) for the same n: pass the points that both frames have, and turn all with [`turn`].
pub fn align<T: Real>(points: ArrayView2<T>, previous: ArrayView2<T>) -> Array2<T> {
    turn(points, orientation(points, previous))
}

/// The matrix (2, 2) that [`align`] multiplies with.
///
/// # Panics
/// As [`align`].
pub fn orientation<T: Real>(points: ArrayView2<T>, previous: ArrayView2<T>) -> [[T; 2]; 2] {
    assert!(
        points.ncols() == 2 && points.dim() == previous.dim(),
        "align: two frames of the same points"
    );
    let m = matmul(points.t(), previous);
    let (a, b, c, d) = (m[(0, 0)], m[(0, 1)], m[(1, 0)], m[(1, 1)]);
    let (turned, over) = ((a + d).hypot(b - c), (a - d).hypot(b + c));
    let zero = T::zero();
    if turned == zero && over == zero {
        [[T::one(), zero], [zero, T::one()]]
    } else if turned >= over {
        let (cos, sin) = ((a + d) / turned, (b - c) / turned);
        [[cos, sin], [-sin, cos]]
    } else {
        let (cos, sin) = ((a - d) / over, (b + c) / over);
        [[cos, sin], [sin, -cos]]
    }
}

/// Points (n, 2) times a matrix (2, 2).
pub fn turn<T: Real>(points: ArrayView2<T>, r: [[T; 2]; 2]) -> Array2<T> {
    let r = Array2::from_shape_fn((2, 2), |(i, j)| r[i][j]);
    matmul(points, r.view())
}
