//! The forward pass of attention, 8 heads of 64, over n positions that all see each other.

use crate::bytes::give_f32;
use ndarray::Array2;
use std::cell::RefCell;
use teddy_reads::nlp::linalg::attention::{Mask, attention, attention_weights};
use teddy_reads::nlp::rng::Rng;

const HEADS: usize = 8;
const WIDTH: usize = HEADS * 64;

thread_local! {
    static INPUTS: RefCell<Option<([Array2<f32>; 3], Mask)>> = const { RefCell::new(None) };
}

/// Draws Q, K and V.
#[unsafe(no_mangle)]
pub extern "C" fn attention_prepare(n: usize) {
    let mut rng = Rng::new(n as u64);
    let mut matrix = || Array2::from_shape_fn((n, WIDTH), |_| rng.normal() as f32);
    let mask = Mask::padding(n, n, &[n]);
    INPUTS.set(Some(([matrix(), matrix(), matrix()], mask)));
}

/// Gives Q (0), K (1) or V (2) out, (n, 8·64).
#[unsafe(no_mangle)]
pub extern "C" fn attention_input(which: usize) {
    INPUTS.with_borrow(|inputs| give_f32(&inputs.as_ref().expect("prepared").0[which]));
}

fn run(weights: bool) -> Array2<f32> {
    INPUTS.with_borrow(|inputs| {
        let ([q, k, v], mask) = inputs.as_ref().expect("prepared");
        let inputs = (q.view(), k.view(), v.view());
        match weights {
            false => attention(inputs, HEADS, mask),
            true => attention_weights(inputs, HEADS, mask, |_| {}).0,
        }
    })
}

/// One pass, without the weights (0) or with them (1); gives a checksum of the context.
#[unsafe(no_mangle)]
pub extern "C" fn attention_run(weights: u32) -> f32 {
    run(weights == 1).iter().step_by(101).sum()
}

/// Gives the context out, (n, 8·64).
#[unsafe(no_mangle)]
pub extern "C" fn attention_context(weights: u32) {
    give_f32(&run(weights == 1));
}
