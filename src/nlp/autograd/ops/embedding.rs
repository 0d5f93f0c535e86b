//! Looking up rows of a table: y = scale · E[ids].

use crate::nlp::autograd::{Backward, Gradients, Tape, Var};
use crate::nlp::linalg::Real;
use crate::nlp::tokenizer::TokenId;
use ndarray::Array2;

struct Embedding<T> {
    table: Var,
    ids: Vec<TokenId>,
    scale: T,
}

impl<T: Real> Tape<'_, T> {
    /// Row i of the result is `scale` times row `ids[i]` of the table: the product of a one-hot matrix
    /// with E, without building it. The paper scales by √d_model (section 3.4).
    ///
    /// # Shapes
    /// table (V, d), n ids → (n, d).
    pub fn embedding(&mut self, table: Var, ids: &[TokenId], scale: T) -> Var {
        let e = self.value(table);
        let mut y = Array2::zeros((ids.len(), e.ncols()));
        for (mut row, &id) in y.rows_mut().into_iter().zip(ids) {
            row.assign(&e.row(id as usize));
            row *= scale;
        }
        self.push(y, || Embedding {
            table,
            ids: ids.to_vec(),
            scale,
        })
    }
}

impl<T: Real> Backward<T> for Embedding<T> {
    fn backward(&self, tape: &Tape<T>, d_out: Array2<T>, grads: &mut Gradients<T>) {
        // y[i] = scale · E[ids[i]]: every use of a token adds to its row.
        grads.update(tape, self.table, |d_table| {
            for (d_row, &id) in d_out.rows().into_iter().zip(&self.ids) {
                d_table.row_mut(id as usize).scaled_add(self.scale, &d_row);
            }
        });
    }
}
