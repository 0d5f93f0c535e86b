//! The start-up check: a known case on the device against the CPU.

use super::{AttentionOutput, AttentionShape, Gpu, GpuError, KeyMask, Qkv, reference};

/// The largest difference from the CPU that passes the start-up check.
const TOLERANCE: f32 = 1e-5;

impl Gpu {
    /// A small case against the CPU's f64: the kernels that the page uses.
    pub(super) async fn check(&self) -> Result<(), GpuError> {
        let shape = AttentionShape {
            batch: 2,
            heads: 2,
            t_q: 37,
            t_k: 45,
            d_k: 16,
        };
        let [q, k, v] = [
            (shape.query_len(), 1),
            (shape.key_len(), 2),
            (shape.key_len(), 3),
        ]
        .map(|(len, seed)| known_numbers(len, seed));
        let qkv = Qkv {
            q: &q,
            k: &k,
            v: &v,
        };
        let mut mask = KeyMask::padding(shape.t_k, &[45, 29]);
        mask.causal = true;
        let expected = reference::attention(&shape, qkv, &mask);
        let mut largest: f32 = 0.0;
        let mut compare = |output: &AttentionOutput| {
            let context = reference::largest_difference(&output.context, &expected.context);
            largest = largest.max(context);
            if let (Some(a), Some(b)) = (&output.weights, &expected.weights) {
                largest = largest.max(reference::largest_difference(a, b));
            }
        };
        compare(&self.attention(&shape, qkv, &mask, true).await?);
        if largest > TOLERANCE {
            return Err(GpuError::WrongResult {
                largest_difference: largest,
            });
        }
        Ok(())
    }
}

/// Numbers in [−1, 1] that look random and are the same everywhere.
fn known_numbers(len: usize, seed: u64) -> Vec<f32> {
    let mut rng = crate::nlp::rng::Rng::new(seed);
    (0..len).map(|_| 2.0 * rng.uniform() as f32 - 1.0).collect()
}
