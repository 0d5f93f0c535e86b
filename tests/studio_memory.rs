//! Lesson 5 on its shipped models and through the studio: what the page says of them holds.

use std::fs;
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::memory::alignment::{Alignment, QUALITY};
use teddy_reads::session::studio::memory::gradient::GradientConfig;
use teddy_reads::session::studio::memory::recall::{RecallConfig, RecallEvent};
use teddy_reads::session::studio::memory::{self};
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};

const PLAIN: ModelId = ModelId::RnnTranslatorPlain;
const ATTENTION: ModelId = ModelId::RnnTranslatorAttention;

fn ask(studio: &mut Studio, request: memory::Request) -> Result<Event, StudioError> {
    let request = Request::Memory(request);
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

fn studio() -> Studio {
    let mut studio = Studio::new();
    for model in [PLAIN, ATTENTION] {
        let names = model.files().iter().chain([&MANIFEST_FILE]);
        let file = |name: &&str| ModelFile {
            name: name.to_string(),
            bytes: fs::read(format!("public/models/{}/{name}", model.folder())).unwrap(),
        };
        let files = names.map(file).collect();
        let request = Request::Load { model, files };
        let told = studio.handle(Ask { id: 1, request });
        assert!(matches!(told[..], [Told::Answer { answer: Ok(_), .. }]));
    }
    studio
}

fn translate(studio: &mut Studio, model: ModelId, text: &str) -> Alignment {
    let text = text.to_owned();
    match ask(studio, memory::Request::Translate { model, text }) {
        Ok(Event::Memory(memory::Event::Translated(found))) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn attention_has_a_row_a_piece_and_the_plain_model_has_one_state() {
    let studio = &mut studio();
    let text = "A cute teddy bear is reading.";
    let found = translate(studio, ATTENTION, text);
    assert_eq!(found.weights.len(), found.tgt.len() * found.src.len());
    assert_eq!(found.probabilities.len(), found.tgt.len());
    for row in found.weights.chunks(found.src.len()) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
    assert_eq!(found.tgt.last().map(String::as_str), Some("</s>"));
    let plain = translate(studio, PLAIN, text);
    assert!(plain.weights.is_empty() && !plain.text.is_empty());
    // 160 units each way; the same width however long the sentence is.
    let long = "My brother told me that he wants to buy a new car before the end of the year.";
    let (plain_long, long) = (
        translate(studio, PLAIN, long),
        translate(studio, ATTENTION, long),
    );
    for found in [&plain, &found, &plain_long] {
        assert_eq!(found.last_state.len(), 320);
    }
    // What the page lets the reader find: one loses a word, and of the long sentence nearly all.
    assert!(found.text.contains("mignon") && !plain.text.contains("mignon"));
    assert!(long.text.contains("voiture") && !plain_long.text.contains("voiture"));
    assert!(long.text.contains("frère") && !plain_long.text.contains("frère"));
    let empty = memory::Request::Translate {
        model: PLAIN,
        text: " ".into(),
    };
    assert_eq!(ask(studio, empty), Err(StudioError::EmptyText));
}

#[test]
fn the_quoted_scores_are_those_of_the_model_cards() {
    for model in [PLAIN, ATTENTION] {
        let card = fs::read_to_string(format!("public/models/{}/README.md", model.folder()));
        let card = card.unwrap();
        for (from, to, n, plain, attention) in QUALITY {
            let length = match to {
                Some(to) => format!("{from}–{to} words"),
                None => format!("{from}+ words"),
            };
            let row = format!("| {length} | {n} | {plain:.1} | {attention:.1} |");
            assert!(card.contains(&row), "{row}");
        }
    }
}

#[test]
fn a_run_and_a_measurement_are_jobs_that_end() {
    let mut studio = Studio::new();
    let request = Request::Memory(memory::Request::Time);
    studio.handle(Ask { id: 7, request });
    let mut now = 0.0;
    while studio.is_busy() {
        now += 20.0;
        studio.work(now);
    }
    let config = RecallConfig {
        farthest: 5,
        seed: 1,
    };
    let request = Request::Memory(memory::Request::Recall(config));
    studio.handle(Ask { id: 8, request });
    let told = studio.work(now);
    let began = Event::Memory(memory::Event::Recall(RecallEvent::Began {
        n_parameters: vec![],
        distances: vec![1, 2, 4, 5],
    }));
    let Some(Told::Answer { answer, .. }) = told.first() else {
        panic!("{told:?}");
    };
    assert_eq!(
        std::mem::discriminant(answer.as_ref().unwrap()),
        std::mem::discriminant(&began)
    );
    assert!(studio.is_busy());
}

#[test]
fn a_backward_pass_needs_no_model_and_odd_settings_are_refused() {
    let mut studio = Studio::new();
    let config = GradientConfig::default();
    let found = ask(&mut studio, memory::Request::Gradient(config));
    assert!(matches!(
        found,
        Ok(Event::Memory(memory::Event::Gradient(_)))
    ));
    let odd = GradientConfig {
        gain: 50.0,
        ..config
    };
    let refused = ask(&mut studio, memory::Request::Gradient(odd));
    assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
    let text = "A bear.".to_owned();
    let model = ATTENTION;
    let missing = ask(&mut studio, memory::Request::Translate { model, text });
    assert_eq!(missing, Err(StudioError::NoModel { model }));
}
