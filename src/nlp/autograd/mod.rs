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
                op: Box::new(op()),
            });
        }
        out
    }

    /// Keeps a copy of `var` in the trace as `{scope}.{name}`, if there is a recorder.
    pub fn record(&mut self, scope: &str, name: &str, var: Var) {
        if self.recorder.is_some() {
            let value = self.value(var);
            let (shape, data) = (value.shape().to_vec(), to_f32(value.iter()));
            self.record_raw(scope, name, &shape, data);
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
        let mut grads = Gradients {
            of_values: (0..self.values.len()).map(|_| None).collect(),
            of_params: param_grads,
        };
        let shape = self.value(out).dim();
        grads.of_values[out.0] = Some(Array2::from_elem(shape, seed));
        for note in self.notes.iter().rev() {
            // An output that nothing else used has no gradient: its operation is skipped.
            if let Some(d_out) = grads.of_values[note.out.0].take() {
                note.op.backward(self, d_out, &mut grads);
            }
        }
    }
}

/// Gradients while a backward pass runs.
pub struct Gradients<'g, T> {
    of_values: Vec<Option<Array2<T>>>,
    of_params: &'g mut [Array2<T>],
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
