//! What is left of a gradient on its way back through time, measured in a real backward pass.
//!
//! A layer of [`HIDDEN`] units reads T random inputs; from its last state a linear layer predicts one of [`CLASSES`]
//! classes, and L is the cross entropy of that one prediction. Going back, each step multiplies by its Jacobian,
//!
//! ∂L/∂h_t = ∂L/∂h_T · J_T · … · J_{t+1}, and for the RNN J_t = diag(1 − h_t²)·W_hh
//!
//! (Pascanu, Mikolov and Bengio 2013). Nothing here is trained: the recurrent weights are orthogonal times a gain, so
//! that ‖W_hh‖ is the gain, and all is drawn from a seed.

use crate::nlp::autograd::ops::{Direction, LabelSmoothing, Steps};
use crate::nlp::autograd::{ParamSet, Tape};
use crate::nlp::nn::{
    Cell, LstmState, Projection, RecurrentLayer, cell_part, factors, xavier_uniform,
};
use crate::nlp::optim::clip_grad_norm;
use crate::nlp::rng::Rng;
use crate::nlp::trace::{Trace, TraceTensor};
use crate::session::studio::protocol::StudioError;
use ndarray::{Array2, ArrayView2, Axis, s};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// H, and the width of an input.
pub const HIDDEN: usize = 24;
pub const CLASSES: usize = 8;
/// Standard deviation of the inputs. Small: tanh stays near its middle, where it hardly takes anything itself.
pub const INPUT: f64 = 0.1;

pub const MIN_STEPS: usize = 2;
pub const MAX_STEPS: usize = 60;
pub const MIN_GAIN: f64 = 0.4;
pub const MAX_GAIN: f64 = 2.0;
pub const MIN_FORGET: f64 = 0.5;
pub const MAX_FORGET: f64 = 0.99;
pub const MIN_CLIP: f64 = 0.01;
pub const MAX_CLIP: f64 = 100.0;

/// The settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GradientConfig {
    /// T
    pub steps: usize,
    /// ‖W_hh‖₂ (for the LSTM: of each gate's part).
    pub gain: f64,
    /// f, what the LSTM's forget gate lets through while its inputs are 0: σ of its bias. The input gate starts at
    /// 1 − f, as where both are coupled (Greff et al. 2017): who keeps much takes in little.
    pub forget: f64,
    /// The gradient of all parameters is scaled down to this norm.
    pub clip: f64,
    pub seed: u64,
}

impl Default for GradientConfig {
    fn default() -> Self {
        GradientConfig {
            steps: 30,
            gain: 0.9,
            forget: 0.97,
            clip: 1.0,
            seed: 295,
        }
    }
}

/// What a backward pass through one layer gave. Steps are counted from 1 in words and from 0 in lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pass {
    /// ‖∂L/∂h_t‖, T of them.
    pub d_h: Vec<f32>,
    /// ‖∂L/∂c_t‖, T of them for an LSTM, none for an RNN.
    pub d_c: Vec<f32>,
    /// One for each t = 2 … T: ‖J_t‖₂ of the RNN; of the LSTM the mean of its forget gate, which is the diagonal of
    /// ∂c_t/∂c_{t−1} with the gates held fast, the straight way through the cell.
    pub factors: Vec<f32>,
    /// ‖J_T·…·J_{t+1}‖₂ of t = 1 … T; 1 for t = T.
    pub products: Vec<f32>,
    /// ‖g‖ of all parameters together, and what clipping multiplies it by.
    pub grad_norm: f64,
    pub clip_factor: f64,
}

impl Pass {
    /// How much of the last state's gradient is left at the first.
    pub fn left(&self) -> f32 {
        self.d_h[0] / self.d_h[self.d_h.len() - 1]
    }
}

/// Both layers, and the RNN's ‖g‖ for other gains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gradients {
    pub config: GradientConfig,
    pub rnn: Pass,
    pub lstm: Pass,
    /// (gain, ‖g‖ before clipping)
    pub by_gain: Vec<(f64, f64)>,
}

/// # Errors
/// [`StudioError::BadSetting`] for a number out of range.
pub fn gradients(config: &GradientConfig) -> Result<Gradients, StudioError> {
    check(config)?;
    let by_gain = (0..=16).map(|i| {
        let gain = MIN_GAIN + (MAX_GAIN - MIN_GAIN) * f64::from(i) / 16.0;
        let net = Net::new(Cell::Rnn, &GradientConfig { gain, ..*config });
        (gain, clip_grad_norm(&net.backward().0, config.clip).0)
    });
    Ok(Gradients {
        config: *config,
        rnn: Net::new(Cell::Rnn, config).pass(config),
        lstm: Net::new(Cell::Lstm, config).pass(config),
        by_gain: by_gain.collect(),
    })
}

fn check(config: &GradientConfig) -> Result<(), StudioError> {
    let ranges = [
        (
            "steps",
            config.steps as f64,
            MIN_STEPS as f64,
            MAX_STEPS as f64,
        ),
        ("gain", config.gain, MIN_GAIN, MAX_GAIN),
        ("forget", config.forget, MIN_FORGET, MAX_FORGET),
        ("clip", config.clip, MIN_CLIP, MAX_CLIP),
    ];
    for (field, value, low, high) in ranges {
        if !(low..=high).contains(&value) {
            return Err(StudioError::BadSetting {
                field: field.into(),
                why: format!("{value} is not between {low} and {high}"),
            });
        }
    }
    Ok(())
}

/// A layer with random weights, what it reads, and what it should say at the end.
struct Net {
    cell: Cell,
    params: ParamSet<f64>,
    layer: RecurrentLayer,
    output: Projection,
    /// (T, H)
    x: Array2<f64>,
}

impl Net {
    fn new(cell: Cell, config: &GradientConfig) -> Self {
        let rng = &mut Rng::new(config.seed);
        // First, so that both layers read the same.
        let x = Array2::from_shape_simple_fn((config.steps, HIDDEN), || INPUT * rng.normal());
        let mut params = ParamSet::new();
        let output = params.add("output.weight", xavier_uniform(CLASSES, HIDDEN, rng));
        let output = Projection::new("output", output, &mut params);
        let sizes = (cell, HIDDEN, HIDDEN);
        let layer = RecurrentLayer::new("layer", sizes, config.gain, &mut params, rng);
        if cell == Cell::Lstm {
            let mut b = Array2::zeros((1, 4 * HIDDEN));
            let bias = (config.forget / (1.0 - config.forget)).ln();
            b.slice_mut(s![.., ..HIDDEN]).fill(-bias);
            b.slice_mut(s![.., HIDDEN..2 * HIDDEN]).fill(bias);
            params.set("layer.b", b).expect("of the layer's shape");
        }
        Net {
            cell,
            params,
            layer,
            output,
            x,
        }
    }

    /// Gradients of all parameters, and those of the states by name.
    fn backward(&self) -> (Vec<Array2<f64>>, Trace) {
        let mut tape = Tape::training(&self.params, Rng::new(0));
        let steps = self.x.nrows();
        let order = Arc::new(Steps::new(&[steps], steps, Direction::Forward));
        let x = tape.constant(self.x.clone());
        let (_, last) = self.layer.seq(&mut tape, x, None, &order, &[]);
        let plain = LabelSmoothing::default();
        let (loss, _) = self.output.loss(&mut tape, last.h, &[Some(0)], plain);
        let mut grads = self.params.zeros_like();
        let trace = tape.backward_recorded(loss, 1.0, &mut grads);
        (grads, trace)
    }

    fn pass(&self, config: &GradientConfig) -> Pass {
        let (grads, trace) = self.backward();
        let norms = |name: &str| trace.get(name).map_or(vec![], TraceTensor::row_norms);
        let jacobians = self.jacobians();
        // The first one is about the state before the first input, which nobody asks for.
        let whole = factors(&jacobians[1..]);
        let own = match self.cell {
            Cell::Rnn => whole.iter().map(|factor| factor.norm as f32).collect(),
            Cell::Lstm => {
                let mean = |j: &Array2<f64>| cell_part(j).diag().mean().unwrap_or(0.0) as f32;
                jacobians[1..].iter().map(mean).collect()
            }
        };
        let products = whole.iter().map(|factor| factor.product as f32);
        let (grad_norm, clip_factor) = clip_grad_norm(&grads, config.clip);
        Pass {
            d_h: norms("layer.d_h"),
            d_c: norms("layer.d_c"),
            factors: own,
            products: products.chain([1.0]).collect(),
            grad_norm,
            clip_factor,
        }
    }

    /// ∂s_t/∂s_{t−1} of every step; s is h, or c and h.
    fn jacobians(&self) -> Vec<Array2<f64>> {
        let mut state = self.start();
        let step = |(t, x): (usize, ArrayView2<f64>)| {
            let held = (&[][..], t);
            self.layer
                .step_with_jacobian(&self.params, x, &mut state, held)
        };
        let rows = self.x.axis_chunks_iter(Axis(0), 1);
        rows.enumerate().map(step).collect()
    }

    fn start(&self) -> LstmState<f64> {
        let zeros = |n| Array2::<f64>::zeros((1, n));
        LstmState {
            h: zeros(HIDDEN),
            c: zeros(if self.cell == Cell::Lstm { HIDDEN } else { 0 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: GradientConfig = GradientConfig {
        steps: 12,
        gain: 1.1,
        forget: 0.9,
        clip: 1.0,
        seed: 3,
    };

    impl Net {
        /// L, when the state after step `t` (from 0) is moved by `by` in unit `unit` of h or c.
        fn loss_with(&self, t: usize, (unit, of_c): (usize, bool), by: f64) -> f64 {
            let mut state = self.start();
            for (i, x) in self.x.axis_chunks_iter(Axis(0), 1).enumerate() {
                self.layer.step(&self.params, x, &mut state, (&[], i));
                if i == t {
                    let moved = if of_c { &mut state.c } else { &mut state.h };
                    moved[(0, unit)] += by;
                    if of_c {
                        // h_t = o_t ∘ tanh(c_t) follows its cell.
                        let o = state.h[(0, unit)] / (state.c[(0, unit)] - by).tanh();
                        state.h[(0, unit)] = o * state.c[(0, unit)].tanh();
                    }
                }
            }
            let z = self.output.apply(&self.params, state.h.view());
            z.iter().map(|z| z.exp()).sum::<f64>().ln() - z[(0, 0)]
        }

        /// ‖∂L/∂s_t‖ by finite differences.
        fn measured(&self, t: usize, of_c: bool) -> f64 {
            let eps = 1e-5;
            let slope = |unit| {
                let loss = |by| self.loss_with(t, (unit, of_c), by);
                (loss(eps) - loss(-eps)) / (2.0 * eps)
            };
            let squares: f64 = (0..HIDDEN).map(|unit| slope(unit).powi(2)).sum();
            squares.sqrt()
        }
    }

    #[test]
    fn the_bars_are_what_finite_differences_give() {
        for cell in [Cell::Rnn, Cell::Lstm] {
            let net = Net::new(cell, &BASE);
            let pass = net.pass(&BASE);
            assert_eq!(pass.d_h.len(), BASE.steps);
            for t in [0, 4, BASE.steps - 1] {
                let (bar, measured) = (f64::from(pass.d_h[t]), net.measured(t, false));
                assert!(
                    (bar / measured - 1.0).abs() < 1e-3,
                    "{cell:?} h {t}: {bar} {measured}"
                );
                if cell == Cell::Lstm {
                    let (bar, measured) = (f64::from(pass.d_c[t]), net.measured(t, true));
                    assert!(
                        (bar / measured - 1.0).abs() < 1e-3,
                        "c {t}: {bar} {measured}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_bar_is_above_its_product_of_factors() {
        for gain in [0.5, 0.9, 1.3] {
            let found = gradients(&GradientConfig { gain, ..BASE }).unwrap();
            let rnn = &found.rnn;
            let last = rnn.d_h[BASE.steps - 1];
            assert_eq!((rnn.factors.len(), rnn.products.len()), (11, 12));
            for (bar, product) in rnn.d_h.iter().zip(&rnn.products) {
                assert!(*bar <= 1.0001 * last * product, "{gain}: {bar} {product}");
            }
            // tanh only takes: no factor is above the gain.
            assert!(rnn.factors.iter().all(|f| f64::from(*f) <= gain * 1.0001));
        }
    }

    #[test]
    fn it_vanishes_below_one_and_explodes_above() {
        let of = |gain| {
            gradients(&GradientConfig {
                gain,
                ..Default::default()
            })
            .unwrap()
        };
        // The lesson's question: 0.9 and 30 steps leave less than 0.9²⁹, under 5 %.
        let vanishing = of(0.9);
        assert!(vanishing.rnn.left() < 0.9f32.powi(29));
        assert!(vanishing.rnn.left() > 0.001, "{}", vanishing.rnn.left());
        // The LSTM's cell carries it.
        let cell = &vanishing.lstm.d_c;
        assert!((0.3..1.0).contains(&(cell[0] / cell[29])), "{cell:?}");
        assert!(of(1.5).rnn.left() > 10.0, "{}", of(1.5).rnn.left());
    }

    #[test]
    fn clipping_bounds_the_norm_and_nothing_else() {
        let exploding = GradientConfig {
            gain: 1.5,
            clip: 0.5,
            ..Default::default()
        };
        let found = gradients(&exploding).unwrap().rnn;
        assert!(found.grad_norm > 0.5);
        assert!((found.grad_norm * found.clip_factor - 0.5).abs() < 1e-9);
        let small = GradientConfig {
            gain: 0.5,
            clip: 100.0,
            ..Default::default()
        };
        assert_eq!(gradients(&small).unwrap().rnn.clip_factor, 1.0);
    }

    #[test]
    fn the_same_settings_give_the_same_numbers_and_odd_ones_are_refused() {
        assert_eq!(gradients(&BASE).unwrap(), gradients(&BASE).unwrap());
        let odd = [
            GradientConfig { steps: 1, ..BASE },
            GradientConfig { steps: 61, ..BASE },
            GradientConfig {
                gain: f64::NAN,
                ..BASE
            },
            GradientConfig {
                forget: 1.0,
                ..BASE
            },
            GradientConfig { clip: 0.0, ..BASE },
        ];
        for config in odd {
            assert!(matches!(
                gradients(&config),
                Err(StudioError::BadSetting { .. })
            ));
        }
    }
}
