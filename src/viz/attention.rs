//! Attention weights of a trace as heat maps.
//!
//! Rows are queries (the positions that look), columns are keys (the positions looked at):
//! `weights[h][i][j]` is how much head `h` lets position `i` take from position `j`; each row adds up to 1.

use super::colormap::Scale;
use super::heatmap::Heatmap;
use super::label::spoken;
use crate::nlp::trace::Trace;
use std::sync::Arc;

/// The three places of attention in an encoder–decoder Transformer (Vaswani et al. 2017, section 3.2.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AttentionKind {
    /// Encoder self-attention: source over source.
    #[default]
    Encoder,
    /// Masked decoder self-attention: target over the target so far.
    Masked,
    /// Cross-attention: target over source.
    Cross,
}

/// One head, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeadId {
    pub layer: usize,
    pub head: usize,
}

impl AttentionKind {
    /// All three, in the order in which data flows through them.
    pub const ALL: [Self; 3] = [Self::Encoder, Self::Masked, Self::Cross];

    /// Name of a tensor of this attention in layer `layer`: `what` is `weights`, `scores`, `q`, …
    pub fn tensor(self, layer: usize, what: &str) -> String {
        match self {
            Self::Encoder => format!("encoder.{layer}.self_attn.{what}"),
            Self::Masked => format!("decoder.{layer}.self_attn.{what}"),
            Self::Cross => format!("decoder.{layer}.cross_attn.{what}"),
        }
    }
}

/// What a row of cross-attention does, one for each token that the decoder reads: that token, and the one that is written
/// next, for which it looks (`tokens` holds both: BOS first, EOS last).
///
/// ```
/// use teddy_reads::viz::attention::read_and_written;
/// let tokens = ["<s>", "▁ours", "▁lit", "</s>"].map(String::from);
/// assert_eq!(read_and_written(&tokens), ["<s> → ours", "ours → lit", "lit → </s>"]);
/// ```
pub fn read_and_written(tokens: &[String]) -> Vec<String> {
    let label = |pair: &[String]| format!("{} → {}", spoken(&pair[0]), spoken(&pair[1]));
    tokens.windows(2).map(label).collect()
}

/// The weights of one head; `None` if the trace lacks them or the labels do not fit.
/// The future is masked in [`AttentionKind::Masked`]. Title and axis names are left to the caller.
pub fn weights(
    trace: &Trace,
    kind: AttentionKind,
    id: HeadId,
    queries: &[String],
    keys: &[String],
) -> Option<Heatmap> {
    matrix(trace, kind, "weights", id, queries, keys, |_| {
        Scale::weights()
    })
}

/// The scores QKᵀ/√d_k of one head, before mask and softmax.
pub fn scores(
    trace: &Trace,
    kind: AttentionKind,
    id: HeadId,
    queries: &[String],
    keys: &[String],
) -> Option<Heatmap> {
    matrix(trace, kind, "scores", id, queries, keys, Scale::signed_for)
}

fn matrix(
    trace: &Trace,
    kind: AttentionKind,
    what: &str,
    HeadId { layer, head }: HeadId,
    queries: &[String],
    keys: &[String],
    scale: impl Fn(&[f32]) -> Scale,
) -> Option<Heatmap> {
    let tensor = trace.get(&kind.tensor(layer, what))?;
    let &[heads, rows, cols] = tensor.shape.as_slice() else {
        return None;
    };
    if head >= heads || rows != queries.len() || cols != keys.len() {
        return None;
    }
    let size = rows * cols;
    let values = tensor.data.get(head * size..(head + 1) * size)?.to_vec();
    let scale = scale(&values);
    let map = Heatmap::new(queries.to_vec(), keys.to_vec(), values, scale).ok()?;
    match kind {
        AttentionKind::Masked => {
            let future = (0..rows)
                .flat_map(|i| (0..cols).map(move |j| j > i))
                .collect();
            map.with_mask(future).ok()
        }
        AttentionKind::Encoder | AttentionKind::Cross => Some(map),
    }
}

/// The weights of every layer and head, `[layer][head]`; empty if the trace has none.
pub fn heads(
    trace: &Trace,
    kind: AttentionKind,
    queries: &[String],
    keys: &[String],
) -> Vec<Vec<Arc<Heatmap>>> {
    let of_layer = |layer| -> Vec<_> {
        (0..)
            .map_while(|head| weights(trace, kind, HeadId { layer, head }, queries, keys))
            .map(Arc::new)
            .collect()
    };
    (0..)
        .map(of_layer)
        .take_while(|heads| !heads.is_empty())
        .collect()
}
