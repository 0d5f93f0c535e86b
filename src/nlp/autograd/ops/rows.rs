//! Taking rows out of a matrix, and putting matrices side by side or below each other.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::{Real, beside};
use ndarray::{Array2, Axis, concatenate, s};

struct SelectRows {
    x: Var,
    rows: Vec<usize>,
}

impl<T: Real> Tape<'_, T> {
    /// Row i of the result is row `rows[i]` of x; a row may be taken several times.
    ///
    /// # Shapes
    /// x (m, d), n rows → (n, d).
    pub fn select_rows(&mut self, x: Var, rows: &[usize]) -> Var {
        let y = self.value(x).select(Axis(0), rows);
        let rows = || rows.to_vec();
        self.push(y, || SelectRows { x, rows: rows() })
    }

    /// a and b side by side: (n, d_a), (n, d_b) → (n, d_a + d_b).
    pub fn beside(&mut self, a: Var, b: Var) -> Var {
        let y = beside(self.value(a), self.value(b));
        self.push(y, || Join {
            parts: vec![a, b],
            axis: Axis(1),
        })
    }

    /// Matrices of equal width below each other.
    pub fn below(&mut self, parts: &[Var]) -> Var {
        let values: Vec<_> = parts.iter().map(|&p| self.value(p)).collect();
        let y = concatenate(Axis(0), &values).expect("equal widths");
        let parts = || parts.to_vec();
        self.push(y, || Join {
            parts: parts(),
            axis: Axis(0),
        })
    }
}

impl<T: Real> Backward<T> for SelectRows {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y[i] = x[rows[i]]: every use of a row adds to it.
        grads.update(tape, self.x, |d_x| {
            for (d, &row) in d_out.rows().into_iter().zip(&self.rows) {
                let mut to = d_x.row_mut(row);
                to += &d;
            }
        });
    }
}

struct Join {
    parts: Vec<Var>,
    axis: Axis,
}

impl<T: Real> Backward<T> for Join {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        let mut first = 0;
        for &part in &self.parts {
            let len = tape.value(part).len_of(self.axis);
            let range = first..first + len;
            let d = match self.axis {
                Axis(0) => d_out.slice(s![range, ..]),
                _ => d_out.slice(s![.., range]),
            };
            grads.add(tape, part, d.as_standard_layout().into_owned());
            first += len;
        }
    }
}
