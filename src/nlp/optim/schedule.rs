//! The learning rate as a function of the step.

use serde::{Deserialize, Serialize};

/// How the learning rate moves. Steps count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Schedule {
    /// Always the same.
    Constant { lr: f64 },
    /// factor · d_model^−½ · min(step^−½, step · warmup^−³ᐟ²) (Vaswani et al. 2017, equation 3).
    Noam {
        factor: f64,
        d_model: usize,
        warmup: u64,
    },
    /// Linear warm-up to `lr`, constant, then linear decay to 0 over the last `decay` of `total` steps
    /// (Hägele et al. 2024). Until the decay begins nothing depends on `total`: a run can be made longer
    /// or cut short without having been a different run.
    WarmupStableDecay {
        lr: f64,
        warmup: u64,
        decay: u64,
        total: u64,
    },
}

impl Schedule {
    /// The learning rate of a step.
    pub fn at(&self, step: u64) -> f64 {
        let s = step.max(1) as f64;
        match *self {
            Schedule::Constant { lr } => lr,
            Schedule::Noam {
                factor,
                d_model,
                warmup,
            } => {
                let warm = s * (warmup.max(1) as f64).powf(-1.5);
                factor * (d_model as f64).powf(-0.5) * s.powf(-0.5).min(warm)
            }
            Schedule::WarmupStableDecay {
                lr,
                warmup,
                decay,
                total,
            } => {
                let warm = s / warmup.max(1) as f64;
                let left = total.saturating_sub(step) as f64 / decay.max(1) as f64;
                lr * warm.min(left).min(1.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noam_peaks_at_the_end_of_warm_up() {
        let noam = Schedule::Noam {
            factor: 1.0,
            d_model: 512,
            warmup: 4000,
        };
        // The paper's base model: 512^−½ · 4000^−½ ≈ 7·10⁻⁴.
        assert!((noam.at(4000) - 6.987_7e-4).abs() < 1e-7);
        assert!(noam.at(3999) < noam.at(4000) && noam.at(4001) < noam.at(4000));
    }

    #[test]
    fn warm_up_plateau_and_decay() {
        let wsd = Schedule::WarmupStableDecay {
            lr: 2.0,
            warmup: 10,
            decay: 20,
            total: 100,
        };
        assert_eq!(wsd.at(5), 1.0);
        assert_eq!((wsd.at(10), wsd.at(80)), (2.0, 2.0));
        assert_eq!(wsd.at(90), 1.0);
        assert_eq!((wsd.at(100), wsd.at(200)), (0.0, 0.0));
    }
}
