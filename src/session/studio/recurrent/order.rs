//! One vector for a sentence: the mean of its words' vectors, or a recurrent layer's last state. Two orders of the same
//! words have one mean and two states.

use super::super::models::ModelId;
use super::super::protocol::StudioError;
use crate::nlp::embedding::cosine_similarity;
use crate::nlp::model::{SentenceEncoder, TextClassifier};
use crate::nlp::trace::{Trace, TraceTensor};
use serde::{Deserialize, Serialize};

/// The sentiment classifiers, which differ in how they make one vector out of a sentence.
pub const ENCODERS: [ModelId; 3] = [
    ModelId::SentimentMean,
    ModelId::SentimentRnn,
    ModelId::SentimentLstm,
];

/// Words of a sentence that are taken.
const MAX_WORDS: usize = 60;

/// Two sentences through one encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub model: ModelId,
    /// As the model reads them: in lower case, `<unk>` for those that it does not know.
    pub words: [Vec<String>; 2],
    /// The same words as often in both, in whatever order.
    pub same_words: bool,
    /// One vector a sentence.
    pub vectors: [Vec<f32>; 2],
    /// ‖a − b‖
    pub distance: f32,
    pub cosine: f32,
    /// The probability that each sentence speaks well of its subject.
    pub positive: [f32; 2],
}

/// Encodes and classifies two sentences.
pub fn order(classifier: &TextClassifier, sentences: &[String; 2]) -> Result<Order, StudioError> {
    let first = Sentence::of(classifier, &sentences[0])?;
    let second = Sentence::of(classifier, &sentences[1])?;
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    let squares = first.vector.iter().zip(&second.vector);
    let squares = squares.map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2));
    Ok(Order {
        model: match classifier.model.config.encoder {
            SentenceEncoder::MeanOfVectors => ModelId::SentimentMean,
            SentenceEncoder::Rnn => ModelId::SentimentRnn,
            SentenceEncoder::Lstm => ModelId::SentimentLstm,
        },
        same_words: sorted(&first.words) == sorted(&second.words),
        distance: squares.sum::<f64>().sqrt() as f32,
        cosine: cosine_similarity(&first.vector, &second.vector),
        positive: [first.positive, second.positive],
        vectors: [first.vector, second.vector],
        words: [first.words, second.words],
    })
}

struct Sentence {
    words: Vec<String>,
    vector: Vec<f32>,
    positive: f32,
}

impl Sentence {
    fn of(classifier: &TextClassifier, text: &str) -> Result<Self, StudioError> {
        let tokens = classifier.prepare(text)?;
        if tokens.len() > MAX_WORDS {
            return Err(StudioError::TooLong {
                tokens: tokens.len(),
                max: MAX_WORDS,
            });
        }
        let ids: Vec<u32> = tokens.iter().map(|t| t.id).collect();
        let trace = classifier.model.trace(&ids, &[])?;
        let vector = match classifier.model.config.encoder {
            SentenceEncoder::MeanOfVectors => mean(tensor(&trace, "input")?),
            _ => tensor(&trace, "sentence")?.data.clone(),
        };
        let probabilities = &tensor(&trace, "probabilities")?.data;
        Ok(Sentence {
            words: tokens.into_iter().map(|t| t.piece).collect(),
            vector,
            positive: probabilities[1],
        })
    }
}

/// The mean of the rows, in 64 bits: the sum of a sentence's numbers is exact there, so that it is the same in whatever
/// order they come.
fn mean(input: &TraceTensor) -> Vec<f32> {
    let width = input.shape.last().copied().unwrap_or(0);
    let rows = input.data.len() / width.max(1);
    let column = |j: usize| {
        let numbers = input.data.iter().skip(j).step_by(width);
        (numbers.map(|&x| f64::from(x)).sum::<f64>() / rows as f64) as f32
    };
    (0..width).map(column).collect()
}

fn tensor<'a>(trace: &'a Trace, name: &str) -> Result<&'a TraceTensor, StudioError> {
    trace.get(name).ok_or_else(|| StudioError::Other {
        why: format!("the trace has no {name}"),
    })
}
