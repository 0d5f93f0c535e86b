//! The blocks of an encoder–decoder Transformer that normalises before each sublayer, in the order in which they
//! compute, and the tensors of a trace that each of them leaves (names: [`crate::nlp::trace`]).

/// Encoder or decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Encoder,
    Decoder,
}

/// What a residual connection goes around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sublayer {
    SelfAttention,
    CrossAttention,
    FeedForward,
}

/// A block of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    Embedding(Side),
    /// The layer norm in front of a sublayer.
    Norm(Side, Sublayer),
    Inside(Side, Sublayer),
    /// x + sublayer(norm(x))
    Add(Side, Sublayer),
    /// The layer norm after the last layer.
    Final(Side),
    /// To the vocabulary.
    Output,
}

/// The sublayers of a layer, as data flows.
pub fn sublayers(side: Side) -> &'static [Sublayer] {
    use Sublayer::{CrossAttention, FeedForward, SelfAttention};
    match side {
        Side::Encoder => &[SelfAttention, FeedForward],
        Side::Decoder => &[SelfAttention, CrossAttention, FeedForward],
    }
}

/// A stack's blocks, as data flows; the layer that is repeated stands once.
pub fn column(side: Side) -> Vec<Block> {
    let layer = sublayers(side).iter().flat_map(|&sublayer| {
        [
            Block::Norm(side, sublayer),
            Block::Inside(side, sublayer),
            Block::Add(side, sublayer),
        ]
    });
    let end = match side {
        Side::Encoder => vec![Block::Final(side)],
        Side::Decoder => vec![Block::Final(side), Block::Output],
    };
    let begin = [Block::Embedding(side)];
    begin.into_iter().chain(layer).chain(end).collect()
}

impl Block {
    /// True within what is repeated N times.
    pub fn is_in_layer(self) -> bool {
        matches!(self, Block::Norm(..) | Block::Inside(..) | Block::Add(..))
    }

    /// The names of its tensors in layer `layer`, in the order in which they are computed.
    pub fn tensors(self, layer: usize) -> Vec<String> {
        let of = |side, sublayer, parts: &[&str]| -> Vec<String> {
            let side = match side {
                Side::Encoder => "encoder",
                Side::Decoder => "decoder",
            };
            let sublayer = match sublayer {
                Sublayer::SelfAttention => "self_attn",
                Sublayer::CrossAttention => "cross_attn",
                Sublayer::FeedForward => "feed_forward",
            };
            let name = |part: &&str| format!("{side}.{layer}.{sublayer}.{part}");
            parts.iter().map(name).collect()
        };
        match self {
            Block::Embedding(side) => {
                let side = if side == Side::Encoder { "src" } else { "tgt" };
                let parts = ["embedding", "positional", "input"];
                parts.map(|part| format!("{side}.{part}")).to_vec()
            }
            Block::Norm(side, sublayer) => of(side, sublayer, &["norm"]),
            Block::Inside(side, Sublayer::FeedForward) => {
                of(side, Sublayer::FeedForward, &["hidden", "output"])
            }
            Block::Inside(side, attention) => {
                of(side, attention, &["q", "k", "v", "weights", "output"])
            }
            Block::Add(side, sublayer) => of(side, sublayer, &["residual"]),
            Block::Final(Side::Encoder) => vec!["memory".into()],
            Block::Final(Side::Decoder) | Block::Output => vec!["decoder.output".into()],
        }
    }
}
