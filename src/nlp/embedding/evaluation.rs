//! How good word vectors are, by the usual tests: analogy questions (Mikolov et al. 2013a) and people's judgements of
//! similarity (WordSim-353, SimLex-999), compared by rank (Spearman 1904).

use super::WordVectors;
use crate::nlp::error::{NlpError, Result};
use crate::nlp::linalg::matmul_nt;
use crate::nlp::metrics::spearman;
use ndarray::{Array2, Axis, s};
use serde::Serialize;

/// A part of an analogy test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    /// a : b = c : d
    pub questions: Vec<[String; 4]>,
}

/// What came out of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionScore {
    pub name: String,
    pub correct: usize,
    /// Questions whose four words are all among those allowed.
    pub asked: usize,
    /// Questions in the file.
    pub questions: usize,
}

/// Reads `: section` lines and the questions, four words each, that follow them.
///
/// # Errors
/// [`NlpError::BadLine`] for a question of another length or before the first section.
pub fn parse_analogies(text: &str) -> Result<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let bad = |why: &str| NlpError::BadLine {
            line: i + 1,
            why: why.to_string(),
        };
        if let Some(name) = line.strip_prefix(':') {
            sections.push(Section {
                name: name.trim().to_string(),
                questions: Vec::new(),
            });
            continue;
        }
        let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            continue;
        }
        let question = words
            .try_into()
            .map_err(|_| bad("a question has four words"))?;
        let section = sections.last_mut();
        let section = section.ok_or_else(|| bad("a question before the first `: section`"))?;
        section.questions.push(question);
    }
    Ok(sections)
}

/// Asks every question whose words are among the `restrict` most frequent; the answer is the one of these words, the
/// question's own left out, that is nearest to b − a + c (as gensim does with `restrict_vocab`).
pub fn evaluate_analogies(
    vectors: &WordVectors,
    sections: &[Section],
    restrict: usize,
) -> Vec<SectionScore> {
    // Questions answered by one matrix product.
    const BATCH: usize = 128;
    let n = restrict.min(vectors.len());
    let candidates = vectors.unit().slice_move(s![..n, ..]);
    let known = |w: &String| vectors.id(w).ok().filter(|&id| (id as usize) < n);
    let score = |section: &Section| {
        let asked: Vec<[u32; 4]> = section
            .questions
            .iter()
            .filter_map(|q| Some([known(&q[0])?, known(&q[1])?, known(&q[2])?, known(&q[3])?]))
            .collect();
        let mut correct = 0;
        for batch in asked.chunks(BATCH) {
            let mut queries = Array2::zeros((batch.len(), vectors.dim()));
            for (mut row, &[a, b, c, _]) in queries.rows_mut().into_iter().zip(batch) {
                row.assign(&vectors.offset([a, b, c]));
            }
            let cosines = matmul_nt(queries.view(), candidates); // (batch, n), each row up to its length
            for (row, &[a, b, c, d]) in cosines.axis_iter(Axis(0)).zip(batch) {
                let mut best = (f32::NEG_INFINITY, u32::MAX);
                for (id, &cosine) in (0..).zip(row.iter()) {
                    if cosine > best.0 && ![a, b, c].contains(&id) {
                        best = (cosine, id);
                    }
                }
                correct += usize::from(best.1 == d);
            }
        }
        SectionScore {
            name: section.name.clone(),
            correct,
            asked: asked.len(),
            questions: section.questions.len(),
        }
    };
    sections.iter().map(score).collect()
}

/// Two words and how similar people find them.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub words: [String; 2],
    pub score: f64,
}

/// What came out of a similarity test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SimilarityScore {
    pub spearman: f64,
    /// Pairs of which both words are known.
    pub covered: usize,
    pub pairs: usize,
}

/// Reads `word<TAB>word<TAB>score` lines; `#` begins a comment.
///
/// # Errors
/// [`NlpError::BadLine`].
pub fn parse_judgements(text: &str) -> Result<Vec<Judgement>> {
    let lines = text.lines().enumerate();
    let content = lines.filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    content
        .map(|(i, line)| {
            let bad = |why: &str| NlpError::BadLine {
                line: i + 1,
                why: why.to_string(),
            };
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            let &[a, b, score] = fields.as_slice() else {
                return Err(bad("expected word<TAB>word<TAB>score"));
            };
            let score = score
                .parse()
                .map_err(|_| bad("the score is not a number"))?;
            Ok(Judgement {
                words: [a.to_lowercase(), b.to_lowercase()],
                score,
            })
        })
        .collect()
}

/// The rank correlation between the judgements and the vectors' cosines.
///
/// # Errors
/// [`NlpError::EmptyText`] if fewer than two pairs are known.
pub fn evaluate_similarity(
    vectors: &WordVectors,
    judgements: &[Judgement],
) -> Result<SimilarityScore> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for Judgement {
        words: [a, b],
        score,
    } in judgements
    {
        if let Ok(cosine) = vectors.cosine(a, b) {
            ours.push(f64::from(cosine));
            theirs.push(*score);
        }
    }
    Ok(SimilarityScore {
        spearman: spearman(&ours, &theirs).map_err(|_| NlpError::EmptyText)?,
        covered: ours.len(),
        pairs: judgements.len(),
    })
}
