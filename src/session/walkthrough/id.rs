//! Stages as ids in links: `tokens`, `enc.0.self.scores`, `dec.3.1.cross`, `dec.3.logits`.
//!
//! `enc.{layer}.…` and `dec.{step}.{layer}.…` count from 0. There is exactly one id for a stage: whatever
//! does not come out of `Display` in the same letters (`enc.00.ff`) is not an id.

use super::{EncoderPart, Stage, StepPart};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// No stage of this walkthrough has that id.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no stage {id:?}")]
pub struct UnknownStage {
    pub id: String,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Stage::Text => f.write_str("text"),
            Stage::Tokens => f.write_str("tokens"),
            Stage::Embedding => f.write_str("embedding"),
            Stage::Position => f.write_str("position"),
            Stage::Encoder { layer, part } => write!(f, "enc.{layer}.{}", encoder_name(part)),
            Stage::Memory => f.write_str("memory"),
            Stage::Step { step, part } => match part {
                StepPart::Input => write!(f, "dec.{step}.input"),
                StepPart::SelfAttention { layer } => write!(f, "dec.{step}.{layer}.self"),
                StepPart::CrossAttention { layer } => write!(f, "dec.{step}.{layer}.cross"),
                StepPart::FeedForward { layer } => write!(f, "dec.{step}.{layer}.ff"),
                StepPart::Logits => write!(f, "dec.{step}.logits"),
                StepPart::Softmax => write!(f, "dec.{step}.softmax"),
                StepPart::NextToken => write!(f, "dec.{step}.next"),
            },
            Stage::Done => f.write_str("done"),
        }
    }
}

fn encoder_name(part: EncoderPart) -> &'static str {
    match part {
        EncoderPart::SelfNorm => "self.norm",
        EncoderPart::SelfQkv => "self.qkv",
        EncoderPart::SelfScores => "self.scores",
        EncoderPart::SelfWeights => "self.weights",
        EncoderPart::SelfOutput => "self.output",
        EncoderPart::SelfAdd => "self.add",
        EncoderPart::FeedForwardNorm => "ff.norm",
        EncoderPart::FeedForward => "ff",
        EncoderPart::FeedForwardAdd => "ff.add",
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(id: &str) -> Result<Self, UnknownStage> {
        parse(id)
            .filter(|stage| stage.to_string() == id)
            .ok_or_else(|| UnknownStage { id: id.to_owned() })
    }
}

fn parse(id: &str) -> Option<Stage> {
    if let Some(rest) = id.strip_prefix("enc.") {
        let (layer, name) = rest.split_once('.')?;
        let part = EncoderPart::all(true).find(|&part| encoder_name(part) == name)?;
        return Some(Stage::Encoder {
            layer: layer.parse().ok()?,
            part,
        });
    }
    if let Some(rest) = id.strip_prefix("dec.") {
        let (step, rest) = rest.split_once('.')?;
        return Some(Stage::Step {
            step: step.parse().ok()?,
            part: parse_step_part(rest)?,
        });
    }
    match id {
        "text" => Some(Stage::Text),
        "tokens" => Some(Stage::Tokens),
        "embedding" => Some(Stage::Embedding),
        "position" => Some(Stage::Position),
        "memory" => Some(Stage::Memory),
        "done" => Some(Stage::Done),
        _ => None,
    }
}

fn parse_step_part(name: &str) -> Option<StepPart> {
    match name {
        "input" => return Some(StepPart::Input),
        "logits" => return Some(StepPart::Logits),
        "softmax" => return Some(StepPart::Softmax),
        "next" => return Some(StepPart::NextToken),
        _ => {}
    }
    let (layer, sublayer) = name.split_once('.')?;
    let layer = layer.parse().ok()?;
    match sublayer {
        "self" => Some(StepPart::SelfAttention { layer }),
        "cross" => Some(StepPart::CrossAttention { layer }),
        "ff" => Some(StepPart::FeedForward { layer }),
        _ => None,
    }
}
