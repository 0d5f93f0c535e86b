//! Lesson 6's answers, from a shipped model.

use std::fs;
use teddy_reads::nlp::model::{Ablation, AttentionSite, Head, HeadChange};
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use teddy_reads::session::studio::transformer::what_if::{Changes, WhatIf};
use teddy_reads::session::studio::transformer::{self, scaling::WIDTHS};
use teddy_reads::viz::block_map::{Block, Side, column};

const MODEL: ModelId = ModelId::Heads4;
const TEDDY: &str = "A cute teddy bear is reading.";

fn ask(studio: &mut Studio, request: Request) -> Result<Event, StudioError> {
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

fn lesson(studio: &mut Studio, request: transformer::Request) -> transformer::Event {
    match ask(studio, Request::Transformer(request)) {
        Ok(Event::Transformer(event)) => event,
        other => panic!("{other:?}"),
    }
}

fn studio() -> Studio {
    let mut studio = Studio::new();
    let names = MODEL.files().iter().chain([&MANIFEST_FILE]);
    let files = names
        .map(|name| ModelFile {
            name: name.to_string(),
            bytes: fs::read(format!("public/models/{}/{name}", MODEL.folder())).unwrap(),
        })
        .collect();
    let model = MODEL;
    ask(&mut studio, Request::Load { model, files }).unwrap();
    studio
}

fn translate(studio: &mut Studio, heads: Vec<HeadChange>) -> String {
    let request = transformer::Request::Translate {
        model: MODEL,
        text: TEDDY.into(),
        heads,
        ablation: Ablation::default(),
    };
    match lesson(studio, request) {
        transformer::Event::Translated(translation) => {
            assert!(
                translation
                    .trace
                    .get("encoder.0.self_attn.weights")
                    .is_some()
            );
            translation.text
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_any_cross_attention_the_sentence_is_lost() {
    let mut studio = studio();
    let whole = translate(&mut studio, vec![]);
    assert!(whole.contains("ours"), "{whole}");
    let heads = (0..2).flat_map(|layer| (0..4).map(move |head| (layer, head)));
    let off = |(layer, head)| {
        let site = AttentionSite::Cross;
        HeadChange::Off(Head { site, layer, head })
    };
    let blind = translate(&mut studio, heads.map(off).collect());
    assert!(!blind.contains("ours"), "{blind}");
    assert_eq!(
        translate(&mut studio, vec![]),
        whole,
        "the model itself stays"
    );
}

#[test]
fn the_map_has_its_blocks_in_the_order_of_the_computation() {
    let request = transformer::Request::Translate {
        model: MODEL,
        text: TEDDY.into(),
        heads: vec![],
        ablation: Ablation::default(),
    };
    let transformer::Event::Translated(translation) = lesson(&mut studio(), request) else {
        panic!("not its answer");
    };
    let place = |name: &str| {
        let mut tensors = translation.trace.tensors.iter();
        tensors.position(|tensor| tensor.name == name)
    };
    for side in [Side::Encoder, Side::Decoder] {
        let blocks = column(side).into_iter();
        // What is repeated stands once: the last layer is followed by what comes after all of them.
        let places = blocks.filter(|block| *block != Block::Output).map(|block| {
            let names = block.tensors(1).into_iter();
            let places = names.map(|name| place(&name).unwrap_or_else(|| panic!("no {name}")));
            places.max().expect("every block has a tensor")
        });
        let places: Vec<usize> = places.collect();
        assert!(places.is_sorted(), "{side:?}: {places:?}");
    }
}

#[test]
fn scores_spread_as_the_root_of_the_width_and_softmax_dies() {
    let request = transformer::Request::Scaling { d_k: 64, seed: 1 };
    let transformer::Event::Scaling(found) = lesson(&mut Studio::new(), request) else {
        panic!("not its answer");
    };
    assert_eq!(found.raw_curve.len(), WIDTHS.len());
    for (raw, scaled) in found.raw_curve.iter().zip(&found.scaled_curve) {
        let root = (raw.d_k as f32).sqrt();
        assert!((raw.deviation / root - 1.0).abs() < 0.15, "{raw:?}");
        assert!((scaled.deviation - 1.0).abs() < 0.15, "{scaled:?}");
    }
    let (first, last) = (found.raw_curve[0], found.raw_curve[WIDTHS.len() - 1]);
    assert!(
        last.derivative < 0.25 * first.derivative,
        "{last:?} {first:?}"
    );
    assert!(last.largest_weight > 0.9, "{last:?}");
    let held = found.scaled_curve[WIDTHS.len() - 1];
    assert!(held.derivative > 0.5 * first.derivative);
    assert!((found.raw.weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    for (raw, scaled) in found.raw.scores.iter().zip(&found.scaled.scores) {
        assert!((raw / 8.0 - scaled).abs() < 1e-6);
    }
    for d_k in [0, 5000] {
        let refused = ask(
            &mut Studio::new(),
            Request::Transformer(transformer::Request::Scaling { d_k, seed: 1 }),
        );
        assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
    }
}

#[test]
fn with_the_mask_no_output_depends_on_later_tokens() {
    let request = transformer::Request::Influence {
        model: MODEL,
        text: TEDDY.into(),
    };
    let transformer::Event::Influence(found) = lesson(&mut studio(), request) else {
        panic!("not its answer");
    };
    let n = found.read.len();
    assert_eq!(found.predicted.len(), n);
    assert_eq!(found.predicted[n - 1], "</s>");
    let mut later = 0.0;
    for t in 0..n {
        for s in t + 1..n {
            assert_eq!(found.with_mask[t * n + s], 0.0, "{t} {s}");
            later += found.without_mask[t * n + s];
        }
        assert!(found.with_mask[t * n + t] > 0.0);
    }
    assert!(later > 0.0);
}

#[test]
fn without_positions_shuffled_words_give_the_same_rows() {
    let request = transformer::Request::Order {
        model: MODEL,
        text: TEDDY.into(),
        seed: 3,
    };
    let transformer::Event::Order(found) = lesson(&mut studio(), request) else {
        panic!("not its answer");
    };
    assert!(
        found.difference_without < 1e-4,
        "{}",
        found.difference_without
    );
    assert!(found.difference_with > 0.1);
    assert!(found.cosine_without.iter().all(|c| (c - 1.0).abs() < 1e-5));
    assert_eq!(
        (found.order[0], *found.order.last().unwrap()),
        (0, found.order.len() - 1)
    );
    assert_ne!(found.order, (0..found.order.len()).collect::<Vec<_>>());
}

#[test]
fn a_model_that_is_not_there_and_an_empty_text_are_said() {
    let request = |text: &str| {
        Request::Transformer(transformer::Request::Influence {
            model: MODEL,
            text: text.into(),
        })
    };
    assert_eq!(
        ask(&mut Studio::new(), request(TEDDY)),
        Err(StudioError::NoModel { model: MODEL })
    );
    assert_eq!(
        ask(&mut studio(), request("  ")),
        Err(StudioError::EmptyText)
    );
}

fn what_if(studio: &mut Studio, changes: Changes) -> Result<WhatIf, StudioError> {
    let request = transformer::Request::WhatIf {
        model: MODEL,
        text: TEDDY.into(),
        changes,
    };
    match ask(studio, Request::Transformer(request))? {
        Event::Transformer(transformer::Event::WhatIf(found)) => Ok(found),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_if_nothing_changes_it_is_the_translation() {
    let mut studio = studio();
    let plain = what_if(&mut studio, Changes::default()).unwrap();
    assert_eq!(plain.text, translate(&mut studio, vec![]));
    assert!(plain.log_probability < 0.0);
}

#[test]
fn a_hidden_word_is_missed_and_a_given_one_is_taken() {
    let mut studio = studio();
    let plain = what_if(&mut studio, Changes::default()).unwrap();
    let request = transformer::Request::Translate {
        model: MODEL,
        text: TEDDY.into(),
        heads: vec![],
        ablation: Ablation::default(),
    };
    let translation = match lesson(&mut studio, request) {
        transformer::Event::Translated(translation) => translation,
        other => panic!("{other:?}"),
    };
    let bear = translation.src.iter().position(|t| t.piece == "▁bear");
    let hidden = Changes {
        hidden: vec![bear.expect("the lecture's sentence has a bear")],
        ..Changes::default()
    };
    let without = what_if(&mut studio, hidden).unwrap();
    assert!(plain.text.contains("ours"), "{}", plain.text);
    assert_ne!(without.text, plain.text);

    // The second choice at the first step, given.
    let second = translation.steps[0].candidates[1].clone();
    let given = Changes {
        forced: [(0, second.id)].into(),
        ..Changes::default()
    };
    let given = what_if(&mut studio, given).unwrap();
    assert_eq!(given.pieces[0], second.piece);
    assert_ne!(given.text, plain.text);

    let all = Changes {
        hidden: (0..translation.src.len()).collect(),
        ..Changes::default()
    };
    assert_eq!(what_if(&mut studio, all), Err(StudioError::EmptyText));
}
