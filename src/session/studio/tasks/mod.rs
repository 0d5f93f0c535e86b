//! Lesson 1: three kinds of task, and how good an answer is.
//!
//! * [`link`]: what is on screen, in the address;
//! * [`marks`]: which tokens n-grams cover;
//! * [`sample`]: the lesson's own sentences with their entities;
//! * [`test_set`]: the held-out sentences of a classifier, whole or with one class made rare.

pub mod link;
pub mod marks;
pub mod sample;
pub mod test_set;

use super::models::{ModelId, Models};
use super::protocol::StudioError;
use crate::nlp::data::conll::{Tag, TaggedSentence};
use crate::nlp::metrics::{
    self, BleuTrace, EntityScores, RougeTrace, entity_scores, explain_bleu, explain_rouge,
};
use crate::nlp::model::TaggedToken;
use crate::nlp::tokenizer::{TokenId, Tokenizer};
use serde::{Deserialize, Serialize};
use test_set::TestSet;

/// What each task is done by.
pub const CLASSIFIER: ModelId = ModelId::SentimentLstm;
pub const TAGGER: ModelId = ModelId::Entities;
/// The small translator: a fifth of the bytes of lesson 8's.
pub const TRANSLATOR: ModelId = ModelId::Heads4;
pub const LANGUAGE_MODEL: ModelId = ModelId::LanguageModelLstm;

/// The longest text whose n-grams are laid out.
const MAX_COMPARED: usize = 600;

/// What lesson 1 asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// One label for the whole text.
    Classify { text: String },
    /// A label for every word.
    Tag { text: String },
    /// Another text.
    Translate { text: String },
    /// The classifier's answers to its held-out sentences.
    TestSet,
    /// The tagger against tags that somebody holds for true.
    Entities { sentences: Vec<Annotated> },
    /// BLEU and ROUGE of one text against another, step by step.
    Compare {
        hypothesis: String,
        reference: String,
    },
    /// How surprised the language model is, token by token.
    Surprise { text: String },
}

/// A sentence cut into tokens, with the true tag of each: a class of [`Tag::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotated {
    pub tokens: Vec<String>,
    pub truth: Vec<usize>,
}

/// What lesson 1 is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Classified(Classified),
    Tagged(Vec<TaggedWord>),
    Translated(String),
    TestSet(TestSet),
    Entities(Entities),
    Compared(Box<Compared>),
    Surprise(Vec<Surprised>),
}

/// A sentence and its label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classified {
    /// The probability that the sentence speaks well of its subject.
    pub positive: f32,
    /// Words that the classifier does not know.
    pub unknown: Vec<String>,
}

/// A word, its label, and how sure the tagger is of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaggedWord {
    pub word: String,
    /// A class of [`Tag::ALL`].
    pub tag: usize,
    pub probability: f32,
}

/// The tagger's answers and how good they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entities {
    /// Sentence by sentence, token by token.
    pub predicted: Vec<Vec<usize>>,
    pub scores: EntityScores,
}

/// Two texts compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub bleu: BleuTrace,
    pub rouge: RougeTrace,
}

/// A token and how well it was foreseen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surprised {
    pub id: TokenId,
    pub piece: String,
    pub probability: f64,
    pub bits: f64,
    /// Of the text up to here.
    pub perplexity: f64,
}

/// Answers one request.
pub fn handle(models: &Models, request: Request) -> Result<Event, StudioError> {
    Ok(match request {
        Request::Classify { text } => Event::Classified(classify(models, &text)?),
        Request::Tag { text } => Event::Tagged(tag(models, &text)?),
        Request::Translate { text } => {
            let translator = models.transformer(TRANSLATOR)?;
            let decoded = translator.greedy(&translator.prepare(&text)?)?;
            Event::Translated(translator.text(&decoded))
        }
        Request::TestSet => Event::TestSet(models.test_set(CLASSIFIER)?.clone()),
        Request::Entities { sentences } => Event::Entities(entities(models, &sentences)?),
        Request::Compare {
            hypothesis,
            reference,
        } => Event::Compared(Box::new(compare(&hypothesis, &reference)?)),
        Request::Surprise { text } => Event::Surprise(surprise(models, &text)?),
    })
}

fn classify(models: &Models, text: &str) -> Result<Classified, StudioError> {
    let classifier = models.classifier(CLASSIFIER)?;
    let tokens = classifier.prepare(text)?;
    let unk = classifier.tokenizer.special().unk;
    let unknown = tokens.iter().filter(|token| token.id == unk);
    Ok(Classified {
        unknown: unknown
            .map(|token| text[token.span.clone()].to_owned())
            .collect(),
        positive: classifier.classify(text)?[1],
    })
}

fn tag(models: &Models, text: &str) -> Result<Vec<TaggedWord>, StudioError> {
    let tagged = models.entities(TAGGER)?.tag(text)?;
    let word = |token: TaggedToken| TaggedWord {
        word: text[token.span].to_owned(),
        tag: token.tag.class(),
        probability: token.probabilities[token.tag.class()],
    };
    Ok(tagged.into_iter().map(word).collect())
}

fn entities(models: &Models, sentences: &[Annotated]) -> Result<Entities, StudioError> {
    let tagger = models.entities(TAGGER)?;
    let (mut truths, mut predictions) = (vec![], vec![]);
    for sentence in sentences {
        let truth = sentence.truth.iter().map(|&class| tag_of(class));
        let sentence = TaggedSentence {
            tokens: sentence.tokens.clone(),
            tags: truth.collect::<Result<_, _>>()?,
        };
        predictions.push(tagger.tag_tokens(&sentence)?);
        truths.push(sentence.tags);
    }
    let names = |tags: &[Vec<Tag>]| -> Vec<Vec<&'static str>> {
        let of_sentence = |tags: &Vec<Tag>| tags.iter().map(|tag| tag.name()).collect();
        tags.iter().map(of_sentence).collect()
    };
    let classes = |tags: &Vec<Tag>| tags.iter().map(|tag| tag.class()).collect();
    Ok(Entities {
        scores: entity_scores(&names(&truths), &names(&predictions))?,
        predicted: predictions.iter().map(classes).collect(),
    })
}

fn tag_of(class: usize) -> Result<Tag, StudioError> {
    Tag::ALL
        .get(class)
        .copied()
        .ok_or_else(|| StudioError::BadSetting {
            field: "truth".into(),
            why: format!("there is no tag {class}"),
        })
}

fn compare(hypothesis: &str, reference: &str) -> Result<Compared, StudioError> {
    for text in [hypothesis, reference] {
        let characters = text.chars().count();
        if characters > MAX_COMPARED {
            return Err(StudioError::TooLong {
                tokens: characters,
                max: MAX_COMPARED,
            });
        }
    }
    Ok(Compared {
        bleu: explain_bleu(hypothesis, &[reference])?,
        rouge: explain_rouge(hypothesis, reference, false)?,
    })
}

fn surprise(models: &Models, text: &str) -> Result<Vec<Surprised>, StudioError> {
    let found = models.language(LANGUAGE_MODEL)?.surprise(text)?;
    let logs: Vec<f64> = found.iter().map(|s| s.log_probability.into()).collect();
    let surprises = metrics::surprises(&logs)?;
    let told = found.into_iter().zip(surprises).map(|(f, s)| Surprised {
        id: f.token.id,
        piece: f.token.piece,
        probability: s.probability(),
        bits: s.bits(),
        perplexity: s.perplexity_so_far,
    });
    Ok(told.collect())
}
