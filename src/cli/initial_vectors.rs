//! Word vectors learnt elsewhere as the first values of a model's embeddings.

use super::word_vectors::read_vectors;
use crate::nlp::embedding::{Pca, WordVectors};
use crate::nlp::rng::Rng;
use crate::nlp::tokenizer::Vocab;
use anyhow::Result;
use ndarray::Array2;
use std::path::Path;

/// Vectors of another width, if asked for, and of one size.
pub struct InitialVectors {
    vectors: WordVectors,
    /// (V, d): what models get, in the order of the words.
    table: Array2<f32>,
}

impl InitialVectors {
    /// Reads the word vectors in `dir` and turns them into `d` numbers a word: those along their principal axes,
    /// where they have more. All are scaled alike, so that an element is 1/√d in the root of the mean of squares, as
    /// in a random start; models multiply by √d.
    pub fn read(dir: &Path, d: usize) -> Result<Self> {
        let vectors = read_vectors(dir)?;
        let x = vectors.vectors().mapv(f64::from);
        let pca = Pca::fit(x.view(), d)?;
        let mut table = (x - &pca.mean).dot(&pca.components.t());
        let size = (table.iter().map(|x| x * x).sum::<f64>() / table.len() as f64).sqrt();
        table /= size.max(f64::MIN_POSITIVE) * (d as f64).sqrt();
        let table = table.mapv(|x| x as f32);
        eprintln!(
            "  {} word vectors of {} numbers",
            vectors.len(),
            table.ncols()
        );
        Ok(InitialVectors { vectors, table })
    }

    /// The words, most frequent first.
    pub fn words(&self) -> &[String] {
        self.vectors.words()
    }

    /// A matrix for the words of `vocab`: their vectors, and small random ones for those that have none.
    pub fn table(&self, vocab: &Vocab, rng: &mut Rng) -> Array2<f32> {
        let d = self.table.ncols();
        let sigma = 0.3 / (d as f64).sqrt();
        let mut table =
            Array2::from_shape_simple_fn((vocab.len(), d), || (rng.normal() * sigma) as f32);
        let mut found = 0;
        for (word, mut row) in vocab.words().iter().zip(table.rows_mut()) {
            if let Ok(id) = self.vectors.id(word) {
                row.assign(&self.table.row(id as usize));
                found += 1;
            }
        }
        eprintln!("  {found} of {} words have a vector", vocab.len());
        table
    }
}
