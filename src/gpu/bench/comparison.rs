//! One setting on both sides.

use super::numbers::{draw, matrix_on_cpu, on_cpu, qkv};
use super::{Bench, Superseded, Surroundings, corner};
use crate::gpu::protocol::{Comparison, Fault, Setting};
use crate::gpu::reference::largest_difference;
use crate::gpu::{Gpu, GpuError, Method};
use std::rc::Rc;

/// The reference methods are for comparison; nobody should wait long for them.
const LONGEST_WITH_MATRIX: usize = 2048;

impl<S: Surroundings> Bench<S> {
    pub(super) async fn compare(
        &self,
        id: u32,
        setting: Setting,
        card: Option<Result<Rc<Gpu>, GpuError>>,
        fault: Option<Fault>,
    ) -> Result<Comparison, Superseded> {
        let (shape, mask) = (setting.shape(), setting.key_mask());
        let pairs = mask.pairs(&shape);
        let numbers = draw(&shape);
        let small = setting.n <= LONGEST_WITH_MATRIX;
        let mut context = vec![];
        let cpu = self
            .on_cpu(id, &mut || context = on_cpu(&shape, qkv(&numbers), &pairs))
            .await?;
        let cpu_matrix = if small {
            let mut run = || drop(matrix_on_cpu(&shape, qkv(&numbers), &pairs));
            Some(self.on_cpu(id, &mut run).await?)
        } else {
            None
        };
        let mut comparison = Comparison {
            setting,
            cpu,
            cpu_matrix,
            card: None,
            card_naive: None,
            largest_difference: None,
            weights: corner::on_cpu(&setting),
        };
        match card {
            None => {}
            Some(Err(error)) => comparison.card = Some(Err(error)),
            Some(Ok(gpu)) => {
                if let Some(fault) = fault {
                    gpu.fail_next(fault);
                }
                let ask = || gpu.attention(&shape, qkv(&numbers), &mask, false);
                let fused = self.on_card(id, ask).await?;
                if fused.is_ok() && small {
                    let ask = || gpu.attention_by(Method::Naive, &shape, qkv(&numbers), &mask, 1);
                    let naive = self.on_card(id, ask).await?;
                    comparison.card_naive = Some(naive.map(|(timing, _)| timing));
                }
                if fused.is_ok()
                    && let Ok(corner) = corner::on_card(&gpu, &setting).await
                {
                    comparison.weights = corner;
                }
                comparison.card = Some(fused.map(|(timing, found)| {
                    comparison.largest_difference = Some(largest_difference(&context, &found));
                    timing
                }));
            }
        }
        Ok(comparison)
    }
}
