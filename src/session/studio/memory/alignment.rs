//! One sentence by a recurrent translator: where its decoder looked, or, without attention, all that it was given.

use crate::nlp::model::{RecurrentTranslator, Translator};
use crate::nlp::tokenizer::Tokenizer;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::StudioError;
use serde::{Deserialize, Serialize};

/// BLEU on the 1,445 held-out sentences by the length of the English one, as both model cards give it: words from, words
/// to (`None`: no end), sentences, without attention, with it.
pub const QUALITY: [(usize, Option<usize>, usize, f32, f32); 5] = [
    (1, Some(4), 321, 11.9, 33.3),
    (5, Some(7), 713, 9.9, 31.7),
    (8, Some(10), 313, 8.7, 27.6),
    (11, Some(14), 84, 3.1, 17.0),
    (15, None, 14, 3.4, 18.6),
];

/// A translation with what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    pub model: ModelId,
    /// The source as it was asked for.
    pub asked: String,
    pub text: String,
    /// Pieces that the encoder reads, BOS and EOS included.
    pub src: Vec<String>,
    /// Pieces that the decoder wrote, EOS included.
    pub tgt: Vec<String>,
    /// The probability that it gave each of them.
    pub probabilities: Vec<f32>,
    /// α (T_tgt, T_src), row by row: row i is where the decoder looked before it wrote piece i. Empty without attention.
    pub weights: Vec<f32>,
    /// The encoder's last state in each direction, side by side: what the decoder starts from. (With an LSTM there is a
    /// cell of the same width beside it.)
    pub last_state: Vec<f32>,
}

/// Translates greedily.
pub fn translate(
    translator: &Translator<RecurrentTranslator<f32>>,
    model: ModelId,
    text: &str,
) -> Result<Alignment, StudioError> {
    let src = translator.prepare(text)?;
    let found = translator.greedy(&src)?;
    let trace = translator.model.trace(&src.ids, &found.ids)?;
    let data = |name: &str| trace.get(name).map_or(vec![], |tensor| tensor.data.clone());
    let memory = trace.get("memory").ok_or_else(|| StudioError::Other {
        why: "the trace has no memory".into(),
    })?;
    let (steps, width) = (memory.shape[0], memory.shape[1]);
    // What reads backwards ends at the first token.
    let half = if translator.model.config.bidirectional {
        width / 2
    } else {
        width
    };
    let last_row = &memory.data[(steps - 1) * width..];
    let last_state = [&last_row[..half], &memory.data[half..width]].concat();
    let piece = |&id: &u32| {
        let piece = translator.tokenizer.piece(id);
        piece.unwrap_or_default().to_string()
    };
    Ok(Alignment {
        model,
        asked: text.to_owned(),
        text: translator.text(&found),
        src: src.ids.iter().map(piece).collect(),
        tgt: found.ids.iter().skip(1).map(piece).collect(),
        probabilities: found.log_probabilities.iter().map(|p| p.exp()).collect(),
        weights: data("attention.weights"),
        last_state,
    })
}
