//! The studio with every shipped model: each loads from its files, and a damaged one says what is wrong.

use std::fs;
use teddy_reads::session::manifest::MANIFEST_FILE;
use teddy_reads::session::studio::Studio;
use teddy_reads::session::studio::models::ModelId;
use teddy_reads::session::studio::protocol::{Ask, Event, ModelFile, Request, StudioError, Told};

const ALL: [ModelId; 16] = [
    ModelId::WordVectors,
    ModelId::SentimentLstm,
    ModelId::SentimentRnn,
    ModelId::SentimentMean,
    ModelId::Entities,
    ModelId::LanguageModelLstm,
    ModelId::LanguageModelRnn,
    ModelId::RnnTranslatorAttention,
    ModelId::RnnTranslatorPlain,
    ModelId::Translator,
    ModelId::Heads1,
    ModelId::Heads2,
    ModelId::Heads4,
    ModelId::Heads8,
    ModelId::Smoothing0,
    ModelId::Tokenizers,
];

fn files(model: ModelId) -> Vec<ModelFile> {
    let names = model.files().iter().chain([&MANIFEST_FILE]);
    names
        .map(|name| ModelFile {
            name: name.to_string(),
            bytes: fs::read(format!("public/models/{}/{name}", model.folder())).unwrap(),
        })
        .collect()
}

fn load(studio: &mut Studio, model: ModelId, files: Vec<ModelFile>) -> Result<Event, StudioError> {
    let request = Request::Load { model, files };
    match studio.handle(Ask { id: 5, request }).pop() {
        Some(Told::Answer { id: 5, answer }) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_shipped_model_loads() {
    let mut studio = Studio::new();
    for model in ALL {
        let loaded = load(&mut studio, model, files(model));
        assert_eq!(loaded, Ok(Event::Loaded { model }));
    }
    assert!(studio.models().vectors(ModelId::WordVectors).is_ok());
    assert!(studio.models().transformer(ModelId::Heads8).is_ok());
}

#[test]
fn what_is_wrong_with_a_model_is_said_by_file() {
    let mut studio = Studio::new();
    let model = ModelId::SentimentMean;
    let mut damaged = files(model);
    damaged[2].bytes[100] ^= 1;
    let file_at_fault = |answer| match answer {
        Err(StudioError::BadModel { file, .. }) => file,
        other => panic!("{other:?}"),
    };
    let file = file_at_fault(load(&mut studio, model, damaged));
    assert_eq!(file, "model.safetensors");
    let mut missing = files(model);
    missing.remove(1);
    assert_eq!(
        file_at_fault(load(&mut studio, model, missing)),
        "vocab.json"
    );
    let missing = studio.models().classifier(model).err();
    assert_eq!(missing, Some(StudioError::NoModel { model }));
}
