//! y = tanh(x).

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, gate, with_simd};
use ndarray::Array2;

struct Tanh<T> {
    x: Var,
    y: Array2<T>,
}

impl<T: Real> Tape<'_, T> {
    /// y = tanh(x), element by element.
    pub fn tanh(&mut self, x: Var) -> Var {
        let mut y = self.value(x).as_standard_layout().into_owned();
        let values = y.as_slice_mut().expect("standard layout");
        with_simd(
            #[inline(always)]
            || values.iter_mut().for_each(|v| *v = gate::tanh(*v)),
        );
        let training = self.is_training();
        let kept = if training {
            y.clone()
        } else {
            Array2::zeros((0, 0))
        };
        self.push(y, || Tanh { x, y: kept })
    }
}

impl<T: Real> Backward<T> for Tanh<T> {
    fn backward(&self, tape: &Tape<T>, mut d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = tanh(x), so ∂y/∂x = 1 − y².
        d_out.zip_mut_with(&self.y, |d, &y| *d *= T::one() - y * y);
        grads.add(tape, self.x, d_out);
    }
}
