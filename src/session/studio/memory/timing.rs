//! How long a recurrent layer and self-attention take over n tokens, measured by the clock of whoever works.
//!
//! The recurrent layer's state t needs state t − 1: n steps, one after the other, n·(d² + d²) multiplications. Attention's
//! rows need each other's keys and values, which are all there at once: a few matrix products however long the text is,
//! 4·n·d² + 2·n²·d multiplications. On one processor core every product is a sequence too, so what is saved in steps does
//! not have to be saved in time: there the work counts.
//!
//! A piece of work is so many repeats of one layer at one length that it takes at least [`ENOUGH`]; the time is that from
//! the beginning of the piece to the beginning of the next, and of [`ROUNDS`] rounds the fastest counts.

use crate::nlp::autograd::ops::{Direction, Mask, Steps};
use crate::nlp::autograd::{ParamSet, Tape};
use crate::nlp::nn::{MultiHeadAttention, Rnn};
use crate::nlp::rng::Rng;
use crate::session::studio::job::{Job, Piece};
use crate::session::studio::memory;
use crate::session::studio::protocol::{Event, StudioError};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// n
pub const LENGTHS: [usize; 6] = [16, 32, 64, 128, 256, 512];
/// d: of an input, of a state, of all heads together.
pub const WIDTH: usize = 64;
const HEADS: usize = 4;
const ROUNDS: usize = 5;
/// Milliseconds that a measured piece takes at least; browsers' clocks are coarse.
const ENOUGH: f64 = 10.0;
const MOST_REPEATS: usize = 1 << 12;

/// Milliseconds for one length, where they are known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimePoint {
    pub n: usize,
    pub rnn: Option<f64>,
    pub attention: Option<f64>,
}

/// Which layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Rnn,
    Attention,
}

impl Layer {
    /// How many times something has to be waited for: states that need the state before, or rounds of products.
    pub fn dependent_steps(self, n: usize) -> usize {
        match self {
            Layer::Rnn => n,
            Layer::Attention => 1,
        }
    }

    /// Multiplications over n tokens (softmax and tanh left out).
    pub fn multiplications(self, n: usize) -> usize {
        match self {
            Layer::Rnn => 2 * n * WIDTH * WIDTH,
            Layer::Attention => 4 * n * WIDTH * WIDTH + 2 * n * n * WIDTH,
        }
    }
}

/// The job.
pub struct Timing {
    params: ParamSet<f32>,
    rnn: Rnn,
    attention: MultiHeadAttention,
    x: Array2<f32>,
    /// What is to be timed next, in the order of `order()`.
    next: usize,
    repeats: usize,
    /// When the piece before began, and how many repeats it had.
    before: Option<(f64, usize)>,
    points: Vec<TimePoint>,
}

impl Default for Timing {
    fn default() -> Self {
        Timing::new()
    }
}

impl Timing {
    pub fn new() -> Self {
        let rng = &mut Rng::new(295);
        let mut params = ParamSet::new();
        let longest = LENGTHS[LENGTHS.len() - 1];
        let point = |n| TimePoint {
            n,
            rnn: None,
            attention: None,
        };
        Timing {
            rnn: Rnn::new("rnn", (WIDTH, WIDTH), 1.0, &mut params, rng),
            attention: MultiHeadAttention::new("attention", (WIDTH, HEADS), &mut params, rng),
            params,
            x: Array2::from_shape_simple_fn((longest, WIDTH), || rng.normal() as f32),
            next: 0,
            repeats: 1,
            before: None,
            points: LENGTHS.map(point).to_vec(),
        }
    }

    /// Layer and place in [`LENGTHS`] of the measurement `i`: all lengths of both, then again.
    fn target(i: usize) -> (Layer, usize) {
        let layer = [Layer::Rnn, Layer::Attention][i % 2];
        (layer, i / 2 % LENGTHS.len())
    }

    /// The layer's forward pass over the first `n` inputs; a number of it, so that it cannot be left out.
    fn forward(&self, layer: Layer, n: usize) -> f32 {
        let mut tape = Tape::evaluation(&self.params);
        let x = tape.constant(self.x.slice(ndarray::s![..n, ..]).to_owned());
        let y = match layer {
            Layer::Rnn => {
                let steps = Arc::new(Steps::new(&[n], n, Direction::Forward));
                self.rnn.seq(&mut tape, x, None, &steps)
            }
            Layer::Attention => {
                let mask = Arc::new(Mask::padding(n, n, &[n]));
                self.attention.forward(&mut tape, x, x, &mask)
            }
        };
        tape.value(y)[(n - 1, 0)]
    }

    fn keep(&mut self, milliseconds: f64) {
        let (layer, place) = Self::target(self.next);
        let point = &mut self.points[place];
        let slot = match layer {
            Layer::Rnn => &mut point.rnn,
            Layer::Attention => &mut point.attention,
        };
        *slot = Some(slot.map_or(milliseconds, |known| known.min(milliseconds)));
    }
}

impl Job for Timing {
    fn step(&mut self, now: f64) -> Result<Piece, StudioError> {
        let mut events = Vec::new();
        if let Some((began, repeats)) = self.before.take() {
            let took = now - began;
            if took >= ENOUGH || repeats >= MOST_REPEATS {
                self.keep(took / repeats as f64);
                self.next += 1;
                self.repeats = 1;
                let points = self.points.clone();
                events.push(Event::Memory(memory::Event::Timed(points)));
            } else {
                self.repeats = repeats * 2;
            }
        }
        let done = self.next >= 2 * LENGTHS.len() * ROUNDS;
        if !done {
            let (layer, place) = Self::target(self.next);
            for _ in 0..self.repeats {
                std::hint::black_box(self.forward(layer, LENGTHS[place]));
            }
            self.before = Some((now, self.repeats));
        }
        Ok(Piece { events, done })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock by which one pass over n tokens takes n microseconds (RNN) or n²: what comes out must be that.
    #[test]
    fn the_times_are_those_of_the_clock() {
        let mut timing = Timing::new();
        let (mut now, mut last) = (0.0, vec![]);
        loop {
            let piece = timing.step(now).unwrap();
            if let Some((_, repeats)) = timing.before {
                let (layer, place) = Timing::target(timing.next);
                let n = LENGTHS[place] as f64;
                let once = match layer {
                    Layer::Rnn => n / 1e3,
                    Layer::Attention => n * n / 1e3,
                };
                now += once * repeats as f64;
            }
            if let Some(Event::Memory(memory::Event::Timed(points))) = piece.events.last() {
                last = points.clone();
            }
            if piece.done {
                break;
            }
        }
        assert_eq!(last.len(), LENGTHS.len());
        for point in last {
            let n = point.n as f64;
            let near =
                |found: Option<f64>, wanted: f64| (found.unwrap() / wanted - 1.0).abs() < 1e-6;
            assert!(near(point.rnn, n / 1e3) && near(point.attention, n * n / 1e3));
        }
    }

    #[test]
    fn what_has_to_be_waited_for_and_what_has_to_be_computed() {
        assert_eq!(Layer::Rnn.dependent_steps(512), 512);
        assert_eq!(Layer::Attention.dependent_steps(512), 1);
        assert_eq!(Layer::Rnn.multiplications(16), 16 * 2 * 64 * 64);
        // 2·n²·d is as much as 4·n·d² at n = 2·d.
        assert_eq!(Layer::Attention.multiplications(128), 2 * 4 * 128 * 64 * 64);
    }
}
