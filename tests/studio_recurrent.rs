//! Lesson 4's answers, from the shipped models.

use std::fs;
use teddy_reads::nlp::autograd::ops::{Gate, HeldGate};
use teddy_reads::nlp::data::conll::Tag;
use teddy_reads::nlp::model::LanguageModel;
use teddy_reads::nlp::nn::Cell;
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::job::{Command, JobEvent};
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use teddy_reads::session::studio::recurrent::link::{FIRST, SECOND};
use teddy_reads::session::studio::recurrent::order::{ENCODERS, Order};
use teddy_reads::session::studio::recurrent::training::{self, TrainConfig};
use teddy_reads::session::studio::recurrent::unroll::{MAX_TOKENS, SHOWN, Unrolled};
use teddy_reads::session::studio::recurrent::{
    self as lesson, CLASSIFIER, TAGGER, TRANSLATOR, language_model,
};

const LECTURE: &str = "A cute teddy bear is reading.";

fn ask(studio: &mut Studio, request: Request) -> Result<Event, StudioError> {
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

fn lesson(studio: &mut Studio, request: lesson::Request) -> Result<lesson::Event, StudioError> {
    match ask(studio, Request::Recurrent(request))? {
        Event::Recurrent(event) => Ok(event),
        other => panic!("{other:?}"),
    }
}

fn read(model: ModelId, name: &str) -> Vec<u8> {
    fs::read(format!("public/models/{}/{name}", model.folder())).unwrap()
}

fn studio(models: &[ModelId]) -> Studio {
    let mut studio = Studio::new();
    for &model in models {
        let names = model.files().iter().chain([&MANIFEST_FILE]);
        let files = names.map(|name| ModelFile {
            name: name.to_string(),
            bytes: read(model, name),
        });
        let files = files.collect();
        ask(&mut studio, Request::Load { model, files }).unwrap();
    }
    studio
}

fn unroll(studio: &mut Studio, cell: Cell, text: &str, held: Vec<HeldGate>) -> Unrolled {
    let text = text.to_owned();
    match lesson(studio, lesson::Request::Unroll { cell, text, held }).unwrap() {
        lesson::Event::Unrolled(unrolled) => *unrolled,
        other => panic!("{other:?}"),
    }
}

fn hold(gate: Gate, value: f64, steps: std::ops::Range<usize>) -> HeldGate {
    HeldGate {
        gate,
        value,
        steps,
        unit: None,
    }
}

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() < 2e-5
}

#[test]
fn every_state_is_tanh_of_its_parts_and_the_probabilities_are_the_models() {
    let mut studio = studio(&[language_model(Cell::Rnn)]);
    let unrolled = unroll(&mut studio, Cell::Rnn, LECTURE, vec![]);
    assert_eq!(unrolled.hidden, 192);
    assert_eq!(unrolled.tokens[0].piece, "<s>");
    assert_eq!(unrolled.next.last().unwrap().piece, "</s>");
    for step in 0..unrolled.len() {
        for unit in 0..unrolled.hidden {
            let n = unrolled.rnn_numbers(step, unit).unwrap();
            let h = (n.from_input + n.from_state + n.bias).tanh();
            assert!(close(h, n.h), "{step} {unit}: {h} {n:?}");
            assert!(step > 0 || n.from_state == 0.0);
        }
    }
    assert!(unrolled.lstm_numbers(0, 0).is_none());
    assert!(unrolled.rnn_numbers(0, 192).is_none());

    // The same from the model itself, one token at a time.
    let [config, tokenizer] = ["config.json", "tokenizer.json"]
        .map(|name| String::from_utf8(read(ModelId::LanguageModelRnn, name)).unwrap());
    let weights = read(ModelId::LanguageModelRnn, "model.safetensors");
    let model = LanguageModel::from_files(&config, &tokenizer, &weights).unwrap();
    let surprises = model.surprise(LECTURE).unwrap();
    assert_eq!(surprises.len(), unrolled.next.len());
    for (surprise, next) in surprises.iter().zip(&unrolled.next) {
        assert_eq!(surprise.token.id, next.id);
        let p = surprise.log_probability.exp();
        assert!(
            (p - next.probability).abs() < 0.01 * p + 1e-6,
            "{p} {next:?}"
        );
    }
    for candidates in &unrolled.candidates {
        assert_eq!(candidates.len(), SHOWN);
        assert!(candidates.is_sorted_by(|a, b| a.probability >= b.probability));
    }
    // That nothing more follows a full stop is the best known thing of all.
    assert_eq!(unrolled.candidates.last().unwrap()[0].piece, "</s>");
}

#[test]
fn a_cell_is_what_is_kept_and_what_is_written() {
    let mut studio = studio(&[language_model(Cell::Lstm)]);
    let free = unroll(&mut studio, Cell::Lstm, LECTURE, vec![]);
    for step in 0..free.len() {
        for unit in 0..free.hidden {
            let n = free.lstm_numbers(step, unit).unwrap();
            let [i, f, g, o] = n.gates;
            assert!(close(f * n.c_before + i * g, n.c));
            assert!(close(o * n.c.tanh(), n.h));
            // The gates themselves, from the same parts.
            let z = |gate: usize| {
                let at = (step * 4 + gate) * free.hidden + unit;
                let bias = free.bias[gate * free.hidden + unit];
                free.from_input[at] + free.from_state[at] + bias
            };
            let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
            assert!(close(sigmoid(z(0)), i) && close(sigmoid(z(1)), f));
            assert!(close(z(2).tanh(), g) && close(sigmoid(z(3)), o));
        }
    }
    let t = free.len();
    let kept = &free.lstm.as_ref().unwrap().kept;
    for row in 0..t {
        assert!(close(kept[row * t + row], 1.0));
        for col in 0..row {
            // Forgetting only takes away.
            assert!(kept[row * t + col] <= kept[(row - 1) * t + col]);
        }
    }
}

#[test]
fn gates_held_open_keep_everything_and_held_shut_nothing() {
    let mut studio = studio(&[language_model(Cell::Lstm)]);
    let free = unroll(&mut studio, Cell::Lstm, LECTURE, vec![]);
    let t = free.len();
    let mut with = |held| unroll(&mut studio, Cell::Lstm, LECTURE, held);
    let kept = |u: &Unrolled| u.lstm.as_ref().unwrap().kept.clone();

    let open = with(vec![hold(Gate::Forget, 1.0, 0..t)]);
    for row in 0..t {
        assert!((0..=row).all(|col| kept(&open)[row * t + col] == 1.0));
    }
    // The cell is then the sum of all that was written.
    let lstm = open.lstm.as_ref().unwrap();
    for unit in 0..open.hidden {
        let written: f32 = (0..t)
            .map(|s| lstm.gates[0][s * 192 + unit] * lstm.gates[2][s * 192 + unit])
            .sum();
        assert!(close(written, lstm.c[(t - 1) * 192 + unit]));
    }

    let shut = with(vec![hold(Gate::Forget, 0.0, 0..t)]);
    for row in 0..t {
        assert!((0..row).all(|col| kept(&shut)[row * t + col] == 0.0));
    }
    assert_ne!(open.candidates[t - 1], free.candidates[t - 1]);

    // At one step only: before it nothing changes.
    let late = with(vec![hold(Gate::Forget, 0.0, 3..4)]);
    assert_eq!(late.h[..3 * 192], free.h[..3 * 192]);
    assert!(late.h[3 * 192..] != free.h[3 * 192..]);
    let deaf = with(vec![hold(Gate::In, 0.0, 0..t)]);
    assert!(deaf.lstm.as_ref().unwrap().c.iter().all(|&c| c == 0.0));
    assert!(deaf.h.iter().all(|&h| h == 0.0));
}

#[test]
fn a_text_too_long_or_empty_is_said_so() {
    let mut studio = studio(&[language_model(Cell::Rnn)]);
    let mut refused = |text: &str| {
        let (cell, text, held) = (Cell::Rnn, text.to_owned(), vec![]);
        lesson(&mut studio, lesson::Request::Unroll { cell, text, held }).err()
    };
    assert_eq!(refused(" \n"), Some(StudioError::EmptyText));
    let long = refused(&"bear ".repeat(100));
    assert!(matches!(
        long,
        Some(StudioError::TooLong {
            max: MAX_TOKENS,
            ..
        })
    ));
    let text = LECTURE.to_owned();
    let missing = lesson(&mut studio, lesson::Request::Tag { text }).err();
    assert_eq!(missing, Some(StudioError::NoModel { model: TAGGER }));
}

fn orders(studio: &mut Studio, first: &str, second: &str) -> [Order; 3] {
    ENCODERS.map(|model| {
        let sentences = [first.to_owned(), second.to_owned()];
        let request = lesson::Request::Order { model, sentences };
        match lesson(studio, request).unwrap() {
            lesson::Event::Order(order) => order,
            other => panic!("{other:?}"),
        }
    })
}

#[test]
fn two_orders_of_the_same_words_have_one_mean_and_two_states() {
    let mut studio = studio(&ENCODERS);
    let [mean, rnn, lstm] = orders(&mut studio, FIRST, SECOND);
    assert!(mean.same_words && rnn.same_words && lstm.same_words);
    assert_eq!(mean.vectors[0], mean.vectors[1]);
    assert_eq!(mean.distance, 0.0);
    assert!((mean.positive[0] - mean.positive[1]).abs() < 1e-6);
    assert!(rnn.distance > 0.1 && lstm.distance > 0.1);
    assert!(rnn.words[0].iter().all(|word| word != "<unk>"));
    for (first, second) in [
        ("It is not bad, it is good.", "It is not good, it is bad."),
        (
            "The plot is clever, not stupid.",
            "The plot is stupid, not clever.",
        ),
        (
            "A cute teddy bear is reading.",
            "Reading is a cute teddy bear.",
        ),
        ("not good but great", "not great but good"),
        (
            "I like it, it is not boring.",
            "It is boring, I like it not.",
        ),
    ] {
        let found = orders(&mut studio, first, second);
        assert_eq!(found[0].distance, 0.0, "{first}");
        assert!(found[1].distance > 0.1 && found[2].distance > 0.1);
    }
    // The lesson's dares: what order decides, and a pair that all three get wrong.
    let boring = [
        "It looks boring, but it is great.",
        "It looks great, but it is boring.",
    ];
    let [_, rnn, lstm] = orders(&mut studio, boring[0], boring[1]);
    for order in [rnn, lstm] {
        assert!(
            order.positive[0] > 0.6 && order.positive[1] < 0.45,
            "{order:?}"
        );
    }
    let not = ["It is not bad, it is good.", "It is not good, it is bad."];
    for order in orders(&mut studio, not[0], not[1]) {
        assert!(order.positive.iter().all(|&p| p < 0.2), "{order:?}");
    }
    let [other, ..] = orders(&mut studio, "a bear", "a book");
    assert!(!other.same_words && other.distance > 0.1);
}

#[test]
fn one_label_a_label_a_word_and_another_sentence() {
    let mut studio = studio(&[CLASSIFIER, TAGGER, TRANSLATOR]);
    let text = LECTURE.to_owned();
    let Ok(lesson::Event::Classified(found)) = lesson(
        &mut studio,
        lesson::Request::Classify { text: text.clone() },
    ) else {
        panic!();
    };
    assert_eq!(found.words[1], "cute");
    assert_eq!((found.by_step.len(), found.state.len()), (7, 96));
    // The answer after the last word is that of the classifier to the whole.
    let classifier = studio.models().classifier(CLASSIFIER).unwrap();
    let whole = classifier.classify(LECTURE).unwrap()[1];
    assert!(close(*found.by_step.last().unwrap(), whole));
    let part = classifier.classify("A cute teddy").unwrap()[1];
    assert!(close(found.by_step[2], part));

    let request = lesson::Request::Tag {
        text: "Barack Obama visited Paris.".into(),
    };
    let Ok(lesson::Event::Tagged(tagged)) = lesson(&mut studio, request) else {
        panic!();
    };
    let tags: Vec<&str> = tagged
        .words
        .iter()
        .map(|w| Tag::ALL[w.tag].name())
        .collect();
    assert_eq!(tags, ["B-PER", "I-PER", "O", "B-LOC", "O"]);
    assert_eq!(tagged.states.len(), 5 * 128);

    let request = lesson::Request::Translate { text };
    let Ok(lesson::Event::Translated(translated)) = lesson(&mut studio, request) else {
        panic!();
    };
    assert_eq!(translated.state.len(), 160);
    assert_eq!(translated.pieces.last().unwrap(), "</s>");
    let translator = studio.models().recurrent(TRANSLATOR).unwrap();
    let source = translator.prepare(LECTURE).unwrap();
    let greedy = translator.greedy(&source).unwrap();
    assert_eq!(translator.text(&greedy), translated.text);
}

#[test]
fn training_is_a_job_that_can_be_asked_to_write() {
    let mut studio = studio(&[]);
    let request = lesson::Request::Train {
        config: TrainConfig::default(),
        paused: true,
    };
    let Ok(lesson::Event::Begun(begun)) = lesson(&mut studio, request) else {
        panic!();
    };
    assert!(!studio.is_busy());
    let command = Command::Steps(120);
    ask(&mut studio, Request::Job { job: 1, command }).unwrap();
    let mut points = vec![begun.point];
    let mut last = 0;
    let mut paused = false;
    while studio.is_busy() {
        for told in studio.work(0.0) {
            match told {
                Told::Answer {
                    answer: Ok(Event::Recurrent(lesson::Event::Stepped(stepped))),
                    ..
                } => {
                    last = stepped.step;
                    points.extend(stepped.point);
                }
                Told::Answer {
                    answer: Ok(Event::Job(JobEvent::Paused)),
                    ..
                } => paused = true,
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(paused);
    assert_eq!((last, points.len()), (120, 13));
    let held_out = |i: usize| points[i].held_out.unwrap();
    for (first, last) in held_out(0).into_iter().zip(held_out(12)) {
        assert!(last < first - 1.5, "{first} {last}");
    }
    let change = training::Command::Sample {
        temperature: 0.5,
        draw: 1,
    };
    let command = Command::Adjust(postcard::to_allocvec(&change).unwrap());
    let Ok(Event::Recurrent(lesson::Event::Sampled(sampled))) =
        ask(&mut studio, Request::Job { job: 1, command })
    else {
        panic!();
    };
    assert_eq!(sampled.step, 120);
    assert!(sampled.texts.iter().all(|texts| texts.len() == 3));
}
