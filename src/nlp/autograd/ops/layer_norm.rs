//! Layer normalisation (Ba, Kiros and Hinton 2016).

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, row, with_simd};
use ndarray::Array2;

/// Added to the variance before the root, as in the common frameworks.
pub const EPSILON: f64 = 1e-5;

struct LayerNorm<T> {
    x: Var,
    gamma: Var,
    beta: Var,
    /// x̂ = (x − mean) / σ, saved by the forward pass.
    x_hat: Array2<T>,
    /// 1 / σ of each row.
    inv_sigma: Vec<T>,
}

/// One row of the forward pass: writes x̂ and y, returns 1 / σ.
#[inline(always)]
pub(crate) fn normalize_row<T: Real>(
    x: &[T],
    gamma: &[T],
    beta: &[T],
    x_hat: &mut [T],
    y: &mut [T],
) -> T {
    let (mean, variance) = row::mean_variance(x);
    let inv_sigma = T::one() / (variance + T::of(EPSILON)).sqrt();
    for i in 0..x.len() {
        x_hat[i] = (x[i] - mean) * inv_sigma;
        y[i] = x_hat[i] * gamma[i] + beta[i];
    }
    inv_sigma
}

impl<T: Real> Tape<'_, T> {
    /// y = γ ∘ x̂ + β with x̂ = (x − mean(x)) / √(variance(x) + 10⁻⁵), row by row.
    ///
    /// # Shapes
    /// x (n, d), γ and β (1, d) → (n, d).
    pub fn layer_norm(&mut self, x: Var, gamma: Var, beta: Var) -> Var {
        let (xs, g, b) = (self.value(x), self.value(gamma), self.value(beta));
        let (mut x_hat, mut y) = (Array2::zeros(xs.dim()), Array2::zeros(xs.dim()));
        let mut inv_sigma = Vec::with_capacity(xs.nrows());
        let (g, b) = (
            g.to_slice().expect("contiguous"),
            b.to_slice().expect("contiguous"),
        );
        with_simd(
            #[inline(always)]
            || {
                for ((x, mut x_hat), mut y) in xs
                    .rows()
                    .into_iter()
                    .zip(x_hat.rows_mut())
                    .zip(y.rows_mut())
                {
                    inv_sigma.push(normalize_row(
                        x.to_slice().expect("contiguous"),
                        g,
                        b,
                        x_hat.as_slice_mut().expect("contiguous"),
                        y.as_slice_mut().expect("contiguous"),
                    ));
                }
            },
        );
        self.push(y, || LayerNorm {
            x,
            gamma,
            beta,
            x_hat,
            inv_sigma,
        })
    }
}

impl<T: Real> Backward<T> for LayerNorm<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let d = d_out.ncols();
        let gamma = tape.value(self.gamma);
        let gamma = gamma.to_slice().expect("contiguous");
        let mut d_gamma = vec![T::zero(); d];
        let mut d_beta = vec![T::zero(); d];
        let mut d_x_hat = vec![T::zero(); d];
        let mut d_x = d_out;
        with_simd(
            #[inline(always)]
            || {
                for ((mut row, x_hat), &inv_sigma) in d_x
                    .rows_mut()
                    .into_iter()
                    .zip(self.x_hat.rows())
                    .zip(&self.inv_sigma)
                {
                    let d_y = row.as_slice_mut().expect("contiguous");
                    let x_hat = x_hat.to_slice().expect("contiguous");
                    // y = γ ∘ x̂ + β, so d_γ += d_y ∘ x̂, d_β += d_y, d_x̂ = d_y ∘ γ.
                    for i in 0..d {
                        d_gamma[i] += d_y[i] * x_hat[i];
                        d_beta[i] += d_y[i];
                        d_x_hat[i] = d_y[i] * gamma[i];
                    }
                    // x̂ = (x − mean) / σ, where mean and σ depend on every element of the row:
                    // d_x = (d_x̂ − mean(d_x̂) − x̂ ∘ mean(d_x̂ ∘ x̂)) / σ.
                    let n = T::of(d as f64);
                    let mean = row::sum(&d_x_hat) / n;
                    let mean_x_hat = row::dot(&d_x_hat, x_hat) / n;
                    for i in 0..d {
                        d_y[i] = (d_x_hat[i] - mean - x_hat[i] * mean_x_hat) * inv_sigma;
                    }
                }
            },
        );
        let as_row = |v| Array2::from_shape_vec((1, d), v).expect("d elements");
        grads.add(tape, self.gamma, as_row(d_gamma));
        grads.add(tape, self.beta, as_row(d_beta));
        grads.add(tape, self.x, d_x);
    }
}
