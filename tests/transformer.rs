//! The Transformer against PyTorch (`fixtures/make_transformer_fixture.py`), and its own promises: padding
//! never leaks, the future is hidden, step by step equals all at once.

use ndarray::Array2;
use serde_json::Value;
use teddy_reads::nlp::autograd::Tape;
use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing};
use teddy_reads::nlp::data::batch::{Batch, Example};
use teddy_reads::nlp::linalg::Real;
use teddy_reads::nlp::model::{Transformer, TransformerConfig};
use teddy_reads::nlp::nn::NormPosition;
use teddy_reads::nlp::optim::{Adam, AdamConfig};
use teddy_reads::nlp::rng::Rng;

const FIXTURES: [&str; 4] = ["pre_tied", "post_untied", "pre_untied", "post_tied"];

struct Fixture {
    json: Value,
    model: Transformer<f64>,
    batch: Batch,
    /// Rows of (B·T) that are not padding, for source and target.
    real_src: Vec<bool>,
    real_tgt: Vec<bool>,
}

fn numbers(tensor: &Value) -> Vec<f64> {
    let values = tensor["values"].as_array().unwrap();
    values.iter().map(|x| x.as_f64().unwrap()).collect()
}

/// A tensor as a matrix: leading dimensions become rows, a vector one row.
fn matrix(tensor: &Value) -> Array2<f64> {
    let values = numbers(tensor);
    let columns = tensor["shape"].as_array().unwrap().last().unwrap();
    let columns = columns.as_u64().unwrap() as usize;
    Array2::from_shape_vec((values.len() / columns, columns), values).unwrap()
}

fn id_rows(json: &Value) -> Vec<Vec<u32>> {
    let row = |r: &Value| {
        r.as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_u64().unwrap() as u32)
            .collect()
    };
    json.as_array().unwrap().iter().map(row).collect()
}

fn load(name: &str) -> Fixture {
    let path = format!(
        "{}/tests/fixtures/transformer_{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let c = &json["config"];
    let size = |field: &str| c[field].as_u64().unwrap() as usize;
    let config = TransformerConfig {
        vocab_size: size("vocab_size"),
        d_model: size("d_model"),
        n_heads: size("n_heads"),
        d_ff: size("d_ff"),
        n_encoder_layers: size("n_encoder_layers"),
        n_decoder_layers: size("n_decoder_layers"),
        max_len: 32,
        dropout: 0.0,
        norm_position: if c["norm"] == "pre" {
            NormPosition::Pre
        } else {
            NormPosition::Post
        },
        tied_embeddings: c["tied"].as_bool().unwrap(),
    };
    let mut model = Transformer::new(config, &mut Rng::new(0)).unwrap();
    let parameters = json["parameters"].as_object().unwrap();
    assert_eq!(
        parameters.len(),
        model.params.len(),
        "as many parameters as in PyTorch"
    );
    for (name, tensor) in parameters {
        model.params.set(name, matrix(tensor)).unwrap();
    }
    let without_pad = |row: Vec<u32>| row.into_iter().filter(|&id| id != 0).collect::<Vec<_>>();
    let examples: Vec<Example> = id_rows(&json["src"])
        .into_iter()
        .zip(
            id_rows(&json["tgt_input"])
                .into_iter()
                .zip(id_rows(&json["tgt_output"])),
        )
        .map(|(src, (tgt_in, tgt_out))| {
            let mut tgt = without_pad(tgt_in);
            tgt.push(*without_pad(tgt_out).last().unwrap());
            Example {
                src: without_pad(src),
                tgt,
            }
        })
        .collect();
    let batch = Batch::new(&examples.iter().collect::<Vec<_>>()).unwrap();
    let real = |lengths: &[usize], t: usize| {
        lengths
            .iter()
            .flat_map(|&n| (0..t).map(move |i| i < n))
            .collect()
    };
    let (real_src, real_tgt) = (
        real(&batch.src_lengths, batch.t_src),
        real(&batch.tgt_lengths, batch.t_tgt),
    );
    Fixture {
        json,
        model,
        batch,
        real_src,
        real_tgt,
    }
}

fn assert_close(what: &str, got: &Array2<f64>, want: &Array2<f64>, real: Option<&[bool]>) {
    assert_eq!(got.dim(), want.dim(), "{what}");
    for (i, (g, w)) in got.rows().into_iter().zip(want.rows()).enumerate() {
        if real.is_some_and(|real| !real[i]) {
            continue;
        }
        for (g, w) in g.iter().zip(w) {
            assert!(
                (g - w).abs() <= 1e-9 * w.abs().max(1.0),
                "{what}, row {i}: {g} for {w}"
            );
        }
    }
}

fn conventions(json: &Value) -> Vec<(String, LabelSmoothing)> {
    let epsilon = json["config"]["label_smoothing"].as_f64().unwrap();
    let named = json["smoothing"].as_object().unwrap().keys().map(|name| {
        let convention = match name.as_str() {
            "over_others" => Convention::Others,
            "over_all" => Convention::All,
            other => panic!("unknown convention {other}"),
        };
        (
            name.clone(),
            LabelSmoothing {
                epsilon,
                convention,
            },
        )
    });
    named.collect()
}

#[test]
fn forward_is_that_of_pytorch() {
    for name in FIXTURES {
        let f = load(name);
        let mut tape = Tape::evaluation(&f.model.params);
        let logits = f.model.logits(&mut tape, &f.batch);
        let want = matrix(&f.json["logits"]);
        assert_close(
            name,
            &tape.value(logits).to_owned(),
            &want,
            Some(&f.real_tgt),
        );
        // The encoder alone, through the path that decoding takes: one sentence, no padding.
        let memory = matrix(&f.json["memory"]);
        let d = f.model.config.d_model;
        for (b, &len) in f.batch.src_lengths.iter().enumerate() {
            let first = b * f.batch.t_src;
            let got = f.model.encode(&f.batch.src[first..first + len]).unwrap();
            let want = memory
                .slice(ndarray::s![first..first + len, ..d])
                .to_owned();
            assert_close(name, &got, &want, None);
        }
        assert!(
            f.real_src.iter().any(|&real| !real),
            "the fixture has padding to test"
        );
    }
}

#[test]
fn loss_and_every_gradient_are_those_of_pytorch() {
    for name in FIXTURES {
        let f = load(name);
        for (key, smoothing) in conventions(&f.json) {
            let want = &f.json["smoothing"][&key];
            let mut tape = Tape::training(&f.model.params, Rng::new(0));
            let (loss, sums) = f.model.loss(&mut tape, &f.batch, smoothing);
            let n = sums.n_tokens as f64;
            let mean = sums.loss / n;
            assert!(
                (mean - want["loss"].as_f64().unwrap()).abs() < 1e-9,
                "{name} {key}: {mean}"
            );
            let mut grads = f.model.params.zeros_like();
            tape.backward(loss, 1.0 / n, &mut grads);
            for (param, got) in f.model.params.iter().zip(&grads) {
                let want = matrix(&want["gradients"][&param.name]);
                assert_close(&format!("{name} {key} {}", param.name), got, &want, None);
            }
        }
    }
}

#[test]
fn ten_steps_of_adam_are_those_of_pytorch() {
    for name in FIXTURES {
        let f = load(name);
        let adam = &f.json["config"]["adam"];
        let number = |field: &str| adam[field].as_f64().unwrap();
        let config = AdamConfig {
            beta_1: number("beta1"),
            beta_2: number("beta2"),
            epsilon: number("eps"),
        };
        for (key, smoothing) in conventions(&f.json) {
            let mut model = f.model.clone();
            let mut optimizer = Adam::new(config, &model.params);
            let want = &f.json["smoothing"][&key];
            for (step, want) in want["adam_losses"].as_array().unwrap().iter().enumerate() {
                let mut grads = model.params.zeros_like();
                let mut tape = Tape::training(&model.params, Rng::new(0));
                let (loss, sums) = model.loss(&mut tape, &f.batch, smoothing);
                let n = sums.n_tokens as f64;
                tape.backward(loss, 1.0 / n, &mut grads);
                let (got, want) = (sums.loss / n, want.as_f64().unwrap());
                assert!(
                    (got - want).abs() < 1e-6,
                    "{name} {key} step {step}: {got} for {want}"
                );
                if step < 10 {
                    optimizer.step(&mut model.params, &grads, number("lr"), 1.0);
                }
            }
            for (param, tensor) in want["adam_parameters"].as_object().unwrap() {
                let (got, want) = (&model.params.get(param).unwrap().value, matrix(tensor));
                for (g, w) in got.iter().zip(&want) {
                    assert!((g - w).abs() < 1e-6, "{name} {key} {param}: {g} for {w}");
                }
            }
        }
    }
}

fn small_model<T: Real>(norm_position: NormPosition) -> Transformer<T> {
    let config = TransformerConfig {
        vocab_size: 30,
        d_model: 16,
        n_heads: 4,
        d_ff: 24,
        norm_position,
        ..Default::default()
    };
    Transformer::new(config, &mut Rng::new(21)).unwrap()
}

fn logits_of(model: &Transformer<f64>, examples: &[&Example]) -> (Batch, Array2<f64>) {
    let batch = Batch::new(examples).unwrap();
    let mut tape = Tape::evaluation(&model.params);
    let logits = model.logits(&mut tape, &batch);
    let logits = tape.value(logits).to_owned();
    (batch, logits)
}

#[test]
fn padding_never_leaks() {
    let model = small_model(NormPosition::Pre);
    let short = Example {
        src: vec![2, 9, 3],
        tgt: vec![2, 7, 3],
    };
    let long = Example {
        src: vec![2, 11, 12, 13, 14, 15, 3],
        tgt: vec![2, 21, 22, 23, 24, 25, 3],
    };
    let (_, alone) = logits_of(&model, &[&short]);
    let (batch, together) = logits_of(&model, &[&long, &short]);
    let rows = ndarray::s![batch.t_tgt..batch.t_tgt + 2, ..];
    assert_close(
        "short beside long",
        &together.slice(rows).to_owned(),
        &alone,
        None,
    );
}

#[test]
fn the_future_is_hidden() {
    let model = small_model(NormPosition::Post);
    let src = vec![2, 9, 10, 3];
    let before = Example {
        src: src.clone(),
        tgt: vec![2, 7, 8, 9, 3],
    };
    let after = Example {
        src,
        tgt: vec![2, 7, 8, 20, 3],
    };
    let ((_, a), (_, b)) = (logits_of(&model, &[&before]), logits_of(&model, &[&after]));
    let rows = ndarray::s![..3, ..];
    assert_eq!(
        a.slice(rows),
        b.slice(rows),
        "changing token 3 may not change rows 0 to 2"
    );
    assert_ne!(a.row(3), b.row(3), "but it does change row 3");
}

#[test]
fn step_by_step_equals_all_at_once() {
    for norm_position in [NormPosition::Pre, NormPosition::Post] {
        let model = small_model::<f64>(norm_position);
        let example = Example {
            src: vec![2, 9, 10, 11, 3],
            tgt: vec![2, 7, 8, 9, 12, 3],
        };
        let (_, whole) = logits_of(&model, &[&example]);
        let memory = model.encode(&example.src).unwrap();
        // Three copies side by side, as a beam decodes them, reordered on the way.
        let mut state = model.start_decoding(memory.view(), 3);
        for (t, &token) in example.tgt[..5].iter().enumerate() {
            let logits = model.decode_step(&mut state, &[token; 3]).unwrap();
            for row in logits.rows() {
                for (x, y) in row.iter().zip(whole.row(t)) {
                    assert!((x - y).abs() < 1e-10, "step {t}: {x} for {y}");
                }
            }
            state.reorder(&[2, 0, 1]);
        }
    }
}

#[test]
fn a_trace_holds_what_the_model_computes() {
    let model = small_model::<f32>(NormPosition::Pre);
    let (src, tgt) = (vec![2, 9, 10, 3], vec![2, 7, 8, 3]);
    let trace = model.trace(&src, &tgt).unwrap();
    let get = |name: &str| {
        trace
            .get(name)
            .unwrap_or_else(|| panic!("no tensor {name}"))
    };
    assert_eq!(get("decoder.1.cross_attn.weights").shape, [4, 3, 4]);
    assert_eq!(get("encoder.0.self_attn.q").shape, [4, 4, 4]);
    assert_eq!(get("logits").shape, [3, 30]);
    // x = embedding + position; rows of weights add up to 1, none of them in the future.
    for i in 0..get("src.input").data.len() {
        let sum = get("src.embedding").data[i] + get("src.positional").data[i];
        assert!((get("src.input").data[i] - sum).abs() < 1e-6);
    }
    for h in 0..4 {
        for t in 0..3 {
            let row = get("decoder.0.self_attn.weights").row(&[h, t]).unwrap();
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(row[t + 1..].iter().all(|&w| w == 0.0));
        }
    }
    // Scores by hand: q·k / √d_k, of head 1, query 2, key 0.
    let (q, k) = (get("encoder.1.self_attn.q"), get("encoder.1.self_attn.k"));
    let dot: f32 = q
        .row(&[1, 2])
        .unwrap()
        .iter()
        .zip(k.row(&[1, 0]).unwrap())
        .map(|(a, b)| a * b)
        .sum();
    let score = get("encoder.1.self_attn.scores").get(&[1, 2, 0]).unwrap();
    assert!((score - dot / 2.0).abs() < 1e-5, "{score} for {dot} / √4");
    // And the logits are those of decoding.
    let memory = model.encode(&src).unwrap();
    let mut state = model.start_decoding(memory.view(), 1);
    for (t, &token) in tgt[..3].iter().enumerate() {
        let step = model.decode_step(&mut state, &[token]).unwrap();
        for (v, &x) in step.row(0).iter().enumerate() {
            assert!((x - get("logits").get(&[t, v]).unwrap()).abs() < 1e-4);
        }
    }
}

#[test]
fn too_long_is_said() {
    let model = small_model::<f32>(NormPosition::Pre);
    assert!(model.encode(&[5; 129]).is_err());
    assert!(model.encode(&[5; 128]).is_ok());
}
