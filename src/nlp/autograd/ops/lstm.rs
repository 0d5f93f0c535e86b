//! Long short-term memory over whole sequences (Hochreiter and Schmidhuber 1997, with the forget gate of
//! Gers, Schmidhuber and Cummins 2000). With z = x_t·W_ihᵀ + h_{t−1}·W_hhᵀ + b, cut into four parts,
//!
//! i = σ(z_i), f = σ(z_f), g = tanh(z_g), o = σ(z_o),
//! c_t = f ∘ c_{t−1} + i ∘ g, h_t = o ∘ tanh(c_t).
//!
//! The order of the parts (in, forget, cell, out) and the layout of W_ih (4H, d) and W_hh (4H, H) are those
//! of PyTorch's `nn.LSTM`; its two biases are one here, their sum.

use super::held_gate::{Gate, HeldGate, hold};
use super::rnn::recurrent_transposed;
use super::{RecurrentWeights, Steps};
use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, gate, gemm, matmul, with_simd};
use ndarray::{Array2, s};
use std::sync::Arc;

/// One row: z (4H) becomes i, f, g, o.
#[inline(always)]
pub(crate) fn lstm_gates<T: Real>(z: &mut [T]) {
    let hidden = z.len() / 4;
    for z in &mut z[..2 * hidden] {
        *z = gate::sigmoid(*z);
    }
    for z in &mut z[2 * hidden..3 * hidden] {
        *z = gate::tanh(*z);
    }
    for z in &mut z[3 * hidden..] {
        *z = gate::sigmoid(*z);
    }
}

/// One row of the forward pass: from gates (4H) and the cell before, the cell, its tanh and the state (H).
#[inline(always)]
fn cell_row<T: Real>(gates: &[T], before: &[T], c: &mut [T], tanh: &mut [T], h: &mut [T]) {
    let n = h.len();
    let [i, f, g, o] = parts(gates);
    // Equal lengths, said so that the loop needs no checks inside.
    let (i, f, g, o) = (&i[..n], &f[..n], &g[..n], &o[..n]);
    let (before, c, tanh) = (&before[..n], &mut c[..n], &mut tanh[..n]);
    for j in 0..n {
        c[j] = f[j] * before[j] + i[j] * g[j];
        tanh[j] = gate::tanh(c[j]);
        h[j] = o[j] * tanh[j];
    }
}

/// What the backward pass of one row reads.
struct Saved<'a, T> {
    gates: &'a [T],
    before: &'a [T],
    tanh: &'a [T],
    d_h: &'a [T],
}

/// One row of the backward pass: d_z (4H); d_c (H) comes in as what later steps want of c_t and goes out as what
/// this step wants of c_{t−1}. `total`, if it is not empty, gets all of ∂loss/∂c_t.
#[inline(always)]
fn cell_row_backward<T: Real>(saved: Saved<T>, d_z: &mut [T], d_c: &mut [T], total: &mut [T]) {
    let (n, one) = (d_c.len(), T::one());
    let [i, f, g, o] = parts(saved.gates);
    let (i, f, g, o) = (&i[..n], &f[..n], &g[..n], &o[..n]);
    let [d_i, d_f, d_g, d_o] = parts_mut(d_z);
    let (d_i, d_f, d_g, d_o) = (&mut d_i[..n], &mut d_f[..n], &mut d_g[..n], &mut d_o[..n]);
    let (before, tanh, d_h) = (&saved.before[..n], &saved.tanh[..n], &saved.d_h[..n]);
    // h = o ∘ tanh(c), so d_o = d_h ∘ tanh(c) and d_c += d_h ∘ o ∘ (1 − tanh²(c)); σ' = σ(1 − σ).
    for j in 0..n {
        d_o[j] = d_h[j] * tanh[j] * o[j] * (one - o[j]);
        d_c[j] += d_h[j] * o[j] * (one - tanh[j] * tanh[j]);
    }
    if !total.is_empty() {
        total.copy_from_slice(d_c);
    }
    // c = f ∘ c_before + i ∘ g, so d_i = d_c ∘ g, d_g = d_c ∘ i, d_f = d_c ∘ c_before; tanh' = 1 − tanh².
    // What goes on to the step before is d_c ∘ f.
    for j in 0..n {
        d_i[j] = d_c[j] * g[j] * i[j] * (one - i[j]);
        d_f[j] = d_c[j] * before[j] * f[j] * (one - f[j]);
        d_g[j] = d_c[j] * i[j] * (one - g[j] * g[j]);
        d_c[j] *= f[j];
    }
}

/// Four parts of a row of gates.
#[inline(always)]
fn parts<T>(row: &[T]) -> [&[T]; 4] {
    let h = row.len() / 4;
    let (a, b) = row.split_at(2 * h);
    let ((i, f), (g, o)) = (a.split_at(h), b.split_at(h));
    [i, f, g, o]
}

#[inline(always)]
fn parts_mut<T>(row: &mut [T]) -> [&mut [T]; 4] {
    let h = row.len() / 4;
    let (a, b) = row.split_at_mut(2 * h);
    let ((i, f), (g, o)) = (a.split_at_mut(h), b.split_at_mut(h));
    [i, f, g, o]
}

/// What the layer gives.
#[derive(Clone, Copy, Debug)]
pub struct LstmOutput {
    /// h of every step: (B·T, H), zero where there is padding.
    pub h: Var,
    /// c after each sentence's last step: (B, H).
    pub last_c: Var,
}

struct Lstm<T> {
    scope: String,
    x: Var,
    weights: RecurrentWeights,
    start: Option<(Var, Var)>,
    steps: Arc<Steps>,
    held: Vec<HeldGate>,
    last_c: Var,
    /// Packed: inputs (N, d), gates (N, 4H), cells, their tanh, states (N, H).
    xs: Array2<T>,
    gates: Array2<T>,
    c: Array2<T>,
    tanh_c: Array2<T>,
    h: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// All states of a layer, from `start` (h and c; zeros if there are none) on.
    ///
    /// # Shapes
    /// x (B·T, d), start (B, H) twice → see [`LstmOutput`].
    ///
    /// With a recorder `{scope}.in_gate`, `.forget_gate`, `.cell_gate`, `.out_gate`, `.c` and `.h` go into
    /// the trace; with one in the backward pass `{scope}.d_h` and `{scope}.d_c`.
    pub fn lstm(
        &mut self,
        scope: &str,
        x: Var,
        weights: RecurrentWeights,
        start: Option<(Var, Var)>,
        steps: &Arc<Steps>,
        held: &[HeldGate],
    ) -> LstmOutput {
        let xs = steps.pack(self.value(x));
        // (N, 4H), which becomes the gates
        let mut gates = weights.input_product(self, xs.view());
        let (n, hidden) = (gates.nrows(), gates.ncols() / 4);
        let w_t = recurrent_transposed(self, weights, steps);
        let zeros = || Array2::zeros((n, hidden));
        let (mut c, mut tanh_c, mut h) = (zeros(), zeros(), zeros());
        let first = self.ranked_start(start, steps, hidden);
        for step in 0..steps.len() {
            let block = steps.block(step);
            let rows = s![block.clone(), ..];
            if step > 0 || start.is_some() {
                let before = match step {
                    0 => first.0.view(),
                    _ => h.slice(s![steps.before(step), ..]),
                };
                gemm(
                    T::one(),
                    before,
                    w_t.view(),
                    T::one(),
                    gates.slice_mut(rows),
                );
            }
            let whole = "whole rows";
            let z = gates.slice_mut(rows);
            let z = z.into_slice().expect(whole);
            with_simd(
                #[inline(always)]
                || {
                    for z in z.chunks_exact_mut(4 * hidden) {
                        lstm_gates(z);
                    }
                },
            );
            if !held.is_empty() {
                for (z, row) in z.chunks_exact_mut(4 * hidden).zip(block.clone()) {
                    hold(z, held, steps.position(row));
                }
            }
            let (c_before, c_now) = match step {
                0 => (first.1.view(), c.slice_mut(rows)),
                _ => steps.before_and_block(&mut c, step),
            };
            let c_before = c_before.to_slice().expect(whole);
            let c_now = c_now.into_slice().expect(whole);
            let tanh_now = tanh_c.slice_mut(rows).into_slice().expect(whole);
            let h_now = h.slice_mut(rows).into_slice().expect(whole);
            with_simd(
                #[inline(always)]
                || {
                    for r in 0..block.len() {
                        let row = r * hidden..(r + 1) * hidden;
                        cell_row(
                            &z[4 * row.start..4 * row.end],
                            &c_before[row.clone()],
                            &mut c_now[row.clone()],
                            &mut tanh_now[row.clone()],
                            &mut h_now[row],
                        );
                    }
                },
            );
        }
        let y = steps.unpack(&h);
        if self.recorder.is_some() {
            for (k, gate) in Gate::ALL.into_iter().enumerate() {
                let part = gates.slice(s![.., k * hidden..(k + 1) * hidden]);
                self.record_steps(scope, gate.name(), &steps.unpack(&part.to_owned()));
            }
            self.record_steps(scope, "c", &steps.unpack(&c));
            self.record_steps(scope, "h", &y);
        }
        let last = steps.ends(&c);
        let op = |last_c| Lstm {
            scope: scope.to_string(),
            x,
            weights,
            start,
            steps: Arc::clone(steps),
            held: held.to_vec(),
            last_c,
            xs,
            gates,
            c,
            tanh_c,
            h,
        };
        let (h, last_c) = self.push_two((y, last), op);
        LstmOutput { h, last_c }
    }

    /// h and c before the first step, by rank.
    fn ranked_start(
        &self,
        start: Option<(Var, Var)>,
        steps: &Steps,
        hidden: usize,
    ) -> (Array2<T>, Array2<T>) {
        match start {
            Some((h, c)) => (steps.rank(self.value(h)), steps.rank(self.value(c))),
            None => {
                let zeros = Array2::zeros((steps.batch(), hidden));
                (zeros.clone(), zeros)
            }
        }
    }
}

impl<T: Real> Backward<T> for Lstm<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let steps = &self.steps;
        let (n, hidden) = self.h.dim();
        let w = tape.value(self.weights.w_hh);
        let mut d_h = steps.pack(d_out.view());
        let mut d_z = Array2::zeros((n, 4 * hidden));
        // ∂loss/∂c by rank: a sentence that has not begun yet (seen from the end) has that of its last cell.
        let mut d_c = match grads.take(self.last_c) {
            Some(d) => steps.rank(d.view()),
            None => Array2::zeros((steps.batch(), hidden)),
        };
        let mut all_d_c = grads.recorder.is_some().then(|| self.h.clone());
        let (h_first, c_first) = tape.ranked_start(self.start, steps, hidden);
        for step in (0..steps.len()).rev() {
            let block = steps.block(step);
            let rows = s![block.clone(), ..];
            let whole = "whole rows";
            let c_before = match step {
                0 => c_first.view(),
                _ => self.c.slice(s![steps.before(step), ..]),
            };
            let c_before = c_before.to_slice().expect(whole);
            let d_h_now = d_h.slice(rows).to_slice().expect(whole);
            let gates = self.gates.slice(rows).to_slice().expect(whole);
            let tanh_c = self.tanh_c.slice(rows).to_slice().expect(whole);
            let d_c_now = &mut d_c.as_slice_mut().expect(whole)[..block.len() * hidden];
            let d_z_now = d_z.slice_mut(rows).into_slice().expect(whole);
            let total = match &mut all_d_c {
                Some(all) => all.slice_mut(rows).into_slice().expect(whole),
                None => &mut [],
            };
            with_simd(
                #[inline(always)]
                || {
                    for r in 0..block.len() {
                        let row = r * hidden..(r + 1) * hidden;
                        let wide = 4 * row.start..4 * row.end;
                        let saved = Saved {
                            gates: &gates[wide.clone()],
                            before: &c_before[row.clone()],
                            tanh: &tanh_c[row.clone()],
                            d_h: &d_h_now[row.clone()],
                        };
                        let total = match total.is_empty() {
                            true => &mut [][..],
                            false => &mut total[row.clone()],
                        };
                        cell_row_backward(saved, &mut d_z_now[wide], &mut d_c_now[row], total);
                    }
                },
            );
            if !self.held.is_empty() {
                // A held gate does not depend on z.
                for (d_z, row) in d_z_now.chunks_exact_mut(4 * hidden).zip(block) {
                    for gate in &self.held {
                        d_z[gate.columns(hidden, steps.position(row))].fill(T::zero());
                    }
                }
            }
            // z_t = … + h_{t−1}·W_hhᵀ, so d_h_{t−1} += d_z_t·W_hh.
            if step > 0 {
                let into = d_h.slice_mut(s![steps.before(step), ..]);
                gemm(T::one(), d_z.slice(rows), w, T::one(), into);
            }
        }
        grads.record(&self.scope, "d_h", || steps.unpack(&d_h));
        if let Some(all_d_c) = all_d_c {
            grads.record(&self.scope, "d_c", || steps.unpack(&all_d_c));
        }
        let before = steps.states_before(&self.h, self.start.map(|_| &h_first));
        let inputs = (self.xs.view(), before.view());
        let d_x = self.weights.backward(tape, &d_z, inputs, grads);
        grads.add(tape, self.x, steps.unpack(&d_x));
        if let Some((h, c)) = self.start {
            let first = d_z.slice(s![steps.block(0), ..]);
            grads.add(tape, h, steps.unrank(&matmul(first, w)));
            grads.add(tape, c, steps.unrank(&d_c));
        }
    }
}
