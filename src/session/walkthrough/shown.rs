//! What each stage shows: the tensors that it reads and makes, the tokens that are there.

use super::{Dims, EncoderPart, Stage, StepPart, Walkthrough};

impl Walkthrough {
    /// Source tokens in view: none until the text is cut into tokens.
    pub fn visible_src(&self, stage: Stage) -> usize {
        match stage {
            Stage::Text => 0,
            _ => self.dims.n_src,
        }
    }

    /// Target tokens in view, BOS included: none while the encoder works; BOS and what was predicted
    /// before during a step; one more once the step has taken its token.
    pub fn visible_tgt(&self, stage: Stage) -> usize {
        match stage {
            Stage::Step { step, part } => step + 1 + usize::from(part == StepPart::NextToken),
            Stage::Done => self.dims.n_steps + 1,
            _ => 0,
        }
    }

    /// The row of the decoder's tensors that the stage is about; rows after it do not exist yet.
    pub fn tgt_row(&self, stage: Stage) -> Option<usize> {
        match stage {
            Stage::Step { step, .. } => Some(step),
            _ => None,
        }
    }

    /// The tensors that the stage shows: those that it reads, then those that it makes.
    pub fn tensors(&self, stage: Stage) -> Vec<String> {
        let mut names = self.reads(stage);
        names.extend(self.makes(stage));
        names
    }

    /// The names of the tensors that go into the stage.
    pub fn reads(&self, stage: Stage) -> Vec<String> {
        let dims = &self.dims;
        match stage {
            Stage::Text | Stage::Tokens | Stage::Embedding | Stage::Done => vec![],
            Stage::Position => names("src", &["embedding"]),
            Stage::Encoder { layer, part } => encoder_reads(dims, layer, part),
            Stage::Memory => vec![encoder_stream(dims, dims.n_encoder_layers)],
            Stage::Step { part, .. } => match part {
                StepPart::Input => vec![],
                StepPart::SelfAttention { layer } => vec![decoder_stream(dims, layer, 0)],
                StepPart::CrossAttention { layer } => {
                    vec![decoder_stream(dims, layer, 1), "memory".into()]
                }
                StepPart::FeedForward { layer } => vec![decoder_stream(dims, layer, 2)],
                StepPart::Logits => vec![decoder_stream(dims, dims.n_decoder_layers, 0)],
                StepPart::Softmax => vec!["logits".into()],
                StepPart::NextToken => vec!["probabilities".into()],
            },
        }
    }

    /// The names of the tensors that the stage computes, in the order of the computation.
    pub fn makes(&self, stage: Stage) -> Vec<String> {
        let dims = &self.dims;
        match stage {
            Stage::Text | Stage::Tokens | Stage::Done => vec![],
            Stage::Embedding => names("src", &["embedding"]),
            Stage::Position => names("src", &["positional", "input"]),
            Stage::Encoder { layer, part } => encoder_makes(dims, layer, part),
            Stage::Memory => vec!["memory".into()],
            Stage::Step { part, .. } => match part {
                StepPart::Input => names("tgt", &["embedding", "positional", "input"]),
                StepPart::SelfAttention { layer } => {
                    sublayer(dims, &format!("decoder.{layer}.self_attn"), &ATTENTION)
                }
                StepPart::CrossAttention { layer } => {
                    sublayer(dims, &format!("decoder.{layer}.cross_attn"), &ATTENTION)
                }
                StepPart::FeedForward { layer } => {
                    let prefix = format!("decoder.{layer}.feed_forward");
                    sublayer(dims, &prefix, &FEED_FORWARD)
                }
                StepPart::Logits => vec!["decoder.output".into(), "logits".into()],
                StepPart::Softmax => vec!["probabilities".into()],
                StepPart::NextToken => vec![],
            },
        }
    }
}

const ATTENTION: [&str; 8] = [
    "q", "k", "v", "scores", "weights", "context", "concat", "output",
];
const FEED_FORWARD: [&str; 2] = ["hidden", "output"];

fn names(prefix: &str, parts: &[&str]) -> Vec<String> {
    parts.iter().map(|p| format!("{prefix}.{p}")).collect()
}

/// A whole sublayer: its inner tensors with the norm before them (pre-norm) or after the sum (post-norm).
fn sublayer(dims: &Dims, prefix: &str, inner: &[&str]) -> Vec<String> {
    let (before, after): (&[&str], &[&str]) = if dims.pre_norm {
        (&["norm"], &["residual"])
    } else {
        (&[], &["residual", "norm"])
    };
    names(prefix, &[before, inner, after].concat())
}

/// What a sublayer leaves for the next one: x + output, or that sum's layer norm.
fn left_by(dims: &Dims, prefix: &str) -> String {
    let part = if dims.pre_norm { "residual" } else { "norm" };
    format!("{prefix}.{part}")
}

/// What goes into encoder layer `layer` (or out of the last one).
fn encoder_stream(dims: &Dims, layer: usize) -> String {
    match layer.checked_sub(1) {
        None => "src.input".into(),
        Some(before) => left_by(dims, &format!("encoder.{before}.feed_forward")),
    }
}

/// What goes into the first (0), second or third sublayer of decoder layer `layer`.
fn decoder_stream(dims: &Dims, layer: usize, sublayer: usize) -> String {
    match (sublayer, layer.checked_sub(1)) {
        (0, None) => "tgt.input".into(),
        (0, Some(before)) => left_by(dims, &format!("decoder.{before}.feed_forward")),
        (1, _) => left_by(dims, &format!("decoder.{layer}.self_attn")),
        (_, _) => left_by(dims, &format!("decoder.{layer}.cross_attn")),
    }
}

fn encoder_reads(dims: &Dims, layer: usize, part: EncoderPart) -> Vec<String> {
    let attention = format!("encoder.{layer}.self_attn");
    let feed_forward = format!("encoder.{layer}.feed_forward");
    let input = encoder_stream(dims, layer);
    let between = left_by(dims, &attention);
    // What the sublayer's first matrices are multiplied with.
    let normed = |prefix: &str, stream: &str| match dims.pre_norm {
        true => format!("{prefix}.norm"),
        false => stream.to_owned(),
    };
    match part {
        EncoderPart::SelfNorm => vec![input],
        EncoderPart::SelfQkv => vec![normed(&attention, &input)],
        EncoderPart::SelfScores => names(&attention, &["q", "k"]),
        EncoderPart::SelfWeights => names(&attention, &["scores"]),
        EncoderPart::SelfOutput => names(&attention, &["weights", "v"]),
        EncoderPart::SelfAdd => vec![input, format!("{attention}.output")],
        EncoderPart::FeedForwardNorm => vec![between],
        EncoderPart::FeedForward => vec![normed(&feed_forward, &between)],
        EncoderPart::FeedForwardAdd => vec![between, format!("{feed_forward}.output")],
    }
}

fn encoder_makes(dims: &Dims, layer: usize, part: EncoderPart) -> Vec<String> {
    let attention = format!("encoder.{layer}.self_attn");
    let feed_forward = format!("encoder.{layer}.feed_forward");
    let added: &[&str] = match dims.pre_norm {
        true => &["residual"],
        false => &["residual", "norm"],
    };
    match part {
        EncoderPart::SelfNorm => names(&attention, &["norm"]),
        EncoderPart::SelfQkv => names(&attention, &["q", "k", "v"]),
        EncoderPart::SelfScores => names(&attention, &["scores"]),
        EncoderPart::SelfWeights => names(&attention, &["weights"]),
        EncoderPart::SelfOutput => names(&attention, &["context", "concat", "output"]),
        EncoderPart::SelfAdd => names(&attention, added),
        EncoderPart::FeedForwardNorm => names(&feed_forward, &["norm"]),
        EncoderPart::FeedForward => names(&feed_forward, &FEED_FORWARD),
        EncoderPart::FeedForwardAdd => names(&feed_forward, added),
    }
}
