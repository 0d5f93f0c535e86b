//! A translation as a JSON file, and back (lesson 8, E7).
//!
//! The file is the [`Translation`] as serde writes it: a reader can look into it with any tool. JSON has no
//! NaN and no infinities, and no tensor of a sound trace holds one (scores are taken before the mask), so
//! saving a translation with one is refused rather than written as `null`. Numbers are written
//! with as many digits as they need: what is read back is bit for bit what was saved.
//!
//! A file that is opened may be anything. [`from_json`] checks all that the page relies on: that the
//! lists fit each other, that every tensor of the model's dimensions is there in its shape, that
//! spans lie in their text and parents in their tree. Nothing in here panics.

use super::protocol::{BeamNode, Candidate, Decoding, Translation};
use super::tensors;
use serde::Deserialize;
use std::collections::HashMap;
use thiserror::Error;

/// The only format so far: what [`Translation::format`] says.
pub const TRANSLATION_FORMAT: u32 = 1;
/// A file beyond this is not read: 60 tokens with 16,000 logits each take about a quarter of it.
pub const MAX_BYTES: usize = 128 << 20;
/// More of anything than this (layers, heads, tokens) is no translation of ours.
const MAX_COUNT: usize = 1024;

/// Why a translation cannot be saved or opened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SavedError {
    #[error("{bytes} bytes; at most {MAX_BYTES} are read")]
    TooLarge { bytes: usize },
    /// Not JSON, or not a translation; lines and columns count from 1.
    #[error("line {line}, column {column}: {why}")]
    NotJson {
        line: usize,
        column: usize,
        why: String,
    },
    #[error("format {found}, but this program knows format {TRANSLATION_FORMAT}")]
    UnknownFormat { found: u32 },
    /// A NaN or an infinity, which JSON cannot hold.
    #[error("{at} is not a finite number")]
    NotFinite { at: String },
    /// One part contradicts another.
    #[error("{at}: {why}")]
    Inconsistent { at: String, why: String },
}

/// The translation as the text of a file.
pub fn to_json(translation: &Translation) -> Result<String, SavedError> {
    check_finite(translation)?;
    serde_json::to_string(translation).map_err(not_json)
}

/// The translation in the text of a file.
pub fn from_json(json: &str) -> Result<Translation, SavedError> {
    if json.len() > MAX_BYTES {
        return Err(SavedError::TooLarge { bytes: json.len() });
    }
    // The format first: what the rest should look like depends on it.
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let head: Head = serde_json::from_str(json).map_err(not_json)?;
    if head.format != TRANSLATION_FORMAT {
        return Err(SavedError::UnknownFormat { found: head.format });
    }
    let translation: Translation = serde_json::from_str(json).map_err(not_json)?;
    check(&translation)?;
    Ok(translation)
}

/// Whether all parts of a translation fit each other.
pub fn check(translation: &Translation) -> Result<(), SavedError> {
    check_model(translation)?;
    check_tokens(translation)?;
    check_steps(translation)?;
    check_beam(&translation.beam_tree, translation.model.vocab_size)?;
    check_trace(translation)?;
    check_finite(translation)
}

fn check_model(translation: &Translation) -> Result<(), SavedError> {
    let m = &translation.model;
    for (at, value) in [
        ("model.n_heads", m.n_heads),
        ("model.n_encoder_layers", m.n_encoder_layers),
        ("model.n_decoder_layers", m.n_decoder_layers),
    ] {
        ensure((1..=MAX_COUNT).contains(&value), at, || value.to_string())?;
    }
    ensure(m.d_model > 0, "model.d_model", || "0".into())?;
    ensure(m.d_model.is_multiple_of(m.n_heads), "model.d_model", || {
        format!("{} cannot be split into {} heads", m.d_model, m.n_heads)
    })
}

fn check_tokens(translation: &Translation) -> Result<(), SavedError> {
    // A target of one token is BOS alone: nothing was predicted.
    let sides = [
        ("src", &translation.src, &translation.src_text),
        ("tgt", &translation.tgt, &translation.text),
    ];
    for (side, tokens, text) in sides {
        ensure((2..=MAX_COUNT).contains(&tokens.len()), side, || {
            format!("{} tokens", tokens.len())
        })?;
        for (i, token) in tokens.iter().enumerate() {
            let at = || format!("{side}[{i}]");
            check_id(token.id, translation.model.vocab_size, at)?;
            // `get` is `None` outside the text, inside a character and for a span that ends before it
            // begins: slicing would panic.
            let inside = text.get(token.span.clone()).is_some();
            ensure(inside, at(), || {
                format!("the span {:?} is not in the text", token.span)
            })?;
        }
    }
    Ok(())
}

fn check_steps(translation: &Translation) -> Result<(), SavedError> {
    let (steps, tgt) = (&translation.steps, &translation.tgt);
    ensure(steps.len() + 1 == tgt.len(), "steps", || {
        format!("{} steps for {} tokens", steps.len(), tgt.len())
    })?;
    for (t, (step, token)) in steps.iter().zip(&tgt[1..]).enumerate() {
        ensure(
            step.chosen.id == token.id,
            format!("steps[{t}].chosen"),
            || format!("token {} instead of {}", step.chosen.id, token.id),
        )?;
        let candidates = step.candidates.iter().chain([&step.chosen]);
        for Candidate {
            id, probability, ..
        } in candidates
        {
            let at = || format!("steps[{t}]");
            check_id(*id, translation.model.vocab_size, at)?;
            check_probability(*probability, at)?;
        }
    }
    Ok(())
}

fn check_beam(tree: &[BeamNode], vocab_size: usize) -> Result<(), SavedError> {
    for (i, node) in tree.iter().enumerate() {
        let at = || format!("beam_tree[{i}]");
        // Parents come first, so the tree has no cycles and can be drawn in one pass.
        let sound = match i {
            0 => node.parent == 0 && node.step == 0,
            _ => node.parent < i && node.step == tree[node.parent].step.saturating_add(1),
        };
        ensure(sound, at(), || {
            format!("parent {}, step {}", node.parent, node.step)
        })?;
        check_id(node.id, vocab_size, at)?;
        check_probability(node.probability, at)?;
    }
    Ok(())
}

fn check_trace(translation: &Translation) -> Result<(), SavedError> {
    let mut found = HashMap::new();
    for tensor in &translation.trace.tensors {
        let at = &tensor.name;
        let mut sizes = tensor.shape.iter();
        let product = sizes.try_fold(1usize, |product, &n| product.checked_mul(n));
        ensure(product == Some(tensor.data.len()), at, || {
            format!(
                "{} numbers in the shape {:?}",
                tensor.data.len(),
                tensor.shape
            )
        })?;
        let first = found.insert(at.as_str(), &tensor.shape).is_none();
        ensure(first, at, || "is there twice".into())?;
    }
    let (n_src, n_steps) = (translation.src.len(), translation.tgt.len() - 1);
    for (name, shape) in tensors::expected(&translation.model, n_src, n_steps) {
        let found = found.get(name.as_str());
        ensure(found == Some(&&shape), name, || match found {
            Some(found) => format!("has the shape {found:?} instead of {shape:?}"),
            None => "is missing".into(),
        })?;
    }
    Ok(())
}

fn check_finite(translation: &Translation) -> Result<(), SavedError> {
    let finite = |ok: bool, at: &dyn Fn() -> String| match ok {
        true => Ok(()),
        false => Err(SavedError::NotFinite { at: at() }),
    };
    let settings = match translation.decoding {
        Decoding::Greedy => [0.0; 2],
        Decoding::Beam { length_penalty, .. } => [length_penalty, 0.0],
        Decoding::Sample {
            temperature, top_p, ..
        } => [temperature, top_p],
    };
    let ok = settings.iter().all(|x| x.is_finite());
    finite(ok, &|| "decoding".into())?;
    let log_probability = translation.log_probability;
    finite(log_probability.is_finite(), &|| "log_probability".into())?;
    for (t, step) in translation.steps.iter().enumerate() {
        let mut all = step.candidates.iter().chain([&step.chosen]);
        let ok = all.all(|candidate| candidate.probability.is_finite());
        finite(ok, &|| format!("steps[{t}]"))?;
    }
    for (i, node) in translation.beam_tree.iter().enumerate() {
        let ok = node.probability.is_finite() && node.log_probability.is_finite();
        finite(ok, &|| format!("beam_tree[{i}]"))?;
    }
    for (i, hypothesis) in translation.hypotheses.iter().enumerate() {
        let ok = hypothesis.log_probability.is_finite() && hypothesis.score.is_finite();
        finite(ok, &|| format!("hypotheses[{i}]"))?;
    }
    for tensor in &translation.trace.tensors {
        let ok = tensor.data.iter().all(|x| x.is_finite());
        finite(ok, &|| tensor.name.clone())?;
    }
    Ok(())
}

fn check_id(id: u32, vocab_size: usize, at: impl Fn() -> String) -> Result<(), SavedError> {
    ensure((id as usize) < vocab_size, at(), || {
        format!("token {id} of {vocab_size}")
    })
}

fn check_probability(p: f32, at: impl Fn() -> String) -> Result<(), SavedError> {
    // A hair above 1 is rounding.
    ensure((0.0..=1.001).contains(&p), at(), || {
        format!("{p} is not a probability")
    })
}

fn ensure(
    sound: bool,
    at: impl Into<String>,
    why: impl FnOnce() -> String,
) -> Result<(), SavedError> {
    match sound {
        true => Ok(()),
        false => Err(SavedError::Inconsistent {
            at: at.into(),
            why: why(),
        }),
    }
}

fn not_json(error: serde_json::Error) -> SavedError {
    SavedError::NotJson {
        line: error.line(),
        column: error.column(),
        why: error.to_string(),
    }
}
