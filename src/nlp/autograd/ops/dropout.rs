//! Dropout (Srivastava et al. 2014): in training each element is zeroed with probability p and the
//! others are divided by 1 − p, so that the expected value stays.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::Real;
use ndarray::Array2;

struct Dropout<T> {
    x: Var,
    /// 0 or 1 / (1 − p) for each element.
    keep: Vec<T>,
}

impl<T: Real> Tape<'_, T> {
    /// y = x ∘ keep in training; y = x in evaluation, or where `p` is 0.
    pub fn dropout(&mut self, x: Var, p: f64) -> Var {
        if p <= 0.0 {
            return x;
        }
        let Some(mut rng) = self.dropout_rng.take() else {
            return x;
        };
        let mut y = self.value(x).to_owned();
        // Two 32-bit draws from each 64-bit word: drawing is what dropout costs.
        let threshold = (p * f64::from(u32::MAX)) as u32;
        let (zero, kept) = (T::zero(), T::of(1.0 / (1.0 - p)));
        let mut keep = Vec::with_capacity(y.len() + 1);
        while keep.len() < y.len() {
            let word = rng.next_u64();
            keep.push(if (word as u32) < threshold {
                zero
            } else {
                kept
            });
            keep.push(if ((word >> 32) as u32) < threshold {
                zero
            } else {
                kept
            });
        }
        y.iter_mut().zip(&keep).for_each(|(y, &k)| *y *= k);
        self.dropout_rng = Some(rng);
        self.push(y, || Dropout { x, keep })
    }
}

impl<T: Real> Backward<T> for Dropout<T> {
    fn backward(&self, tape: &Tape<T>, mut d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = x ∘ keep, so ∂y/∂x = keep.
        d_out.iter_mut().zip(&self.keep).for_each(|(d, &k)| *d *= k);
        grads.add(tape, self.x, d_out);
    }
}
