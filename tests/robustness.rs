//! Files that come from anywhere: whatever is done to them, reading ends in a value that can be used or in a
//! typed error that names the place; never in a panic, and never in memory out of proportion to the file.
//!
//! Each test damages sound files by seeded mutation (cut, flipped, doubled, numbers made huge, nesting made
//! deep, …) and by hand where a certain answer is due.

mod damage;

use damage::{bounded, mutated};
use serde_json::{Value, json};
use teddy_reads::nlp::data::clean;
use teddy_reads::nlp::data::corpus::{self, Shares};
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::model::{
    Precision, Transformer, TransformerConfig, read_safetensors, to_safetensors,
    transformer_from_files,
};
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::tokenizer::{BpeTokenizer, Tokenizer};
use teddy_reads::session::Session;
use teddy_reads::session::manifest::{
    CONFIG_FILE, Manifest, ManifestError, TOKENIZER_FILE, WEIGHTS_FILE,
};
use teddy_reads::session::protocol::{Decoding, Event, Request, SessionError, Translation};
use teddy_reads::session::saved::{self, SavedError};
use teddy_reads::session::translator::load_translator;
use teddy_reads::session::walkthrough::{Dims, Walkthrough};

const TOKENIZER: &str = include_str!("fixtures/tokenizer_own.json");

/// The files of a small translator, untrained.
struct Files {
    config: Vec<u8>,
    tokenizer: Vec<u8>,
    weights: Vec<u8>,
}

fn files(precision: Precision) -> Files {
    let config = TransformerConfig {
        vocab_size: BpeTokenizer::from_json(TOKENIZER).unwrap().vocab_size(),
        d_model: 8,
        n_heads: 2,
        d_ff: 16,
        n_encoder_layers: 1,
        n_decoder_layers: 1,
        ..Default::default()
    };
    let model = Transformer::new(config, &mut Rng::new(5)).unwrap();
    Files {
        config: serde_json::to_vec_pretty(&model.config).unwrap(),
        tokenizer: TOKENIZER.into(),
        weights: to_safetensors(&model.params, precision).unwrap(),
    }
}

fn load(files: &Files) -> (Session, Event) {
    let manifest = Manifest::of_files(
        "damaged",
        [
            (CONFIG_FILE, &files.config[..]),
            (TOKENIZER_FILE, &files.tokenizer),
            (WEIGHTS_FILE, &files.weights),
        ],
    );
    let mut session = Session::new(load_translator);
    let mut events = session.handle(Request::LoadModel {
        manifest: manifest.to_json().into_bytes(),
        config: files.config.clone(),
        tokenizer: files.tokenizer.clone(),
        weights: files.weights.clone(),
    });
    (session, events.pop().unwrap())
}

fn translate(session: &mut Session, decoding: Decoding) -> Event {
    let request = Request::Translate {
        id: 1,
        text: "the bear sees 1 bée".into(),
        decoding,
    };
    session.handle(request).pop().unwrap()
}

/// A model whose weights were damaged may say anything, but says it.
#[test]
fn damaged_models_are_refused_or_still_translate() {
    let (mut refused, mut accepted) = (0, 0);
    for seed in 0..900 {
        let mut rng = Rng::new(seed);
        let precision = [Precision::F32, Precision::Int8][rng.below(2)];
        let mut files = files(precision);
        let (file, which) = match rng.below(3) {
            0 => (&mut files.config, CONFIG_FILE),
            1 => (&mut files.tokenizer, TOKENIZER_FILE),
            _ => (&mut files.weights, WEIGHTS_FILE),
        };
        let what = mutated(file, &mut rng);
        let size = files.config.len() + files.tokenizer.len() + files.weights.len();
        let what = format!("seed {seed}: {what} in {which}");
        let (mut session, event) = bounded(size, &what, || load(&files));
        match event {
            Event::Failed {
                error: SessionError::BadModel { file, why },
                ..
            } => {
                refused += 1;
                // What does not fit together may be put down to either of the two.
                let known = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];
                assert!(known.contains(&file.as_str()), "{what}: {file}: {why}");
                assert!(
                    !why.is_empty() && why.chars().count() < 800,
                    "{what}: {why}"
                );
            }
            Event::ModelLoaded(_) => {
                accepted += 1;
                let decoding = match seed % 3 {
                    0 => Decoding::Greedy,
                    1 => Decoding::Beam {
                        size: 3,
                        length_penalty: 1.0,
                    },
                    _ => Decoding::Sample {
                        temperature: 0.9,
                        top_k: 5,
                        top_p: 0.9,
                        seed,
                    },
                };
                match translate(&mut session, decoding) {
                    Event::Translated { translation, .. } => {
                        // Weights near the limit of f32 may overflow on the way: then it is not saved.
                        let finite = saved::to_json(&translation);
                        let expected = matches!(finite, Ok(_) | Err(SavedError::NotFinite { .. }));
                        assert!(expected, "{what}");
                    }
                    Event::Failed { error, .. } => {
                        let expected = matches!(error, SessionError::TooLong { .. });
                        assert!(expected, "{what}: {error:?}");
                    }
                    other => panic!("{what}: {other:?}"),
                }
            }
            other => panic!("{what}: {other:?}"),
        }
    }
    assert!(refused > 300 && accepted > 100, "{refused} and {accepted}");
}

/// The largest finite weights everywhere: everything overflows, nothing panics.
#[test]
fn weights_that_overflow_are_survived() {
    let mut files = files(Precision::F32);
    let start = 8 + u64::from_le_bytes(files.weights[..8].try_into().unwrap()) as usize;
    for (i, weight) in files.weights[start..].chunks_exact_mut(4).enumerate() {
        let sign = if i % 3 == 0 { -1.0 } else { 1.0 };
        weight.copy_from_slice(&(sign * f32::MAX).to_le_bytes());
    }
    let (mut session, event) = load(&files);
    assert!(matches!(event, Event::ModelLoaded(_)), "{event:?}");
    for decoding in [
        Decoding::Greedy,
        Decoding::Beam {
            size: 4,
            length_penalty: 1.0,
        },
        Decoding::Sample {
            temperature: 1.0,
            top_k: 0,
            top_p: 1.0,
            seed: 1,
        },
    ] {
        let event = translate(&mut session, decoding);
        assert!(matches!(event, Event::Translated { .. }), "{event:?}");
    }
}

/// A safetensors file of this header and so many bytes of zeros.
fn safetensors(header: &str, data: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.bytes());
    file.resize(file.len() + data, 0);
    file
}

#[test]
fn headers_of_weights_are_not_believed() {
    let tensor = |dtype: &str, shape: Value, from: u64, to: u64| {
        let t = json!({ "dtype": dtype, "shape": shape, "data_offsets": [from, to] });
        json!({ "some.weight": t }).to_string()
    };
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("seven bytes", vec![0; 7]),
        ("a header of 2^64 − 1 bytes", vec![0xff; 64]),
        (
            "a header beyond the end",
            (1u64 << 20).to_le_bytes().to_vec(),
        ),
        ("no JSON", safetensors("not JSON", 8)),
        ("deep nesting", safetensors(&deep, 0)),
        ("a list", safetensors("[1,2,3]", 0)),
        (
            "too few bytes",
            safetensors(&tensor("F32", json!([2, 2]), 0, 16), 15),
        ),
        (
            "too many bytes",
            safetensors(&tensor("F32", json!([2, 2]), 0, 16), 17),
        ),
        (
            "a shape that overflows",
            safetensors(&tensor("F32", json!([1u64 << 62, 1u64 << 62]), 0, 16), 16),
        ),
        (
            "a shape of 2^63",
            safetensors(&tensor("F32", json!([1u64 << 63]), 0, 16), 16),
        ),
        (
            "a negative shape",
            safetensors(&tensor("F32", json!([-2, 2]), 0, 16), 16),
        ),
        (
            "offsets backwards",
            safetensors(&tensor("F32", json!([2, 2]), 16, 0), 16),
        ),
        (
            "offsets beyond",
            safetensors(&tensor("F32", json!([2, 2]), u64::MAX - 16, u64::MAX), 16),
        ),
        (
            "an unknown dtype",
            safetensors(&tensor("F31", json!([2, 2]), 0, 16), 16),
        ),
    ];
    for (what, file) in cases {
        let error = bounded(file.len(), what, || read_safetensors(&file)).unwrap_err();
        let expected = matches!(&error, NlpError::BadFile { what, .. } if what == WEIGHTS_FILE);
        assert!(expected, "{what}: {error:?}");
    }
}

#[test]
fn tensors_of_the_wrong_kind_are_named() {
    let with = |tensors: &[(&str, &str, Value, usize)], data: &[u8]| {
        let (mut header, mut at) = (serde_json::Map::new(), 0);
        for (name, dtype, shape, bytes) in tensors {
            let end = at + bytes;
            let t = json!({ "dtype": dtype, "shape": shape, "data_offsets": [at, end] });
            header.insert((*name).into(), t);
            at = end;
        }
        let mut file = safetensors(&Value::Object(header).to_string(), at);
        let start = file.len() - at;
        file[start..start + data.len()].copy_from_slice(data);
        file
    };
    let nan = f32::NAN.to_le_bytes();
    let infinite = f32::INFINITY.to_le_bytes();
    for (what, file) in [
        (
            "half precision",
            with(&[("w", "F16", json!([2, 2]), 8)], &[]),
        ),
        ("doubles", with(&[("w", "F64", json!([2, 2]), 32)], &[])),
        ("whole numbers", with(&[("w", "I64", json!([4]), 32)], &[])),
        ("no dimension", with(&[("w", "F32", json!([]), 4)], &[])),
        (
            "three dimensions",
            with(&[("w", "F32", json!([1, 1, 1]), 4)], &[]),
        ),
        ("NaN", with(&[("w", "F32", json!([2, 2]), 16)], &nan)),
        (
            "an infinity",
            with(&[("w", "F32", json!([2, 2]), 16)], &infinite),
        ),
        ("no scales", with(&[("w", "I8", json!([2, 2]), 4)], &[])),
        (
            "one scale for two rows",
            with(
                &[
                    ("w.scale", "F32", json!([1]), 4),
                    ("w", "I8", json!([2, 2]), 4),
                ],
                &[],
            ),
        ),
        (
            "a scale that is NaN",
            with(
                &[
                    ("w.scale", "F32", json!([2]), 8),
                    ("w", "I8", json!([2, 2]), 4),
                ],
                &nan,
            ),
        ),
        (
            "scales in bytes",
            with(
                &[
                    ("w.scale", "I8", json!([8]), 8),
                    ("w", "I8", json!([2, 2]), 4),
                ],
                &[],
            ),
        ),
        (
            "scales of nothing",
            with(&[("w.scale", "F32", json!([2]), 8)], &[]),
        ),
        (
            "scales of floats",
            with(
                &[
                    ("w.scale", "F32", json!([2]), 8),
                    ("w", "F32", json!([2, 2]), 16),
                ],
                &[],
            ),
        ),
    ] {
        let error = read_safetensors(&file).unwrap_err();
        let NlpError::BadFile { why, .. } = &error else {
            panic!("{what}: {error:?}")
        };
        assert!(why.contains("tensor w"), "{what}: {why}");
    }
    // A scale that is not a number need not be near its matrix; a zero is a scale.
    let sound = with(
        &[
            ("w.scale", "F32", json!([2]), 8),
            ("w", "I8", json!([2, 2]), 4),
        ],
        &[],
    );
    assert_eq!(read_safetensors(&sound).unwrap()["w"].dim(), (2, 2));
}

#[test]
fn settings_of_a_model_are_not_believed() {
    let Files {
        config, weights, ..
    } = files(Precision::Int8);
    let config: Value = serde_json::from_slice(&config).unwrap();
    let huge = [
        json!(0),
        json!(-1),
        json!(1),
        json!(65_536),
        json!(4_294_967_296u64),
        json!(u64::MAX),
        json!(1e300),
        json!("8"),
        json!(null),
        json!([8]),
        json!({}),
    ];
    for field in [
        "vocab_size",
        "d_model",
        "n_heads",
        "d_ff",
        "n_encoder_layers",
        "n_decoder_layers",
        "max_len",
        "dropout",
        "norm_position",
        "tied_embeddings",
    ] {
        for value in &huge {
            let mut config = config.clone();
            config[field] = value.clone();
            let (json, what) = (config.to_string(), format!("{field} = {value}"));
            let size = json.len() + weights.len();
            let result = bounded(size, &what, || transformer_from_files(&json, &weights));
            // Some are possible: one head, one layer (as it is), a longer max_len, no dropout.
            let possible = match (field, value.as_f64()) {
                ("n_heads" | "n_encoder_layers" | "n_decoder_layers", Some(n)) => n == 1.0,
                ("max_len", Some(n)) => n == 65_536.0,
                ("dropout", Some(n)) => n == 0.0,
                _ => false,
            };
            assert_eq!(result.is_ok(), possible, "{what}");
            match result.map(drop) {
                Ok(()) | Err(NlpError::BadTensor { .. }) => {}
                Err(NlpError::BadFile { why, .. }) => assert!(!why.is_empty(), "{what}"),
                Err(NlpError::BadConfig { field: named, .. }) => {
                    let two = (field, named) == ("d_model", "n_heads");
                    assert!(named == field || two, "{what}: {named}");
                }
                Err(other) => panic!("{what}: {other:?}"),
            }
        }
        let mut config = config.clone();
        config.as_object_mut().unwrap().remove(field);
        let error = transformer_from_files(&config.to_string(), &weights).unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
    }
}

#[test]
fn damaged_tokenizers_are_refused_or_still_encode() {
    let text = "the bear sees 1 bée, 🧸 and\ta\u{301}\n";
    let (mut refused, mut accepted) = (0, 0);
    for seed in 0..1500 {
        let mut rng = Rng::new(seed);
        let mut file = TOKENIZER.as_bytes().to_vec();
        let what = format!("seed {seed}: {}", mutated(&mut file, &mut rng));
        let Ok(json) = String::from_utf8(file) else {
            continue;
        };
        match bounded(json.len(), &what, || BpeTokenizer::from_json(&json)) {
            Ok(tokenizer) => {
                accepted += 1;
                let ids = tokenizer.encode_ids(text);
                assert!(ids.iter().all(|&id| (id as usize) < tokenizer.vocab_size()));
                assert_eq!(tokenizer.decode(&ids), text, "{what}");
                tokenizer.decode(&[u32::MAX, 0, 5]);
            }
            Err(NlpError::BadFile { what: file, why }) => {
                refused += 1;
                assert_eq!(file, TOKENIZER_FILE, "{what}");
                assert!(
                    !why.is_empty() && why.chars().count() < 800,
                    "{what}: {why}"
                );
            }
            Err(other) => panic!("{what}: {other:?}"),
        }
    }
    assert!(refused > 500 && accepted > 30, "{refused} and {accepted}");
}

#[test]
fn damaged_manifests_are_refused_or_add_up() {
    let files = files(Precision::Int8);
    let manifest = Manifest::of_files(
        "toy",
        [
            (CONFIG_FILE, &files.config[..]),
            (WEIGHTS_FILE, &files.weights),
        ],
    );
    let sound = manifest.to_json();
    for seed in 0..3000 {
        let mut rng = Rng::new(seed);
        let mut json = sound.clone().into_bytes();
        let what = format!("seed {seed}: {}", mutated(&mut json, &mut rng));
        match bounded(json.len(), &what, || Manifest::from_json(&json)) {
            Ok(found) => {
                // Sizes may be anything, so their sum may not overflow; and bytes are checked, not believed.
                found.total_bytes();
                for entry in &found.files {
                    assert!(!entry.name.contains(['/', '\\', ':']), "{what}");
                    let verdict = found.verify(&entry.name, &files.weights);
                    let same = entry.sha256 == manifest.files[1].sha256
                        && entry.bytes == files.weights.len() as u64;
                    assert_eq!(verdict.is_ok(), same, "{what}");
                }
            }
            Err(ManifestError::NotJson { line, why, .. }) => {
                assert!(line <= 1 + json.iter().filter(|&&b| b == b'\n').count());
                assert!(!why.is_empty(), "{what}");
            }
            Err(error) => assert!(!error.to_string().is_empty(), "{what}"),
        }
    }
    let largest = sound.replace(
        &format!("\"bytes\": {}", files.config.len()),
        &format!("\"bytes\": {}", u64::MAX),
    );
    let largest = Manifest::from_json(largest.as_bytes()).unwrap();
    assert_eq!(largest.total_bytes(), u64::MAX);
}

fn translation() -> Translation {
    let (mut session, _) = load(&files(Precision::Int8));
    let request = Request::Translate {
        id: 1,
        text: "a bée".into(),
        decoding: Decoding::Beam {
            size: 2,
            length_penalty: 1.0,
        },
    };
    match session.handle(request).pop() {
        Some(Event::Translated { translation, .. }) => *translation,
        other => panic!("{other:?}"),
    }
}

/// What is accepted can be stepped through and saved again.
fn assert_usable(translation: &Translation, what: &str) {
    let walkthrough = Walkthrough::new(Dims::of(translation));
    for &stage in walkthrough.stages() {
        for name in walkthrough.tensors(stage) {
            assert!(translation.trace.get(&name).is_some(), "{what}: {name}");
        }
    }
    for token in &translation.src {
        assert!(translation.src_text.get(token.span.clone()).is_some());
    }
    let json = saved::to_json(translation).unwrap_or_else(|e| panic!("{what}: {e}"));
    let again = saved::from_json(&json).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert_eq!(again, *translation, "{what}");
}

#[test]
fn damaged_translations_are_refused_or_can_be_stepped_through() {
    let sound = saved::to_json(&translation()).unwrap();
    // Most of the file is the trace; half of the damage is done outside of it.
    let trace_at = sound.find("\"trace\"").unwrap();
    let (mut refused, mut accepted) = (0, 0);
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let what;
        let file = if rng.chance(0.5) {
            let mut head = sound.as_bytes()[..trace_at].to_vec();
            what = mutated(&mut head, &mut rng);
            [&head, &sound.as_bytes()[trace_at..]].concat()
        } else {
            let mut file = sound.clone().into_bytes();
            what = mutated(&mut file, &mut rng);
            file
        };
        let what = format!("seed {seed}: {what}");
        let Ok(json) = String::from_utf8(file) else {
            continue;
        };
        match bounded(json.len(), &what, || saved::from_json(&json)) {
            Ok(translation) => {
                accepted += 1;
                assert_usable(&translation, &what);
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty(), "{what}");
            }
        }
    }
    assert!(refused > 100 && accepted > 10, "{refused} and {accepted}");
}

#[test]
fn contradictions_in_a_translation_are_named() {
    let sound = translation();
    assert_usable(&sound, "undamaged");
    type Damage = fn(&mut Translation);
    let cases: [(&str, Damage); 12] = [
        ("src[1]", |t| {
            t.src[1].span = std::ops::Range { start: 1, end: 0 }
        }),
        ("src[1]", |t| t.src[1].span = usize::MAX..usize::MAX),
        ("src[0]", |t| t.src[0].span = 4..4), // inside é
        ("src[1]", |t| t.src[1].id = u32::MAX),
        ("decoding", |t| {
            t.decoding = Decoding::Beam {
                size: 2,
                length_penalty: f32::INFINITY,
            };
        }),
        ("decoding", |t| {
            t.decoding = Decoding::Sample {
                temperature: f32::NAN,
                top_k: 1,
                top_p: 1.0,
                seed: 0,
            };
        }),
        ("beam_tree[1]", |t| t.beam_tree[1].parent = 1),
        ("model.n_heads", |t| t.model.n_heads = usize::MAX),
        ("model.d_model", |t| t.model.d_model = 0),
        ("memory", |t| {
            t.trace.tensors.retain(|tensor| tensor.name != "memory");
        }),
        ("memory", |t| {
            let memory = |tensor: &&mut _| {
                let tensor: &teddy_reads::nlp::trace::TraceTensor = tensor;
                tensor.name == "memory"
            };
            t.trace.tensors.iter_mut().find(memory).unwrap().shape = vec![usize::MAX, 2];
        }),
        ("steps[0]", |t| t.steps[0].candidates[0].probability = 1.5),
    ];
    for (place, damage) in cases {
        let mut broken = sound.clone();
        damage(&mut broken);
        match saved::check(&broken) {
            Err(SavedError::Inconsistent { at, .. } | SavedError::NotFinite { at }) => {
                assert!(at.starts_with(place), "{at} instead of {place}");
            }
            other => panic!("{place}: {other:?}"),
        }
    }
    let deep = format!("{{\"format\":1,\"model\":{}", "[".repeat(200_000));
    let error = bounded(deep.len(), "deep nesting", || saved::from_json(&deep));
    assert!(matches!(error, Err(SavedError::NotJson { .. })));
}

#[test]
fn corpora_of_anything_are_read_or_their_line_is_named() {
    let pieces: &[&str] = &[
        "Go.", "Va !", "\t", "\t", "\t", "\n", "\n", "\n", "\r\n", "\r", "\u{feff}", " ", "\u{a0}",
        "\u{2028}", "\0", "é", "🧸", "«", "l'", "...", "\"", "&amp;", "\u{301}", "ß", "İ", "1.5",
    ];
    let (mut good, mut bad) = (0, 0);
    for seed in 0..3000 {
        let mut rng = Rng::new(seed);
        let mut text = || -> String {
            let n = rng.below(40);
            (0..n).map(|_| *rng.choose(pieces)).collect::<String>()
        };
        let (left, right) = (text(), text());
        let n_lines = left.lines().count().max(right.lines().count());
        let mut note = |error: Option<NlpError>| match error {
            None => good += 1,
            Some(NlpError::BadLine { line, why }) => {
                bad += 1;
                assert!((1..=n_lines).contains(&line), "seed {seed}: line {line}");
                assert!(!why.is_empty());
            }
            Some(other) => panic!("seed {seed}: {other:?}"),
        };
        note(corpus::parse_entries(&left).err());
        note(corpus::parse_aligned(&left, &right).err());
        let (pairs, error) = match corpus::parse_tsv(&left) {
            Ok(pairs) => (pairs, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        note(error);
        for pair in pairs {
            let cleaned = clean::clean_pair(&pair);
            clean::fault(&cleaned);
            assert_eq!(clean::clean_pair(&cleaned), cleaned, "seed {seed}");
            let split = corpus::split_by_source(vec![pair], Shares::default(), seed).unwrap();
            assert_eq!(split.train.len() + split.valid.len() + split.test.len(), 1);
        }
    }
    assert!(good > 500 && bad > 500, "{good} and {bad}");
}
