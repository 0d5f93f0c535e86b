//! The boxes of the architecture's drawing, and which one a stage works in.

use super::{EncoderPart, Stage, StepPart, Walkthrough};

/// A box of the drawing (Vaswani et al. 2017, figure 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// Source embedding and position.
    SourceInput,
    EncoderSelf(usize),
    EncoderFeedForward(usize),
    /// The arrow from the encoder to the decoder.
    Memory,
    /// Target embedding and position.
    TargetInput,
    DecoderSelf(usize),
    DecoderCross(usize),
    DecoderFeedForward(usize),
    /// Logits and softmax.
    Output,
    NextToken,
    Done,
}

impl Stage {
    /// The box in which the stage happens; layer norms and sums belong to their sublayer.
    pub fn block(self) -> Block {
        match self {
            Stage::Text | Stage::Tokens | Stage::Embedding | Stage::Position => Block::SourceInput,
            Stage::Encoder { layer, part } => match part {
                EncoderPart::FeedForwardNorm
                | EncoderPart::FeedForward
                | EncoderPart::FeedForwardAdd => Block::EncoderFeedForward(layer),
                _ => Block::EncoderSelf(layer),
            },
            Stage::Memory => Block::Memory,
            Stage::Step { part, .. } => match part {
                StepPart::Input => Block::TargetInput,
                StepPart::SelfAttention { layer } => Block::DecoderSelf(layer),
                StepPart::CrossAttention { layer } => Block::DecoderCross(layer),
                StepPart::FeedForward { layer } => Block::DecoderFeedForward(layer),
                StepPart::Logits | StepPart::Softmax => Block::Output,
                StepPart::NextToken => Block::NextToken,
            },
            Stage::Done => Block::Done,
        }
    }
}

impl Walkthrough {
    /// The first stage of `block`; of the decoder's, that of the step at `position` (of the first step
    /// before there is one, of the last after it).
    pub fn start_of(&self, block: Block, position: usize) -> Option<usize> {
        let step = match self.at(position) {
            Stage::Step { step, .. } => step,
            Stage::Done => self.dims().n_steps.saturating_sub(1),
            _ => 0,
        };
        self.stages().iter().position(|&stage| {
            stage.block() == block && !matches!(stage, Stage::Step { step: s, .. } if s != step)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::walkthrough::Dims;

    #[test]
    fn a_box_leads_to_its_first_stage_in_this_step() {
        let w = Walkthrough::new(Dims {
            n_src: 4,
            n_steps: 3,
            n_encoder_layers: 2,
            n_decoder_layers: 2,
            pre_norm: true,
        });
        for (position, stage) in w.stages().iter().enumerate() {
            let start = w.start_of(stage.block(), position).unwrap();
            assert!(start <= position);
            assert_eq!(w.at(start).block(), stage.block());
            assert_eq!(w.at(start).chapter(), stage.chapter());
        }
        let logits = w.position_of("dec.1.logits").unwrap();
        let cross = w.position_of("dec.1.1.cross").unwrap();
        assert_eq!(w.start_of(Block::DecoderCross(1), logits), Some(cross));
        assert_eq!(w.start_of(Block::DecoderCross(2), logits), None);
    }
}
