//! The proxy task of the lecture: a network V → d → V that predicts a word, for the sake of its first layer.
//!
//! ```text
//! x      one-hot of the input word (mean of several for CBOW)     (V)
//! h      = x·W_in                                                 (d)
//! z      = h·W_out                                                (V)
//! p      = softmax(z)                                             (V)
//! L      = −log p[target]
//! ```
//!
//! No bias and no activation. x·W_in is a row of W_in: that row is the word's vector. Next word, CBOW and skip-gram are
//! the same network with other inputs and targets. Every update costs V·d, so this is for small vocabularies;
//! [`word2vec`](super::word2vec) asks K + 1 questions in place of V.

use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::{Real, affine_rows, matmul_nt, row};
use crate::nlp::nn::embedding_init;
use crate::nlp::rng::Rng;
use crate::nlp::trace::Trace;
use ndarray::{Array1, Array2, Axis};

/// The two layers.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyNetwork<T> {
    /// (V, d)
    pub w_in: Array2<T>,
    /// (d, V)
    pub w_out: Array2<T>,
}

/// The values of a forward pass.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyForward<T> {
    /// x (V)
    pub x: Array1<T>,
    /// h (d)
    pub hidden: Array1<T>,
    /// z (V)
    pub logits: Array1<T>,
    /// p (V)
    pub probabilities: Array1<T>,
    pub loss: T,
}

/// The gradients of L.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyBackward<T> {
    /// (V)
    pub d_logits: Array1<T>,
    /// (d)
    pub d_hidden: Array1<T>,
    /// (V, d): zero but for the input words' rows
    pub d_w_in: Array2<T>,
    /// (d, V)
    pub d_w_out: Array2<T>,
}

impl<T: Real> ProxyNetwork<T> {
    /// Random vectors of length about 1 in the first layer, and the same in the second.
    ///
    /// # Errors
    /// [`NlpError::BadConfig`] for fewer than two words or for d = 0.
    pub fn new(vocab_size: usize, dim: usize, rng: &mut Rng) -> Result<Self> {
        let bad = |field, why: &str| {
            let why = why.to_string();
            Err(NlpError::BadConfig { field, why })
        };
        if vocab_size < 2 {
            return bad(
                "vocab_size",
                "with fewer than two words there is nothing to predict",
            );
        }
        if dim == 0 {
            return bad("dim", "must be at least 1");
        }
        Ok(ProxyNetwork {
            w_in: embedding_init(vocab_size, dim, rng),
            w_out: embedding_init(vocab_size, dim, rng)
                .t()
                .as_standard_layout()
                .into_owned(),
        })
    }

    /// What the network says to `inputs`, and its loss on `target`.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] without inputs, [`NlpError::UnknownWord`] for an id that is not there.
    pub fn forward(&self, inputs: &[u32], target: u32) -> Result<ProxyForward<T>> {
        let vocab_size = self.w_in.nrows();
        if inputs.is_empty() {
            return Err(NlpError::EmptyText);
        }
        if let Some(id) = inputs
            .iter()
            .chain([&target])
            .find(|&&i| i as usize >= vocab_size)
        {
            return Err(NlpError::UnknownWord {
                word: format!("#{id}"),
            });
        }
        let mut x = Array1::zeros(vocab_size);
        for &i in inputs {
            x[i as usize] += T::one() / T::of(inputs.len() as f64);
        }
        let row_of = |v: &Array1<T>| v.clone().insert_axis(Axis(0));
        let hidden = affine_rows(row_of(&x).view(), self.w_in.view(), None); // (1, d)
        let logits = affine_rows(hidden.view(), self.w_out.view(), None); // (1, V)
        let (hidden, logits) = (hidden.row(0).to_owned(), logits.row(0).to_owned());
        let mut probabilities = logits.clone();
        let log_sum = row::softmax(probabilities.as_slice_mut().expect("a new vector"));
        let loss = log_sum - logits[target as usize];
        Ok(ProxyForward {
            x,
            hidden,
            logits,
            probabilities,
            loss,
        })
    }

    /// The gradients of [`forward`](Self::forward)'s loss.
    pub fn backward(&self, f: &ProxyForward<T>, target: u32) -> ProxyBackward<T> {
        // L = log Σ eᶻ − z[target], so ∂L/∂z = p − one-hot(target).
        let mut d_logits = f.probabilities.clone();
        d_logits[target as usize] -= T::one();
        // z = h·W_out, so ∂L/∂h = ∂L/∂z · W_outᵀ and ∂L/∂W_out = hᵀ · ∂L/∂z.
        let d_z = d_logits.view().insert_axis(Axis(0));
        let d_hidden = matmul_nt(d_z, self.w_out.view()).row(0).to_owned();
        let outer = |a: &Array1<T>, b: &Array1<T>| {
            Array2::from_shape_fn((a.len(), b.len()), |(i, j)| a[i] * b[j])
        };
        // h = x·W_in, so ∂L/∂W_in = xᵀ · ∂L/∂h: only the input words' rows move.
        ProxyBackward {
            d_w_out: outer(&f.hidden, &d_logits),
            d_w_in: outer(&f.x, &d_hidden),
            d_logits,
            d_hidden,
        }
    }

    /// One step of gradient descent; returns the loss before it and, by name, every value: `x`, `hidden`, `logits`,
    /// `probabilities`, `loss`, `d_logits`, `d_hidden`, `d_w_in`, `d_w_out`, and the layers before the step
    /// (`w_in`, `w_out`) and after it (`w_in.after`, `w_out.after`).
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn step_traced(&mut self, inputs: &[u32], target: u32, lr: T) -> Result<Trace> {
        let f = self.forward(inputs, target)?;
        let b = self.backward(&f, target);
        let mut trace = Trace::default();
        let numbers = |x: &[T]| x.iter().map(|v| v.as_f32()).collect::<Vec<f32>>();
        let vector = |trace: &mut Trace, name: &str, v: &Array1<T>| {
            trace.push(name, &[v.len()], numbers(&v.to_vec()));
        };
        let matrix = |trace: &mut Trace, name: &str, m: &Array2<T>| {
            let flat: Vec<T> = m.iter().copied().collect();
            trace.push(name, m.shape(), numbers(&flat));
        };
        vector(&mut trace, "x", &f.x);
        matrix(&mut trace, "w_in", &self.w_in);
        vector(&mut trace, "hidden", &f.hidden);
        matrix(&mut trace, "w_out", &self.w_out);
        vector(&mut trace, "logits", &f.logits);
        vector(&mut trace, "probabilities", &f.probabilities);
        trace.push("loss", &[1], vec![f.loss.as_f32()]);
        vector(&mut trace, "d_logits", &b.d_logits);
        vector(&mut trace, "d_hidden", &b.d_hidden);
        matrix(&mut trace, "d_w_in", &b.d_w_in);
        matrix(&mut trace, "d_w_out", &b.d_w_out);
        self.w_in.scaled_add(-lr, &b.d_w_in);
        self.w_out.scaled_add(-lr, &b.d_w_out);
        matrix(&mut trace, "w_in.after", &self.w_in);
        matrix(&mut trace, "w_out.after", &self.w_out);
        Ok(trace)
    }

    /// The same step without the trace, in place; returns the loss before it.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn step(&mut self, inputs: &[u32], target: u32, lr: T) -> Result<T> {
        let f = self.forward(inputs, target)?;
        let mut d_logits = f.probabilities;
        d_logits[target as usize] -= T::one();
        let d_z = d_logits.view().insert_axis(Axis(0));
        let d_hidden = matmul_nt(d_z, self.w_out.view()).row(0).to_owned();
        for (mut row, &h) in self.w_out.rows_mut().into_iter().zip(&f.hidden) {
            row.scaled_add(-lr * h, &d_logits);
        }
        for &i in inputs {
            let share = lr / T::of(inputs.len() as f64);
            self.w_in.row_mut(i as usize).scaled_add(-share, &d_hidden);
        }
        Ok(f.loss)
    }
}
