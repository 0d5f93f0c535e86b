//! Adam (Kingma and Ba 2015, algorithm 1).

use crate::nlp::autograd::ParamSet;
use crate::nlp::linalg::{Real, with_simd};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Settings; the defaults are those of the Transformer (Vaswani et al. 2017, section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdamConfig {
    pub beta_1: f64,
    pub beta_2: f64,
    pub epsilon: f64,
}

impl Default for AdamConfig {
    fn default() -> Self {
        AdamConfig {
            beta_1: 0.9,
            beta_2: 0.98,
            epsilon: 1e-9,
        }
    }
}

/// The optimiser's memory: a running mean of gradients (m) and of their squares (v).
#[derive(Clone, Debug)]
pub struct Adam<T> {
    config: AdamConfig,
    pub m: Vec<Array2<T>>,
    pub v: Vec<Array2<T>>,
    /// Steps made.
    pub t: u64,
}

impl<T: Real> Adam<T> {
    pub fn new(config: AdamConfig, params: &ParamSet<T>) -> Self {
        Adam {
            config,
            m: params.zeros_like(),
            v: params.zeros_like(),
            t: 0,
        }
    }

    /// One step: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − lr·m̂ / (√v̂ + ε) with
    /// m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ). The gradients are multiplied by `scale` first
    /// (clipping, without a pass of its own).
    pub fn step(&mut self, params: &mut ParamSet<T>, grads: &[Array2<T>], lr: f64, scale: f64) {
        self.t += 1;
        let AdamConfig {
            beta_1,
            beta_2,
            epsilon,
        } = self.config;
        let correction_1 = 1.0 - beta_1.powi(self.t as i32);
        let correction_2 = 1.0 - beta_2.powi(self.t as i32);
        // lr·m̂/(√v̂ + ε) = (lr·√c₂/c₁)·m / (√v + ε·√c₂): two divisions less an element.
        let rate = T::of(lr * correction_2.sqrt() / correction_1);
        let epsilon = T::of(epsilon * correction_2.sqrt());
        let (b1, b2, scale) = (T::of(beta_1), T::of(beta_2), T::of(scale));
        let (a1, a2) = (T::one() - b1, T::one() - b2);
        let moments = self.m.iter_mut().zip(&mut self.v);
        for ((p, g), (m, v)) in params.values_mut().zip(grads).zip(moments) {
            let contiguous = "parameters and gradients are contiguous";
            let p = p.as_slice_mut().expect(contiguous);
            let g = g.as_slice().expect(contiguous);
            let m = m.as_slice_mut().expect(contiguous);
            let v = v.as_slice_mut().expect(contiguous);
            with_simd(
                #[inline(always)]
                || {
                    for (((p, &g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
                        let g = g * scale;
                        *m = b1 * *m + a1 * g;
                        *v = b2 * *v + a2 * g * g;
                        *p -= rate * *m / (v.sqrt() + epsilon);
                    }
                },
            );
        }
    }
}
