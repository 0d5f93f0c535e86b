//! Rows and matrices of a trace, ready for strips and heat maps.

use super::colormap::Scale;
use super::heatmap::Heatmap;
use crate::nlp::trace::Trace;
use std::sync::Arc;

/// The row of tensor `name` at the leading indices; empty where the trace has none.
pub fn row(trace: &Trace, name: &str, leading: &[usize]) -> Arc<Vec<f32>> {
    let row = trace.get(name).and_then(|tensor| tensor.row(leading));
    Arc::new(row.map(<[f32]>::to_vec).unwrap_or_default())
}

/// The first `labels.len()` rows of a (T, d) tensor, or of head `head` of an (H, T, d_k) one.
pub fn matrix(
    trace: &Trace,
    name: &str,
    head: Option<usize>,
    labels: &[String],
) -> Option<Heatmap> {
    let tensor = trace.get(name)?;
    let (offset, rows, cols) = match (tensor.shape.as_slice(), head) {
        (&[rows, cols], None) => (0, rows, cols),
        (&[heads, rows, cols], Some(head)) if head < heads => (head * rows * cols, rows, cols),
        _ => return None,
    };
    let shown = labels.len();
    if shown > rows {
        return None;
    }
    let values = tensor.data.get(offset..offset + shown * cols)?.to_vec();
    let scale = Scale::signed_for(&values);
    let columns = (0..cols).map(|i| i.to_string()).collect();
    Heatmap::new(labels.to_vec(), columns, values, scale).ok()
}

/// The first `rows` rows and `cols` columns of `map`, which keeps its scale and its mask.
pub fn corner(map: &Heatmap, rows: usize, cols: usize) -> Heatmap {
    part(map, 0..rows.min(map.rows.len()), cols)
}

/// Row `row` of `map` alone.
pub fn single_row(map: &Heatmap, row: usize) -> Heatmap {
    let row = row.min(map.rows.len().saturating_sub(1));
    part(map, row..(row + 1).min(map.rows.len()), map.cols.len())
}

fn part(map: &Heatmap, rows: std::ops::Range<usize>, cols: usize) -> Heatmap {
    let cols = cols.min(map.cols.len());
    let width = map.cols.len();
    let cells = |all: &[f32]| -> Vec<f32> {
        rows.clone()
            .flat_map(|r| all[r * width..r * width + cols].iter().copied())
            .collect()
    };
    let masked = rows
        .clone()
        .flat_map(|r| (0..cols).map(move |c| (r, c)))
        .map(|(r, c)| map.is_masked(r, c))
        .collect();
    Heatmap {
        title: map.title.clone(),
        row_axis: map.row_axis.clone(),
        col_axis: map.col_axis.clone(),
        rows: map.rows[rows.clone()].to_vec(),
        cols: map.cols[..cols].to_vec(),
        values: cells(&map.values),
        masked: if map.masked.is_empty() {
            Vec::new()
        } else {
            masked
        },
        scale: map.scale,
    }
}

/// The share of exact zeros, in 0..=1: what ReLU switched off.
pub fn share_of_zeros(values: &[f32]) -> f32 {
    let zeros = values.iter().filter(|v| **v == 0.0).count();
    zeros as f32 / values.len().max(1) as f32
}

/// Mean and variance (over d) of a vector: what layer norm computes first.
pub fn mean_and_variance(values: &[f32]) -> (f32, f32) {
    let n = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n;
    (mean, variance)
}

/// One scale for several vectors, so that their strips can be compared.
pub fn shared_scale<'a>(vectors: impl IntoIterator<Item = &'a [f32]>) -> Scale {
    let all: Vec<f32> = vectors.into_iter().flatten().copied().collect();
    Scale::signed_for(&all)
}

/// The place of the largest value.
pub fn largest(values: &[f32]) -> Option<usize> {
    (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]))
}

/// The `n` largest values with their places, largest first.
pub fn largest_n(values: &[f32], n: usize) -> Vec<(usize, f32)> {
    let mut all: Vec<_> = values.iter().copied().enumerate().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(n);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(n: usize) -> Vec<String> {
        (0..n).map(|i| i.to_string()).collect()
    }

    #[test]
    fn heads_and_rows_are_cut_out() {
        let mut trace = Trace::default();
        trace.push("x", &[2, 3, 2], (0..12).map(|v| v as f32).collect());
        trace.push("y", &[3, 2], (0..6).map(|v| v as f32).collect());
        assert_eq!(
            matrix(&trace, "x", Some(1), &labels(3)).unwrap().values[0],
            6.0
        );
        assert_eq!(
            matrix(&trace, "y", None, &labels(2)).unwrap().values,
            [0., 1., 2., 3.]
        );
        assert!(matrix(&trace, "y", None, &labels(4)).is_none());
        assert!(matrix(&trace, "x", Some(2), &labels(3)).is_none());
        assert!(matrix(&trace, "z", None, &labels(1)).is_none());
        assert_eq!(*row(&trace, "x", &[1, 2]), [10.0, 11.0]);
        assert!(row(&trace, "x", &[3, 2]).is_empty());
    }

    #[test]
    fn a_corner_keeps_the_mask() {
        let map = Heatmap::new(
            labels(3),
            labels(3),
            (0..9).map(|v| v as f32).collect(),
            Scale::weights(),
        )
        .and_then(|m| m.with_mask((0..9).map(|i| i % 3 > i / 3).collect()))
        .unwrap();
        let two = corner(&map, 2, 2);
        assert_eq!(two.values, [0., 1., 3., 4.]);
        assert_eq!(two.masked, [false, true, false, false]);
        assert_eq!(single_row(&map, 1).values, [3., 4., 5.]);
        assert_eq!(single_row(&map, 9).rows, ["2"]);
    }

    #[test]
    fn numbers_of_a_vector() {
        assert_eq!(share_of_zeros(&[0.0, 1.0, -0.0, 2.0]), 0.5);
        assert_eq!(share_of_zeros(&[]), 0.0);
        assert_eq!(mean_and_variance(&[1.0, 3.0]), (2.0, 1.0));
        assert_eq!(largest(&[1.0, 3.0, 2.0]), Some(1));
        assert_eq!(largest(&[]), None);
        assert_eq!(largest_n(&[1.0, 3.0, 2.0], 2), [(1, 3.0), (2, 2.0)]);
    }
}
