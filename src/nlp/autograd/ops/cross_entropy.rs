//! Cross entropy with label smoothing (Szegedy et al. 2016; Vaswani et al. 2017, section 5.4), together
//! with the projection to logits that precedes it.
//!
//! The target is not a one-hot vector but q: most of the probability on the right token, ε spread over
//! others. Two conventions are in use, and [`Convention`] names them. With logits z and p = softmax(z),
//!
//! loss = −Σᵢ qᵢ·log pᵢ = log Σⱼ eᶻʲ − Σᵢ qᵢ·zᵢ, and ∂loss/∂z = p − q.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, gemm, row, with_simd};
use crate::nlp::tokenizer::TokenId;
use ndarray::{Array2, s};
use serde::{Deserialize, Serialize};

/// Rows whose logits are computed together. A block of a million logits stays in the cache, while those of a
/// whole batch would travel to memory and back four times; the fewer blocks there are, the fewer times E
/// and its gradient are read.
fn block_rows(vocab_size: usize) -> usize {
    const LOGITS: usize = 1 << 20;
    (LOGITS / vocab_size.max(1) / 64 * 64).clamp(64, 512)
}

/// Over which tokens ε is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// The lecture's: 1 − ε for the right token, ε / (V − 1) for each of the others.
    #[default]
    Others,
    /// Of most libraries: ε / V for every token, and 1 − ε more for the right one.
    All,
}

/// How the target distribution is smoothed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelSmoothing {
    /// 0 ≤ ε < 1; 0 is the plain one-hot target.
    pub epsilon: f64,
    pub convention: Convention,
}

impl LabelSmoothing {
    /// (q of the right token, q of each other token) for a vocabulary of `vocab_size`.
    pub fn target(&self, vocab_size: usize) -> (f64, f64) {
        let v = vocab_size as f64;
        match self.convention {
            Convention::Others if vocab_size > 1 => (1.0 - self.epsilon, self.epsilon / (v - 1.0)),
            Convention::Others => (1.0, 0.0),
            Convention::All => (1.0 - self.epsilon + self.epsilon / v, self.epsilon / v),
        }
    }
}

/// Sums over the predicted tokens of a batch, to be divided by `n_tokens`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossSums {
    pub n_tokens: usize,
    /// The smoothed loss, in nats: what training minimises.
    pub loss: f64,
    /// −log p of the right token, in nats: what perplexity is made of.
    pub negative_log_likelihood: f64,
    /// How often the most probable token was the right one.
    pub n_correct: usize,
}

impl std::ops::AddAssign for LossSums {
    fn add_assign(&mut self, other: Self) {
        self.n_tokens += other.n_tokens;
        self.loss += other.loss;
        self.negative_log_likelihood += other.negative_log_likelihood;
        self.n_correct += other.n_correct;
    }
}

/// One row: adds to `sums` and replaces the logits z by ∂loss/∂z = softmax(z) − q.
#[inline(always)]
pub fn smoothed_row<T: Real>(z: &mut [T], target: usize, (on, off): (T, T), sums: &mut LossSums) {
    let z_target = z[target];
    let n_correct = usize::from(z_target >= row::max(z));
    let sum_z = row::sum(z);
    let log_sum = row::softmax(z);
    let loss = log_sum - off * sum_z - (on - off) * z_target;
    for d in z.iter_mut() {
        *d -= off;
    }
    z[target] -= on - off;
    *sums += LossSums {
        n_tokens: 1,
        loss: loss.as_f64(),
        negative_log_likelihood: (log_sum - z_target).as_f64(),
        n_correct,
    };
}

struct ProjectAndLoss<T> {
    x: Var,
    e: Var,
    b: Option<Var>,
    /// Gradients for a unit gradient of the loss: known as soon as the loss is.
    d_x: Array2<T>,
    d_e: Array2<T>,
    d_b: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// The summed loss of predicting `targets` from logits x·Eᵀ, as a (1, 1) value. Rows whose target is
    /// `None` (padding) count for nothing.
    ///
    /// # Shapes
    /// x (n, d), E (V, d), n targets.
    pub fn project_and_loss(
        &mut self,
        x: Var,
        e: Var,
        targets: &[Option<TokenId>],
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        self.project_affine_and_loss(x, e, None, targets, smoothing)
    }

    /// The same from logits x·Eᵀ + b, b (1, V).
    pub fn project_affine_and_loss(
        &mut self,
        x: Var,
        e: Var,
        b: Option<Var>,
        targets: &[Option<TokenId>],
        smoothing: LabelSmoothing,
    ) -> (Var, LossSums) {
        let (xs, es) = (self.value(x), self.value(e));
        let (d, vocab_size) = (xs.ncols(), es.nrows());
        let (on, off) = smoothing.target(vocab_size);
        let q = (T::of(on), T::of(off));
        let training = self.is_training();
        let real: Vec<(usize, usize)> = targets
            .iter()
            .enumerate()
            .filter_map(|(i, t)| t.map(|t| (i, t as usize)))
            .collect();
        let mut sums = LossSums::default();
        let size = if training {
            (xs.nrows(), vocab_size)
        } else {
            (0, 0)
        };
        let (mut d_x, mut d_e) = (Array2::zeros((size.0, d)), Array2::zeros((size.1, d)));
        let bias = b.map(|b| self.value(b));
        let bias = bias.as_ref().map(|b| b.to_slice().expect("contiguous"));
        let mut d_b = vec![T::zero(); if b.is_some() { size.1 } else { 0 }];
        let block_rows = block_rows(vocab_size);
        let rows = block_rows.min(real.len());
        let (mut x_block, mut z_block) =
            (Array2::zeros((rows, d)), Array2::zeros((rows, vocab_size)));
        for block in real.chunks(block_rows) {
            let n = block.len();
            for (mut row, &(i, _)) in x_block.rows_mut().into_iter().zip(block) {
                row.assign(&xs.row(i));
            }
            let x_rows = x_block.slice(s![..n, ..]);
            let mut z = z_block.slice_mut(s![..n, ..]);
            // (n, d) · (d, V) → logits (n, V), which become their own gradients.
            let beta = match bias {
                None => T::zero(),
                Some(bias) => {
                    for mut z in z.rows_mut() {
                        z.as_slice_mut().expect("contiguous").copy_from_slice(bias);
                    }
                    T::one()
                }
            };
            gemm(T::one(), x_rows, es.t(), beta, z.view_mut());
            with_simd(
                #[inline(always)]
                || {
                    for (mut z, &(_, target)) in z.rows_mut().into_iter().zip(block) {
                        let z = z.as_slice_mut().expect("contiguous");
                        smoothed_row(z, target, q, &mut sums);
                        row::axpy(T::one(), z, &mut d_b);
                    }
                },
            );
            if training {
                // z = x·Eᵀ + b, so d_E += d_zᵀ·x and d_x = d_z·E; d_b += Σ rows of d_z is done already.
                gemm(T::one(), z.t(), x_rows, T::one(), d_e.view_mut());
                gemm(
                    T::one(),
                    z.view(),
                    es,
                    T::zero(),
                    x_block.slice_mut(s![..n, ..]),
                );
                for (row, &(i, _)) in x_block.rows().into_iter().zip(block) {
                    d_x.row_mut(i).assign(&row);
                }
            }
        }
        let loss = Array2::from_elem((1, 1), T::of(sums.loss));
        let d_b = Array2::from_shape_vec((1, d_b.len()), d_b).expect("one row");
        let op = || ProjectAndLoss {
            x,
            e,
            b,
            d_x,
            d_e,
            d_b,
        };
        (self.push(loss, op), sums)
    }
}

impl<T: Real> Backward<T> for ProjectAndLoss<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let seed = d_out[(0, 0)];
        grads.update(tape, self.e, |d| d.scaled_add(seed, &self.d_e));
        grads.update(tape, self.x, |d| d.scaled_add(seed, &self.d_x));
        if let Some(b) = self.b {
            grads.update(tape, b, |d| d.scaled_add(seed, &self.d_b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions_add_up_to_one() {
        for convention in [Convention::Others, Convention::All] {
            let (on, off) = LabelSmoothing {
                epsilon: 0.1,
                convention,
            }
            .target(5);
            assert!((on + 4.0 * off - 1.0).abs() < 1e-12);
        }
        // The lecture's own numbers: ε = 0.1 and four other tokens.
        let lecture = LabelSmoothing {
            epsilon: 0.1,
            convention: Convention::Others,
        };
        assert_eq!(lecture.target(5), (0.9, 0.025));
    }

    #[test]
    fn a_row_by_hand() {
        // z = (ln 1, ln 3): p = (1/4, 3/4); target 0 with ε = 0.
        let mut z = [0.0f64, 3f64.ln()];
        let mut sums = LossSums::default();
        smoothed_row(&mut z, 0, (1.0, 0.0), &mut sums);
        assert!((sums.loss - 4f64.ln()).abs() < 1e-12);
        assert!((z[0] + 0.75).abs() < 1e-12 && (z[1] - 0.75).abs() < 1e-12);
        assert_eq!(sums.n_correct, 0);
    }

    #[test]
    fn extreme_logits_give_finite_losses() {
        for z in [[1e4f32, -1e4, 0.0], [-1e30, -1e30, -1e30]] {
            let mut z = z;
            let mut sums = LossSums::default();
            smoothed_row(&mut z, 1, (0.9, 0.05), &mut sums);
            assert!(sums.loss.is_finite() && z.iter().all(|d| d.is_finite()));
        }
    }
}
