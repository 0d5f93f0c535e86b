//! The words of each kind of stage: where it belongs, its title, its explanation.

use super::scene::Scene;
use crate::session::protocol::Decoding;
use crate::session::walkthrough::{Dims, EncoderPart, Stage, StepPart};
use crate::ui::i18n::{t, t_string};
use crate::ui::locale::I18n;
use crate::ui::say::say;
use leptos::prelude::*;

/// “Encoder, layer 1 of 3”.
pub fn place(i18n: I18n, dims: &Dims, stage: Stage) -> String {
    match stage {
        Stage::Text | Stage::Tokens | Stage::Embedding | Stage::Position => {
            t_string!(i18n, walkthrough.chapter_input).to_string()
        }
        Stage::Encoder { layer, .. } => t_string!(
            i18n,
            walkthrough.chapter_encoder_layer,
            n = layer + 1,
            of = dims.n_encoder_layers
        ),
        Stage::Memory => t_string!(i18n, walkthrough.chapter_memory).to_string(),
        Stage::Step { step, part } => match part {
            StepPart::SelfAttention { layer }
            | StepPart::CrossAttention { layer }
            | StepPart::FeedForward { layer } => t_string!(
                i18n,
                walkthrough.chapter_step_layer,
                n = step + 1,
                of = dims.n_steps,
                layer = layer + 1,
                layers = dims.n_decoder_layers
            ),
            _ => t_string!(
                i18n,
                walkthrough.chapter_step,
                n = step + 1,
                of = dims.n_steps
            ),
        },
        Stage::Done => t_string!(i18n, walkthrough.chapter_done).to_string(),
    }
}

/// “Scores become shares”.
pub fn title(i18n: I18n, stage: Stage) -> String {
    let title = match stage {
        Stage::Text => t_string!(i18n, walkthrough.title_text),
        Stage::Tokens => t_string!(i18n, walkthrough.title_tokens),
        Stage::Embedding => t_string!(i18n, walkthrough.title_embedding),
        Stage::Position => t_string!(i18n, walkthrough.title_position),
        Stage::Encoder { part, .. } => match part {
            EncoderPart::SelfNorm | EncoderPart::FeedForwardNorm => {
                t_string!(i18n, walkthrough.title_norm)
            }
            EncoderPart::SelfQkv => t_string!(i18n, walkthrough.title_qkv),
            EncoderPart::SelfScores => t_string!(i18n, walkthrough.title_scores),
            EncoderPart::SelfWeights => t_string!(i18n, walkthrough.title_weights),
            EncoderPart::SelfOutput => t_string!(i18n, walkthrough.title_output),
            EncoderPart::SelfAdd => t_string!(i18n, walkthrough.title_add),
            EncoderPart::FeedForward => t_string!(i18n, walkthrough.title_ff),
            EncoderPart::FeedForwardAdd => t_string!(i18n, walkthrough.title_ff_add),
        },
        Stage::Memory => t_string!(i18n, walkthrough.title_memory),
        Stage::Step { part, .. } => match part {
            StepPart::Input => t_string!(i18n, walkthrough.title_dec_input),
            StepPart::SelfAttention { .. } => t_string!(i18n, walkthrough.title_dec_self),
            StepPart::CrossAttention { .. } => t_string!(i18n, walkthrough.title_dec_cross),
            StepPart::FeedForward { .. } => t_string!(i18n, walkthrough.title_dec_ff),
            StepPart::Logits => t_string!(i18n, walkthrough.title_logits),
            StepPart::Softmax => t_string!(i18n, walkthrough.title_softmax),
            StepPart::NextToken => t_string!(i18n, walkthrough.title_next),
        },
        Stage::Done => t_string!(i18n, walkthrough.title_done),
    };
    title.to_string()
}

/// What goes in, what is computed, why.
pub fn explanation(scene: &Scene) -> AnyView {
    let i18n = scene.i18n;
    let q = |c: ChildrenFn| view! { <b class="q">{c()}</b> };
    let k = |c: ChildrenFn| view! { <b class="k">{c()}</b> };
    let v = |c: ChildrenFn| view! { <b class="v">{c()}</b> };
    let piece = |token: Option<&crate::nlp::tokenizer::Token>| {
        token.map(|t| t.piece.clone()).unwrap_or_default()
    };
    let bos = piece(scene.translation.src.first());
    let eos = piece(scene.translation.src.last());
    match scene.stage {
        Stage::Text => say!(i18n, walkthrough.text_text),
        Stage::Tokens => t!(
            i18n,
            walkthrough.text_tokens,
            bos = bos.clone(),
            eos = eos.clone()
        )
        .into_any(),
        Stage::Embedding => say!(i18n, walkthrough.text_embedding),
        Stage::Position => say!(i18n, walkthrough.text_position),
        Stage::Encoder { part, .. } => match part {
            EncoderPart::SelfNorm | EncoderPart::FeedForwardNorm => {
                say!(i18n, walkthrough.text_norm)
            }
            EncoderPart::SelfQkv => {
                t!(i18n, walkthrough.text_qkv, <q> = q, <k> = k, <v> = v).into_any()
            }
            EncoderPart::SelfScores => say!(i18n, walkthrough.text_scores),
            EncoderPart::SelfWeights => say!(i18n, walkthrough.text_weights),
            EncoderPart::SelfOutput => {
                let w = |c: ChildrenFn| view! { <i>{c()}</i><sub>"O"</sub> };
                t!(i18n, walkthrough.text_output, <w> = w).into_any()
            }
            EncoderPart::SelfAdd | EncoderPart::FeedForwardAdd if scene.dims().pre_norm => {
                say!(i18n, walkthrough.text_add_pre)
            }
            EncoderPart::SelfAdd | EncoderPart::FeedForwardAdd => {
                say!(i18n, walkthrough.text_add_post)
            }
            EncoderPart::FeedForward => say!(i18n, walkthrough.text_ff),
        },
        Stage::Memory => say!(i18n, walkthrough.text_memory),
        Stage::Step { step, part } => match part {
            StepPart::Input if step == 0 => {
                t!(i18n, walkthrough.text_dec_input_first, bos = bos.clone()).into_any()
            }
            StepPart::Input => say!(i18n, walkthrough.text_dec_input),
            StepPart::SelfAttention { .. } => say!(i18n, walkthrough.text_dec_self),
            StepPart::CrossAttention { .. } => {
                t!(i18n, walkthrough.text_dec_cross, <q> = q, <k> = k, <v> = v).into_any()
            }
            StepPart::FeedForward { .. } => say!(i18n, walkthrough.text_dec_ff),
            StepPart::Logits => say!(i18n, walkthrough.text_logits),
            StepPart::Softmax => say!(i18n, walkthrough.text_softmax),
            StepPart::NextToken => next_token(scene, step, eos),
        },
        Stage::Done => say!(i18n, walkthrough.text_done),
    }
}

/// How it was chosen, and whether it is the end.
fn next_token(scene: &Scene, step: usize, eos: String) -> AnyView {
    let i18n = scene.i18n;
    let how = match scene.translation.decoding {
        Decoding::Greedy => say!(i18n, walkthrough.text_next_greedy),
        Decoding::Beam { .. } => say!(i18n, walkthrough.text_next_beam),
        Decoding::Sample { .. } => say!(i18n, walkthrough.text_next_sample),
    };
    let end = scene.translation.tgt.get(step + 1).map(|t| &t.piece) == Some(&eos);
    view! {
        {how}
        " "
        {match end {
            true => t!(i18n, walkthrough.text_next_eos, eos = eos).into_any(),
            false => say!(i18n, walkthrough.text_next_input),
        }}
    }
    .into_any()
}
