//! Which figure belongs to which stage.

use super::scene::Scene;
use super::{
    stage_attention, stage_decoder, stage_input, stage_output, stage_sublayer, stage_weights,
};
use crate::session::walkthrough::{EncoderPart, Stage, StepPart};
use leptos::prelude::*;

/// Builds the figure of the scene's stage, and no other.
pub fn figure(scene: &Scene) -> AnyView {
    match scene.stage {
        Stage::Text => stage_input::text(scene),
        Stage::Tokens => stage_input::tokens(scene),
        Stage::Embedding => stage_input::embedding(scene),
        Stage::Position => stage_input::position(scene),
        Stage::Encoder { layer, part } => match part {
            EncoderPart::SelfNorm | EncoderPart::FeedForwardNorm => stage_sublayer::norm(scene),
            EncoderPart::SelfQkv => stage_attention::qkv(scene, layer),
            EncoderPart::SelfScores => stage_attention::scores(scene, layer),
            EncoderPart::SelfWeights => stage_weights::weights(scene, layer),
            EncoderPart::SelfOutput => stage_weights::output(scene, layer),
            EncoderPart::SelfAdd | EncoderPart::FeedForwardAdd => stage_sublayer::add(scene),
            EncoderPart::FeedForward => stage_sublayer::feed_forward(scene, layer),
        },
        Stage::Memory => stage_input::memory(scene),
        Stage::Step { step, part } => match part {
            StepPart::Input => stage_decoder::input(scene, step),
            StepPart::SelfAttention { layer } => stage_decoder::self_attention(scene, layer, step),
            StepPart::CrossAttention { layer } => {
                stage_decoder::cross_attention(scene, layer, step)
            }
            StepPart::FeedForward { layer } => {
                stage_sublayer::decoder_feed_forward(scene, layer, step)
            }
            StepPart::Logits => stage_output::logits(scene, step),
            StepPart::Softmax => stage_output::softmax(scene, step),
            StepPart::NextToken => stage_output::next_token(scene, step),
        },
        Stage::Done => stage_output::done(scene),
    }
}
