//! A recurrent layer over whole sequences: h_t = tanh(x_t·W_ihᵀ + h_{t−1}·W_hhᵀ + b) (Elman 1990).
//!
//! W_ih (H, d) and W_hh (H, H) lie as in PyTorch's `nn.RNN`; its two biases are one here, their sum.
//!
//! The products with x are one matrix product for all steps; only the one with h has to wait for its turn.

use super::Steps;
use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, gate, gemm, with_simd};
use ndarray::{Array2, ArrayView2, Axis, CowArray, Ix2, s};
use std::sync::Arc;

/// The parameters of one recurrent layer, all gates below each other.
#[derive(Clone, Copy, Debug)]
pub struct RecurrentWeights {
    /// (G·H, d): G is 1 for an RNN, 4 for an LSTM.
    pub w_ih: Var,
    /// (G·H, H)
    pub w_hh: Var,
    /// (1, G·H)
    pub b: Var,
}

impl RecurrentWeights {
    /// x·W_ihᵀ + b for all packed rows at once: (N, d) → (N, G·H).
    pub(super) fn input_product<T: Real>(&self, tape: &Tape<T>, x: ArrayView2<T>) -> Array2<T> {
        let (w, b) = (tape.value(self.w_ih), tape.value(self.b));
        let b = b.to_slice().expect("contiguous");
        let mut z = Vec::with_capacity(x.nrows() * b.len());
        (0..x.nrows()).for_each(|_| z.extend_from_slice(b));
        let mut z = Array2::from_shape_vec((x.nrows(), b.len()), z).expect("one b a row");
        gemm(T::one(), x, w.t(), T::one(), z.view_mut());
        z
    }

    /// From z = x·W_ihᵀ + h·W_hhᵀ + b: d_W_ih = d_zᵀ·x, d_W_hh = d_zᵀ·h, d_b = Σ rows of d_z, d_x = d_z·W_ih.
    /// Returns d_x.
    pub(super) fn backward<T: Real>(
        &self,
        tape: &Tape<T>,
        d_z: &Array2<T>,
        (x, h_before): (ArrayView2<T>, ArrayView2<T>),
        grads: &mut Gradients<T>,
    ) -> Array2<T> {
        grads.add_product(tape, self.w_ih, d_z.t(), x);
        grads.add_product(tape, self.w_hh, d_z.t(), h_before);
        grads.add(tape, self.b, d_z.sum_axis(Axis(0)).insert_axis(Axis(0)));
        crate::nlp::linalg::matmul(d_z.view(), tape.value(self.w_ih))
    }
}

/// W_hhᵀ, laid out anew where many steps will read it.
pub(super) fn recurrent_transposed<'t, T: Real>(
    tape: &'t Tape<T>,
    weights: RecurrentWeights,
    steps: &Steps,
) -> CowArray<'t, T, Ix2> {
    let w_t = tape.value(weights.w_hh).reversed_axes();
    match steps.len() {
        0..2 => CowArray::from(w_t),
        _ => CowArray::from(w_t.as_standard_layout().into_owned()),
    }
}

struct Rnn<T> {
    scope: String,
    x: Var,
    weights: RecurrentWeights,
    start: Option<Var>,
    steps: Arc<Steps>,
    /// Packed inputs (N, d) and states (N, H).
    xs: Array2<T>,
    h: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// All states of a layer, from `start` (zeros if there is none) on.
    ///
    /// # Shapes
    /// x (B·T, d), start (B, H) → (B·T, H), zero where there is padding.
    ///
    /// With a recorder `{scope}.h` goes into the trace; with a recorder in the backward pass
    /// (see [`Tape::backward_recorded`]) `{scope}.d_h`, ∂loss/∂h_t of every step.
    pub fn rnn(
        &mut self,
        scope: &str,
        x: Var,
        weights: RecurrentWeights,
        start: Option<Var>,
        steps: &Arc<Steps>,
    ) -> Var {
        let xs = steps.pack(self.value(x));
        let mut h = weights.input_product(self, xs.view());
        let w_t = recurrent_transposed(self, weights, steps);
        let first = start.map(|start| steps.rank(self.value(start)));
        for step in 0..steps.len() {
            let mut now = if step > 0 {
                let (before, mut now) = steps.before_and_block(&mut h, step);
                gemm(T::one(), before, w_t.view(), T::one(), now.view_mut());
                now
            } else {
                let mut now = h.slice_mut(s![steps.block(0), ..]);
                if let Some(first) = &first {
                    gemm(T::one(), first.view(), w_t.view(), T::one(), now.view_mut());
                }
                now
            };
            let now = now.as_slice_mut().expect("whole rows");
            with_simd(
                #[inline(always)]
                || {
                    for z in now.iter_mut() {
                        *z = gate::tanh(*z);
                    }
                },
            );
        }
        let y = steps.unpack(&h);
        if self.recorder.is_some() {
            self.record_steps(scope, "h", &y);
        }
        let steps = Arc::clone(steps);
        let scope = || scope.to_string();
        self.push(y, || Rnn {
            scope: scope(),
            x,
            weights,
            start,
            steps,
            xs,
            h,
        })
    }
}

impl<T: Real> Backward<T> for Rnn<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let steps = &self.steps;
        let w = tape.value(self.weights.w_hh);
        let mut d_h = steps.pack(d_out.view());
        let mut d_z = Array2::zeros(d_h.dim());
        for step in (0..steps.len()).rev() {
            let block = steps.block(step);
            // h = tanh(z), so d_z = d_h ∘ (1 − h²).
            let rows = s![block.clone(), ..];
            let (mut out, d, h) = (d_z.slice_mut(rows), d_h.slice(rows), self.h.slice(rows));
            let (out, d, h) = (
                out.as_slice_mut().expect("whole rows"),
                d.to_slice().expect("whole rows"),
                h.to_slice().expect("whole rows"),
            );
            with_simd(
                #[inline(always)]
                || {
                    for ((z, &d), &h) in out.iter_mut().zip(d).zip(h) {
                        *z = d * (T::one() - h * h);
                    }
                },
            );
            // z_t = … + h_{t−1}·W_hhᵀ, so d_h_{t−1} += d_z_t·W_hh: the chain that makes gradients vanish.
            if step > 0 {
                let into = d_h.slice_mut(s![steps.before(step), ..]);
                gemm(T::one(), d_z.slice(rows), w, T::one(), into);
            }
        }
        grads.record(&self.scope, "d_h", || steps.unpack(&d_h));
        let first = self.start.map(|start| steps.rank(tape.value(start)));
        let before = steps.states_before(&self.h, first.as_ref());
        let inputs = (self.xs.view(), before.view());
        let d_x = self.weights.backward(tape, &d_z, inputs, grads);
        grads.add(tape, self.x, steps.unpack(&d_x));
        if let Some(start) = self.start {
            let first = d_z.slice(s![steps.block(0), ..]);
            let d_start = crate::nlp::linalg::matmul(first, w);
            grads.add(tape, start, steps.unrank(&d_start));
        }
    }
}
