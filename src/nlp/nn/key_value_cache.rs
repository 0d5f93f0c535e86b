//! Keys and values of the tokens seen so far, kept so that each is computed once.

use crate::nlp::linalg::Real;
use ndarray::ArrayView2;

/// For each of several translations in progress (the beams): its keys and values, (t, d) row-major.
#[derive(Clone, Debug)]
pub struct KeyValueCache<T> {
    beams: Vec<Beam<T>>,
}

#[derive(Clone, Debug)]
struct Beam<T> {
    keys: Vec<T>,
    values: Vec<T>,
}

impl<T: Real> KeyValueCache<T> {
    /// Nothing seen yet, for `n` translations.
    pub fn empty(n: usize) -> Self {
        let beam = Beam {
            keys: Vec::new(),
            values: Vec::new(),
        };
        KeyValueCache {
            beams: vec![beam; n],
        }
    }

    /// One token more for each translation: row i of `keys` and `values` goes to translation i.
    pub fn push(&mut self, keys: ArrayView2<T>, values: ArrayView2<T>) {
        for ((beam, k), v) in self.beams.iter_mut().zip(keys.rows()).zip(values.rows()) {
            beam.keys.extend(k);
            beam.values.extend(v);
        }
    }

    /// Translation i goes on from what was translation `parents[i]`.
    pub fn reorder(&mut self, parents: &[usize]) {
        self.beams = parents.iter().map(|&p| self.beams[p].clone()).collect();
    }

    /// Keys and values of translation `i`.
    pub fn of(&self, i: usize) -> (&[T], &[T]) {
        (&self.beams[i].keys, &self.beams[i].values)
    }
}
