//! Greedy decoding with the key/value cache, one sentence of 16 source tokens, by the models S and M.

use crate::{ids, model};
use std::cell::RefCell;
use teddy_reads::nlp::model::{
    DecoderState, Precision, Transformer, to_safetensors, transformer_from_files,
};
use teddy_reads::nlp::rng::Rng;

thread_local! {
    static DECODING: RefCell<Option<(Transformer<f32>, DecoderState<f32>)>> =
        const { RefCell::new(None) };
}

/// Model S (0) or M (1), its weights in f32 (0) or as they are shipped, int8 (1). The source is encoded here and
/// its keys and values made, as the other side is given them.
#[unsafe(no_mangle)]
pub extern "C" fn decode_prepare(which: u32, int8: u32) {
    let mut rng = Rng::new(0);
    let mut model = model(which, &mut rng);
    if int8 == 1 {
        let weights = to_safetensors(&model.params, Precision::Int8).expect("finite weights");
        let config = serde_json::to_string(&model.config).expect("plain numbers");
        model = transformer_from_files(&config, &weights).expect("just written");
    }
    let src = ids(16, model.config.vocab_size, &mut rng);
    let memory = model.encode(&src).expect("short enough");
    let state = model.start_decoding(memory.view(), 1);
    DECODING.set(Some((model, state)));
}

/// Decodes so many tokens; gives the sum of their ids.
#[unsafe(no_mangle)]
pub extern "C" fn decode_run(tokens: usize) -> f32 {
    DECODING.with_borrow(|decoding| {
        let (model, start) = decoding.as_ref().expect("prepared");
        let mut state = start.clone();
        let (mut token, mut sum) = (1, 0);
        for _ in 0..tokens {
            let logits = model
                .decode_step(&mut state, &[token])
                .expect("short enough");
            let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            token = best.map_or(0, |(i, _)| i as u32);
            sum += token;
        }
        sum as f32
    })
}
