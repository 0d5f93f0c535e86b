//! Principal axes (Pearson 1901): the k orthogonal directions along which rows differ most.
//!
//! They are the leading eigenvectors of the covariance C = Σ (x − x̄)(x − x̄)ᵀ / n, found by orthogonal iteration:
//! Q ← orthonormalised C·Q, until Q stays (Golub and Van Loan 2013, section 8.2.4).

use crate::nlp::rng::Rng;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// The mean of the rows of x (n, d) and their first `k` principal axes, strongest first, as columns of (d, k).
/// (x − mean)·axes is the best view of x in k numbers a row. The sign of an axis means nothing; here its largest
/// element is positive, so that the same rows always give the same axes.
///
/// ```
/// use ndarray::array;
/// use teddy_reads::nlp::linalg::principal_axes;
/// let x = array![[1.0f32, 2.0], [2.0, 4.0], [3.0, 6.0]];
/// let (mean, axes) = principal_axes(x.view(), 1);
/// assert_eq!(mean.to_vec(), [2.0, 4.0]);
/// assert!((axes[[1, 0]] / axes[[0, 0]] - 2.0).abs() < 1e-6);
/// ```
pub fn principal_axes(x: ArrayView2<f32>, k: usize) -> (Array1<f64>, Array2<f64>) {
    const MOST_ROUNDS: usize = 500;
    let (n, d) = x.dim();
    let k = k.min(d);
    let x = x.mapv(f64::from);
    let mean = x.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(d));
    let centred = &x - &mean;
    let covariance = centred.t().dot(&centred) / n.max(1) as f64;
    // Any start will do that no axis is orthogonal to.
    let mut rng = Rng::new(0);
    let mut q = Array2::from_shape_simple_fn((d, k), || rng.normal());
    orthonormalise(&mut q);
    for _ in 0..MOST_ROUNDS {
        let mut next = covariance.dot(&q);
        orthonormalise(&mut next);
        // |cos| of the angle between each axis and what it was.
        let moved = (&next * &q).sum_axis(Axis(0)).mapv(|c| 1.0 - c.abs());
        q = next;
        if moved.iter().all(|&m| m < 1e-12) {
            break;
        }
    }
    for mut axis in q.columns_mut() {
        let largest = axis
            .iter()
            .fold(0.0f64, |m, &a| if a.abs() > m.abs() { a } else { m });
        if largest < 0.0 {
            axis.mapv_inplace(|a| -a);
        }
    }
    (mean, q)
}

/// Each column made orthogonal to those before it (twice, for the sake of rounding) and of length 1. A column of
/// which nothing is left stays zero.
fn orthonormalise(q: &mut Array2<f64>) {
    for i in 0..q.ncols() {
        for _ in 0..2 {
            for j in 0..i {
                let along = q.column(i).dot(&q.column(j));
                let before = q.column(j).to_owned();
                q.column_mut(i).scaled_add(-along, &before);
            }
        }
        let length = q.column(i).dot(&q.column(i)).sqrt();
        let scale = if length > 1e-300 { 1.0 / length } else { 0.0 };
        q.column_mut(i).mapv_inplace(|a| a * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with variances 9, 4, 1, 0.01 along known orthogonal directions, and a mean.
    fn sample(n: usize) -> Array2<f32> {
        let mut rng = Rng::new(5);
        let (a, b) = (0.6, 0.8);
        Array2::from_shape_fn((n, 1), |_| 0.0)
            .rows()
            .into_iter()
            .flat_map(|_| {
                let [p, q, r, s] = [3.0, 2.0, 1.0, 0.1].map(|sigma| sigma * rng.normal());
                [a * p - b * q + 7.0, b * p + a * q, r, s - 2.0]
            })
            .map(|x| x as f32)
            .collect::<Array1<f32>>()
            .into_shape_with_order((n, 4))
            .unwrap()
    }

    #[test]
    fn the_axes_are_found_in_order() {
        let (mean, axes) = principal_axes(sample(20_000).view(), 3);
        assert!((mean[0] - 7.0).abs() < 0.1 && (mean[3] + 2.0).abs() < 0.01);
        let want = [
            [0.6, 0.8, 0.0, 0.0],
            [0.8, -0.6, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
        ];
        for (axis, want) in axes.columns().into_iter().zip(want) {
            let cosine: f64 = axis.iter().zip(want).map(|(a, w)| a * w).sum();
            assert!(cosine.abs() > 0.999, "{axis}");
        }
        let gram = axes.t().dot(&axes) - Array2::<f64>::eye(3);
        assert!(gram.iter().all(|g| g.abs() < 1e-10));
    }

    #[test]
    fn fewer_directions_than_asked_for() {
        let (_, axes) = principal_axes(ndarray::array![[1.0f32, 1.0], [1.0, 1.0]].view(), 5);
        assert_eq!(axes.dim(), (2, 2));
        assert!(axes.iter().all(|&a| a == 0.0), "nothing differs");
    }
}
