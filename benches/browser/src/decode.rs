//! Greedy decoding with the key/value cache, one sentence of 16 source tokens, by the models S and M.

use crate::bytes::{give, give_f32, give_u32};
use crate::{ids, model};
use ndarray::Array2;
use std::cell::RefCell;
use teddy_reads::nlp::model::{DecoderState, Precision, Transformer, to_safetensors};
use teddy_reads::nlp::rng::Rng;

struct Decoding {
    model: Transformer<f32>,
    memory: Array2<f32>,
    start: DecoderState<f32>,
}

thread_local! {
    static DECODING: RefCell<Option<Decoding>> = const { RefCell::new(None) };
}

/// Model S (0) or M (1). The source is encoded here and its keys and values made, as the other side is given them.
#[unsafe(no_mangle)]
pub extern "C" fn decode_prepare(which: u32) {
    let mut rng = Rng::new(0);
    let model = model(which, &mut rng);
    let src = ids(16, model.config.vocab_size, &mut rng);
    let memory = model.encode(&src).expect("short enough");
    let start = model.start_decoding(memory.view(), 1);
    DECODING.set(Some(Decoding {
        model,
        memory,
        start,
    }));
}

/// Gives the weights out, as safetensors in f32.
#[unsafe(no_mangle)]
pub extern "C" fn decode_weights() {
    DECODING.with_borrow(|decoding| {
        let params = &decoding.as_ref().expect("prepared").model.params;
        give(to_safetensors(params, Precision::F32).expect("finite weights"));
    });
}

/// Gives the encoder's output out, (16, d).
#[unsafe(no_mangle)]
pub extern "C" fn decode_memory() {
    DECODING.with_borrow(|decoding| give_f32(&decoding.as_ref().expect("prepared").memory));
}

/// Decodes so many tokens; they are then given out.
#[unsafe(no_mangle)]
pub extern "C" fn decode_run(tokens: usize) {
    let ids = DECODING.with_borrow(|decoding| {
        let Decoding { model, start, .. } = decoding.as_ref().expect("prepared");
        let mut state = start.clone();
        let (mut token, mut ids) = (1, Vec::with_capacity(tokens));
        for _ in 0..tokens {
            let logits = model
                .decode_step(&mut state, &[token])
                .expect("short enough");
            let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            token = best.map_or(0, |(i, _)| i as u32);
            ids.push(token);
        }
        ids
    });
    give_u32(&ids);
}
