//! Any tensor of a trace as something to look at: where it belongs, what its axes are, one matrix of it.

use super::colormap::Scale;
use super::heatmap::Heatmap;
use crate::nlp::trace::TraceTensor;
use std::fmt;

/// Where in the model a tensor is computed; in the order of the computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Embedding and positions of the source.
    Source,
    /// An encoder layer, counted from 0.
    Encoder(usize),
    /// What the encoder leaves for the decoder.
    Memory,
    /// Embedding and positions of the target.
    Target,
    /// A decoder layer, counted from 0.
    Decoder(usize),
    /// From the decoder's last layer to probabilities.
    Output,
}

/// What the rows or columns of a matrix stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    Source,
    /// The tokens that the decoder reads: the target without its last.
    Target,
    /// The tokens of the vocabulary.
    Vocabulary,
    /// Entries of a vector.
    Entry,
}

/// The group of the tensor called `name`; names that no table knows count as output.
pub fn group_of(name: &str) -> Group {
    let mut parts = name.split('.');
    let layer = |parts: &mut std::str::Split<char>| parts.next()?.parse().ok();
    match parts.next() {
        Some("src") => Group::Source,
        Some("tgt") => Group::Target,
        Some("memory") => Group::Memory,
        Some("encoder") => layer(&mut parts).map_or(Group::Output, Group::Encoder),
        Some("decoder") => layer(&mut parts).map_or(Group::Output, Group::Decoder),
        _ => Group::Output,
    }
}

/// What rows and columns of the tensor called `name` stand for (of one head, where it has heads).
pub fn axes_of(name: &str) -> (Axis, Axis) {
    let own = match group_of(name) {
        Group::Source | Group::Encoder(_) | Group::Memory => Axis::Source,
        Group::Target | Group::Decoder(_) | Group::Output => Axis::Target,
    };
    let is_cross = name.contains(".cross_attn.");
    match name.rsplit('.').next().unwrap_or_default() {
        "scores" | "weights" if is_cross => (own, Axis::Source),
        "scores" | "weights" => (own, own),
        "k" | "v" if is_cross => (Axis::Source, Axis::Entry),
        "logits" | "probabilities" => (own, Axis::Vocabulary),
        _ => (own, Axis::Entry),
    }
}

/// Rows, columns and numbers of one matrix: head `head` of a tensor with heads, all of a plain one, a vector as one
/// row. `None` where it has more dimensions or not that head.
pub fn matrix(tensor: &TraceTensor, head: usize) -> Option<(usize, usize, &[f32])> {
    let (rows, cols, from) = match *tensor.shape.as_slice() {
        [n] => (1, n, 0),
        [rows, cols] => (rows, cols, 0),
        [heads, rows, cols] if head < heads => (rows, cols, head * rows * cols),
        _ => return None,
    };
    let numbers = tensor.data.get(from..from + rows * cols)?;
    Some((rows, cols, numbers))
}

/// One matrix of `tensor` as a heat map; `labels` gives the labels of an axis of that length.
pub fn heatmap(
    tensor: &TraceTensor,
    head: usize,
    labels: impl Fn(Axis, usize) -> Vec<String>,
) -> Option<Heatmap> {
    let (rows, cols, numbers) = matrix(tensor, head)?;
    let (row_axis, col_axis) = axes_of(&tensor.name);
    let last = tensor.name.rsplit('.').next();
    let scale = match last {
        Some("weights" | "probabilities") => Scale::weights(),
        _ => Scale::signed_for(numbers),
    };
    let labelled = |axis, n| {
        let labels: Vec<String> = labels(axis, n);
        if labels.len() == n {
            labels
        } else {
            (0..n).map(|i| i.to_string()).collect()
        }
    };
    let (row_labels, col_labels) = (labelled(row_axis, rows), labelled(col_axis, cols));
    let map = Heatmap::new(row_labels, col_labels, numbers.to_vec(), scale).ok()?;
    // What the causal mask hides is no zero that was computed.
    if tensor.name.starts_with("decoder.")
        && tensor.name.contains(".self_attn.")
        && last == Some("weights")
    {
        let future = (0..rows)
            .flat_map(|i| (0..cols).map(move |j| j > i))
            .collect();
        return map.with_mask(future).ok();
    }
    Some(map)
}

/// What is shown where there is nothing to show.
pub fn no_heatmap() -> Heatmap {
    Heatmap {
        title: String::new(),
        row_axis: String::new(),
        col_axis: String::new(),
        rows: Vec::new(),
        cols: Vec::new(),
        values: Vec::new(),
        masked: Vec::new(),
        scale: Scale::weights(),
    }
}

/// A shape as people write it: `8 × 11 × 32`.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a>(pub &'a [usize]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (i, n) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" × ")?;
            }
            write!(f, "{n}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[usize]) -> TraceTensor {
        TraceTensor {
            name: name.into(),
            shape: shape.to_vec(),
            data: (0..shape.iter().product()).map(|i| i as f32).collect(),
        }
    }

    #[test]
    fn groups_follow_the_names() {
        for (name, group) in [
            ("src.positional", Group::Source),
            ("encoder.2.self_attn.q", Group::Encoder(2)),
            ("memory", Group::Memory),
            ("tgt.input", Group::Target),
            ("decoder.0.cross_attn.k", Group::Decoder(0)),
            ("decoder.output", Group::Output),
            ("logits", Group::Output),
            ("", Group::Output),
        ] {
            assert_eq!(group_of(name), group, "{name}");
        }
    }

    #[test]
    fn axes_follow_the_names() {
        use Axis::*;
        for (name, axes) in [
            ("src.input", (Source, Entry)),
            ("encoder.0.self_attn.weights", (Source, Source)),
            ("encoder.0.self_attn.k", (Source, Entry)),
            ("decoder.0.self_attn.scores", (Target, Target)),
            ("decoder.0.cross_attn.weights", (Target, Source)),
            ("decoder.0.cross_attn.q", (Target, Entry)),
            ("decoder.0.cross_attn.v", (Source, Entry)),
            ("decoder.1.feed_forward.hidden", (Target, Entry)),
            ("logits", (Target, Vocabulary)),
        ] {
            assert_eq!(axes_of(name), axes, "{name}");
        }
    }

    #[test]
    fn a_head_is_its_slice() {
        let q = tensor("encoder.0.self_attn.q", &[2, 3, 4]);
        let (rows, cols, numbers) = matrix(&q, 1).unwrap();
        assert_eq!((rows, cols, numbers[0], numbers[11]), (3, 4, 12.0, 23.0));
        assert!(matrix(&q, 2).is_none());
        let vector = tensor("encoder.norm.gamma", &[5]);
        assert_eq!(matrix(&vector, 0).map(|m| (m.0, m.1)), Some((1, 5)));
        assert!(matrix(&tensor("x", &[1, 1, 1, 1]), 0).is_none());
    }

    #[test]
    fn labels_that_do_not_fit_become_numbers() {
        let words = |axis, _| match axis {
            Axis::Source => vec!["a".into(), "b".into()],
            _ => vec![],
        };
        let map = heatmap(&tensor("src.input", &[2, 3]), 0, words).unwrap();
        assert_eq!((map.rows[1].as_str(), map.cols[2].as_str()), ("b", "2"));
        let odd = heatmap(&tensor("src.input", &[3, 1]), 0, words).unwrap();
        assert_eq!(odd.rows, ["0", "1", "2"]);
    }

    #[test]
    fn only_masked_attention_hides_the_future() {
        let none = |_, _| vec![];
        let of = |name: &str| heatmap(&tensor(name, &[1, 2, 2]), 0, none).unwrap();
        assert_eq!(
            of("decoder.0.self_attn.weights").masked,
            [false, true, false, false]
        );
        assert!(of("encoder.0.self_attn.weights").masked.is_empty());
        assert!(of("decoder.0.self_attn.scores").masked.is_empty());
    }

    #[test]
    fn shapes_read_well() {
        assert_eq!(Shape(&[8, 11, 32]).to_string(), "8 × 11 × 32");
    }
}
