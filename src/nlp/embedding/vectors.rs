//! Words with their vectors: neighbours, analogies, means.

use super::similarity::{cosine_similarity, unit_rows};
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::rows_times_transposed;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Words, most frequent first, and one vector for each.
#[derive(Clone, Debug)]
pub struct WordVectors {
    words: Vec<String>,
    ids: HashMap<String, u32>,
    /// (V, d)
    vectors: Array2<f32>,
    /// The same at length 1, for cosines.
    unit: Array2<f32>,
}

/// A word near another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    pub id: u32,
    pub word: String,
    pub cosine: f32,
}

impl WordVectors {
    /// # Errors
    /// [`NlpError::BadFile`] if a word is there twice or there are not as many words as vectors, or if a number
    /// is not finite; [`NlpError::EmptyText`] if there is none.
    pub fn new(words: Vec<String>, vectors: Array2<f32>) -> Result<Self> {
        let bad = |why| {
            let what = "word vectors".to_string();
            Err(NlpError::BadFile { what, why })
        };
        if words.is_empty() || vectors.ncols() == 0 {
            return Err(NlpError::EmptyText);
        }
        if words.len() != vectors.nrows() {
            return bad(format!(
                "{} words, {} vectors",
                words.len(),
                vectors.nrows()
            ));
        }
        if !vectors.iter().all(|x| x.is_finite()) {
            return bad("hold something that is not a finite number".into());
        }
        let mut ids = HashMap::with_capacity(words.len());
        for (i, word) in words.iter().enumerate() {
            if ids.insert(word.clone(), i as u32).is_some() {
                return bad(format!("{word:?} is there twice"));
            }
        }
        let unit = unit_rows(vectors.view());
        Ok(WordVectors {
            words,
            ids,
            vectors,
            unit,
        })
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// d.
    pub fn dim(&self) -> usize {
        self.vectors.ncols()
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// (V, d)
    pub fn vectors(&self) -> ArrayView2<'_, f32> {
        self.vectors.view()
    }

    /// The word's row: as it is written, else in lower case.
    ///
    /// # Errors
    /// [`NlpError::UnknownWord`].
    pub fn id(&self, word: &str) -> Result<u32> {
        let found = self.ids.get(word).copied();
        let found = found.or_else(|| self.ids.get(&word.to_lowercase()).copied());
        found.ok_or_else(|| NlpError::UnknownWord { word: word.into() })
    }

    /// The word's vector (d).
    pub fn vector(&self, word: &str) -> Result<ArrayView1<'_, f32>> {
        Ok(self.vectors.row(self.id(word)? as usize))
    }

    /// cos(a, b).
    pub fn cosine(&self, a: &str, b: &str) -> Result<f32> {
        let (a, b) = (self.vector(a)?.to_vec(), self.vector(b)?.to_vec());
        Ok(cosine_similarity(&a, &b))
    }

    /// The `n` words nearest to `word`, itself left out.
    pub fn nearest(&self, word: &str, n: usize) -> Result<Vec<Neighbour>> {
        let id = self.id(word)?;
        let query = self.unit.row(id as usize).to_owned();
        Ok(self.nearest_to(query.view(), n, &[id], self.len()))
    }

    /// The `n` words among the `among` most frequent whose cosine with `query` (d) is largest, those in `without`
    /// left out; equal cosines in the order of the words.
    pub fn nearest_to(
        &self,
        query: ArrayView1<f32>,
        n: usize,
        without: &[u32],
        among: usize,
    ) -> Vec<Neighbour> {
        let norm = query.dot(&query).sqrt();
        let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        let query = query.mapv(|x| x * scale).insert_axis(ndarray::Axis(0));
        let rows = self.unit.slice(s![..among.min(self.len()), ..]);
        let cosines = rows_times_transposed(query.view(), rows); // (1, among)
        let mut order: Vec<u32> = (0..cosines.ncols() as u32)
            .filter(|i| !without.contains(i))
            .collect();
        let nearer = |&a: &u32, &b: &u32| {
            let (x, y) = (cosines[(0, a as usize)], cosines[(0, b as usize)]);
            y.total_cmp(&x).then(a.cmp(&b))
        };
        // Only the first n are put in order.
        if n < order.len() {
            order.select_nth_unstable_by(n, nearer);
            order.truncate(n);
        }
        order.sort_unstable_by(nearer);
        let neighbour = |id: u32| Neighbour {
            id,
            word: self.words[id as usize].clone(),
            cosine: cosines[(0, id as usize)],
        };
        order.into_iter().map(neighbour).collect()
    }

    /// *a* is to *b* as *c* is to what? The `n` words nearest to b − a + c, with all three at length 1 (3CosAdd,
    /// Mikolov et al. 2013c); the question's own words are no answers, or *b* or *c* would nearly always win.
    pub fn analogy(&self, [a, b, c]: [&str; 3], n: usize) -> Result<Vec<Neighbour>> {
        let ids = [self.id(a)?, self.id(b)?, self.id(c)?];
        Ok(self.nearest_to(self.offset(ids).view(), n, &ids, self.len()))
    }

    /// b − a + c at length 1 each.
    pub(super) fn offset(&self, [a, b, c]: [u32; 3]) -> Array1<f32> {
        let unit = |id| self.unit.row(id as usize);
        &unit(b) - &unit(a) + unit(c)
    }

    pub(super) fn unit(&self) -> ArrayView2<'_, f32> {
        self.unit.view()
    }

    /// A sentence as the mean of its words' vectors (d), unknown words left out: the order of the words is lost.
    ///
    /// # Errors
    /// [`NlpError::EmptyText`] if no word is known.
    pub fn mean<S: AsRef<str>>(&self, words: impl IntoIterator<Item = S>) -> Result<Array1<f32>> {
        let (mut sum, mut n) = (Array1::zeros(self.dim()), 0);
        for word in words {
            if let Ok(vector) = self.vector(word.as_ref()) {
                sum += &vector;
                n += 1;
            }
        }
        if n == 0 {
            return Err(NlpError::EmptyText);
        }
        Ok(sum / n as f32)
    }
}
