//! Lesson 1's answers, from the shipped models.

use std::fs;
use teddy_reads::nlp::data::conll::Tag;
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};
use teddy_reads::session::studio::tasks::{
    self, Annotated, CLASSIFIER, LANGUAGE_MODEL, TAGGER, TRANSLATOR, sample,
};

fn ask(studio: &mut Studio, request: Request) -> Result<Event, StudioError> {
    match studio.handle(Ask { id: 1, request }).pop() {
        Some(Told::Answer { id: 1, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

fn lesson(studio: &mut Studio, request: tasks::Request) -> Result<tasks::Event, StudioError> {
    match ask(studio, Request::Tasks(request))? {
        Event::Tasks(event) => Ok(event),
        other => panic!("{other:?}"),
    }
}

fn studio(model: ModelId) -> Studio {
    let mut studio = Studio::new();
    let names = model.files().iter().chain([&MANIFEST_FILE]);
    let files = names
        .map(|name| ModelFile {
            name: name.to_string(),
            bytes: fs::read(format!("public/models/{}/{name}", model.folder())).unwrap(),
        })
        .collect();
    ask(&mut studio, Request::Load { model, files }).unwrap();
    studio
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn the_lectures_sentence_is_positive_and_its_opposite_is_not() {
    let mut studio = studio(CLASSIFIER);
    let mut positive = |of: &str| {
        let request = tasks::Request::Classify { text: text(of) };
        match lesson(&mut studio, request).unwrap() {
            tasks::Event::Classified(found) => found,
            other => panic!("{other:?}"),
        }
    };
    assert!(positive("This teddy bear is so cute!").positive > 0.5);
    assert!(positive("This film is boring and stupid.").positive < 0.5);
    let odd = positive("A zzyzx film.");
    assert_eq!(odd.unknown, ["zzyzx"]);
}

#[test]
fn the_test_set_gives_the_accuracy_of_the_model_card() {
    let mut studio = studio(CLASSIFIER);
    let Ok(tasks::Event::TestSet(set)) = lesson(&mut studio, tasks::Request::TestSet) else {
        panic!();
    };
    let matrix = set.at(0.5).unwrap();
    assert_eq!(matrix.total(), 1083);
    let manifest = fs::read_to_string("public/models/sentiment-lstm/manifest.json").unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let accuracy = &manifest["quality"]["Accuracy, held-out movie sentences"];
    let accuracy = accuracy.as_f64().unwrap();
    assert!((matrix.accuracy().value() - accuracy).abs() < 0.0006);

    let rare = set.with_share(0.99);
    let majority = rare.majority().unwrap();
    assert!((majority.accuracy().value() - 0.99).abs() < 0.001);
    assert_eq!(majority.class(0).recall().value(), 0.0);
    let trained = rare.at(0.5).unwrap();
    assert!(trained.accuracy().value() < majority.accuracy().value());
    assert!(trained.class(0).recall().value() > 0.0);
}

#[test]
fn words_are_tagged_and_the_tags_are_scored_by_token_and_by_entity() {
    let mut studio = studio(TAGGER);
    let request = tasks::Request::Tag {
        text: text("Barack Obama visited Paris."),
    };
    let Ok(tasks::Event::Tagged(words)) = lesson(&mut studio, request) else {
        panic!();
    };
    let tags: Vec<&str> = words.iter().map(|w| Tag::ALL[w.tag].name()).collect();
    assert_eq!(tags, ["B-PER", "I-PER", "O", "B-LOC", "O"]);
    assert!(
        words
            .iter()
            .all(|w| w.probability > 0.0 && w.probability <= 1.0)
    );

    let mut sentences = sample::sentences();
    let mut score = |sentences: Vec<Annotated>| match lesson(
        &mut studio,
        tasks::Request::Entities { sentences },
    )
    .unwrap()
    {
        tasks::Event::Entities(entities) => entities,
        other => panic!("{other:?}"),
    };
    let first = score(sentences.clone());
    assert!(
        first.scores.tokens.value() > first.scores.f1().value(),
        "{first:?}"
    );
    // The lesson's dare: England for a place of its own, as the tagger has it. One token, two names.
    let mut other = sentences.clone();
    other[5].truth[3] = 3;
    let other = score(other);
    let right = |e: &tasks::Entities| (e.scores.tokens.numerator, e.scores.averages().micro.tp);
    let (tokens, names) = right(&first);
    assert_eq!(right(&other), (tokens + 1, names + 2));
    // Whatever the tagger says is right if it is taken for the truth.
    for (sentence, predicted) in sentences.iter_mut().zip(&first.predicted) {
        sentence.truth = predicted.clone();
    }
    let perfect = score(sentences.clone());
    assert_eq!(perfect.scores.f1().value(), 1.0);
    assert_eq!(perfect.scores.tokens.value(), 1.0);
    sentences[0].truth[0] = 99;
    let refused = lesson(&mut studio, tasks::Request::Entities { sentences });
    assert!(matches!(refused, Err(StudioError::BadSetting { .. })));
}

#[test]
fn the_same_text_scores_full_marks_and_another_wording_does_not() {
    let mut studio = Studio::new();
    let mut compare = |hypothesis: &str, reference: &str| {
        let request = tasks::Request::Compare {
            hypothesis: text(hypothesis),
            reference: text(reference),
        };
        match lesson(&mut studio, request) {
            Ok(tasks::Event::Compared(compared)) => compared,
            other => panic!("{other:?}"),
        }
    };
    let reference = tasks::link::REFERENCE;
    let same = compare(reference, reference);
    assert!((same.bleu.score.score - 100.0).abs() < 1e-9);
    assert_eq!(same.rouge.scores.rouge_l.f1().value(), 1.0);
    let other = compare(tasks::link::HYPOTHESIS, reference);
    assert!(other.bleu.score.score < 30.0, "{:?}", other.bleu.score);
    let long = "bear ".repeat(200);
    let request = tasks::Request::Compare {
        hypothesis: long,
        reference: text(reference),
    };
    assert!(matches!(
        lesson(&mut studio, request),
        Err(StudioError::TooLong { .. })
    ));
}

#[test]
fn shuffled_words_surprise_more() {
    let mut studio = studio(LANGUAGE_MODEL);
    let mut perplexity = |of: &str| {
        let request = tasks::Request::Surprise { text: text(of) };
        match lesson(&mut studio, request) {
            Ok(tasks::Event::Surprise(tokens)) => tokens.last().unwrap().perplexity,
            other => panic!("{other:?}"),
        }
    };
    // As the page turns them round.
    for text in [
        "A cute teddy bear is reading.",
        "Marie Curie was born in Warsaw.",
    ] {
        let words: Vec<&str> = text.split(' ').rev().collect();
        let (plain, turned) = (perplexity(text), perplexity(&words.join(" ")));
        assert!(turned > plain, "{text}: {plain} and {turned}");
    }
}

#[test]
fn the_small_translator_translates_and_nothing_works_without_its_model() {
    let mut studio = studio(TRANSLATOR);
    let request = tasks::Request::Translate {
        text: text("A cute teddy bear is reading."),
    };
    match lesson(&mut studio, request) {
        Ok(tasks::Event::Translated(french)) => assert!(french.contains("ours"), "{french}"),
        other => panic!("{other:?}"),
    }
    let request = tasks::Request::Classify { text: text("a") };
    let missing = lesson(&mut studio, request);
    assert_eq!(missing, Err(StudioError::NoModel { model: CLASSIFIER }));
}
