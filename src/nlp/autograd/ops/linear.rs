//! y = x·W + b, and y = x·Eᵀ for logits.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, matmul, matmul_nt};
use ndarray::{Array2, Axis};

struct Linear {
    x: Var,
    w: Var,
    b: Option<Var>,
}

impl<T: Real> Tape<'_, T> {
    /// y = x·W + b.
    ///
    /// # Shapes
    /// x (n, d_in), W (d_in, d_out), b (1, d_out) → (n, d_out).
    pub fn linear(&mut self, x: Var, w: Var, b: Option<Var>) -> Var {
        let mut y = matmul(self.value(x), self.value(w));
        if let Some(b) = b {
            y += &self.value(b);
        }
        self.push(y, || Linear { x, w, b })
    }

    /// y = x·Eᵀ.
    ///
    /// # Shapes
    /// x (n, d), E (V, d) → (n, V).
    pub fn project_transposed(&mut self, x: Var, e: Var) -> Var {
        let y = matmul_nt(self.value(x), self.value(e));
        self.push(y, || ProjectTransposed { x, e })
    }
}

impl<T: Real> Backward<T> for Linear {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = x·W + b, so d_W = xᵀ·d_y, d_b = Σ rows of d_y, d_x = d_y·Wᵀ.
        grads.add_product(tape, self.w, tape.value(self.x).t(), d_out.view());
        if let Some(b) = self.b {
            grads.add(tape, b, d_out.sum_axis(Axis(0)).insert_axis(Axis(0)));
        }
        grads.add_product(tape, self.x, d_out.view(), tape.value(self.w).t());
    }
}

struct ProjectTransposed {
    x: Var,
    e: Var,
}

impl<T: Real> Backward<T> for ProjectTransposed {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = x·Eᵀ, so d_E = d_yᵀ·x and d_x = d_y·E.
        grads.add_product(tape, self.e, d_out.t(), tape.value(self.x));
        grads.add_product(tape, self.x, d_out.view(), tape.value(self.e));
    }
}
