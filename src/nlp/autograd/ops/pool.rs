//! One vector for a whole sentence: the mean or the largest of its tokens' vectors, padding left out.

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::Real;
use ndarray::Array2;

struct MeanPool {
    x: Var,
    lengths: Vec<usize>,
}

struct MaxPool {
    x: Var,
    /// For each element of the output the row that it came from.
    from: Array2<usize>,
}

impl<T: Real> Tape<'_, T> {
    /// The mean over each sentence's own tokens.
    ///
    /// # Shapes
    /// x (B·T, d), B lengths (1 to T) → (B, d).
    pub fn mean_pool(&mut self, x: Var, lengths: &[usize]) -> Var {
        let xs = self.value(x);
        let (t, d) = (xs.nrows() / lengths.len().max(1), xs.ncols());
        let mut y = Array2::zeros((lengths.len(), d));
        for ((b, &n), mut out) in lengths.iter().enumerate().zip(y.rows_mut()) {
            (b * t..b * t + n).for_each(|row| out += &xs.row(row));
            out /= T::of(n as f64);
        }
        let lengths = || lengths.to_vec();
        self.push(y, || MeanPool {
            x,
            lengths: lengths(),
        })
    }

    /// The largest over each sentence's own tokens, element by element; the first among equals.
    ///
    /// # Shapes
    /// x (B·T, d), B lengths (1 to T) → (B, d).
    pub fn max_pool(&mut self, x: Var, lengths: &[usize]) -> Var {
        let xs = self.value(x);
        let (t, d) = (xs.nrows() / lengths.len().max(1), xs.ncols());
        let from = Array2::from_shape_fn((lengths.len(), d), |(b, j)| {
            let better = |best: usize, row: usize| {
                if xs[(row, j)] > xs[(best, j)] {
                    row
                } else {
                    best
                }
            };
            (b * t..b * t + lengths[b]).fold(b * t, better)
        });
        let y = Array2::from_shape_fn(from.dim(), |at| xs[(from[at], at.1)]);
        self.push(y, || MaxPool { x, from })
    }
}

impl<T: Real> Backward<T> for MeanPool {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = Σ x / n, so every token of a sentence gets d_y / n.
        let t = tape.value(self.x).nrows() / self.lengths.len().max(1);
        grads.update(tape, self.x, |d_x| {
            for ((b, &n), d) in self.lengths.iter().enumerate().zip(d_out.rows()) {
                let share = T::one() / T::of(n as f64);
                (b * t..b * t + n).for_each(|row| d_x.row_mut(row).scaled_add(share, &d));
            }
        });
    }
}

impl<T: Real> Backward<T> for MaxPool {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y = x where x was largest: only that token gets the gradient.
        grads.update(tape, self.x, |d_x| {
            for (at, &d) in d_out.indexed_iter() {
                d_x[(self.from[at], at.1)] += d;
            }
        });
    }
}
