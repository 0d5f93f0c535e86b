//! Sums: y = a + b, y = a + constant, and Σ c·x to a single number.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::Real;
use ndarray::{Array2, ArrayView2};

struct Add {
    a: Var,
    b: Option<Var>,
}

impl<T: Real> Tape<'_, T> {
    /// y = a + b, as in a residual connection. Same shapes.
    pub fn add(&mut self, a: Var, b: Var) -> Var {
        let y = &self.value(a) + &self.value(b);
        self.push(y, || Add { a, b: Some(b) })
    }

    /// y = a + c for a constant c (n, d), repeated below itself where `a` has more rows: positions are
    /// added to every sentence of a batch.
    pub fn add_constant(&mut self, a: Var, c: ArrayView2<T>) -> Var {
        let mut y = self.value(a).to_owned();
        for (i, mut row) in y.rows_mut().into_iter().enumerate() {
            row += &c.row(i % c.nrows());
        }
        self.push(y, || Add { a, b: None })
    }

    /// y = Σᵢⱼ cᵢⱼ·xᵢⱼ, a (1, 1) value: turns any output into a loss for a gradient check.
    pub fn weighted_sum(&mut self, x: Var, c: Array2<T>) -> Var {
        let y = (&self.value(x) * &c).sum();
        self.push(Array2::from_elem((1, 1), y), || WeightedSum { x, c })
    }
}

impl<T: Real> Backward<T> for Add {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = a + b, so ∂y/∂a = ∂y/∂b = 1.
        if let Some(b) = self.b {
            grads.add(tape, b, d_out.clone());
        }
        grads.add(tape, self.a, d_out);
    }
}

struct WeightedSum<T> {
    x: Var,
    c: Array2<T>,
}

impl<T: Real> Backward<T> for WeightedSum<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = Σ c·x, so ∂y/∂x = c.
        grads.add(tape, self.x, &self.c * d_out[(0, 0)]);
    }
}
