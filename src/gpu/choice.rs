//! CPU or graphics card? Decided from times measured on the reader's machine, not by a constant.
//!
//! What attention over n tokens costs is a·1 + b·n + c·n²: starting a kernel and reading back, carrying rows, and the pairs.
//! [`Cost::fit`] finds a, b, c ≥ 0 from a few measured lengths, by least squares of the relative error; two fits give the
//! length from which on the graphics card is the faster one.

use super::GpuError;
use serde::{Deserialize, Serialize};

/// One measurement: the best time of a few repeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub n: usize,
    pub ms: f64,
}

/// ms(n) = fixed + per_token·n + per_pair·n²
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub fixed: f64,
    pub per_token: f64,
    pub per_pair: f64,
}

/// Who computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Computes {
    #[default]
    Cpu,
    Gpu,
}

/// What the reader asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// The faster one.
    #[default]
    Measured,
    Cpu,
    Gpu,
}

/// Why it is this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reason {
    /// The switch says so.
    Forced,
    /// The graphics card cannot.
    Failed(GpuError),
    /// The adapter is a program that runs on the CPU: never faster than computing there at once.
    Software,
    /// Both were measured; these are the times expected at this length.
    Faster { cpu_ms: f64, gpu_ms: f64 },
    /// Nothing was measured yet: the CPU is certain to answer.
    NotMeasured,
}

impl Cost {
    /// The cost that fits the samples best; `None` without samples or with a time that is no time.
    pub fn fit(samples: &[Sample]) -> Option<Cost> {
        let usable = |s: &Sample| s.n > 0 && s.ms.is_finite() && s.ms > 0.0;
        if samples.is_empty() || !samples.iter().all(usable) {
            return None;
        }
        // Every choice of which of the three terms are there: with three, trying all is the simplest way to a least
        // square without negative terms.
        (1u8..8)
            .filter(|terms| terms.count_ones() as usize <= samples.len())
            .filter_map(|terms| least_squares(samples, terms))
            .filter(|(x, _)| x.iter().all(|&x| x >= 0.0))
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|([fixed, per_token, per_pair], _)| Cost {
                fixed,
                per_token,
                per_pair,
            })
    }

    pub fn ms(&self, n: usize) -> f64 {
        let n = n as f64;
        self.fixed + self.per_token * n + self.per_pair * n * n
    }
}

/// Solves for the terms whose bit is set, each sample weighted by 1 / ms; gives the terms and the squared error.
fn least_squares(samples: &[Sample], terms: u8) -> Option<([f64; 3], f64)> {
    let chosen: Vec<usize> = (0..3).filter(|t| terms >> t & 1 == 1).collect();
    let size = chosen.len();
    let row = |s: &Sample| -> Vec<f64> {
        let n = s.n as f64;
        let all = [1.0 / s.ms, n / s.ms, n * n / s.ms];
        chosen.iter().map(|&t| all[t]).collect()
    };
    // Normal equations [AᵀA | Aᵀ1], each column scaled to length 1: n² is a million times n⁰.
    let rows: Vec<Vec<f64>> = samples.iter().map(row).collect();
    let length = |t: usize| rows.iter().map(|r| r[t] * r[t]).sum::<f64>().sqrt();
    let lengths: Vec<f64> = (0..size).map(length).collect();
    let mut a = vec![vec![0.0; size + 1]; size];
    for r in &rows {
        for (i, row) in a.iter_mut().enumerate() {
            for (j, &length) in lengths.iter().enumerate() {
                row[j] += r[i] * r[j] / (lengths[i] * length);
            }
            row[size] += r[i] / lengths[i];
        }
    }
    let solution = eliminate(a)?;
    let mut x = [0.0; 3];
    for (i, &t) in chosen.iter().enumerate() {
        x[t] = solution[i] / lengths[i];
    }
    let error = |r: &Vec<f64>| {
        let fitted: f64 = chosen.iter().zip(r).map(|(&t, r)| x[t] * r).sum();
        (fitted - 1.0).powi(2)
    };
    Some((x, rows.iter().map(error).sum()))
}

/// Gauss's elimination with the largest pivot; `None` where the samples do not tell the terms apart.
fn eliminate(mut a: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = a.len();
    for i in 0..size {
        let pivot = (i..size).max_by(|&x, &y| a[x][i].abs().total_cmp(&a[y][i].abs()))?;
        a.swap(i, pivot);
        if a[i][i].abs() < 1e-9 {
            return None;
        }
        let head = a[i].clone();
        for row in &mut a[i + 1..] {
            let factor = row[i] / head[i];
            for (x, h) in row.iter_mut().zip(&head) {
                *x -= factor * h;
            }
        }
    }
    let mut x = vec![0.0; size];
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|j| a[i][j] * x[j]).sum();
        x[i] = (a[i][size] - known) / a[i][i];
    }
    Some(x)
}

/// The smallest length from which on, up to `longest`, the graphics card is never slower.
pub fn crossover(cpu: &Cost, gpu: &Cost, longest: usize) -> Option<usize> {
    let slower = (1..=longest).rev().find(|&n| gpu.ms(n) > cpu.ms(n));
    match slower {
        Some(n) if n == longest => None,
        Some(n) => Some(n + 1),
        None => Some(1),
    }
}

/// What is known of the graphics card.
#[derive(Clone, Debug, PartialEq)]
pub enum Card {
    Failed(GpuError),
    Software,
    Real,
}

/// Who computes attention over n tokens, and why. `costs` are (CPU, graphics card) as fitted.
pub fn choose(
    wish: Wish,
    card: &Card,
    costs: Option<(Cost, Cost)>,
    n: usize,
) -> (Computes, Reason) {
    match (wish, card) {
        (Wish::Cpu, _) => (Computes::Cpu, Reason::Forced),
        (_, Card::Failed(error)) => (Computes::Cpu, Reason::Failed(error.clone())),
        (Wish::Gpu, _) => (Computes::Gpu, Reason::Forced),
        (Wish::Measured, Card::Software) => (Computes::Cpu, Reason::Software),
        (Wish::Measured, Card::Real) => match costs {
            None => (Computes::Cpu, Reason::NotMeasured),
            Some((cpu, gpu)) => {
                let (cpu_ms, gpu_ms) = (cpu.ms(n), gpu.ms(n));
                let faster = if gpu_ms < cpu_ms {
                    Computes::Gpu
                } else {
                    Computes::Cpu
                };
                (faster, Reason::Faster { cpu_ms, gpu_ms })
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(cost: Cost, lengths: &[usize]) -> Vec<Sample> {
        let sample = |&n: &usize| Sample { n, ms: cost.ms(n) };
        lengths.iter().map(sample).collect()
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-6 * b.abs() + 1e-12
    }

    #[test]
    fn exact_times_give_back_their_cost() {
        let cost = Cost {
            fixed: 0.4,
            per_token: 2e-4,
            per_pair: 3e-6,
        };
        let found = Cost::fit(&samples(cost, &[16, 64, 256, 1024])).unwrap();
        assert!(close(found.fixed, cost.fixed), "{found:?}");
        assert!(close(found.per_token, cost.per_token), "{found:?}");
        assert!(close(found.per_pair, cost.per_pair), "{found:?}");
    }

    #[test]
    fn no_term_is_ever_negative() {
        // Faster than a square: without the bound the fixed part would be negative.
        let times = [(16, 0.001), (64, 0.1), (256, 8.0), (1024, 600.0)];
        let samples: Vec<Sample> = times.map(|(n, ms)| Sample { n, ms }).into();
        let cost = Cost::fit(&samples).unwrap();
        assert!(cost.fixed >= 0.0 && cost.per_token >= 0.0 && cost.per_pair >= 0.0);
        assert!(Cost::fit(&[]).is_none());
        assert!(Cost::fit(&[Sample { n: 8, ms: f64::NAN }]).is_none());
        // One length cannot tell three terms apart, but it gives a cost.
        let one = Cost::fit(&[Sample { n: 8, ms: 2.0 }]).unwrap();
        assert!(close(one.ms(8), 2.0));
    }

    #[test]
    fn the_crossover_is_where_the_curves_meet() {
        // 1e-5·n² meets 0.9 + 1e-6·n² at n² = 1e5: between 316 and 317.
        let cpu = Cost {
            per_pair: 1e-5,
            ..Cost::default()
        };
        let gpu = Cost {
            fixed: 0.9,
            per_pair: 1e-6,
            ..Cost::default()
        };
        assert_eq!(crossover(&cpu, &gpu, 4096), Some(317));
        assert_eq!(crossover(&cpu, &gpu, 316), None);
        assert_eq!(crossover(&gpu, &cpu, 4096), None);
        assert_eq!(crossover(&cpu, &Cost::default(), 4096), Some(1));

        let both = Some((cpu, gpu));
        let at = |n| choose(Wish::Measured, &Card::Real, both, n).0;
        assert_eq!(at(316), Computes::Cpu);
        assert_eq!(at(317), Computes::Gpu);
    }

    #[test]
    fn the_switch_and_a_card_that_cannot() {
        let failed = Card::Failed(GpuError::OutOfMemory);
        let (computes, reason) = choose(Wish::Gpu, &failed, None, 64);
        assert_eq!(computes, Computes::Cpu);
        assert_eq!(reason, Reason::Failed(GpuError::OutOfMemory));
        let software = choose(Wish::Measured, &Card::Software, None, 64);
        assert_eq!(software, (Computes::Cpu, Reason::Software));
        let forced = choose(Wish::Gpu, &Card::Software, None, 64);
        assert_eq!(forced, (Computes::Gpu, Reason::Forced));
        let cpu = choose(Wish::Cpu, &Card::Real, None, 64);
        assert_eq!(cpu, (Computes::Cpu, Reason::Forced));
        let unknown = choose(Wish::Measured, &Card::Real, None, 64);
        assert_eq!(unknown, (Computes::Cpu, Reason::NotMeasured));
    }
}
