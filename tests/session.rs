//! The session from request to event, and translations saved and opened again.

mod fake;

use teddy_reads::nlp::rng::Rng;
use teddy_reads::session::model::TranslationModel;
use teddy_reads::session::protocol::{
    BeamNode, Decoding, Event, Hypothesis, PROTOCOL_VERSION, Request, SessionError, Translation,
};
use teddy_reads::session::saved::{self, SavedError};
use teddy_reads::session::walkthrough::{Dims, Walkthrough};
use teddy_reads::session::{MAX_BEAM, Session};

const TEDDY: &str = "A cute teddy bear is reading.";

fn loaded() -> Session {
    let mut session = fake::session();
    let events = session.handle(fake::load_model());
    assert!(matches!(events[..], [Event::ModelLoaded(_)]), "{events:?}");
    session
}

fn only(events: Vec<Event>) -> Event {
    let [event] = <[Event; 1]>::try_from(events).expect("one event");
    event
}

fn translated(session: &mut Session, request: Request) -> Translation {
    match only(session.handle(request)) {
        Event::Translated { translation, .. } => *translation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_answered_without_a_model() {
    let requests = [
        fake::translate(1, TEDDY),
        fake::translate(2, ""),
        Request::Parameter {
            id: 3,
            name: "x".into(),
        },
        Request::Vocabulary { id: 4 },
    ];
    for request in requests {
        let id = request.id();
        assert!(id.is_some());
        assert_eq!(
            only(fake::session().handle(request)),
            Event::Failed {
                id,
                error: SessionError::NoModel
            }
        );
    }
}

#[test]
fn a_model_is_loaded_and_asked() {
    let mut session = fake::session();
    let request = fake::load_model();
    let Request::LoadModel {
        manifest,
        config,
        tokenizer,
        weights,
    } = &request
    else {
        unreachable!()
    };
    let bytes = manifest.len() + config.len() + tokenizer.len() + weights.len();
    match only(session.handle(request)) {
        Event::ModelLoaded(summary) => {
            assert_eq!(summary.name, "fake");
            assert_eq!(summary.download_bytes, bytes);
        }
        other => panic!("{other:?}"),
    }
    let translation = translated(&mut session, fake::translate(7, TEDDY));
    assert_eq!(translation.text, "A etuc yddet raeb si .gnidaer");
    assert_eq!(saved::check(&translation), Ok(()));

    let parameter = |name: &str| Request::Parameter {
        id: 8,
        name: name.into(),
    };
    assert_eq!(
        only(session.handle(parameter("embedding.weight"))),
        Event::Parameter {
            id: 8,
            name: "embedding.weight".into(),
            shape: vec![2, 3],
            data: vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        }
    );
    assert_eq!(
        only(session.handle(parameter("W_Q"))),
        Event::Failed {
            id: Some(8),
            error: SessionError::UnknownParameter { name: "W_Q".into() }
        }
    );
    match only(session.handle(Request::Vocabulary { id: 9 })) {
        Event::Vocabulary { id: 9, pieces } => assert_eq!(pieces.len(), 32),
        other => panic!("{other:?}"),
    }
}

#[test]
fn texts_that_cannot_be_translated_get_their_reason() {
    let mut session = loaded();
    for blank in ["", " ", "\t\n\u{a0}\u{3000}"] {
        assert_eq!(
            only(session.handle(fake::translate(1, blank))),
            Event::Failed {
                id: Some(1),
                error: SessionError::EmptyText
            }
        );
    }
    assert_eq!(
        only(session.handle(fake::translate(2, &"bear ".repeat(59)))),
        Event::Failed {
            id: Some(2),
            error: SessionError::TooLong {
                tokens: 61,
                max: fake::MAX_LEN
            }
        }
    );
    // And the session lives on.
    translated(&mut session, fake::translate(3, &"bear ".repeat(58)));
}

#[test]
fn a_damaged_file_is_named_and_the_old_model_stays() {
    /// What is wrong, the damaged request, the file at fault.
    type Case = (&'static str, fn(&mut Request), &'static str);
    fn with(request: &mut Request, damage: impl FnOnce([&mut Vec<u8>; 4])) {
        if let Request::LoadModel {
            manifest,
            config,
            tokenizer,
            weights,
        } = request
        {
            damage([manifest, config, tokenizer, weights]);
        }
    }
    let cases: [Case; 7] = [
        ("bit", |r| with(r, |[.., w]| w[3] ^= 1), "model.safetensors"),
        (
            "cut",
            |r| with(r, |[.., w]| w.truncate(3)),
            "model.safetensors",
        ),
        (
            "more",
            |r| with(r, |[_, c, ..]| c.push(b' ')),
            "config.json",
        ),
        (
            "none",
            |r| with(r, |[.., t, _]| t.clear()),
            "tokenizer.json",
        ),
        (
            "no manifest",
            |r| with(r, |[m, ..]| m.clear()),
            "manifest.json",
        ),
        (
            "not UTF-8",
            |r| with(r, |[m, ..]| m[20] = 0xff),
            "manifest.json",
        ),
        (
            "a page instead",
            |r| with(r, |[m, ..]| *m = b"<!DOCTYPE html>".to_vec()),
            "manifest.json",
        ),
    ];
    let mut session = loaded();
    for (what, damage, expected) in cases {
        let mut request = fake::load_model();
        damage(&mut request);
        match only(session.handle(request)) {
            Event::Failed {
                id: None,
                error: SessionError::BadModel { file, why },
            } => {
                assert_eq!(file, expected, "{what}");
                assert!(!why.is_empty());
            }
            other => panic!("{what}: {other:?}"),
        }
        translated(&mut session, fake::translate(1, TEDDY));
    }
}

#[test]
fn settings_out_of_bounds_are_used_at_the_nearest_bound() {
    let mut session = loaded();
    let request = Request::Translate {
        id: 1,
        text: TEDDY.into(),
        decoding: Decoding::Beam {
            size: 1_000_000,
            length_penalty: f32::NAN,
        },
    };
    assert_eq!(
        translated(&mut session, request).decoding,
        Decoding::Beam {
            size: MAX_BEAM,
            length_penalty: 1.0
        }
    );
}

#[test]
fn messages_survive_the_wire() {
    let mut session = loaded();
    for request in [fake::load_model(), fake::translate(4, "🧸 <b>émoji</b>")] {
        let bytes = postcard::to_allocvec(&request).unwrap();
        assert_eq!(postcard::from_bytes(&bytes), Ok(request.clone()));
        // The byte fields also live in formats that know no bytes.
        let json = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&json).unwrap(), request);
        for event in session.handle(request) {
            let bytes = postcard::to_allocvec(&event).unwrap();
            assert_eq!(postcard::from_bytes(&bytes), Ok(event));
        }
    }
    let ready = Event::Ready {
        protocol: PROTOCOL_VERSION,
    };
    // The worker of any version must be understood thus far.
    assert_eq!(postcard::to_allocvec(&ready), Ok(vec![0, 1]));
}

fn sample() -> Translation {
    let mut translation = translated(&mut loaded(), fake::translate(1, "l’ours 🧸 lit"));
    let node = |parent, step, probability: f32| BeamNode {
        parent,
        step,
        id: 5,
        piece: "▁un".into(),
        probability,
        log_probability: probability.ln(),
        kept: true,
        on_best_path: parent == 0,
    };
    translation.decoding = Decoding::Sample {
        temperature: 0.7,
        top_k: 0,
        top_p: 0.9,
        seed: u64::MAX,
    };
    translation.beam_tree = vec![node(0, 0, 1.0), node(0, 1, 0.3), node(1, 2, 0.1)];
    translation.hypotheses = vec![Hypothesis {
        text: "\"x\"\\\n\u{0}".into(),
        log_probability: -1.5,
        score: -0.75,
    }];
    translation
}

#[test]
fn a_saved_translation_comes_back_as_it_was() {
    let translation = sample();
    let json = saved::to_json(&translation).unwrap();
    assert_eq!(saved::from_json(&json), Ok(translation.clone()));
    let walkthrough = Walkthrough::new(Dims::of(&translation));
    for &stage in walkthrough.stages() {
        for name in walkthrough.tensors(stage) {
            assert!(translation.trace.get(&name).is_some(), "{stage}: {name}");
        }
    }
}

#[test]
fn every_finite_number_comes_back_bit_for_bit() {
    let mut translation = sample();
    let mut rng = Rng::new(11);
    let mut n = 0;
    for tensor in &mut translation.trace.tensors {
        for x in &mut tensor.data {
            let random = f32::from_bits(rng.next_u64() as u32);
            if random.is_finite() {
                *x = random;
                n += 1;
            }
        }
    }
    assert!(n > 1000);
    let json = saved::to_json(&translation).unwrap();
    let back = saved::from_json(&json).unwrap();
    for (a, b) in translation.trace.tensors.iter().zip(&back.trace.tensors) {
        let bits = |data: &[f32]| data.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&a.data), bits(&b.data));
    }
}

#[test]
fn what_json_cannot_hold_is_not_saved() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut translation = sample();
        translation.trace.tensors[5].data[2] = bad;
        let at = translation.trace.tensors[5].name.clone();
        assert_eq!(
            saved::to_json(&translation),
            Err(SavedError::NotFinite { at })
        );
        let mut translation = sample();
        translation.log_probability = bad;
        assert!(matches!(
            saved::to_json(&translation),
            Err(SavedError::NotFinite { .. })
        ));
    }
    // 1e39 is a JSON number and no f32; serde makes an infinity of it.
    let json = saved::to_json(&sample()).unwrap();
    let json = json.replace("\"score\":-0.75", "\"score\":-1e39");
    assert_eq!(
        saved::from_json(&json),
        Err(SavedError::NotFinite {
            at: "hypotheses[0]".into()
        })
    );
}

#[test]
fn contradictions_are_found() {
    /// Where the error is to be found, and how it is made.
    type Case = (&'static str, fn(&mut Translation));
    let cases: [Case; 22] = [
        ("model.n_heads", |t| t.model.n_heads = 0),
        ("model.n_heads", |t| t.model.n_heads = usize::MAX),
        ("model.n_encoder_layers", |t| {
            t.model.n_encoder_layers = 4_000_000_000
        }),
        ("model.n_decoder_layers", |t| t.model.n_decoder_layers = 0),
        ("model.d_model", |t| t.model.d_model = 7),
        ("encoder.2.self_attn.q", |t| t.model.n_encoder_layers = 3),
        ("encoder.0.feed_forward.hidden", |t| t.model.d_ff = 13),
        ("src[0]", |t| t.model.vocab_size = 0),
        ("src", |t| t.src.truncate(1)),
        ("src[1]", |t| t.src[1].span = 0..1000),
        ("src[1]", |t| t.src[1].span = 0..2), // inside the ’
        ("tgt[2]", |t| t.tgt[2].id = 32),
        ("steps", |t| drop(t.tgt.pop())),
        ("steps", |t| drop(t.steps.pop())),
        ("steps[1].chosen", |t| t.steps[1].chosen.id = 3),
        ("steps[1]", |t| t.steps[1].chosen.probability = -0.1),
        ("beam_tree[2]", |t| t.beam_tree[2].parent = 2),
        ("beam_tree[2]", |t| t.beam_tree[2].parent = usize::MAX),
        ("beam_tree[0]", |t| t.beam_tree[0].step = 1),
        ("src.embedding", |t| t.trace.tensors[0].data.truncate(1)),
        ("src.embedding", |t| {
            t.trace.tensors[0].shape = vec![usize::MAX, 2]
        }),
        ("logits", |t| t.trace.tensors.retain(|x| x.name != "logits")),
    ];
    for (i, (expected, damage)) in cases.into_iter().enumerate() {
        let mut translation = sample();
        damage(&mut translation);
        let json = serde_json::to_string(&translation).unwrap();
        match saved::from_json(&json) {
            Err(SavedError::Inconsistent { at, .. }) => assert_eq!(at, expected, "case {i}"),
            other => panic!("case {i}, {expected}: {other:?}"),
        }
    }
    let mut twice = sample();
    let tensor = twice.trace.tensors[3].clone();
    twice.trace.tensors.push(tensor);
    assert!(saved::check(&twice).is_err());
}

#[test]
fn hostile_files_are_refused_without_a_panic() {
    assert_eq!(
        saved::from_json(r#"{"format":2,"colour":"brown"}"#),
        Err(SavedError::UnknownFormat { found: 2 })
    );
    let json = saved::to_json(&sample()).unwrap();
    // Cut at many places, one byte changed at many places.
    for i in (0..json.len()).step_by(json.len() / 400) {
        if json.is_char_boundary(i) {
            assert!(saved::from_json(&json[..i]).is_err(), "{i}");
        }
        let mut bytes = json.clone().into_bytes();
        for byte in [b'"', b'9', b'-', b'[', b'}'] {
            bytes[i] = byte;
            if let Ok(changed) = std::str::from_utf8(&bytes) {
                let _ = saved::from_json(changed);
            }
        }
    }
    for hostile in [
        "",
        "null",
        "[]",
        "{",
        "\u{feff}{}",
        "{\"format\":1}",
        "{\"format\":-1}",
    ] {
        assert!(matches!(
            saved::from_json(hostile),
            Err(SavedError::NotJson { .. })
        ));
    }
    let deep = format!("{{\"format\":1,\"x\":{}", "[".repeat(1_000_000));
    assert!(matches!(
        saved::from_json(&deep),
        Err(SavedError::NotJson { .. })
    ));
}

#[test]
fn the_names_and_shapes_of_the_table_are_those_of_the_real_model() {
    use teddy_reads::nlp::model::{Transformer, TransformerConfig};
    use teddy_reads::nlp::nn::NormPosition;
    for norm_position in [NormPosition::Pre, NormPosition::Post] {
        let config = TransformerConfig {
            vocab_size: 20,
            d_model: 8,
            n_heads: 2,
            d_ff: 12,
            n_encoder_layers: 2,
            n_decoder_layers: 1,
            norm_position,
            ..TransformerConfig::default()
        };
        let transformer = Transformer::<f32>::new(config, &mut Rng::new(1)).unwrap();
        let trace = transformer.trace(&[1, 5, 6, 2], &[1, 7, 8, 9, 2]).unwrap();
        let mut model = fake::Fake.summary();
        model.vocab_size = 20;
        let mut expected = teddy_reads::session::tensors::expected(&model, 4, 4);
        let mut found: Vec<_> = trace
            .tensors
            .into_iter()
            .map(|t| (t.name, t.shape))
            .collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn random_numbers_are_those_of_the_algorithm() {
    let mut rng = Rng::new(2025);
    assert_eq!([(); 3].map(|()| rng.next_u64()), fake::RNG_2025);
}

/// The product's own model behind the session, with random parameters: what it says makes no sense, but
/// every number has its place.
#[test]
fn the_translator_answers_with_sound_translations() {
    use teddy_reads::nlp::model::{Precision, Transformer, TransformerConfig, to_safetensors};
    use teddy_reads::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};
    use teddy_reads::session::manifest::{CONFIG_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE};
    use teddy_reads::session::translator::load_translator;

    let learn = BpeConfig {
        vocab_size: 300,
        ..BpeConfig::default()
    };
    let tokenizer = BpeTokenizer::train([TEDDY, "Un ours en peluche mignon lit."], &learn).unwrap();
    let config = TransformerConfig {
        vocab_size: tokenizer.vocab_size(),
        d_model: 16,
        n_heads: 2,
        d_ff: 24,
        max_len: 62,
        ..TransformerConfig::default()
    };
    let model = Transformer::<f32>::new(config.clone(), &mut Rng::new(3)).unwrap();
    let config = serde_json::to_vec(&config).unwrap();
    let tokenizer = tokenizer.to_json().into_bytes();
    let weights = to_safetensors(&model.params, Precision::F32).unwrap();
    let files = [
        (CONFIG_FILE, &config[..]),
        (TOKENIZER_FILE, &tokenizer),
        (WEIGHTS_FILE, &weights),
    ];
    let manifest = Manifest::of_files("random", files).to_json().into_bytes();
    let mut session = Session::new(load_translator);
    let loaded = session.handle(Request::LoadModel {
        manifest,
        config,
        tokenizer,
        weights,
    });
    assert!(matches!(loaded[..], [Event::ModelLoaded(_)]), "{loaded:?}");

    let sample = Decoding::Sample {
        temperature: 0.8,
        top_k: 20,
        top_p: 0.95,
        seed: 4,
    };
    let beam = Decoding::Beam {
        size: 3,
        length_penalty: 1.0,
    };
    for text in [TEDDY, "🧸", "<b>A & B</b>", "阅读的泰迪熊", " A  bear\n"] {
        for decoding in [Decoding::Greedy, beam.clone(), sample.clone()] {
            let request = Request::Translate {
                id: 1,
                text: text.into(),
                decoding,
            };
            let translation = translated(&mut session, request.clone());
            assert_eq!(saved::check(&translation), Ok(()), "{text}");
            assert_eq!(translation.model.name, "random");
            assert_eq!(translated(&mut session, request), translation);
            let json = saved::to_json(&translation).unwrap();
            assert_eq!(saved::from_json(&json), Ok(translation));
        }
    }
    match only(session.handle(fake::translate(2, &"é".repeat(200)))) {
        Event::Failed {
            error: SessionError::TooLong { tokens, max: 62 },
            ..
        } => assert!(tokens > 62),
        other => panic!("{other:?}"),
    }
}
