//! y = max(0, x).

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, with_simd};
use ndarray::Array2;

struct Relu {
    x: Var,
}

impl<T: Real> Tape<'_, T> {
    /// y = max(0, x), element by element.
    pub fn relu(&mut self, x: Var) -> Var {
        let zero = T::zero();
        let mut y = self.value(x).to_owned();
        with_simd(
            #[inline(always)]
            || {
                y.iter_mut()
                    .for_each(|v| *v = if *v > zero { *v } else { zero })
            },
        );
        self.push(y, || Relu { x })
    }
}

impl<T: Real> Backward<T> for Relu {
    fn backward(&self, tape: &Tape<T>, mut d_out: Array2<T>, grads: &mut Gradients<T>) {
        // ∂y/∂x is 1 where x > 0 and 0 elsewhere (at 0 itself: 0, as everybody does).
        let (x, zero) = (tape.value(self.x), T::zero());
        with_simd(
            #[inline(always)]
            || {
                let (d, x) = (d_out.as_slice_mut(), x.to_slice());
                let (d, x) = (
                    d.expect("gradients are contiguous"),
                    x.expect("values are contiguous"),
                );
                for (d, &x) in d.iter_mut().zip(x) {
                    *d = if x > zero { *d } else { zero };
                }
            },
        );
        grads.add(tape, self.x, d_out);
    }
}
