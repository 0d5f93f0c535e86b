//! Recurrent layers and models against PyTorch (`fixtures/make_recurrent_fixture.py`), and their own promises:
//! padding never leaks, a held gate holds, gradients at every step are what finite differences say, step by
//! step equals all at once.

use ndarray::{Array2, s};
use serde_json::Value;
use std::sync::Arc;
use teddy_reads::nlp::autograd::ops::{
    AdditiveWeights, Direction, Gate, HeldGate, LabelSmoothing, Mask, RecurrentWeights, Steps,
};
use teddy_reads::nlp::autograd::{ParamSet, Tape, Var};
use teddy_reads::nlp::data::labelled::{TextBatch, TextExample};
use teddy_reads::nlp::model::{RecurrentLm, RecurrentLmConfig};
use teddy_reads::nlp::nn::{Cell, Rnn, cell_part};
use teddy_reads::nlp::optim::{Adam, AdamConfig};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::train::Trainable;

fn fixture() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/recurrent.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A tensor as a matrix: leading dimensions become rows, a vector one row.
fn matrix(tensor: &Value) -> Array2<f64> {
    let values = tensor["values"].as_array().unwrap();
    let values: Vec<f64> = values.iter().map(|x| x.as_f64().unwrap()).collect();
    let columns = tensor["shape"].as_array().unwrap().last().unwrap();
    let columns = columns.as_u64().unwrap() as usize;
    Array2::from_shape_vec((values.len() / columns, columns), values).unwrap()
}

fn integers(json: &Value) -> Vec<usize> {
    let values = json.as_array().unwrap().iter();
    values.map(|x| x.as_u64().unwrap() as usize).collect()
}

fn close(what: &str, got: &Array2<f64>, want: &Array2<f64>) {
    assert_eq!(got.dim(), want.dim(), "{what}");
    for (a, b) in got.iter().zip(want) {
        let error = (a - b).abs() / b.abs().max(1.0);
        assert!(error < 1e-9, "{what}: {a} and {b}");
    }
}

/// Half of a (2, B, H) tensor: the forward direction's, or the reverse one's.
fn half(x: &Array2<f64>, reverse: bool) -> Array2<f64> {
    let b = x.nrows() / 2;
    let first = b * usize::from(reverse);
    x.slice(s![first..first + b, ..]).to_owned()
}

/// Both directions on one tape, as in the fixture: every output, the loss, every gradient.
fn recurrent_as_in_pytorch(name: &str) {
    let json = &fixture()[name];
    let lengths = integers(&json["lengths"]);
    let t = *lengths.iter().max().unwrap();
    let is_lstm = name == "lstm";
    let mut params = ParamSet::<f64>::new();
    for (name, tensor) in json["parameters"].as_object().unwrap() {
        params.add(name.clone(), matrix(tensor));
    }
    let states: &[&str] = if is_lstm { &["h_0", "c_0"] } else { &["h_0"] };
    params.add("x", matrix(&json["x"]));
    for &state in states {
        for (reverse, suffix) in [(false, ""), (true, "_reverse")] {
            let value = half(&matrix(&json[state]), reverse);
            params.add(format!("{state}{suffix}"), value);
        }
    }
    let id = |name: &str| params.id(name).unwrap();
    let mut tape = Tape::training(&params, Rng::new(0));
    let x = tape.param(id("x"));
    let mut outputs: Vec<Var> = Vec::new();
    let mut lasts: Vec<Vec<Var>> = vec![Vec::new(); states.len()];
    for (direction, suffix) in [(Direction::Forward, ""), (Direction::Reverse, "_reverse")] {
        let steps = Arc::new(Steps::new(&lengths, t, direction));
        let mut param = |name: &str| tape.param(id(&format!("{name}{suffix}")));
        let weights = RecurrentWeights {
            w_ih: param("w_ih"),
            w_hh: param("w_hh"),
            b: param("b"),
        };
        let h_0 = param("h_0");
        let h = if is_lstm {
            let c_0 = param("c_0");
            let out = tape.lstm("", x, weights, Some((h_0, c_0)), &steps, &[]);
            lasts[1].push(out.last_c);
            out.h
        } else {
            tape.rnn("", x, weights, Some(h_0), &steps)
        };
        let last = tape.select_rows(h, &steps.last_rows());
        lasts[0].push(last);
        outputs.push(h);
    }
    let mut all = vec![("h", tape.beside(outputs[0], outputs[1]))];
    for (name, last) in ["h_n", "c_n"].into_iter().zip(&lasts) {
        all.push((name, tape.below(last)));
    }
    let mut losses = Vec::new();
    for (name, var) in all {
        close(name, &tape.value(var).to_owned(), &matrix(&json[name]));
        losses.push(tape.weighted_sum(var, matrix(&json["weights"][name])));
    }
    let mut loss = losses[0];
    for &other in &losses[1..] {
        loss = tape.add(loss, other);
    }
    let mut grads = params.zeros_like();
    tape.backward(loss, 1.0, &mut grads);
    for (p, got) in params.iter().zip(&grads) {
        let name = &p.name;
        let want = match name
            .split_once('_')
            .filter(|_| name.starts_with(['h', 'c']))
        {
            Some(_) => {
                let reverse = name.ends_with("_reverse");
                half(&matrix(&json["gradients"][&name[..3]]), reverse)
            }
            None => matrix(&json["gradients"][name.as_str()]),
        };
        close(&format!("gradient of {name}"), got, &want);
    }
}

#[test]
fn rnn_as_in_pytorch() {
    recurrent_as_in_pytorch("rnn");
}

#[test]
fn lstm_as_in_pytorch() {
    recurrent_as_in_pytorch("lstm");
}

#[test]
fn additive_attention_as_in_pytorch() {
    let json = &fixture()["additive_attention"];
    let lengths = integers(&json["lengths"]);
    let mut params = ParamSet::<f64>::new();
    let names = ["s", "memory", "w_q", "w_k", "v"];
    let [s, memory, w_q, w_k, v] = names.map(|name| params.add(name, matrix(&json[name])));
    let (t_q, t_k) = (
        params.value(s).nrows() / lengths.len(),
        params.value(memory).nrows() / lengths.len(),
    );
    let mask = Arc::new(Mask::padding(t_q, t_k, &lengths));
    let mut tape = Tape::training(&params, Rng::new(0)).with_recorder();
    let (s, memory) = (tape.param(s), tape.param(memory));
    let w_k = tape.param(w_k);
    let keys = tape.linear(memory, w_k, None);
    let weights = AdditiveWeights {
        w_q: tape.param(w_q),
        v: tape.param(v),
    };
    let context = tape.additive_attention("attention", s, (keys, memory), weights, &mask);
    close(
        "context",
        &tape.value(context).to_owned(),
        &matrix(&json["context"]),
    );
    let loss = tape.weighted_sum(context, matrix(&json["weights"]));
    let mut grads = params.zeros_like();
    tape.backward(loss, 1.0, &mut grads);
    for (name, got) in names.iter().zip(&grads) {
        close(name, got, &matrix(&json["gradients"][name]));
    }
    let trace = tape.into_trace();
    let got = &trace.get("attention.weights").unwrap().data;
    for (a, b) in got.iter().zip(matrix(&json["attention"])) {
        assert!((f64::from(*a) - b).abs() < 1e-6);
    }
    for row in got.chunks(t_k) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_language_model_learns_as_in_pytorch() {
    let json = &fixture()["language_model"];
    let parameters = json["parameters"].as_object().unwrap();
    let size = |name: &str, i: usize| parameters[name]["shape"][i].as_u64().unwrap() as usize;
    let config = RecurrentLmConfig {
        cell: Cell::Lstm,
        vocab_size: size("embedding.weight", 0),
        d_embedding: size("embedding.weight", 1),
        d_hidden: size("lstm.0.w_hh", 1),
        n_layers: 1,
        dropout: 0.0,
        tied_embeddings: false,
        recurrent_gain: 1.0,
    };
    let mut model = RecurrentLm::<f64>::new(config, &mut Rng::new(0)).unwrap();
    assert_eq!(model.params.len(), parameters.len());
    for (name, tensor) in parameters {
        model.params.set(name, matrix(tensor)).unwrap();
    }
    let texts: Vec<TextExample> = json["texts"].as_array().unwrap().iter().map(text).collect();
    let batch = TextBatch::new(&texts.iter().collect::<Vec<_>>()).unwrap();
    let adam: AdamConfig = serde_json::from_value(json["adam"].clone()).unwrap();
    let lr = json["adam"]["lr"].as_f64().unwrap();
    let mut adam = Adam::new(adam, &model.params);
    for (step, want) in json["adam_losses"].as_array().unwrap().iter().enumerate() {
        let mut grads = model.params.zeros_like();
        let mut tape = Tape::training(&model.params, Rng::new(0));
        let (loss, sums) = model.loss(&mut tape, &batch, LabelSmoothing::default());
        let mean = 1.0 / sums.n_tokens as f64;
        let (got, want) = (sums.loss * mean, want.as_f64().unwrap());
        assert!((got - want).abs() < 1e-9, "step {step}: {got} and {want}");
        tape.backward(loss, mean, &mut grads);
        if step == 0 {
            for (p, got) in model.params.iter().zip(&grads) {
                close(&p.name, got, &matrix(&json["gradients"][&p.name]));
            }
        }
        drop(tape);
        adam.step(&mut model.params, &grads, lr, 1.0);
    }
}

fn text(json: &Value) -> TextExample {
    TextExample {
        ids: integers(json).into_iter().map(|id| id as u32).collect(),
    }
}

fn language_model(cell: Cell, n_layers: usize, gain: f64) -> RecurrentLm<f64> {
    let config = RecurrentLmConfig {
        cell,
        vocab_size: 12,
        d_embedding: 6,
        d_hidden: 6,
        n_layers,
        recurrent_gain: gain,
        ..Default::default()
    };
    RecurrentLm::new(config, &mut Rng::new(8)).unwrap()
}

#[test]
fn step_by_step_equals_all_at_once() {
    let ids = [2u32, 5, 7, 7, 4, 3];
    let held = [HeldGate {
        gate: Gate::In,
        value: 0.0,
        steps: 2..4,
        unit: Some(1),
    }];
    for (cell, n_layers) in [(Cell::Rnn, 2), (Cell::Lstm, 1), (Cell::Lstm, 2)] {
        let model = language_model(cell, n_layers, 1.0);
        let trace = model.trace(&ids, &held).unwrap();
        let logits = trace.get("logits").unwrap();
        let mut state = model.start(1);
        for (t, &id) in ids.iter().enumerate() {
            let got = model.step(&mut state, &[id], &held);
            let want = logits.row(&[t]).unwrap();
            assert!(
                got.iter()
                    .zip(want)
                    .all(|(a, &b)| (a - f64::from(b)).abs() < 1e-6)
            );
        }
        assert_eq!(state.len, ids.len());
        for row in trace.get("probabilities").unwrap().data.chunks(12) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn several_texts_side_by_side_go_their_own_ways() {
    let model = language_model(Cell::Lstm, 2, 1.0);
    let mut state = model.start(2);
    model.step(&mut state, &[4, 5], &[]);
    // Both go on from the second.
    state.reorder(&[1, 1]);
    let both = model.step(&mut state, &[6, 7], &[]);
    for (row, last) in [(0, 6), (1, 7)] {
        let mut alone = model.start(1);
        model.step(&mut alone, &[5], &[]);
        let want = model.step(&mut alone, &[last], &[]);
        let error = &both.row(row) - &want.row(0);
        assert!(error.iter().all(|e| e.abs() < 1e-12));
    }
}

#[test]
fn a_trace_names_every_gate() {
    let model = language_model(Cell::Lstm, 2, 1.0);
    let trace = model.trace(&[4, 5, 6], &[]).unwrap();
    for l in 0..2 {
        for name in ["in_gate", "forget_gate", "cell_gate", "out_gate", "c", "h"] {
            let tensor = trace.get(&format!("lstm.{l}.{name}")).unwrap();
            assert_eq!(tensor.shape, [3, 6]);
        }
        let value =
            |name: &str, at: [usize; 2]| trace.get(&format!("lstm.{l}.{name}")).unwrap().get(&at);
        // The formulas, once more, from the trace alone.
        for t in 1..3 {
            for j in 0..6 {
                let at = |name: &str| value(name, [t, j]).unwrap();
                let before = value("c", [t - 1, j]).unwrap();
                let c = at("forget_gate") * before + at("in_gate") * at("cell_gate");
                assert!((c - at("c")).abs() < 1e-6);
                assert!((at("out_gate") * c.tanh() - at("h")).abs() < 1e-6);
            }
        }
    }
    let trace = language_model(Cell::Rnn, 1, 1.0)
        .trace(&[4, 5], &[])
        .unwrap();
    assert_eq!(trace.get("rnn.0.h").unwrap().shape, [2, 6]);
    assert_eq!(trace.get("input").unwrap().shape, [2, 6]);
}

/// A sentence says the same alone and beside a longer one; what fills the rectangle does not matter, and
/// neither do gradients notice it.
#[test]
fn padding_never_leaks() {
    for cell in [Cell::Rnn, Cell::Lstm] {
        let model = language_model(cell, 2, 1.0);
        let example = |ids: &[u32]| TextExample { ids: ids.to_vec() };
        let (short, long) = (example(&[2, 5, 3]), example(&[2, 4, 8, 9, 10, 11, 3]));
        let gradients = |examples: &[&TextExample], fill: u32| {
            let mut batch = TextBatch::new(examples).unwrap();
            let t = batch.input.t;
            for (b, &n) in batch.input.lengths.iter().enumerate() {
                batch.input.ids[b * t + n..(b + 1) * t].fill(fill);
            }
            let mut tape = Tape::evaluation(&model.params);
            let loss = model.loss(&mut tape, &batch, LabelSmoothing::default()).1;
            let mut grads = model.params.zeros_like();
            let mut tape = Tape::training(&model.params, Rng::new(1));
            let out = model.forward(&mut tape, &batch.input, &[]);
            let real: Vec<f64> = batch
                .targets
                .iter()
                .map(|t| f64::from(u8::from(t.is_some())))
                .collect();
            let weights =
                Array2::from_shape_fn(tape.value(out).dim(), |(i, j)| real[i] * (1.0 + j as f64));
            let out = tape.weighted_sum(out, weights);
            tape.backward(out, 1.0, &mut grads);
            (loss.loss, grads)
        };
        let (alone, _) = gradients(&[&short], 0);
        let (other, _) = gradients(&[&long], 0);
        let (both, grads) = gradients(&[&short, &long], 0);
        assert!((alone + other - both).abs() < 1e-9, "{cell:?}");
        let (again, same) = gradients(&[&short, &long], 9);
        assert_eq!((both, grads), (again, same), "{cell:?}: another filling");
    }
}

#[test]
fn a_held_gate_holds() {
    let model = language_model(Cell::Lstm, 1, 1.0);
    let ids = [2u32, 5, 7, 9, 4, 8];
    let hold = |gate, value, steps| HeldGate {
        gate,
        value,
        steps,
        unit: None,
    };
    // Nothing is written and nothing forgotten from step 2 on: the cell stays.
    let held = [hold(Gate::Forget, 1.0, 2..6), hold(Gate::In, 0.0, 2..6)];
    let trace = model.trace(&ids, &held).unwrap();
    let c = trace.get("lstm.0.c").unwrap();
    for t in 2..6 {
        assert_eq!(c.row(&[t]), c.row(&[1]));
    }
    assert_ne!(c.row(&[1]), c.row(&[0]));
    let free = model.trace(&ids, &[]).unwrap();
    assert_eq!(free.get("lstm.0.c").unwrap().row(&[1]), c.row(&[1]));
    assert_ne!(free.get("lstm.0.c").unwrap().row(&[5]), c.row(&[5]));
    // Forget gates shut at one step: the past is gone, gradients too.
    let trace = model
        .gradient_trace(&ids, &[hold(Gate::Forget, 0.0, 3..4)])
        .unwrap();
    let free = model.gradient_trace(&ids, &[]).unwrap();
    let (with, without) = (
        trace.get("lstm.0.d_c").unwrap(),
        free.get("lstm.0.d_c").unwrap(),
    );
    assert!(with.row_norms()[2] < without.row_norms()[2]);
    // One unit alone.
    let one = HeldGate {
        unit: Some(4),
        ..hold(Gate::Out, 0.0, 0..6)
    };
    let trace = model.trace(&ids, &[one]).unwrap();
    let h = trace.get("lstm.0.h").unwrap();
    assert!((0..6).all(|t| h.get(&[t, 4]) == Some(0.0) && h.get(&[t, 3]) != Some(0.0)));
}

/// ∂L/∂h_t and ∂L/∂c_t of a loss at the end: start from the state of step t, a little moved.
#[test]
fn gradients_at_every_step_are_those_of_finite_differences() {
    let ids = [2u32, 5, 7, 9, 4, 8, 3];
    for cell in [Cell::Rnn, Cell::Lstm] {
        let model = language_model(cell, 1, 0.9);
        let trace = model.gradient_trace(&ids, &[]).unwrap();
        let layer = if cell == Cell::Rnn { "rnn.0" } else { "lstm.0" };
        let d_h = trace.get(&format!("{layer}.d_h")).unwrap();
        assert_eq!(d_h.shape, [6, 6]);
        let loss_from = |t: usize, move_h: Option<usize>, move_c: Option<usize>, by: f64| {
            let mut state = model.start(1);
            let mut logits = Array2::zeros((1, 1));
            for (i, &id) in ids[..6].iter().enumerate() {
                logits = model.step(&mut state, &[id], &[]);
                if i == t {
                    let layer = &mut state.layers[0];
                    move_h.into_iter().for_each(|j| layer.h[(0, j)] += by);
                    move_c.into_iter().for_each(|j| layer.c[(0, j)] += by);
                }
            }
            let top = logits.iter().map(|z| z.exp()).sum::<f64>().ln();
            top - logits[(0, ids[6] as usize)]
        };
        let step = 1e-5;
        // The last step's h is read by the output, which `step` has computed already.
        for t in 0..5 {
            for j in 0..6 {
                let slope =
                    |h, c| (loss_from(t, h, c, step) - loss_from(t, h, c, -step)) / (2.0 * step);
                let got = f64::from(d_h.get(&[t, j]).unwrap());
                let want = slope(Some(j), None);
                assert!((got - want).abs() < 1e-6, "{cell:?} {t} {j}: {got} {want}");
                if cell == Cell::Lstm {
                    let d_c = trace.get("lstm.0.d_c").unwrap();
                    let got = f64::from(d_c.get(&[t, j]).unwrap());
                    // c_t also acts through h_t = o ∘ tanh(c_t), which a moved state does not do again.
                    let forward = model.trace(&ids[..6], &[]).unwrap();
                    let value = |name: &str| {
                        let tensor = forward.get(&format!("lstm.0.{name}")).unwrap();
                        f64::from(tensor.get(&[t, j]).unwrap())
                    };
                    let shown = value("out_gate") * (1.0 - value("c").tanh().powi(2));
                    let want = slope(None, Some(j)) + shown * slope(Some(j), None);
                    assert!((got - want).abs() < 1e-6, "c {t} {j}: {got} {want}");
                }
            }
        }
    }
}

/// The product of the Jacobians carries the last step's gradient to every earlier one.
#[test]
fn the_product_of_factors_is_the_gradient() {
    let ids = [2u32, 5, 7, 9, 4, 8, 3];
    let model = language_model(Cell::Rnn, 1, 0.9);
    let trace = model.gradient_trace(&ids, &[]).unwrap();
    let d_h = trace.get("rnn.0.d_h").unwrap();
    let norms = d_h.row_norms();
    let factors = model.factors(&ids[..6], 0, &[]).unwrap();
    assert_eq!(factors.len(), 6);
    for t in 0..5 {
        // ‖∂L/∂h_t‖ ≤ ‖J_T…J_{t+1}‖·‖∂L/∂h_T‖, and no factor is beyond the gain.
        let bound = factors[t + 1].product * f64::from(norms[5]);
        assert!(f64::from(norms[t]) <= bound * (1.0 + 1e-5));
        assert!(factors[t].norm <= 0.9 + 1e-6);
    }
    // Exactly, step by step: d_h_{t−1} = d_h_t·J_t.
    let forward = model.trace(&ids[..6], &[]).unwrap();
    let h = forward.get("rnn.0.h").unwrap();
    let mut params = ParamSet::<f64>::new();
    let layer = Rnn::new("rnn", (6, 6), 1.0, &mut params, &mut Rng::new(0));
    let w_hh = model.params.get("rnn.0.w_hh").unwrap().value.clone();
    params.set("rnn.w_hh", w_hh).unwrap();
    for t in 1..6 {
        let row = |tensor: &teddy_reads::nlp::trace::TraceTensor, t: usize| {
            let row = tensor.row(&[t]).unwrap().iter().map(|&x| f64::from(x));
            Array2::from_shape_vec((1, 6), row.collect()).unwrap()
        };
        let j = layer.jacobian(&params, &row(h, t));
        let error = row(d_h, t).dot(&j) - row(d_h, t - 1);
        assert!(error.iter().all(|e| e.abs() < 1e-6));
    }
}

/// An LSTM's whole Jacobian against finite differences, with and without a held gate.
#[test]
fn the_jacobian_of_an_lstm() {
    use teddy_reads::nlp::nn::{Lstm, LstmState};
    let mut rng = Rng::new(3);
    let mut params = ParamSet::<f64>::new();
    let lstm = Lstm::new("lstm", (2, 3), 1.3, &mut params, &mut rng);
    let mut random = |n| Array2::from_shape_simple_fn((1, n), || rng.normal());
    let (x, before) = (
        random(2),
        LstmState {
            h: random(3),
            c: random(3),
        },
    );
    let held = HeldGate {
        gate: Gate::Forget,
        value: 0.5,
        steps: 0..1,
        unit: Some(0),
    };
    for held in [&[][..], &[held]] {
        let place = (held, 0);
        let step = lstm.step(&params, x.view(), &before, place);
        let j = lstm.jacobian(&params, &before, &step, place);
        let after = |k: usize, by: f64| {
            let mut moved = before.clone();
            match k {
                0..3 => moved.c[(0, k)] += by,
                _ => moved.h[(0, k - 3)] += by,
            }
            let state = lstm.step(&params, x.view(), &moved, place).state;
            [state.c, state.h]
                .map(|x| x.into_iter().collect::<Vec<f64>>())
                .concat()
        };
        for k in 0..6 {
            let (up, down) = (after(k, 1e-5), after(k, -1e-5));
            for r in 0..6 {
                let want = (up[r] - down[r]) / 2e-5;
                assert!((j[(r, k)] - want).abs() < 1e-8, "{r} {k}");
            }
        }
        let cell = cell_part(&j);
        assert!((0..3).all(|r| cell[(r, r)] == step.gate(Gate::Forget)[(0, r)]));
    }
}

/// Lesson G1: a small gain makes the gradient vanish, a large one lets it live; an open forget gate keeps it.
#[test]
fn gradients_vanish_or_live_by_the_gain() {
    let ids: Vec<u32> = (0..30).map(|i| 4 + (i * 5) % 8).collect();
    let ratio = |cell, gain, held: &[HeldGate]| {
        let trace = language_model(cell, 1, gain)
            .gradient_trace(&ids, held)
            .unwrap();
        let name = if cell == Cell::Rnn {
            "rnn.0.d_h"
        } else {
            "lstm.0.d_c"
        };
        let norms = trace.get(name).unwrap().row_norms();
        f64::from(norms[0]) / f64::from(norms[norms.len() - 1])
    };
    assert!(ratio(Cell::Rnn, 0.5, &[]) < 1e-7);
    assert!(ratio(Cell::Rnn, 0.9, &[]) > 100.0 * ratio(Cell::Rnn, 0.5, &[]));
    let open = [HeldGate {
        gate: Gate::Forget,
        value: 1.0,
        steps: 0..30,
        unit: None,
    }];
    let shut = [HeldGate {
        value: 0.1,
        ..open[0].clone()
    }];
    let (open, shut) = (ratio(Cell::Lstm, 0.5, &open), ratio(Cell::Lstm, 0.5, &shut));
    assert!(open > 0.05 && shut < 1e-7, "open {open}, shut {shut}");
}
