//! The rows of a padded batch in the order in which a recurrent layer reads them.
//!
//! A batch is (B·T, d), sentence by sentence; a recurrent layer wants all first tokens, then all second ones,
//! and so on. Sentences are ranked from the longest to the shortest, so that those still running at step s
//! are the first n_s of them: each step is one block of rows, the state before it is the beginning of the
//! block before, and padding is in no block. It is neither computed nor can it leak.

use crate::nlp::linalg::Real;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use std::ops::Range;

/// Which way a layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forward,
    /// From each sentence's own last token to its first.
    Reverse,
}

/// Where every token of a batch comes in the order of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The length of the padded sentences.
    t: usize,
    /// Sentence of each rank.
    order: Vec<usize>,
    /// Where each step's block begins; the end of the last one closes the list.
    starts: Vec<usize>,
    /// For each packed row its row in (B·T, d).
    rows: Vec<usize>,
    /// For each rank its last packed row.
    last: Vec<usize>,
}

impl Steps {
    /// The order for sentences of the given lengths (1 to `t`), padded to `t`.
    pub fn new(lengths: &[usize], t: usize, direction: Direction) -> Self {
        assert!(
            lengths.iter().all(|&n| (1..=t).contains(&n)),
            "lengths from 1 to {t}"
        );
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&b| std::cmp::Reverse(lengths[b]));
        let n_steps = order.first().map_or(0, |&b| lengths[b]);
        let (mut starts, mut rows) = (vec![0], Vec::new());
        for step in 0..n_steps {
            for &b in order.iter().take_while(|&&b| lengths[b] > step) {
                let position = match direction {
                    Direction::Forward => step,
                    Direction::Reverse => lengths[b] - 1 - step,
                };
                rows.push(b * t + position);
            }
            starts.push(rows.len());
        }
        let last = |(rank, &b): (usize, &usize)| starts[lengths[b] - 1] + rank;
        Steps {
            t,
            last: order.iter().enumerate().map(last).collect(),
            order,
            starts,
            rows,
        }
    }

    /// One token of each of `n` sentences: a single step.
    pub fn single(n: usize) -> Self {
        Steps::new(&vec![1; n], 1, Direction::Forward)
    }

    /// How many steps the longest sentence takes.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// B
    pub fn batch(&self) -> usize {
        self.order.len()
    }

    /// The packed rows of a step.
    pub fn block(&self, step: usize) -> Range<usize> {
        self.starts[step]..self.starts[step + 1]
    }

    /// The packed rows that hold the states before the sentences of a step (not the first one).
    pub fn before(&self, step: usize) -> Range<usize> {
        let first = self.starts[step - 1];
        first..first + self.block(step).len()
    }

    /// How many packed rows there are: all tokens, padding not counted.
    pub fn n_tokens(&self) -> usize {
        self.rows.len()
    }

    /// The token's place in its sentence, for a packed row.
    pub fn position(&self, row: usize) -> usize {
        self.rows[row] % self.t
    }

    /// Rows of (B·T, d) that a sentence's last step lies in, sentence by sentence.
    pub fn last_rows(&self) -> Vec<usize> {
        let mut rows = vec![0; self.order.len()];
        for (&b, &last) in self.order.iter().zip(&self.last) {
            rows[b] = self.rows[last];
        }
        rows
    }

    /// (B·T, d) → packed (N, d).
    pub fn pack<T: Real>(&self, x: ArrayView2<T>) -> Array2<T> {
        gather(x, &self.rows)
    }

    /// packed (N, d) → (B·T, d), zero where there is padding.
    pub fn unpack<T: Real>(&self, x: &Array2<T>) -> Array2<T> {
        let mut y = Array2::zeros((self.order.len() * self.t, x.ncols()));
        for (row, &to) in x.rows().into_iter().zip(&self.rows) {
            y.row_mut(to).assign(&row);
        }
        y
    }

    /// (B, d) by sentence → (B, d) by rank.
    pub fn rank<T: Real>(&self, x: ArrayView2<T>) -> Array2<T> {
        gather(x, &self.order)
    }

    /// (B, d) by rank → (B, d) by sentence.
    pub fn unrank<T: Real>(&self, x: &Array2<T>) -> Array2<T> {
        let mut y = Array2::zeros(x.dim());
        for (row, &b) in x.rows().into_iter().zip(&self.order) {
            y.row_mut(b).assign(&row);
        }
        y
    }

    /// packed (N, d) → (B, d): what each sentence ends with.
    pub fn ends<T: Real>(&self, x: &Array2<T>) -> Array2<T> {
        self.unrank(&gather(x.view(), &self.last))
    }

    /// The states before a step (not the first one), to be read, and its own block, to be written.
    pub fn before_and_block<'a, T>(
        &self,
        states: &'a mut Array2<T>,
        step: usize,
    ) -> (ArrayView2<'a, T>, ArrayViewMut2<'a, T>) {
        let width = states.ncols();
        let (before, block) = (self.before(step), self.block(step));
        let all = states.as_slice_mut().expect("made in standard layout");
        let (done, rest) = all.split_at_mut(block.start * width);
        let done: &'a [T] = done;
        let before = &done[before.start * width..before.end * width];
        let now = &mut rest[..block.len() * width];
        let shape = (block.len(), width);
        let whole = "whole rows";
        (
            ArrayView2::from_shape(shape, before).expect(whole),
            ArrayViewMut2::from_shape(shape, now).expect(whole),
        )
    }

    /// States before every packed row: those of the step before, `start` (B, d) by rank at first.
    pub fn states_before<T: Real>(
        &self,
        states: &Array2<T>,
        start: Option<&Array2<T>>,
    ) -> Array2<T> {
        let mut before = Array2::zeros(states.dim());
        for step in 0..self.len() {
            for (i, row) in self.block(step).enumerate() {
                match (step, start) {
                    (0, None) => {}
                    (0, Some(start)) => before.row_mut(row).assign(&start.row(i)),
                    _ => before
                        .row_mut(row)
                        .assign(&states.row(self.starts[step - 1] + i)),
                }
            }
        }
        before
    }
}

fn gather<T: Real>(x: ArrayView2<T>, rows: &[usize]) -> Array2<T> {
    let d = x.ncols();
    let mut y = Vec::with_capacity(rows.len() * d);
    for &row in rows {
        match x.row(row).to_slice() {
            Some(row) => y.extend_from_slice(row),
            None => y.extend(x.row(row)),
        }
    }
    Array2::from_shape_vec((rows.len(), d), y).expect("as many rows as asked for")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_by_hand() {
        // Sentences a (2 tokens), b (3), c (1), padded to 4.
        let steps = Steps::new(&[2, 3, 1], 4, Direction::Forward);
        assert_eq!(steps.rows, [4, 0, 8, 5, 1, 6]);
        assert_eq!(
            (steps.len(), steps.block(1), steps.before(1)),
            (3, 3..5, 0..2)
        );
        assert_eq!(steps.last_rows(), [1, 6, 8]);
        let reverse = Steps::new(&[2, 3, 1], 4, Direction::Reverse);
        assert_eq!(reverse.rows, [6, 1, 8, 5, 0, 4]);
        assert_eq!(reverse.last_rows(), [0, 4, 8]);
        assert_eq!(reverse.position(0), 2);
    }

    #[test]
    fn unpacking_undoes_packing_and_leaves_padding_zero() {
        let steps = Steps::new(&[2, 3, 1], 4, Direction::Reverse);
        let x = Array2::from_shape_fn((12, 2), |(i, j)| (10 * i + j) as f64 + 1.0);
        let back = steps.unpack(&steps.pack(x.view()));
        for (i, row) in back.rows().into_iter().enumerate() {
            let real = [0, 1, 4, 5, 6, 8].contains(&i);
            assert_eq!(row[1], if real { x[(i, 1)] } else { 0.0 });
        }
    }
}
