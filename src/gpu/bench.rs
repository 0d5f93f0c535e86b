//! Attention measured on both sides: what the worker of the graphics card does.
//!
//! The clock and the pause between two measurements are arguments; natively the tests bring their own.

use super::link::LENGTHS;
use super::protocol::{
    CardFacts, Comparison, Corner, Event, Fault, Growth, GrowthPoint, Request, Setting, Timing,
};
use super::reference::largest_difference;
use super::{AttentionShape, Gpu, GpuError, KeyMask, Method, Qkv, Tiling};
use crate::nlp::linalg::attention::{self, Mask};
use crate::nlp::rng::Rng;
use ndarray::ArrayView2;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

/// What all repeats of one measurement may take together, in milliseconds.
const BUDGET_MS: f64 = 250.0;
const MOST_REPEATS: usize = 60;
/// Rounds of one measurement, should the clock stand still.
const MOST_ROUNDS: u32 = 1 << 12;
/// A clock may tick in tenths of a millisecond: what is faster is measured several times at once.
const LEAST_MS: f64 = 2.0;
/// The length at which the tilings are compared, and how far their results may lie apart.
const TUNED_AT: usize = 256;
/// So many times over, since a browser rounds the card's clock to a tenth of a millisecond.
const TUNING_ROUNDS: u32 = 8;
const TOLERANCE: f32 = 1e-5;
/// A length is left out of the curve where one repeat would take longer.
const LONGEST_MS: f64 = 900.0;
/// The side of the corner of weights that the page shows.
const CORNER: usize = 12;
/// The reference methods are for comparison; nobody should wait long for them.
const LONGEST_WITH_MATRIX: usize = 2048;

/// Time, and a moment in which other messages come in.
pub trait Surroundings {
    fn now(&self) -> f64;
    fn pause(&self) -> impl Future<Output = ()>;
}

/// The card, once it was looked for, and the number of the last request.
pub struct Bench<S> {
    surroundings: S,
    card: RefCell<Option<Result<Rc<Gpu>, GpuError>>>,
    latest: Cell<u32>,
}

/// A newer request has come: nobody waits for this one.
struct Superseded;

impl<S: Surroundings> Bench<S> {
    pub fn new(surroundings: S) -> Self {
        Bench {
            surroundings,
            card: RefCell::default(),
            latest: Cell::new(0),
        }
    }

    /// Answers one request by as many events as it takes.
    pub async fn handle(&self, request: Request, tell: impl Fn(Event)) {
        match request {
            Request::Open => {
                let facts = self.open().await.map(|gpu| facts(&gpu));
                tell(Event::Card(facts));
            }
            Request::Compare {
                id,
                setting,
                card,
                fault,
            } => {
                self.latest.set(id);
                let card = self.card(card, &setting).await;
                if let Ok(comparison) = self.compare(id, setting, card.clone(), fault).await {
                    let comparison = Box::new(comparison);
                    tell(Event::Compared { id, comparison });
                }
                self.tell_if_lost(card, &tell);
            }
            Request::Grow { id, setting, card } => {
                self.latest.set(id);
                let card = self.card(card, &setting).await;
                if let Ok(growth) = self.grow(id, setting, card.clone(), &tell).await {
                    tell(Event::Fitted { id, growth });
                }
                self.tell_if_lost(card, &tell);
            }
        }
    }

    async fn open(&self) -> Result<Rc<Gpu>, GpuError> {
        let lost = match &*self.card.borrow() {
            Some(Ok(gpu)) => gpu.lost().is_some(),
            _ => true,
        };
        if lost {
            let opened = match Gpu::open().await {
                Ok(gpu) => Ok(Rc::new(gpu)),
                Err(error) => Err(error),
            };
            self.card.replace(Some(opened));
        }
        let card = self.card.borrow();
        card.clone().expect("it was just looked for")
    }

    /// `None` where the card is not to be asked.
    async fn card(&self, wanted: bool, setting: &Setting) -> Option<Result<Rc<Gpu>, GpuError>> {
        if !wanted {
            return None;
        }
        let known = self.card.borrow().clone();
        let card = match known {
            Some(card) => card,
            None => self.open().await,
        };
        Some(match card {
            Ok(gpu) => self.tune(&gpu, setting).await.map(|()| gpu),
            Err(error) => Err(error),
        })
    }

    fn tell_if_lost(&self, card: Option<Result<Rc<Gpu>, GpuError>>, tell: &impl Fn(Event)) {
        if let Some(Ok(gpu)) = card
            && let Some(error) = gpu.lost()
        {
            self.card.replace(Some(Err(error.clone())));
            tell(Event::Card(Err(error)));
        }
    }

    /// Of the ways to cut the fused kernel into tiles, the one that is fastest here; all must say the same.
    async fn tune(&self, gpu: &Gpu, setting: &Setting) -> Result<(), GpuError> {
        if gpu.is_tuned(setting.d_k) {
            return Ok(());
        }
        let setting = Setting {
            n: TUNED_AT,
            ..*setting
        };
        let (shape, mask) = (setting.shape(), setting.key_mask());
        let numbers = draw(&shape);
        let mut best = (f64::INFINITY, Tiling::Wide);
        let mut first = None::<Vec<f32>>;
        for tiling in gpu.tilings(setting.d_k) {
            gpu.set_tiling(setting.d_k, tiling);
            for turn in 0..3 {
                let start = self.surroundings.now();
                let output = gpu
                    .attention_by(Method::Fused, &shape, qkv(&numbers), &mask, TUNING_ROUNDS)
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

    async fn compare(
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
            weights: corner_on_cpu(&setting),
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
                    && let Ok(corner) = corner_on_card(&gpu, &setting).await
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

    async fn grow(
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

    async fn on_cpu(&self, id: u32, run: &mut dyn FnMut()) -> Result<Timing, Superseded> {
        let mut times = Vec::new();
        let mut rounds = 1;
        while self.once_more(&times, rounds) {
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
    async fn on_card<F>(
        &self,
        id: u32,
        ask: impl Fn() -> F,
    ) -> Result<Result<(Timing, Vec<f32>), GpuError>, Superseded>
    where
        F: Future<Output = Result<super::AttentionOutput, GpuError>>,
    {
        let (mut times, mut kernel) = (Vec::new(), None::<f64>);
        let mut context = match ask().await {
            Ok(output) => output.context,
            Err(error) => return Ok(Err(error)),
        };
        let mut rounds = 1;
        while self.once_more(&times, rounds) {
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

    /// Twice at least, then until the time is used up.
    fn once_more(&self, times: &[f64], rounds: u32) -> bool {
        let spent = times.iter().sum::<f64>() * f64::from(rounds);
        times.len() < 2 || (times.len() < MOST_REPEATS && spent < BUDGET_MS)
    }

    async fn go_on(&self, id: u32) -> Result<(), Superseded> {
        self.surroundings.pause().await;
        if self.latest.get() == id {
            Ok(())
        } else {
            Err(Superseded)
        }
    }
}

fn facts(gpu: &Gpu) -> CardFacts {
    let facts = gpu.facts();
    CardFacts {
        name: facts.name.clone(),
        software: facts.software,
        timestamps: facts.timestamps,
    }
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

/// Q, K and V in [−1, 1], the same on every machine.
fn draw(shape: &AttentionShape) -> [Vec<f32>; 3] {
    let mut rng = Rng::new(295);
    [shape.query_len(), shape.key_len(), shape.key_len()].map(|len| {
        let number = |_| 2.0 * rng.uniform() as f32 - 1.0;
        (0..len).map(number).collect()
    })
}

fn qkv([q, k, v]: &[Vec<f32>; 3]) -> Qkv<'_> {
    Qkv { q, k, v }
}

fn matrices<'a>(shape: &AttentionShape, qkv: Qkv<'a>) -> [ArrayView2<'a, f32>; 3] {
    [qkv.q, qkv.k, qkv.v].map(|x| {
        ArrayView2::from_shape((x.len() / shape.width(), shape.width()), x)
            .expect("drawn in this shape")
    })
}

/// As the page's models do it where nobody wants the weights.
fn on_cpu(shape: &AttentionShape, qkv: Qkv, mask: &Mask) -> Vec<f32> {
    let [q, k, v] = matrices(shape, qkv);
    let context = attention::attention((q, k, v), shape.heads, mask);
    context.into_raw_vec_and_offset().0
}

/// The same with the whole matrix of scores: (context, weights).
fn matrix_on_cpu(shape: &AttentionShape, qkv: Qkv, mask: &Mask) -> (Vec<f32>, Vec<f32>) {
    let [q, k, v] = matrices(shape, qkv);
    let (context, weights) = attention::attention_weights((q, k, v), shape.heads, mask, |_| ());
    let raw = |x: ndarray::Array2<f32>| x.into_raw_vec_and_offset().0;
    (raw(context), raw(weights))
}

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

fn corner_on_cpu(setting: &Setting) -> Corner {
    let (shape, size, numbers, mask) = corner_case(setting);
    let (_, weights) = matrix_on_cpu(&shape, qkv(&numbers), &mask.pairs(&shape));
    corner(size, setting.n, &weights, false)
}

async fn corner_on_card(gpu: &Gpu, setting: &Setting) -> Result<Corner, GpuError> {
    let (shape, size, numbers, mask) = corner_case(setting);
    let output = gpu.attention(&shape, qkv(&numbers), &mask, true).await?;
    let weights = output.weights.unwrap_or_default();
    Ok(corner(size, setting.n, &weights, true))
}
