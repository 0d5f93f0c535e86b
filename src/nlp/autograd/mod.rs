//! Reverse-mode differentiation over 2-D arrays.
//!
//! A [`Tape`] runs a forward pass and notes each operation; [`Tape::backward`] walks the notes in
//! reverse and applies the chain rule. Each operation lives in one file of [`ops`] with its forward and
//! its backward side by side. Activations are matrices (B·T, d): one row a token.
//!
//! The same forward code serves training, evaluation and traces. In evaluation nothing is noted, so
//! nothing is kept for a backward pass; without a recorder no tensor is copied.
//!
//! Naming: `d_x` is ∂loss/∂x.

pub mod grad_check;
pub mod ops;
mod params;

pub use params::{Param, ParamId, ParamSet};

use crate::nlp::linalg::{Real, gemm};
use crate::nlp::rng::Rng;
use crate::nlp::trace::Trace;
use ndarray::{Array2, ArrayView2};

/// A value on the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Var(usize);

enum Value<T> {
    /// Lives in the parameter set; the tape never copies it.
    Param(ParamId),
    Computed(Array2<T>),
}

/// The backward half of an operation, holding what its forward saved.
pub trait Backward<T: Real> {
    /// Adds to the gradients of the inputs, given that of the output.
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>);
}

struct Note<T: Real> {
    out: Var,
    /// A second output; its gradient is fetched by the operation itself.
    also: Option<Var>,
    op: Box<dyn Backward<T>>,
}

/// One forward pass: its values, and the operations that made them.
pub struct Tape<'p, T: Real> {
    params: &'p ParamSet<T>,
    values: Vec<Value<T>>,
    notes: Vec<Note<T>>,
    /// Present in training: draws the dropout masks. Its absence means evaluation.
    dropout_rng: Option<Rng>,
    recorder: Option<Trace>,
}

impl<'p, T: Real> Tape<'p, T> {
    /// A tape that notes operations for [`Tape::backward`], with dropout drawn from `rng`.
    pub fn training(params: &'p ParamSet<T>, rng: Rng) -> Self {
        Tape {
            dropout_rng: Some(rng),
            ..Self::evaluation(params)
        }
    }

    /// A tape for a forward pass alone: no dropout, nothing kept for gradients.
    pub fn evaluation(params: &'p ParamSet<T>) -> Self {
        Tape {
            params,
            values: Vec::new(),
            notes: Vec::new(),
            dropout_rng: None,
            recorder: None,
        }
    }

    /// From here on, [`Tape::record`] keeps copies of tensors.
    pub fn with_recorder(mut self) -> Self {
        self.recorder = Some(Trace::default());
        self
    }

    /// The recorded tensors.
    pub fn into_trace(self) -> Trace {
        self.recorder.unwrap_or_default()
    }

    /// Whether gradients will be asked for.
    pub fn is_training(&self) -> bool {
        self.dropout_rng.is_some()
    }

    /// A parameter as a value.
    pub fn param(&mut self, id: ParamId) -> Var {
        self.values.push(Value::Param(id));
        Var(self.values.len() - 1)
    }

    /// A constant as a value; its gradient is computed and thrown away.
    pub fn constant(&mut self, value: Array2<T>) -> Var {
        self.values.push(Value::Computed(value));
        Var(self.values.len() - 1)
    }

    /// What a value is.
    pub fn value(&self, var: Var) -> ArrayView2<'_, T> {
        match &self.values[var.0] {
            Value::Param(id) => self.params.value(*id).view(),
            Value::Computed(x) => x.view(),
        }
    }

    /// Adds the output of an operation; `op` is built only if a backward pass may come.
    fn push<B: Backward<T> + 'static>(&mut self, value: Array2<T>, op: impl FnOnce() -> B) -> Var {
        let out = self.constant(value);
        if self.is_training() {
            self.notes.push(Note {
                out,
                also: None,
                op: Box::new(op()),
            });
        }
        out
    }

    /// Adds the output of an operation that has two; `op` is told which value the second one is.
    fn push_two<B: Backward<T> + 'static>(
        &mut self,
        (value, second): (Array2<T>, Array2<T>),
        op: impl FnOnce(Var) -> B,
    ) -> (Var, Var) {
        let also = self.constant(second);
        let out = self.push(value, || op(also));
        if let Some(note) = self.notes.last_mut().filter(|note| note.out == out) {
            note.also = Some(also);
        }
        (out, also)
    }

    /// What the pass reads.
    pub fn params(&self) -> &'p ParamSet<T> {
        self.params
    }

    /// Keeps a copy of `var` in the trace as `{scope}.{name}`, if there is a recorder.
    pub fn record(&mut self, scope: &str, name: &str, var: Var) {
        if self.recorder.is_some() {
            let value = self.value(var);
            let (shape, data) = (value.shape().to_vec(), to_f32(value.iter()));
            self.record_raw(scope, name, &shape, data);
        }
    }

    /// Keeps a copy of the rows of `x`, one a step, below those already kept under that name: a layer that
    /// is run step by step leaves the same trace as one that is run over the whole sequence.
    fn record_steps(&mut self, scope: &str, name: &str, x: &Array2<T>) {
        if let Some(trace) = &mut self.recorder {
            let name = format!("{scope}.{name}");
            trace.append_rows(&name, x.ncols(), to_f32(x.iter()));
        }
    }

    fn record_raw(&mut self, scope: &str, name: &str, shape: &[usize], data: Vec<f32>) {
        if let Some(trace) = &mut self.recorder {
            let full = if scope.is_empty() {
                name.to_string()
            } else {
                format!("{scope}.{name}")
            };
            trace.push(full, shape, data);
        }
    }

    /// Adds ∂(seed · out)/∂p to `param_grads` for every parameter p used on the way to `out`.
    ///
    /// `out` is usually a loss (1, 1), and `seed` what it is to be multiplied by.
    pub fn backward(&self, out: Var, seed: T, param_grads: &mut [Array2<T>]) {
        self.run_backward(out, seed, param_grads, None);
    }

    /// The same, and every gradient that an operation keeps for the reader, by name: `{scope}.d_h` and
    /// `{scope}.d_c` of recurrent layers, (B·T, H).
    pub fn backward_recorded(&self, out: Var, seed: T, param_grads: &mut [Array2<T>]) -> Trace {
        self.run_backward(out, seed, param_grads, Some(Trace::default()))
            .unwrap_or_default()
    }

    fn run_backward(
        &self,
        out: Var,
        seed: T,
        param_grads: &mut [Array2<T>],
        recorder: Option<Trace>,
    ) -> Option<Trace> {
        let mut grads = Gradients {
            of_values: (0..self.values.len()).map(|_| None).collect(),
            of_params: param_grads,
            recorder,
        };
        let shape = self.value(out).dim();
        grads.of_values[out.0] = Some(Array2::from_elem(shape, seed));
        for note in self.notes.iter().rev() {
            let d_out = grads.of_values[note.out.0].take();
            let d_out = match (d_out, note.also) {
                (None, Some(also)) if grads.of_values[also.0].is_some() => {
                    Some(Array2::zeros(self.value(note.out).dim()))
                }
                (d_out, _) => d_out,
            };
            // An output that nothing else used has no gradient: its operation is skipped.
            if let Some(d_out) = d_out {
                note.op.backward(self, d_out, &mut grads);
            }
        }
        grads.recorder
    }
}

/// Gradients while a backward pass runs.
pub struct Gradients<'g, T> {
    of_values: Vec<Option<Array2<T>>>,
    of_params: &'g mut [Array2<T>],
    /// Present where gradients are to be shown.
    recorder: Option<Trace>,
}

impl<T: Real> Gradients<'_, T> {
    /// d_var += d.
    fn add(&mut self, tape: &Tape<T>, var: Var, d: Array2<T>) {
        match (&tape.values[var.0], &mut self.of_values[var.0]) {
            (Value::Param(id), _) => self.of_params[id.0] += &d,
            (Value::Computed(_), Some(sum)) => *sum += &d,
            (Value::Computed(_), none) => *none = Some(d),
        }
    }

    /// d_var += A·B, without a temporary where d_var already exists.
    fn add_product(&mut self, tape: &Tape<T>, var: Var, a: ArrayView2<T>, b: ArrayView2<T>) {
        let (existing, beta) = match (&tape.values[var.0], &mut self.of_values[var.0]) {
            (Value::Param(id), _) => (&mut self.of_params[id.0], T::one()),
            (Value::Computed(_), Some(sum)) => (sum, T::one()),
            (Value::Computed(_), none) => (
                &mut *none.insert(Array2::zeros((a.nrows(), b.ncols()))),
                T::zero(),
            ),
        };
        gemm(T::one(), a, b, beta, existing.view_mut());
    }

    /// What has arrived at a value: for an operation's second output.
    fn take(&mut self, var: Var) -> Option<Array2<T>> {
        self.of_values[var.0].take()
    }

    /// Keeps a copy of a layer's gradients, one row a step. A backward pass comes to the last step first:
    /// rows of the same name go above those that are there.
    fn record(&mut self, scope: &str, name: &str, d: impl FnOnce() -> Array2<T>) {
        if let Some(trace) = &mut self.recorder {
            let d = d();
            let name = format!("{scope}.{name}");
            trace.prepend_rows(&name, d.ncols(), to_f32(d.iter()));
        }
    }

    /// Changes d_var in place, starting from zeros if nothing has arrived yet.
    fn update(&mut self, tape: &Tape<T>, var: Var, f: impl FnOnce(&mut Array2<T>)) {
        match &tape.values[var.0] {
            Value::Param(id) => f(&mut self.of_params[id.0]),
            Value::Computed(x) => {
                f(self.of_values[var.0].get_or_insert_with(|| Array2::zeros(x.dim())));
            }
        }
    }
}

/// Copies numbers for a trace, in logical (row-major) order.
fn to_f32<'a, T: Real>(values: impl Iterator<Item = &'a T>) -> Vec<f32> {
    values.map(|x| x.as_f32()).collect()
}
