//! Text in, batches out.
//!
//! * [`batch`]: sentences of different lengths, padded into one rectangle.
//! * [`labelled`]: the same for texts, classified sentences and tagged ones.
//! * [`synthetic`]: recall, copy and reverse, made from a seed.
//! * [`mix`]: what one epoch of training reads.
//! * [`corpus`]: pairs from tab-separated text, and the split that holds sentences out.
//! * [`clean`]: what a pair of a public corpus goes through before it is used.
//! * [`sentiment`], [`conll`], [`running_text`]: the files of the other tasks.
//! * [`tagged_words`], [`word_features`]: sentences as the entity tagger reads them.
//! * [`split`]: holding examples out by a hash.
//! * [`grammar`]: our own caption pairs, made from a template grammar with French agreement.

pub mod batch;
pub mod clean;
pub mod conll;
pub mod corpus;
pub mod grammar;
pub mod labelled;
pub mod mix;
pub mod running_text;
pub mod sentiment;
pub mod split;
pub mod synthetic;
pub mod tagged_words;
pub mod word_features;
