//! How long something takes: repeated until the clock and the patience say enough.

use super::{Bench, Superseded, Surroundings};
use crate::gpu::protocol::Timing;
use crate::gpu::{AttentionOutput, GpuError};
use std::future::Future;

/// What all repeats of one measurement may take together, in milliseconds.
const BUDGET_MS: f64 = 250.0;
const MOST_REPEATS: usize = 60;
/// Rounds of one measurement, should the clock stand still.
const MOST_ROUNDS: u32 = 1 << 12;
/// A clock may tick in tenths of a millisecond: what is faster is measured several times at once.
const LEAST_MS: f64 = 2.0;

impl<S: Surroundings> Bench<S> {
    pub(super) async fn on_cpu(
        &self,
        id: u32,
        run: &mut dyn FnMut(),
    ) -> Result<Timing, Superseded> {
        let mut times = Vec::new();
        let mut rounds = 1;
        while once_more(&times, rounds) {
            let start = self.surroundings.now();
            for _ in 0..rounds {
                run();
            }
            let ms = self.surroundings.now() - start;
            if ms < LEAST_MS && rounds < MOST_ROUNDS {
                // Too short for the clock; what was timed before (the first call compiles) was not.
                times.clear();
                rounds *= 2;
            } else {
                times.push(ms / f64::from(rounds));
            }
            self.go_on(id).await?;
        }
        Ok(timing(times, None))
    }

    /// The first call also compiles: it is not counted.
    pub(super) async fn on_card<F>(
        &self,
        id: u32,
        ask: impl Fn() -> F,
    ) -> Result<Result<(Timing, Vec<f32>), GpuError>, Superseded>
    where
        F: Future<Output = Result<AttentionOutput, GpuError>>,
    {
        let (mut times, mut kernel) = (Vec::new(), None::<f64>);
        let mut context = match ask().await {
            Ok(output) => output.context,
            Err(error) => return Ok(Err(error)),
        };
        let mut rounds = 1;
        while once_more(&times, rounds) {
            let start = self.surroundings.now();
            for _ in 0..rounds {
                match ask().await {
                    Err(error) => return Ok(Err(error)),
                    Ok(output) => {
                        let ms = output.kernel_ms.filter(|&ms| ms > 0.0);
                        kernel = kernel.into_iter().chain(ms).reduce(f64::min);
                        context = output.context;
                    }
                }
            }
            let ms = self.surroundings.now() - start;
            if ms < LEAST_MS && rounds < MOST_ROUNDS {
                // Too short for the clock; what was timed before (the first call compiles) was not.
                times.clear();
                rounds *= 2;
            } else {
                times.push(ms / f64::from(rounds));
            }
            self.go_on(id).await?;
        }
        Ok(Ok((timing(times, kernel), context)))
    }
}

/// Twice at least, then until the time is used up.
fn once_more(times: &[f64], rounds: u32) -> bool {
    let spent = times.iter().sum::<f64>() * f64::from(rounds);
    times.len() < 2 || (times.len() < MOST_REPEATS && spent < BUDGET_MS)
}

fn timing(mut times: Vec<f64>, kernel_ms: Option<f64>) -> Timing {
    times.sort_by(f64::total_cmp);
    Timing {
        best_ms: times[0],
        median_ms: times[times.len() / 2],
        repeats: times.len(),
        kernel_ms,
    }
}
