//! One training step of a recurrent language model: embedding 128, hidden 256, vocabulary 4,000, batch 32 × 32, label
//! smoothing 0.1, Adam, no dropout.

use crate::{ids, plain_training};
use std::cell::RefCell;
use teddy_reads::nlp::data::labelled::TextExample;
use teddy_reads::nlp::model::{RecurrentLm, RecurrentLmConfig};
use teddy_reads::nlp::nn::Cell;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::Trainer;

const VOCAB_SIZE: usize = 4000;

type Training = (Trainer<f32, RecurrentLm<f32>>, Vec<TextExample>);

thread_local! {
    static TRAINING: RefCell<Option<Training>> = const { RefCell::new(None) };
}

#[unsafe(no_mangle)]
pub extern "C" fn lstm_prepare() {
    let mut rng = Rng::new(0);
    let config = RecurrentLmConfig {
        cell: Cell::Lstm,
        vocab_size: VOCAB_SIZE,
        d_embedding: 128,
        d_hidden: 256,
        dropout: 0.0,
        tied_embeddings: false,
        ..Default::default()
    };
    let model = RecurrentLm::new(config, &mut rng).expect("valid sizes");
    let examples = (0..32).map(|_| TextExample {
        ids: ids(33, VOCAB_SIZE, &mut rng),
    });
    let examples = examples.collect();
    let trainer = Trainer::new(plain_training(), model, rng);
    TRAINING.set(Some((trainer, examples)));
}

/// One step; gives the mean loss before it.
#[unsafe(no_mangle)]
pub extern "C" fn lstm_step() -> f32 {
    TRAINING.with_borrow_mut(|training| {
        let (trainer, examples) = training.as_mut().expect("prepared");
        let batch: Vec<&TextExample> = examples.iter().collect();
        let report = trainer.step(&batch).expect("a valid batch");
        (report.sums.loss / report.sums.n_tokens as f64) as f32
    })
}
