//! Three things to do with the states of a recurrent layer: the last one becomes a label, each one becomes a label, the
//! last one starts a decoder.

use super::super::protocol::StudioError;
use super::super::tasks::TaggedWord;
use crate::nlp::data::conll::Tag;
use crate::nlp::data::tagged_words::TaggedWords;
use crate::nlp::model::{EntityRecogniser, RecurrentTranslator, TextClassifier, Translator};
use crate::nlp::tokenizer::{Token, Tokenizer};
use serde::{Deserialize, Serialize};

/// More words than this make a figure that nobody reads.
pub const MAX_WORDS: usize = 40;

/// A sentence and its label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    /// As they stand in the text.
    pub words: Vec<String>,
    /// Those of them that the model does not know, by place.
    pub unknown: Vec<usize>,
    /// The probability of "positive" if the sentence ended after each word: the last one is the answer.
    pub by_step: Vec<f32>,
    /// The last state: all that the answer is made from.
    pub state: Vec<f32>,
}

/// A label a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tagged {
    pub words: Vec<TaggedWord>,
    /// The states (T, 2H), both directions side by side: a row for each tag.
    pub states: Vec<f32>,
}

/// Another sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Translated {
    /// What the encoder reads, BOS and EOS included.
    pub src: Vec<Token>,
    /// The state that the decoder begins with (H), made of the encoder's last ones.
    pub state: Vec<f32>,
    /// What the decoder writes, EOS included where it came.
    pub pieces: Vec<String>,
    pub text: String,
}

fn check(len: usize) -> Result<(), StudioError> {
    match len > MAX_WORDS {
        true => Err(StudioError::TooLong {
            tokens: len,
            max: MAX_WORDS,
        }),
        false => Ok(()),
    }
}

/// Last state → label.
pub fn classify(classifier: &TextClassifier, text: &str) -> Result<Classified, StudioError> {
    let tokens = classifier.prepare(text)?;
    check(tokens.len())?;
    let ids: Vec<u32> = tokens.iter().map(|t| t.id).collect();
    let trace = classifier.model.trace(&ids, &[])?;
    let tensor = |name: &str| {
        trace.get(name).ok_or_else(|| StudioError::Other {
            why: format!("the trace has no {name}"),
        })
    };
    let unk = classifier.tokenizer.special().unk;
    let by_step = tensor("steps.probabilities")?;
    Ok(Classified {
        unknown: (0..ids.len()).filter(|&i| ids[i] == unk).collect(),
        by_step: by_step.data.chunks(2).map(|p| p[1]).collect(),
        state: tensor("sentence")?.data.clone(),
        words: spans(text, &tokens),
    })
}

fn spans(text: &str, tokens: &[Token]) -> Vec<String> {
    let word = |t: &Token| text[t.span.clone()].to_owned();
    tokens.iter().map(word).collect()
}

/// Each state → label.
pub fn tag(recogniser: &EntityRecogniser, text: &str) -> Result<Tagged, StudioError> {
    let tagged = recogniser.tag(text)?;
    check(tagged.len())?;
    let mut words = TaggedWords::default();
    for token in &tagged {
        let word = &text[token.span.clone()];
        words.push(&recogniser.tokenizer, word, Tag::Outside);
    }
    let trace = recogniser.model.trace(&words)?;
    let states = trace.get("states").ok_or_else(|| StudioError::Other {
        why: "the trace has no states".into(),
    })?;
    let word = |token: crate::nlp::model::TaggedToken| TaggedWord {
        word: text[token.span].to_owned(),
        tag: token.tag.class(),
        probability: token.probabilities[token.tag.class()],
    };
    Ok(Tagged {
        words: tagged.into_iter().map(word).collect(),
        states: states.data.clone(),
    })
}

/// Last state → decoder.
pub fn translate(
    translator: &Translator<RecurrentTranslator<f32>>,
    text: &str,
) -> Result<Translated, StudioError> {
    let source = translator.prepare(text)?;
    check(source.ids.len())?;
    let start = translator.model.start_decoding(&source.ids, 1)?;
    let decoded = translator.greedy(&source)?;
    let piece = |&id: &u32| {
        translator
            .tokenizer
            .piece(id)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(Translated {
        state: start.layers[0].h.iter().copied().collect(),
        pieces: decoded.ids[1..].iter().map(piece).collect(),
        text: translator.text(&decoded),
        src: source.tokens,
    })
}
