//! The forward pass of attention, 8 heads of 64, over n positions that all see each other.

use ndarray::Array2;
use std::cell::RefCell;
use std::sync::Arc;
use teddy_reads::nlp::autograd::ops::Mask;
use teddy_reads::nlp::autograd::{ParamSet, Tape};

const HEADS: usize = 8;
const WIDTH: usize = HEADS * 64;

thread_local! {
    static INPUTS: RefCell<Option<([Array2<f32>; 3], Arc<Mask>)>> = const { RefCell::new(None) };
}

#[unsafe(no_mangle)]
pub extern "C" fn attention_prepare(n: usize) {
    let matrix = |seed: usize| {
        Array2::from_shape_fn((n, WIDTH), |(i, j)| {
            ((i * 31 + j * 17 + seed) % 23) as f32 / 23.0 - 0.5
        })
    };
    let mask = Arc::new(Mask::padding(n, n, &[n]));
    INPUTS.set(Some(([matrix(1), matrix(5), matrix(9)], mask)));
}

/// One pass; gives a checksum of the context.
#[unsafe(no_mangle)]
pub extern "C" fn attention_run() -> f32 {
    INPUTS.with_borrow(|inputs| {
        let ([q, k, v], mask) = inputs.as_ref().expect("prepared");
        let params = ParamSet::default();
        let mut tape = Tape::evaluation(&params);
        let [q, k, v] = [q, k, v].map(|x| tape.constant(x.clone()));
        let context = tape.attention("attention", (q, k, v), HEADS, mask);
        tape.value(context).iter().step_by(101).sum()
    })
}
