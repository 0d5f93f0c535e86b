//! Recurrent models learn what they should, by seed; decoding reads what was learnt; files keep it.

use teddy_reads::nlp::autograd::ops::LabelSmoothing;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::data::labelled::{LabelledExample, TaggedExample};
use teddy_reads::nlp::data::synthetic::{Recall, SPECIAL, reverse, vocab_size};
use teddy_reads::nlp::decode::{BeamConfig, Decoded, beam_search, greedy};
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::model::{
    ClassifierConfig, Precision, RecurrentLm, RecurrentLmConfig, RecurrentTranslator,
    RecurrentTranslatorConfig, SentenceClassifier, SentenceEncoder, StoredModel, Tagger,
    TaggerConfig, model_from_files, to_safetensors,
};
use teddy_reads::nlp::nn::Cell;
use teddy_reads::nlp::optim::{AdamConfig, Schedule};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::{Trainable, Trainer, TrainerConfig, evaluate};

/// Trains on examples made one after the other and gives the model back.
fn train<M: Trainable<f32>>(
    model: M,
    (lr, steps, batch): (f64, u64, usize),
    mut example: impl FnMut(&mut Rng) -> M::Example,
) -> M {
    let config = TrainerConfig {
        schedule: Schedule::WarmupStableDecay {
            lr,
            warmup: 20,
            decay: steps / 4,
            total: steps,
        },
        adam: AdamConfig::default(),
        label_smoothing: LabelSmoothing::default(),
        max_grad_norm: 1.0,
        shards: 1,
        ema_decay: 0.0,
    };
    let mut trainer = Trainer::new(config, model, Rng::new(4));
    let mut data = Rng::new(7);
    for _ in 0..steps {
        let examples: Vec<M::Example> = (0..batch).map(|_| example(&mut data)).collect();
        trainer.step(&examples.iter().collect::<Vec<_>>()).unwrap();
    }
    trainer.model
}

fn accuracy<M: Trainable<f32>>(model: &M, mut example: impl FnMut(&mut Rng) -> M::Example) -> f64 {
    let mut data = Rng::new(99);
    let held_out: Vec<M::Example> = (0..256).map(|_| example(&mut data)).collect();
    let sums = evaluate(model, &held_out, LabelSmoothing::default()).unwrap();
    sums.n_correct as f64 / sums.n_tokens as f64
}

const SYMBOLS: usize = 6;

fn recaller(encoder: SentenceEncoder) -> SentenceClassifier<f32> {
    let config = ClassifierConfig {
        encoder,
        n_classes: SYMBOLS,
        vocab_size: vocab_size(SYMBOLS),
        d_embedding: 16,
        d_hidden: 32,
        dropout: 0.0,
        ..Default::default()
    };
    SentenceClassifier::new(config, &mut Rng::new(1)).unwrap()
}

#[test]
fn an_lstm_recalls_what_a_mean_of_vectors_cannot() {
    let task = Recall {
        distance: 10,
        n_symbols: SYMBOLS,
    };
    let example = |rng: &mut Rng| task.labelled(rng);
    let lstm = train(recaller(SentenceEncoder::Lstm), (1e-2, 400, 32), example);
    let mean = train(
        recaller(SentenceEncoder::MeanOfVectors),
        (1e-2, 400, 32),
        example,
    );
    let (lstm, mean) = (accuracy(&lstm, example), accuracy(&mean, example));
    assert!(lstm > 0.95, "LSTM: {lstm}");
    // One symbol of eleven is the answer: its share in the mean is a hint, not more.
    assert!(mean < 0.5, "mean of vectors: {mean}");
}

/// Two sentences of the same words: the same mean, another class for the LSTM.
#[test]
fn a_mean_knows_no_order() {
    let config = |encoder| ClassifierConfig {
        encoder,
        vocab_size: 8,
        ..Default::default()
    };
    let predict = |encoder| {
        let model = SentenceClassifier::<f32>::new(config(encoder), &mut Rng::new(2)).unwrap();
        model.predict(&[&[4, 5, 6, 7], &[7, 5, 6, 4]]).unwrap()
    };
    let mean = predict(SentenceEncoder::MeanOfVectors);
    assert!((mean[(0, 0)] - mean[(1, 0)]).abs() < 1e-6);
    for encoder in [SentenceEncoder::Rnn, SentenceEncoder::Lstm] {
        let states = predict(encoder);
        assert!(
            (states[(0, 0)] - states[(1, 0)]).abs() > 1e-4,
            "{encoder:?}"
        );
        assert!((states.row(0).sum() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_tagger_names_the_symbol_before() {
    let task = Recall {
        distance: 2,
        n_symbols: SYMBOLS,
    };
    let config = TaggerConfig {
        cell: Cell::Rnn,
        bidirectional: false,
        n_tags: SYMBOLS,
        vocab_size: vocab_size(SYMBOLS),
        d_embedding: 16,
        d_hidden: 32,
        dropout: 0.0,
        ..Default::default()
    };
    let tagger = Tagger::<f32>::new(config, &mut Rng::new(1)).unwrap();
    let example = |rng: &mut Rng| -> TaggedExample {
        let len = 4 + rng.below(8);
        task.tagged(len, rng)
    };
    let tagger = train(tagger, (1e-2, 200, 16), example);
    let accuracy = accuracy(&tagger, example);
    assert!(accuracy > 0.97, "{accuracy}");
    // Several sentences at once say what each says alone.
    let (a, b): (&[u32], &[u32]) = (&[4, 5, 6, 7, 8], &[9, 4, 5]);
    let together = tagger.predict(&[a, b]).unwrap();
    for (ids, p) in [a, b].iter().zip(&together) {
        let alone = &tagger.predict(&[ids]).unwrap()[0];
        assert_eq!(alone.dim(), (ids.len(), SYMBOLS));
        assert!((alone - p).iter().all(|e| e.abs() < 1e-6));
        for row in p.rows() {
            assert!((row.sum() - 1.0).abs() < 1e-6);
        }
    }
}

fn translator(cell: Cell, attention: bool) -> RecurrentTranslator<f32> {
    let config = RecurrentTranslatorConfig {
        cell,
        attention,
        vocab_size: vocab_size(SYMBOLS),
        d_embedding: 24,
        d_hidden: 32,
        d_attention: 24,
        max_len: 32,
        dropout: 0.0,
        ..Default::default()
    };
    RecurrentTranslator::new(config, &mut Rng::new(3)).unwrap()
}

#[test]
fn attention_learns_to_reverse_and_looks_backwards() {
    let example = |rng: &mut Rng| -> Example {
        let len = 2 + rng.below(6);
        reverse(len, SYMBOLS, rng)
    };
    let model = train(translator(Cell::Lstm, true), (1e-2, 400, 32), example);
    let share = accuracy(&model, example);
    assert!(share > 0.95, "{share}");
    let mut data = Rng::new(5);
    let mut right = 0;
    for _ in 0..20 {
        let example = example(&mut data);
        let found = greedy(&model, &example.src, SPECIAL, 16).unwrap();
        right += usize::from(found.ids == example.tgt);
    }
    assert!(right >= 16, "{right} of 20");
}

/// Decoding step by step sees what training saw all at once, with and without attention.
#[test]
fn decoding_equals_the_pass_over_the_whole_translation() {
    for (cell, attention) in [(Cell::Rnn, false), (Cell::Lstm, false), (Cell::Lstm, true)] {
        let model = translator(cell, attention);
        let src = [2, 5, 7, 9, 4, 3];
        let Decoded {
            ids,
            log_probabilities,
        } = greedy(&model, &src, SPECIAL, 12).unwrap();
        let trace = model.trace(&src, &ids).unwrap();
        let p = trace.get("probabilities").unwrap();
        for (t, &log_p) in log_probabilities.iter().enumerate() {
            let row = p.row(&[t]).unwrap();
            let next = ids[t + 1] as usize;
            assert!((row[next].ln() - log_p).abs() < 1e-4);
            assert!(row.iter().all(|&other| other <= row[next]), "greedy");
        }
        assert_eq!(trace.get("attention.weights").is_some(), attention);
        if attention {
            let weights = trace.get("attention.weights").unwrap();
            assert_eq!(weights.shape, [ids.len() - 1, src.len()]);
            let mut state = model.start_decoding(&src, 1).unwrap();
            for (t, &id) in ids[..ids.len() - 1].iter().enumerate() {
                model.decode_step(&mut state, &[id]).unwrap();
                let row = weights.row(&[t]).unwrap();
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
                let alpha = state.weights.as_ref().unwrap();
                assert!(alpha.iter().zip(row).all(|(a, b)| (a - b).abs() < 1e-5));
            }
        }
        for name in ["src.input", "tgt.input", "memory", "readout", "logits"] {
            assert!(trace.get(name).is_some(), "{name}");
        }
        let beam = BeamConfig {
            size: 4,
            length_penalty: 0.0,
        };
        let found = beam_search(&model, &src, SPECIAL, 12, beam).unwrap();
        for node in &found.finished {
            let path = found.path(node.node);
            let trace = model.trace(&src, &path.ids).unwrap();
            let p = trace.get("probabilities").unwrap();
            let mut total = 0.0;
            for (t, &id) in path.ids[1..].iter().enumerate() {
                total += p.get(&[t, id as usize]).unwrap().ln();
            }
            assert!((total - node.log_probability).abs() < 1e-3);
        }
        let too_long = model.start_decoding(&[4; 33], 1);
        assert!(matches!(too_long, Err(NlpError::TooLong { .. })));
    }
}

#[test]
fn the_number_of_shards_changes_only_rounding() {
    let task = Recall {
        distance: 3,
        n_symbols: SYMBOLS,
    };
    let mut data = Rng::new(1);
    let examples: Vec<LabelledExample> = (0..10).map(|_| task.labelled(&mut data)).collect();
    let run = |shards| {
        let config = TrainerConfig {
            schedule: Schedule::Constant { lr: 1e-2 },
            adam: AdamConfig::default(),
            label_smoothing: LabelSmoothing::default(),
            max_grad_norm: 1.0,
            shards,
            ema_decay: 0.9,
        };
        let mut trainer = Trainer::new(config, recaller(SentenceEncoder::Lstm), Rng::new(2));
        for _ in 0..4 {
            trainer.step(&examples.iter().collect::<Vec<_>>()).unwrap();
        }
        trainer.averaged_model().params
    };
    assert!(run(2) == run(2), "the same run twice");
    for (a, b) in run(1).iter().zip(run(3).iter()) {
        for (x, y) in a.value.iter().zip(&b.value) {
            assert!((x - y).abs() < 2e-3, "{}: {x} and {y}", a.name);
        }
    }
}

/// Written and read again, in both precisions; a broken file is an error, never a panic.
fn keeps<M>(model: &M, config: &impl serde::Serialize)
where
    M: Trainable<f32> + StoredModel,
{
    let config = serde_json::to_string(config).unwrap();
    for (precision, tolerance) in [(Precision::F32, 0.0), (Precision::Int8, 4e-3)] {
        let bytes = to_safetensors(model.params(), precision).unwrap();
        let again: M = model_from_files(&config, &bytes).unwrap();
        for (a, b) in model.params().iter().zip(again.params().iter()) {
            let largest = a.value.iter().fold(0.0f32, |m, x| m.max(x.abs()));
            for (x, y) in a.value.iter().zip(&b.value) {
                assert!((x - y).abs() <= tolerance * largest, "{}", a.name);
            }
        }
        for cut in [0, 9, bytes.len() / 2, bytes.len() - 1] {
            assert!(model_from_files::<M>(&config, &bytes[..cut]).is_err());
        }
        let wider = config.replace("\"d_hidden\":32", "\"d_hidden\":31");
        assert_ne!(wider, config);
        assert!(model_from_files::<M>(&wider, &bytes).is_err());
        let huge = config.replace("\"d_hidden\":32", "\"d_hidden\":8192");
        assert!(model_from_files::<M>(&huge, &bytes).is_err());
        let wrong = config.replace("\"n_layers\":1", "\"n_layers\":0");
        let error = model_from_files::<M>(&wrong, &bytes).err();
        assert!(matches!(
            error,
            Some(NlpError::BadConfig {
                field: "n_layers",
                ..
            })
        ));
    }
}

#[test]
fn files_keep_every_model() {
    let model = recaller(SentenceEncoder::Lstm);
    keeps(&model, &model.config);
    for attention in [false, true] {
        let model = translator(Cell::Lstm, attention);
        keeps(&model, &model.config);
    }
    let config = TaggerConfig {
        vocab_size: 40,
        d_hidden: 32,
        ..Default::default()
    };
    let model = Tagger::<f32>::new(config, &mut Rng::new(1)).unwrap();
    keeps(&model, &model.config);
    let config = RecurrentLmConfig {
        vocab_size: 40,
        d_embedding: 32,
        d_hidden: 32,
        ..Default::default()
    };
    let model = RecurrentLm::<f32>::new(config, &mut Rng::new(1)).unwrap();
    keeps(&model, &model.config);
}

/// A model read from int8 decodes from int8: nearly the same logits.
#[test]
fn int8_decodes_as_its_floats() {
    let model = translator(Cell::Lstm, true);
    let bytes = to_safetensors(&model.params, Precision::Int8).unwrap();
    let config = serde_json::to_string(&model.config).unwrap();
    let int8: RecurrentTranslator<f32> = model_from_files(&config, &bytes).unwrap();
    let mut floats = int8.clone();
    // Touching a parameter drops its int8 form.
    floats.params.values_mut().for_each(|_| {});
    let src = [2, 5, 7, 9, 4, 3];
    let (mut a, mut b) = (
        int8.start_decoding(&src, 2).unwrap(),
        floats.start_decoding(&src, 2).unwrap(),
    );
    for tokens in [[2, 2], [5, 9], [7, 4]] {
        let x = int8.decode_step(&mut a, &tokens).unwrap();
        let y = floats.decode_step(&mut b, &tokens).unwrap();
        assert!((x - y).iter().all(|e| e.abs() < 1e-4));
    }
}

#[test]
fn configurations_say_what_is_wrong() {
    let wrong = RecurrentLmConfig {
        d_hidden: 32,
        ..Default::default()
    };
    let error = RecurrentLm::<f32>::new(wrong, &mut Rng::new(0)).err();
    assert!(matches!(
        error,
        Some(NlpError::BadConfig {
            field: "tied_embeddings",
            ..
        })
    ));
    let wrong = ClassifierConfig {
        n_classes: 1,
        ..Default::default()
    };
    assert!(wrong.check().is_err());
    let wrong = TaggerConfig {
        dropout: 1.0,
        ..Default::default()
    };
    assert!(wrong.check().is_err());
    let wrong = RecurrentTranslatorConfig {
        recurrent_gain: f64::NAN,
        ..Default::default()
    };
    assert!(wrong.check().is_err());
}
