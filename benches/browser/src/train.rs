//! One training step of the model S: batch 32 × (16 + 16), label smoothing 0.1, Adam, no dropout.

use crate::bytes::{give, give_u32};
use crate::{ids, model, plain_training};
use std::cell::RefCell;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::model::{Precision, to_safetensors};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::Trainer;

thread_local! {
    static TRAINING: RefCell<Option<(Trainer<f32>, Vec<Example>)>> = const { RefCell::new(None) };
}

#[unsafe(no_mangle)]
pub extern "C" fn train_prepare() {
    let mut rng = Rng::new(0);
    let model = model(0, &mut rng);
    let vocab_size = model.config.vocab_size;
    let examples = (0..32).map(|_| Example {
        src: ids(16, vocab_size, &mut rng),
        tgt: ids(17, vocab_size, &mut rng),
    });
    let examples = examples.collect();
    let trainer = Trainer::new(plain_training(), model, rng);
    TRAINING.set(Some((trainer, examples)));
}

/// Gives the weights out, as safetensors in f32.
#[unsafe(no_mangle)]
pub extern "C" fn train_weights() {
    TRAINING.with_borrow(|training| {
        let (trainer, _) = training.as_ref().expect("prepared");
        give(to_safetensors(&trainer.model.params, Precision::F32).expect("finite weights"));
    });
}

/// Gives the batch out: 32 × (16 source tokens and 17 of the target).
#[unsafe(no_mangle)]
pub extern "C" fn train_batch() {
    TRAINING.with_borrow(|training| {
        let (_, examples) = training.as_ref().expect("prepared");
        let of = |e: &Example| [&e.src[..], &e.tgt[..]].concat();
        give_u32(&examples.iter().flat_map(of).collect::<Vec<_>>());
    });
}

/// One step; gives the mean loss before it, so that the page sees that the model learns.
#[unsafe(no_mangle)]
pub extern "C" fn train_step() -> f32 {
    TRAINING.with_borrow_mut(|training| {
        let (trainer, examples) = training.as_mut().expect("prepared");
        let batch: Vec<&Example> = examples.iter().collect();
        let report = trainer.step(&batch).expect("a valid batch");
        (report.sums.loss / report.sums.n_tokens as f64) as f32
    })
}
