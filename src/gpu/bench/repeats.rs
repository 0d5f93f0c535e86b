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
        let mut repeats = Repeats::default();
        while repeats.once_more() {
            let start = self.surroundings.now();
            for _ in 0..repeats.rounds {
                run();
            }
            let ms = self.surroundings.now() - start;
            repeats.took(ms);
            self.go_on(id).await?;
        }
        Ok(repeats.timing(None))
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
        let (mut repeats, mut kernel) = (Repeats::default(), None::<f64>);
        let mut context = match ask().await {
            Ok(output) => output.context,
            Err(error) => return Ok(Err(error)),
        };
        while repeats.once_more() {
            let start = self.surroundings.now();
            for _ in 0..repeats.rounds {
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
            repeats.took(ms);
            self.go_on(id).await?;
        }
        Ok(Ok((repeats.timing(kernel), context)))
    }
}

/// What was timed so far.
struct Repeats {
    times: Vec<f64>,
    /// How often one time holds what is measured.
    rounds: u32,
}

impl Default for Repeats {
    fn default() -> Self {
        Repeats {
            times: Vec::new(),
            rounds: 1,
        }
    }
}

impl Repeats {
    /// Twice at least, then until the time is used up.
    fn once_more(&self) -> bool {
        let spent = self.times.iter().sum::<f64>() * f64::from(self.rounds);
        self.times.len() < 2 || (self.times.len() < MOST_REPEATS && spent < BUDGET_MS)
    }

    /// The rounds took so many milliseconds together.
    fn took(&mut self, ms: f64) {
        if ms < LEAST_MS && self.rounds < MOST_ROUNDS {
            // Too short for the clock; what was timed before (the first call compiles) was not.
            self.times.clear();
            self.rounds *= 2;
        } else {
            self.times.push(ms / f64::from(self.rounds));
        }
    }

    fn timing(mut self, kernel_ms: Option<f64>) -> Timing {
        self.times.sort_by(f64::total_cmp);
        Timing {
            best_ms: self.times[0],
            median_ms: self.times[self.times.len() / 2],
            repeats: self.times.len(),
            kernel_ms,
        }
    }
}
