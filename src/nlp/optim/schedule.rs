//! The learning rate as a function of the step.

use serde::{Deserialize, Serialize};

/// How the learning rate moves. Steps count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Schedule {
    /// Always the same.
    Constant { lr: f64 },
    /// factor · d_model^−½ · min(step^−½, step · warmup^−³ᐟ²) (Vaswani et al. 2017, equation 3).
    Noam { factor: f64, d_model: usize, warmup: u64 },
    /// Linear warm-up to `lr`, then half a cosine down to `lr · floor` at `total` steps.
    Cosine { lr: f64, warmup: u64, total: u64, floor: f64 },
}

impl Schedule {
    /// The learning rate of a step.
    pub fn at(&self, step: u64) -> f64 {
        let s = step.max(1) as f64;
        match *self {
            Schedule::Constant { lr } => lr,
            Schedule::Noam { factor, d_model, warmup } => {
                let warm = s * (warmup.max(1) as f64).powf(-1.5);
                factor * (d_model as f64).powf(-0.5) * s.powf(-0.5).min(warm)
            }
            Schedule::Cosine { lr, warmup, total, floor } => {
                if step <= warmup {
                    return lr * s / warmup.max(1) as f64;
                }
                let rest = (total.saturating_sub(warmup)).max(1) as f64;
                let done = ((s - warmup as f64) / rest).min(1.0);
                lr * (floor + (1.0 - floor) * 0.5 * (1.0 + (std::f64::consts::PI * done).cos()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noam_peaks_at_the_end_of_warm_up() {
        let noam = Schedule::Noam { factor: 1.0, d_model: 512, warmup: 4000 };
        // The paper's base model: 512^−½ · 4000^−½ ≈ 7·10⁻⁴.
        assert!((noam.at(4000) - 6.987_7e-4).abs() < 1e-7);
        assert!(noam.at(3999) < noam.at(4000) && noam.at(4001) < noam.at(4000));
    }

    #[test]
    fn cosine_goes_from_warm_up_to_the_floor() {
        let cosine = Schedule::Cosine { lr: 1.0, warmup: 10, total: 110, floor: 0.1 };
        assert_eq!(cosine.at(5), 0.5);
        assert_eq!(cosine.at(10), 1.0);
        assert!((cosine.at(60) - 0.55).abs() < 1e-12);
        assert!((cosine.at(110) - 0.1).abs() < 1e-12);
        assert!((cosine.at(500) - 0.1).abs() < 1e-12);
    }
}
