//! Every operation's backward pass against finite differences, in f64.

use ndarray::Array2;
use std::sync::Arc;
use teddy_reads::nlp::autograd::grad_check::worst_error;
use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing, Mask};
use teddy_reads::nlp::autograd::{ParamId, ParamSet, Tape, Var};
use teddy_reads::nlp::data::batch::{Batch, Example};
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::nn::NormPosition;
use teddy_reads::nlp::rng::Rng;

/// What finite differences in f64 with a step of 1e-5 can resolve.
const TOLERANCE: f64 = 1e-7;

fn random(shape: (usize, usize), rng: &mut Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || rng.normal())
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

#[test]
fn add() {
    check(&[(3, 4), (3, 4)], |tape, v| tape.add(v[0], v[1]));
    // The same value twice: both ways count.
    check(&[(3, 4)], |tape, v| tape.add(v[0], v[0]));
    check(&[(6, 4)], |tape, v| {
        let positions = random((3, 4), &mut Rng::new(1));
        tape.add_constant(v[0], positions.view())
    });
}

#[test]
fn linear() {
    check(&[(3, 4), (4, 5), (1, 5)], |tape, v| {
        tape.linear(v[0], v[1], Some(v[2]))
    });
    check(&[(3, 4), (4, 5)], |tape, v| tape.linear(v[0], v[1], None));
    check(&[(3, 4), (7, 4)], |tape, v| {
        tape.project_transposed(v[0], v[1])
    });
}

#[test]
fn relu() {
    check(&[(5, 7)], |tape, v| tape.relu(v[0]));
}

#[test]
fn dropout_keeps_its_mask() {
    check(&[(6, 8)], |tape, v| tape.dropout(v[0], 0.4));
}

#[test]
fn embedding_adds_up_repeated_tokens() {
    check(&[(5, 3)], |tape, v| {
        tape.embedding(v[0], &[4, 0, 4, 2], 1.7)
    });
}

#[test]
fn layer_norm() {
    check(&[(3, 17), (1, 17), (1, 17)], |tape, v| {
        tape.layer_norm(v[0], v[1], v[2])
    });
}

#[test]
fn attention_with_every_kind_of_mask() {
    let masks = [
        Mask::padding(3, 4, &[4, 2]),
        Mask::from_fn((2, 3, 4), |_, i, j| (i + j) % 3 != 0),
        // Query 1 of the first sentence may see nothing at all.
        Mask::from_fn((2, 3, 4), |b, i, _| b == 1 || i != 1),
    ];
    for mask in masks {
        let mask = Arc::new(mask);
        check(&[(6, 8), (8, 8), (8, 8)], |tape, v| {
            tape.attention("", (v[0], v[1], v[2]), 2, &mask)
        });
    }
    let causal = Arc::new(Mask::causal(4, &[4, 3]));
    check(&[(8, 6), (8, 6), (8, 6)], |tape, v| {
        tape.attention("", (v[0], v[1], v[2]), 3, &causal)
    });
}

#[test]
fn loss_in_both_conventions() {
    for convention in [Convention::Others, Convention::All] {
        for epsilon in [0.0, 0.1, 0.5] {
            let smoothing = LabelSmoothing {
                epsilon,
                convention,
            };
            let mut rng = Rng::new(3);
            let mut params = ParamSet::new();
            let x = params.add("x", random((4, 5), &mut rng));
            let e = params.add("e", random((9, 5), &mut rng));
            let targets = [Some(3), None, Some(8), Some(0)];
            let (error, name) = worst_error(&params, |tape| {
                let (x, e) = (tape.param(x), tape.param(e));
                tape.project_and_loss(x, e, &targets, smoothing).0
            });
            assert!(error < TOLERANCE, "{name}: {error:e}");
        }
    }
}

#[test]
fn the_whole_transformer() {
    for (norm_position, tied_embeddings) in [(NormPosition::Pre, true), (NormPosition::Post, false)]
    {
        let config = TransformerConfig {
            vocab_size: 7,
            d_model: 4,
            n_heads: 2,
            d_ff: 6,
            n_encoder_layers: 1,
            n_decoder_layers: 1,
            max_len: 16,
            dropout: 0.2,
            norm_position,
            tied_embeddings,
        };
        let model = Transformer::<f64>::new(config, &mut Rng::new(9)).unwrap();
        let examples = [
            Example {
                src: vec![2, 4, 5, 3],
                tgt: vec![2, 6, 3],
            },
            Example {
                src: vec![2, 3],
                tgt: vec![2, 5, 4, 6, 3],
            },
        ];
        let batch = Batch::new(&examples.each_ref()).unwrap();
        let smoothing = LabelSmoothing {
            epsilon: 0.1,
            ..Default::default()
        };
        let (error, name) = worst_error(&model.params.clone(), |tape| {
            model.loss(tape, &batch, smoothing).0
        });
        assert!(error < 1e-6, "{name}: {error:e}");
    }
}

/// A check that cannot fail is none: a wrong backward pass must be seen.
#[test]
fn a_wrong_gradient_is_found() {
    let mut params = ParamSet::new();
    let x = params.add("x", random((2, 3), &mut Rng::new(1)));
    let calls = std::cell::Cell::new(0);
    let (error, _) = worst_error(&params, |tape| {
        // The first call is the one that is differentiated: it computes something else.
        let weight = if calls.replace(calls.get() + 1) == 0 {
            2.0
        } else {
            1.0
        };
        let x = tape.param(x);
        tape.weighted_sum(x, Array2::from_elem((2, 3), weight))
    });
    assert!(error > 0.4, "{error}");
}
