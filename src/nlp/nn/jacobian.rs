//! How a recurrent state depends on the one before it: the factors whose product is what back-propagation
//! through time multiplies a gradient by (Pascanu, Mikolov and Bengio 2013, section 2).
//!
//! ∂L/∂s_t = ∂L/∂s_T · J_T · … · J_{t+1} with J_t = ∂s_t/∂s_{t−1}. If every ‖J‖ is below 1 the product
//! vanishes; it can explode only if some are above 1.
//!
//! * RNN: s = h and J = diag(1 − h_t²)·W_hh.
//! * LSTM: s = (c, h) and J has the forget gate on the diagonal of ∂c_t/∂c_{t−1}: a gate near 1 lets the
//!   gradient of c through as it is.

use super::{Lstm, LstmState, LstmStep, Rnn};
use crate::nlp::autograd::ParamSet;
use crate::nlp::autograd::ops::{Gate, HeldGate};
use crate::nlp::linalg::{Real, gate};
use ndarray::{Array1, Array2, s};
use serde::{Deserialize, Serialize};

/// One factor, and the product of it with all later ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// t: from the state of step t − 1 to that of step t.
    pub step: usize,
    /// ‖J_t‖₂: the most by which it can stretch a gradient.
    pub norm: f64,
    /// ‖J_T · … · J_t‖₂.
    pub product: f64,
}

/// The factors of a sequence of Jacobians of steps 0, 1, ….
pub fn factors<T: Real>(jacobians: &[Array2<T>]) -> Vec<Factor> {
    let mut product: Option<Array2<T>> = None;
    let mut factors = Vec::with_capacity(jacobians.len());
    for (step, j) in jacobians.iter().enumerate().rev() {
        let whole = match product {
            None => j.clone(),
            Some(later) => later.dot(j),
        };
        factors.push(Factor {
            step,
            norm: spectral_norm(j),
            product: spectral_norm(&whole),
        });
        product = Some(whole);
    }
    factors.reverse();
    factors
}

/// ‖A‖₂, the largest singular value, by power iteration on AᵀA.
pub fn spectral_norm<T: Real>(a: &Array2<T>) -> f64 {
    /// Enough for the four digits that a chart shows, even where two singular values are close.
    const ITERATIONS: usize = 100;
    let n = a.ncols();
    // Any start that is not orthogonal to the answer; irregular, so that symmetric matrices are no trap.
    let mut v = Array1::from_shape_fn(n, |i| T::of(1.0 + ((i * 7919) % 101) as f64 / 101.0));
    let mut norm = 0.0;
    for _ in 0..ITERATIONS {
        let length = v.dot(&v).as_f64().sqrt();
        if length == 0.0 || !length.is_finite() {
            return norm;
        }
        v /= T::of(length);
        let u = a.dot(&v);
        norm = u.dot(&u).as_f64().sqrt();
        v = a.t().dot(&u);
    }
    norm
}

impl Rnn {
    /// J = ∂h/∂h_before, (H, H), at a state h (1, H) that the layer has come to.
    pub fn jacobian<T: Real>(&self, params: &ParamSet<T>, h: &Array2<T>) -> Array2<T> {
        let mut j = params.value(self.weights().w_hh).clone();
        for (mut row, &h) in j.rows_mut().into_iter().zip(h.row(0)) {
            row *= T::one() - h * h;
        }
        j
    }
}

impl Lstm {
    /// J = ∂(c, h)/∂(c, h)_before, (2H, 2H), of a step (n = 1) made from `before`.
    pub fn jacobian<T: Real>(
        &self,
        params: &ParamSet<T>,
        before: &LstmState<T>,
        step: &LstmStep<T>,
        (held, position): (&[HeldGate], usize),
    ) -> Array2<T> {
        let (n, one) = (self.hidden(), T::one());
        let w = params.value(self.weights().w_hh);
        // ∂gate/∂z of each gate and unit: 0 where the gate is held.
        let mut slope = Array2::zeros((4, n));
        for g in Gate::ALL {
            for (unit, &y) in step.gate(g).row(0).iter().enumerate() {
                let free = !held.iter().any(|held| held.holds(g, unit, position));
                slope[(g as usize, unit)] = match (free, g) {
                    (false, _) => T::zero(),
                    (true, Gate::Cell) => one - y * y,
                    (true, _) => y * (one - y),
                };
            }
        }
        let value = |g: Gate, unit: usize| step.gate(g)[(0, unit)];
        let mut j = Array2::zeros((2 * n, 2 * n));
        for r in 0..n {
            let tanh_c = gate::tanh(step.state.c[(0, r)]);
            let shown = value(Gate::Out, r) * (one - tanh_c * tanh_c);
            let d_c_d_c = value(Gate::Forget, r);
            j[(r, r)] = d_c_d_c;
            j[(n + r, r)] = shown * d_c_d_c;
            let row = |g: Gate| w.row(g as usize * n + r);
            for k in 0..n {
                // c = f ∘ c_before + i ∘ g, each gate a function of h_before.
                let d_c = before.c[(0, r)] * slope[(1, r)] * row(Gate::Forget)[k]
                    + value(Gate::Cell, r) * slope[(0, r)] * row(Gate::In)[k]
                    + value(Gate::In, r) * slope[(2, r)] * row(Gate::Cell)[k];
                j[(r, n + k)] = d_c;
                // h = o ∘ tanh(c)
                j[(n + r, n + k)] = tanh_c * slope[(3, r)] * row(Gate::Out)[k] + shown * d_c;
            }
        }
        j
    }
}

/// The rows and columns of c in an LSTM's Jacobian: ∂c_t/∂c_{t−1} alone.
pub fn cell_part<T: Real>(j: &Array2<T>) -> Array2<T> {
    let n = j.nrows() / 2;
    j.slice(s![..n, ..n]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn norms_by_hand() {
        assert!((spectral_norm(&array![[3.0f64, 0.0], [0.0, -4.0]]) - 4.0).abs() < 1e-9);
        // A rotation stretches nothing.
        assert!((spectral_norm(&array![[0.6f64, -0.8], [0.8, 0.6]]) - 1.0).abs() < 1e-9);
        assert_eq!(spectral_norm(&Array2::<f64>::zeros((3, 3))), 0.0);
    }

    #[test]
    fn products_run_from_the_end() {
        let half = Array2::<f64>::eye(2) * 0.5;
        let factors = factors(&vec![half; 4]);
        let products: Vec<f64> = factors.iter().map(|f| f.product).collect();
        let want = [0.0625, 0.125, 0.25, 0.5];
        assert!(
            products
                .iter()
                .zip(want)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        assert!(factors.iter().all(|f| (f.norm - 0.5).abs() < 1e-12));
        assert_eq!(factors[3].step, 3);
    }
}
