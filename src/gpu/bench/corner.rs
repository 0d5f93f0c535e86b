//! The corner of weights that the page shows.

use super::numbers::{draw, matrix_on_cpu, qkv};
use crate::gpu::protocol::{Corner, Setting};
use crate::gpu::{AttentionShape, Gpu, GpuError, KeyMask};

/// Its side.
const CORNER: usize = 12;

/// The first queries of the first head with all keys: what the corner is cut out of.
fn corner_case(setting: &Setting) -> (AttentionShape, usize, [Vec<f32>; 3], KeyMask) {
    let all = setting.shape();
    let numbers = draw(&all);
    let size = CORNER.min(setting.n);
    let shape = AttentionShape {
        heads: 1,
        t_q: size,
        ..all
    };
    let [q, k, v] = numbers.map(|x| {
        let rows = x.chunks_exact(all.width());
        rows.flat_map(|row| &row[..all.d_k])
            .copied()
            .collect::<Vec<f32>>()
    });
    let q = q[..size * all.d_k].to_vec();
    (shape, size, [q, k, v], setting.key_mask())
}

fn corner(size: usize, n: usize, weights: &[f32], by_card: bool) -> Corner {
    let rows = weights.chunks_exact(n).take(size);
    Corner {
        size,
        weights: rows.flat_map(|row| &row[..size]).copied().collect(),
        by_card,
    }
}

pub(super) fn on_cpu(setting: &Setting) -> Corner {
    let (shape, size, numbers, mask) = corner_case(setting);
    let (_, weights) = matrix_on_cpu(&shape, qkv(&numbers), &mask.pairs(&shape));
    corner(size, setting.n, &weights, false)
}

pub(super) async fn on_card(gpu: &Gpu, setting: &Setting) -> Result<Corner, GpuError> {
    let (shape, size, numbers, mask) = corner_case(setting);
    let output = gpu.attention(&shape, qkv(&numbers), &mask, true).await?;
    let weights = output.weights.unwrap_or_default();
    Ok(corner(size, setting.n, &weights, true))
}
