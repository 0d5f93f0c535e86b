//! Recurrent layers, additive attention and the models made of them against finite differences, in f64.

use ndarray::Array2;
use std::sync::Arc;
use teddy_reads::nlp::autograd::grad_check::worst_error;
use teddy_reads::nlp::autograd::ops::{
    AdditiveWeights, Direction, Gate, HeldGate, LabelSmoothing, Mask, RecurrentWeights, Steps,
};
use teddy_reads::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::data::labelled::{LabelledExample, TaggedExample, TextExample};
use teddy_reads::nlp::model::{
    ClassifierConfig, Pooling, RecurrentLm, RecurrentLmConfig, RecurrentTranslator,
    RecurrentTranslatorConfig, SentenceClassifier, SentenceEncoder, Tagger, TaggerConfig,
};
use teddy_reads::nlp::nn::Cell;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::Trainable;

/// What finite differences in f64 with a step of 1e-5 can resolve.
const TOLERANCE: f64 = 1e-7;

fn random(shape: (usize, usize), rng: &mut Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || 0.7 * rng.normal())
}

/// Checks an operation of matrices of the given shapes; its output is weighed by fixed random numbers,
/// so that every element of it matters.
fn check(shapes: &[(usize, usize)], op: impl Fn(&mut Tape<f64>, &[Var]) -> Var) {
    let mut rng = Rng::new(11);
    let mut params = ParamSet::new();
    let ids: Vec<ParamId> = shapes
        .iter()
        .enumerate()
        .map(|(i, &shape)| params.add(format!("input {i}"), random(shape, &mut rng)))
        .collect();
    let (error, name) = worst_error(&params, |tape| {
        let inputs: Vec<Var> = ids.iter().map(|&id| tape.param(id)).collect();
        let out = op(tape, &inputs);
        let weights = random(tape.value(out).dim(), &mut Rng::new(5));
        tape.weighted_sum(out, weights)
    });
    assert!(error < TOLERANCE, "{name}: {error:e}");
}

fn weights(v: &[Var]) -> RecurrentWeights {
    RecurrentWeights {
        w_ih: v[1],
        w_hh: v[2],
        b: v[3],
    }
}

/// Sentences of 3, 1 and 4 tokens, padded to 5: nothing is at its place by chance.
fn ragged(direction: Direction) -> Arc<Steps> {
    Arc::new(Steps::new(&[3, 1, 4], 5, direction))
}

#[test]
fn rnn() {
    for direction in [Direction::Forward, Direction::Reverse] {
        let steps = ragged(direction);
        let shapes = [(15, 3), (4, 3), (4, 4), (1, 4), (3, 4)];
        check(&shapes, |tape, v| {
            tape.rnn("", v[0], weights(v), Some(v[4]), &steps)
        });
        check(&shapes[..4], |tape, v| {
            tape.rnn("", v[0], weights(v), None, &steps)
        });
    }
}

#[test]
fn lstm() {
    let held = HeldGate {
        gate: Gate::Forget,
        value: 0.9,
        steps: 1..3,
        unit: None,
    };
    let one_unit = HeldGate {
        gate: Gate::Out,
        value: 0.3,
        steps: 0..9,
        unit: Some(2),
    };
    for direction in [Direction::Forward, Direction::Reverse] {
        let steps = ragged(direction);
        let shapes = [(15, 3), (16, 3), (16, 4), (1, 16), (3, 4), (3, 4)];
        for held in [&[][..], &[held.clone(), one_unit.clone()]] {
            check(&shapes, |tape, v| {
                let out = tape.lstm("", v[0], weights(v), Some((v[4], v[5])), &steps, held);
                // Both outputs: h of every step and the last c.
                tape.below(&[out.h, out.last_c])
            });
        }
        check(&shapes[..4], |tape, v| {
            tape.lstm("", v[0], weights(v), None, &steps, &[]).h
        });
        // The last c alone: nothing arrives at h from outside.
        check(&shapes[..4], |tape, v| {
            tape.lstm("", v[0], weights(v), None, &steps, &[]).last_c
        });
    }
}

#[test]
fn additive_attention_with_padding() {
    let shapes = [(4, 3), (6, 5), (6, 2), (3, 5), (1, 5)];
    for mask in [
        Mask::padding(2, 3, &[3, 1]),
        Mask::from_fn((2, 2, 3), |b, i, j| (b + i + j) % 3 != 0),
    ] {
        let mask = Arc::new(mask);
        check(&shapes, |tape, v| {
            let weights = AdditiveWeights { w_q: v[3], v: v[4] };
            tape.additive_attention("", v[0], (v[1], v[2]), weights, &mask)
        });
    }
}

#[test]
fn small_operations() {
    check(&[(3, 4)], |tape, v| tape.tanh(v[0]));
    check(&[(4, 3)], |tape, v| tape.select_rows(v[0], &[2, 0, 2]));
    check(&[(3, 2), (3, 4)], |tape, v| tape.beside(v[0], v[1]));
    check(&[(3, 2), (1, 2)], |tape, v| tape.below(&[v[0], v[1], v[0]]));
    check(&[(12, 3)], |tape, v| tape.mean_pool(v[0], &[4, 1, 2]));
    check(&[(12, 3)], |tape, v| tape.max_pool(v[0], &[4, 1, 2]));
    let smoothing = LabelSmoothing {
        epsilon: 0.1,
        ..Default::default()
    };
    check(&[(4, 3), (5, 3), (1, 5)], |tape, v| {
        let targets = [Some(3), None, Some(0), Some(4)];
        tape.project_affine_and_loss(v[0], v[1], Some(v[2]), &targets, smoothing)
            .0
    });
}

/// A whole model, dropout included, on a batch of different lengths.
fn check_model<M: Trainable<f64>>(what: &str, model: &M, examples: &[M::Example]) {
    let examples: Vec<&M::Example> = examples.iter().collect();
    let batch = M::batch(&examples).unwrap();
    let smoothing = LabelSmoothing {
        epsilon: 0.1,
        ..Default::default()
    };
    let (error, name) = worst_error(&model.params().clone(), |tape| {
        model.loss(tape, &batch, smoothing).0
    });
    assert!(error < 1e-6, "{what}, {name}: {error:e}");
}

#[test]
fn language_models() {
    for (cell, n_layers, tied_embeddings) in [
        (Cell::Rnn, 1, true),
        (Cell::Lstm, 2, true),
        (Cell::Lstm, 1, false),
    ] {
        let config = RecurrentLmConfig {
            cell,
            vocab_size: 7,
            d_embedding: 4,
            d_hidden: if tied_embeddings { 4 } else { 5 },
            n_layers,
            dropout: 0.2,
            tied_embeddings,
            ..Default::default()
        };
        let model = RecurrentLm::<f64>::new(config, &mut Rng::new(2)).unwrap();
        let text = |ids: &[u32]| TextExample { ids: ids.to_vec() };
        let texts = [text(&[2, 4, 5, 6, 3]), text(&[2, 3])];
        check_model(&format!("{cell:?}"), &model, &texts);
    }
}

#[test]
fn classifiers_and_taggers() {
    for (encoder, pooling, bidirectional) in [
        (SentenceEncoder::MeanOfVectors, Pooling::Mean, false),
        (SentenceEncoder::Rnn, Pooling::Last, true),
        (SentenceEncoder::Lstm, Pooling::Last, true),
        (SentenceEncoder::Lstm, Pooling::Mean, false),
        (SentenceEncoder::Lstm, Pooling::Max, true),
    ] {
        let config = ClassifierConfig {
            encoder,
            pooling,
            bidirectional,
            n_classes: 3,
            vocab_size: 7,
            d_embedding: 3,
            d_hidden: 4,
            n_layers: 2,
            dropout: 0.2,
            ..Default::default()
        };
        let model = SentenceClassifier::<f64>::new(config, &mut Rng::new(3)).unwrap();
        let labelled = |ids: &[u32], label| LabelledExample {
            ids: ids.to_vec(),
            label,
        };
        let examples = [labelled(&[4, 5, 6, 3], 2), labelled(&[1], 0)];
        check_model(&format!("{encoder:?} {pooling:?}"), &model, &examples);
    }
    let config = TaggerConfig {
        n_tags: 3,
        vocab_size: 7,
        d_embedding: 3,
        d_hidden: 4,
        dropout: 0.2,
        ..Default::default()
    };
    let model = Tagger::<f64>::new(config, &mut Rng::new(4)).unwrap();
    let examples = [
        TaggedExample {
            ids: vec![4, 5, 6],
            tags: vec![Some(0), None, Some(2)],
        },
        TaggedExample {
            ids: vec![1],
            tags: vec![Some(1)],
        },
    ];
    check_model("tagger", &model, &examples);
}

#[test]
fn translators() {
    for (cell, attention, bidirectional, n_layers) in [
        (Cell::Rnn, false, false, 1),
        (Cell::Lstm, false, true, 2),
        (Cell::Rnn, true, true, 1),
        (Cell::Lstm, true, false, 2),
        (Cell::Lstm, true, true, 1),
    ] {
        let config = RecurrentTranslatorConfig {
            cell,
            attention,
            bidirectional,
            vocab_size: 7,
            d_embedding: 3,
            d_hidden: 4,
            d_attention: 3,
            n_layers,
            max_len: 16,
            dropout: 0.2,
            tied_embeddings: n_layers == 1,
            ..Default::default()
        };
        let model = RecurrentTranslator::<f64>::new(config, &mut Rng::new(5)).unwrap();
        let pair = |src: &[u32], tgt: &[u32]| Example {
            src: src.to_vec(),
            tgt: tgt.to_vec(),
        };
        let examples = [
            pair(&[2, 4, 5, 3], &[2, 6, 3]),
            pair(&[2, 3], &[2, 5, 4, 6, 3]),
        ];
        check_model(
            &format!("{cell:?} attention={attention}"),
            &model,
            &examples,
        );
    }
}
