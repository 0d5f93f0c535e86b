//! The translator that the page downloads: its files belong together, are small enough, and translate what
//! they were made for.

use std::fs;
use std::path::PathBuf;
use teddy_reads::nlp::data::grammar;
use teddy_reads::nlp::decode::BeamConfig;
use teddy_reads::nlp::model::Translator;
use teddy_reads::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};

fn dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("public/models/translator")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(dir().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn translator() -> Translator {
    let text = |name| String::from_utf8(read(name)).unwrap();
    Translator::from_files(
        &text(CONFIG_FILE),
        &text(TOKENIZER_FILE),
        &read(WEIGHTS_FILE),
    )
    .unwrap()
}

/// Greedy, as the page decodes at first.
fn translate(translator: &Translator, text: &str) -> String {
    let src = translator.prepare(text).unwrap();
    translator.text(&translator.greedy(&src).unwrap())
}

#[test]
fn files_are_those_of_the_manifest_and_at_most_8_mb() {
    let manifest = Manifest::from_json(&read(MANIFEST_FILE)).unwrap();
    for name in [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE] {
        manifest.verify(name, &read(name)).unwrap();
    }
    assert!(
        manifest.total_bytes() <= 8_000_000,
        "{} bytes",
        manifest.total_bytes()
    );
    assert!(dir().join("README.md").exists(), "the model card");
}

#[test]
fn the_lectures_sentence() {
    let translator = translator();
    for (src, tgt) in [
        (
            "A cute teddy bear is reading.",
            "Un ours en peluche mignon lit.",
        ),
        (
            "A cute teddy bear is reading",
            "Un ours en peluche mignon lit",
        ),
    ] {
        assert_eq!(translate(&translator, src), tgt);
    }
}

#[test]
fn at_least_45_of_50_variants_are_right_in_every_word() {
    let translator = translator();
    let variants = grammar::variants();
    assert_eq!(variants.len(), 51, "the lecture's sentence and 50 variants");
    let wrong: Vec<String> = variants[1..]
        .iter()
        .filter_map(|entry| {
            let got = translate(&translator, &entry.src);
            let right = entry.refs.contains(&got);
            (!right).then(|| format!("{} → {got}", entry.src))
        })
        .collect();
    assert!(wrong.len() <= 5, "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn anything_gets_an_answer() {
    let translator = translator();
    for text in [
        "a",
        "🐻",
        "你好，泰迪熊",
        "<b>bold</b>",
        "<s>",
        "A \"quoted\" bear…",
        "42",
        "e\u{301}",
        "The teddy bear, the dog, the cat, the bird, the fox, the owl, the cow and the pig are reading \
         a book in the garden under the tree near the house, and the king is singing.",
    ] {
        let src = translator.prepare(text).unwrap();
        let greedy = translator.greedy(&src).unwrap();
        assert!(greedy.ids.len() >= 2 && greedy.ids.len() <= translator.model.config.max_len);
        let beam = translator
            .beam(
                &src,
                BeamConfig {
                    size: 4,
                    length_penalty: 1.0,
                },
            )
            .unwrap();
        assert!(!beam.finished.is_empty());
    }
    assert!(translator.prepare(" \n\t").is_err());
    assert!(translator.prepare(&"bear ".repeat(200)).is_err());
}
