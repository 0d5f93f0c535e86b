//! The end-to-end walkthrough of a translation (lesson 8): a list of stages, one idea each.
//!
//! Everything a stage shows is a pure function of the translation and the stage, so stepping back gives
//! exactly what was there, any stage can be opened first, and all of it is tested without a page.
//!
//! ```text
//! text → tokens → embedding → position            chapter Input
//!   → per encoder layer: q, k, v → scores → weights → output → add & norm → feed-forward → add & norm
//!   → memory
//!   → per predicted token: input → per decoder layer: self, cross, feed-forward → logits → softmax → next
//!   → done
//! ```

mod block;
mod id;
mod moves;
mod shown;
#[cfg(test)]
mod tests;

pub use block::Block;
pub use id::UnknownStage;
pub use moves::{Command, Move};

use super::protocol::Translation;

/// What of a translation decides its stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dims {
    /// Source tokens, BOS and EOS included.
    pub n_src: usize,
    /// Predicted tokens: all of the target but BOS.
    pub n_steps: usize,
    pub n_encoder_layers: usize,
    pub n_decoder_layers: usize,
    /// Layer norm before each sublayer instead of after it.
    pub pre_norm: bool,
}

impl Dims {
    /// Those of `translation`.
    pub fn of(translation: &Translation) -> Self {
        Dims {
            n_src: translation.src.len(),
            n_steps: translation.tgt.len().saturating_sub(1),
            n_encoder_layers: translation.model.n_encoder_layers,
            n_decoder_layers: translation.model.n_decoder_layers,
            pre_norm: translation.model.pre_norm,
        }
    }
}

/// One stage. Its `Display` form is its id in links: see [`id`](self::id).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The sentence as it was typed.
    Text,
    /// Its pieces, between BOS and EOS.
    Tokens,
    /// A row of the embedding matrix for each, times √d.
    Embedding,
    /// The sinusoids of its place, added.
    Position,
    Encoder {
        layer: usize,
        part: EncoderPart,
    },
    /// What the encoder made of the sentence; all that the decoder sees of it.
    Memory,
    /// A stage of the step that predicts `tgt[step + 1]`.
    Step {
        step: usize,
        part: StepPart,
    },
    /// EOS (or the limit) was reached: the text of the tokens.
    Done,
}

/// The stages of an encoder layer, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncoderPart {
    /// Pre-norm only: layer norm of what comes in.
    SelfNorm,
    /// The three projections, split into heads.
    SelfQkv,
    /// QKᵀ / √d_k.
    SelfScores,
    /// softmax, row by row.
    SelfWeights,
    /// Weights · V, heads side by side, times W_O.
    SelfOutput,
    /// x + output; post-norm: its layer norm.
    SelfAdd,
    /// Pre-norm only: layer norm of what comes in.
    FeedForwardNorm,
    /// max(0, xW₁ + b₁)W₂ + b₂, for each token by itself.
    FeedForward,
    /// x + output; post-norm: its layer norm.
    FeedForwardAdd,
}

/// The stages of a decoding step, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepPart {
    /// The tokens so far, embedded, with their positions.
    Input,
    /// Masked self-attention, with its residual connection and norm.
    SelfAttention {
        layer: usize,
    },
    /// Queries from here, keys and values from the memory.
    CrossAttention {
        layer: usize,
    },
    FeedForward {
        layer: usize,
    },
    /// One number for each token of the vocabulary.
    Logits,
    /// And their probabilities.
    Softmax,
    /// One of them is taken.
    NextToken,
}

impl EncoderPart {
    /// The parts of one layer.
    pub fn all(pre_norm: bool) -> impl Iterator<Item = EncoderPart> {
        use EncoderPart::*;
        [
            SelfNorm,
            SelfQkv,
            SelfScores,
            SelfWeights,
            SelfOutput,
            SelfAdd,
            FeedForwardNorm,
            FeedForward,
            FeedForwardAdd,
        ]
        .into_iter()
        .filter(move |part| pre_norm || !matches!(part, SelfNorm | FeedForwardNorm))
    }
}

impl StepPart {
    /// The parts of one step through `n_layers` decoder layers.
    pub fn all(n_layers: usize) -> impl Iterator<Item = StepPart> {
        use StepPart::*;
        let layers = (0..n_layers).flat_map(|layer| {
            [
                SelfAttention { layer },
                CrossAttention { layer },
                FeedForward { layer },
            ]
        });
        [Input]
            .into_iter()
            .chain(layers)
            .chain([Logits, Softmax, NextToken])
    }
}

/// A run of stages that belong together, for the scrubber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chapter {
    Input,
    EncoderLayer(usize),
    Memory,
    /// The step that predicts `tgt[step + 1]`.
    Step(usize),
    Done,
}

impl Stage {
    pub fn chapter(self) -> Chapter {
        match self {
            Stage::Text | Stage::Tokens | Stage::Embedding | Stage::Position => Chapter::Input,
            Stage::Encoder { layer, .. } => Chapter::EncoderLayer(layer),
            Stage::Memory => Chapter::Memory,
            Stage::Step { step, .. } => Chapter::Step(step),
            Stage::Done => Chapter::Done,
        }
    }
}

/// All stages of one translation, in order. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walkthrough {
    dims: Dims,
    stages: Vec<Stage>,
}

impl Walkthrough {
    pub fn new(dims: Dims) -> Self {
        let mut stages = vec![
            Stage::Text,
            Stage::Tokens,
            Stage::Embedding,
            Stage::Position,
        ];
        for layer in 0..dims.n_encoder_layers {
            let parts = EncoderPart::all(dims.pre_norm);
            stages.extend(parts.map(|part| Stage::Encoder { layer, part }));
        }
        stages.push(Stage::Memory);
        for step in 0..dims.n_steps {
            let parts = StepPart::all(dims.n_decoder_layers);
            stages.extend(parts.map(|part| Stage::Step { step, part }));
        }
        stages.push(Stage::Done);
        Walkthrough { dims, stages }
    }

    pub fn dims(&self) -> &Dims {
        &self.dims
    }

    /// In the order in which they are shown.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The stage at `position`; the last one for a position beyond it.
    pub fn at(&self, position: usize) -> Stage {
        self.stages[position.min(self.last())]
    }

    /// Where the stage of this id stands. A link may come from another sentence, so an id that is
    /// well formed need not be here.
    pub fn position_of(&self, id: &str) -> Result<usize, UnknownStage> {
        let stage: Stage = id.parse()?;
        let position = self.stages.iter().position(|&s| s == stage);
        position.ok_or_else(|| UnknownStage { id: id.to_owned() })
    }

    pub fn first(&self) -> usize {
        0
    }

    pub fn last(&self) -> usize {
        self.stages.len() - 1
    }

    /// One stage on; stays at the last.
    pub fn next(&self, position: usize) -> usize {
        position.saturating_add(1).min(self.last())
    }

    /// One stage back; stays at the first.
    pub fn prev(&self, position: usize) -> usize {
        position.min(self.last()).saturating_sub(1)
    }

    /// The first stage of the next chapter; the last stage where there is none.
    pub fn next_chapter(&self, position: usize) -> usize {
        let here = self.at(position).chapter();
        (position..=self.last())
            .find(|&i| self.stages[i].chapter() != here)
            .unwrap_or(self.last())
    }

    /// The first stage of this chapter, or of the one before it when already there.
    pub fn prev_chapter(&self, position: usize) -> usize {
        self.chapter_start(self.prev(position))
    }

    fn chapter_start(&self, position: usize) -> usize {
        let here = self.at(position).chapter();
        (0..position)
            .rev()
            .find(|&i| self.stages[i].chapter() != here)
            .map_or(0, |before| before + 1)
    }

    /// Every chapter with its positions.
    pub fn chapters(&self) -> Vec<(Chapter, std::ops::Range<usize>)> {
        let mut chapters: Vec<(Chapter, std::ops::Range<usize>)> = Vec::new();
        for (i, stage) in self.stages.iter().enumerate() {
            match chapters.last_mut() {
                Some((chapter, range)) if *chapter == stage.chapter() => range.end = i + 1,
                _ => chapters.push((stage.chapter(), i..i + 1)),
            }
        }
        chapters
    }
}
