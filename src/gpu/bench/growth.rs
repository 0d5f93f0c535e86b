//! Times at growing lengths.

use super::numbers::{draw, on_cpu, qkv};
use super::{Bench, Superseded, Surroundings};
use crate::gpu::link::LENGTHS;
use crate::gpu::protocol::{Event, Growth, GrowthPoint, Setting};
use crate::gpu::{Gpu, GpuError};
use std::rc::Rc;

/// A length is left out of the curve where one repeat would take longer.
const LONGEST_MS: f64 = 900.0;

impl<S: Surroundings> Bench<S> {
    pub(super) async fn grow(
        &self,
        id: u32,
        setting: Setting,
        card: Option<Result<Rc<Gpu>, GpuError>>,
        tell: &impl Fn(Event),
    ) -> Result<Growth, Superseded> {
        let mut card = card.and_then(Result::ok);
        let mut cpu = true;
        let mut points = Vec::new();
        for n in LENGTHS {
            let setting = Setting { n, ..setting };
            let (shape, mask) = (setting.shape(), setting.key_mask());
            let numbers = draw(&shape);
            let mut point = GrowthPoint {
                n,
                cpu_ms: None,
                card_ms: None,
            };
            if cpu {
                let pairs = mask.pairs(&shape);
                let mut run = || drop(on_cpu(&shape, qkv(&numbers), &pairs));
                point.cpu_ms = Some(self.on_cpu(id, &mut run).await?.best_ms);
            }
            if let Some(gpu) = &card {
                let ask = || gpu.attention(&shape, qkv(&numbers), &mask, false);
                match self.on_card(id, ask).await? {
                    Ok((timing, _)) => point.card_ms = Some(timing.best_ms),
                    Err(_) => card = None,
                }
            }
            points.push(point);
            tell(Event::Grown { id, point });
            // The next length has four times the pairs.
            let too_long = |ms: Option<f64>| ms.is_some_and(|ms| 4.0 * ms > LONGEST_MS);
            cpu &= !too_long(point.cpu_ms);
            if too_long(point.card_ms) {
                card = None;
            }
            if !cpu && card.is_none() {
                break;
            }
        }
        Ok(Growth::of(&points))
    }
}
