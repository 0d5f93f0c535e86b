//! The tiling of the fused kernel, chosen by measuring.

use super::numbers::{draw, qkv};
use super::{Bench, Surroundings};
use crate::gpu::protocol::Setting;
use crate::gpu::reference::largest_difference;
use crate::gpu::{Gpu, GpuError, Method, Tiling};

/// The length at which the tilings are compared, and how far their results may lie apart.
const TUNED_AT: usize = 256;
const TOLERANCE: f32 = 1e-5;
/// So many times over, since a browser rounds the card's clock to a tenth of a millisecond.
const TUNING_ROUNDS: u32 = 8;
/// A program that stands in for a card takes long enough for any clock.
const TUNING_ROUNDS_IN_SOFTWARE: u32 = 1;

impl<S: Surroundings> Bench<S> {
    /// Of the ways to cut the fused kernel into tiles, the one that is fastest here; all must say the same.
    pub(super) async fn tune(&self, gpu: &Gpu, setting: &Setting) -> Result<(), GpuError> {
        if gpu.is_tuned(setting.d_k) {
            return Ok(());
        }
        let setting = Setting {
            n: TUNED_AT,
            ..*setting
        };
        let (shape, mask) = (setting.shape(), setting.key_mask());
        let numbers = draw(&shape);
        let rounds = if gpu.facts().software {
            TUNING_ROUNDS_IN_SOFTWARE
        } else {
            TUNING_ROUNDS
        };
        let mut best = (f64::INFINITY, Tiling::Wide);
        let mut first = None::<Vec<f32>>;
        for tiling in gpu.candidates(setting.d_k) {
            gpu.set_tiling(setting.d_k, tiling);
            for turn in 0..3 {
                let start = self.surroundings.now();
                let output = gpu
                    .attention_by(Method::Fused, &shape, qkv(&numbers), &mask, rounds)
                    .await?;
                // The device's clock where there is one: the way there and back is the same for both.
                let ms = output.kernel_ms.filter(|&ms| ms > 0.0);
                let ms = ms.unwrap_or(self.surroundings.now() - start);
                // The first turn also compiles.
                if turn > 0 && ms < best.0 {
                    best = (ms, tiling);
                }
                let first = first.get_or_insert(output.context.clone());
                let largest_difference = largest_difference(first, &output.context);
                if largest_difference > TOLERANCE {
                    return Err(GpuError::WrongResult { largest_difference });
                }
            }
        }
        gpu.set_tiling(setting.d_k, best.1);
        Ok(())
    }
}
