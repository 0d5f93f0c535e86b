//! One prediction held against a smoothed target: the loss, and what it asks of every logit.
//!
//! ```text
//! p = softmax(z)                    what the model says, over V tokens
//! q = on for the right token, off for each other one            (LabelSmoothing)
//! L = −Σ_j q_j log p_j              ∂L/∂z_j = p_j − q_j
//! ```
//!
//! L is least where p = q, and is then the entropy of q, which is more than nothing for ε > 0. C. Szegedy et al.:
//! *Rethinking the Inception Architecture*, CVPR 2016, section 7; A. Vaswani et al. 2017, section 5.4 (ε = 0.1).

use crate::nlp::autograd::ops::{LabelSmoothing, LossSums, smoothed_row};

/// What a prediction costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The token held for right.
    pub target: usize,
    /// q of the right token and of each other one.
    pub on: f64,
    pub off: f64,
    /// In nats.
    pub loss: f64,
    /// −log p of the right token: the loss for ε = 0.
    pub negative_log_likelihood: f64,
    /// The entropy of q: what the loss cannot fall below.
    pub floor: f64,
    /// ∂L/∂z = p − q, for every token.
    pub gradient: Vec<f32>,
}

impl Moment {
    /// `logits` of one step, over the vocabulary; `None` where `target` is none of it.
    pub fn of(logits: &[f32], target: usize, smoothing: LabelSmoothing) -> Option<Self> {
        if target >= logits.len() {
            return None;
        }
        let (on, off) = smoothing.target(logits.len());
        let mut sums = LossSums::default();
        let mut gradient: Vec<f64> = logits.iter().map(|&z| f64::from(z)).collect();
        smoothed_row(&mut gradient, target, (on, off), &mut sums);
        Some(Moment {
            target,
            on,
            off,
            loss: sums.loss,
            negative_log_likelihood: sums.negative_log_likelihood,
            floor: entropy(on, off, logits.len()),
            gradient: gradient.into_iter().map(|d| d as f32).collect(),
        })
    }

    /// q of a token.
    pub fn q(&self, id: usize) -> f64 {
        if id == self.target { self.on } else { self.off }
    }

    /// p of a token.
    pub fn p(&self, id: usize) -> f64 {
        f64::from(self.gradient[id]) + self.q(id)
    }

    /// (Σp, Σq, Σ(p − q)) of all tokens but `shown`.
    pub fn rest(&self, shown: &[usize]) -> (f64, f64, f64) {
        let others = (0..self.gradient.len()).filter(|id| !shown.contains(id));
        others.fold((0.0, 0.0, 0.0), |(p, q, d), id| {
            (
                p + self.p(id),
                q + self.q(id),
                d + f64::from(self.gradient[id]),
            )
        })
    }
}

/// −Σ q log q.
fn entropy(on: f64, off: f64, vocab_size: usize) -> f64 {
    let part = |q: f64| if q > 0.0 { -q * q.ln() } else { 0.0 };
    part(on) + (vocab_size as f64 - 1.0) * part(off)
}

/// The loss of a model that gives the right token the probability `p` and all others the same share of the rest.
pub fn loss_at(p: f64, vocab_size: usize, smoothing: LabelSmoothing) -> f64 {
    let (on, off) = smoothing.target(vocab_size);
    let others = vocab_size as f64 - 1.0;
    let part = |weight: f64, p: f64| {
        if weight > 0.0 { -weight * p.ln() } else { 0.0 }
    };
    part(on, p) + others * part(off, (1.0 - p) / others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::autograd::ops::Convention;

    const LOGITS: [f32; 5] = [2.0, -1.0, 0.5, 0.0, 3.0];

    fn smoothing(epsilon: f64, convention: Convention) -> LabelSmoothing {
        LabelSmoothing {
            epsilon,
            convention,
        }
    }

    /// The formulas of the header, written out.
    #[test]
    fn is_what_the_formulas_say() {
        let sum: f64 = LOGITS.iter().map(|&z| f64::from(z).exp()).sum();
        let p: Vec<f64> = LOGITS.iter().map(|&z| f64::from(z).exp() / sum).collect();
        for convention in [Convention::Others, Convention::All] {
            for epsilon in [0.0, 0.1, 0.4] {
                let found = Moment::of(&LOGITS, 2, smoothing(epsilon, convention)).unwrap();
                let q: Vec<f64> = (0..5).map(|j| found.q(j)).collect();
                assert!((q.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                let loss: f64 = q.iter().zip(&p).map(|(q, p)| -q * p.ln()).sum();
                assert!((found.loss - loss).abs() < 1e-9, "{convention:?} {epsilon}");
                assert!((found.negative_log_likelihood + p[2].ln()).abs() < 1e-9);
                for j in 0..5 {
                    assert!((f64::from(found.gradient[j]) - (p[j] - q[j])).abs() < 1e-6);
                    assert!((found.p(j) - p[j]).abs() < 1e-6);
                }
                assert!(found.loss >= found.floor);
                let (p_rest, q_rest, d_rest) = found.rest(&[0, 2]);
                assert!((p_rest - p[1] - p[3] - p[4]).abs() < 1e-6);
                assert!((q_rest - 3.0 * found.off).abs() < 1e-12);
                assert!((d_rest - (p_rest - q_rest)).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let smoothing = smoothing(0.1, Convention::Others);
        let found = Moment::of(&LOGITS, 4, smoothing).unwrap();
        for j in 0..5 {
            let shifted = |by: f32| {
                let mut logits = LOGITS;
                logits[j] += by;
                Moment::of(&logits, 4, smoothing).unwrap().loss
            };
            let slope = (shifted(0.25) - shifted(-0.25)) / 0.5;
            assert!((slope - f64::from(found.gradient[j])).abs() < 2e-3, "{j}");
        }
    }

    #[test]
    fn the_curve_is_the_loss_of_such_logits_and_least_at_the_target() {
        for convention in [Convention::Others, Convention::All] {
            let smoothing = smoothing(0.1, convention);
            // p of the right token is e^z / (e^z + 4).
            for z in [-2.0f32, 0.0, 1.5, 4.0] {
                let e = f64::from(z).exp();
                let found = Moment::of(&[0.0, 0.0, z, 0.0, 0.0], 2, smoothing).unwrap();
                assert!((loss_at(e / (e + 4.0), 5, smoothing) - found.loss).abs() < 1e-9);
            }
            let (on, _) = smoothing.target(3000);
            let least = loss_at(on, 3000, smoothing);
            assert!(least < loss_at(on - 0.01, 3000, smoothing));
            assert!(least < loss_at(on + 0.01, 3000, smoothing));
        }
    }

    #[test]
    fn a_certain_model_costs_without_end_unless_nothing_is_smoothed() {
        assert_eq!(loss_at(1.0, 10, smoothing(0.0, Convention::Others)), 0.0);
        assert!(loss_at(1.0, 10, smoothing(0.1, Convention::Others)).is_infinite());
        assert_eq!(Moment::of(&LOGITS, 5, LabelSmoothing::default()), None);
    }
}
