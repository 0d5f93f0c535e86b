//! The word vectors that the page downloads: their files belong together, are small enough, and know what they should;
//! and beside them the translator's contextual vectors.

use std::fs;
use std::path::PathBuf;
use teddy_reads::nlp::embedding::{
    WORDS_FILE, WordVectors, cosine_similarity, from_files, words_in_context,
};
use teddy_reads::nlp::model::Translator;
use teddy_reads::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, Measure, TOKENIZER_FILE, WEIGHTS_FILE,
};

fn read(model: &str, name: &str) -> Vec<u8> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("public/models")
        .join(model);
    fs::read(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn text(model: &str, name: &str) -> String {
    String::from_utf8(read(model, name)).unwrap()
}

fn vectors() -> WordVectors {
    let text = |name| text("word-vectors", name);
    from_files(
        &text(CONFIG_FILE),
        &text(WORDS_FILE),
        &read("word-vectors", WEIGHTS_FILE),
    )
    .unwrap()
}

#[test]
fn files_are_those_of_the_manifest_and_at_most_2_mb() {
    let manifest = Manifest::from_json(&read("word-vectors", MANIFEST_FILE)).unwrap();
    for name in [CONFIG_FILE, WORDS_FILE, WEIGHTS_FILE] {
        manifest.verify(name, &read("word-vectors", name)).unwrap();
    }
    assert!(
        manifest.total_bytes() <= 2_000_000,
        "{} bytes",
        manifest.total_bytes()
    );
    // What the issue asks of them, as measured by `teddy evaluate word-vectors`, is said here and on the card.
    let card = text("word-vectors", "README.md");
    for (name, at_least) in [
        ("Analogies, top 10,000 words, %", 55.0),
        ("WordSim-353, Spearman", 0.62),
    ] {
        let Some(Measure::Number(value)) = manifest.quality.get(name) else {
            panic!("{name} is not in the manifest");
        };
        assert!(*value >= at_least, "{name}: {value}");
        assert!(
            card.contains(&value.to_string()),
            "the card says {name}: {value}"
        );
    }
    assert!(card.contains("CC BY-SA 3.0"));
}

#[test]
fn twenty_thousand_words() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 20_000);
    assert_eq!(vectors.words()[0], "the");
    for word in ["book", "soft", "bear", "reading", "bank", "king", "queen"] {
        assert!(vectors.id(word).is_ok(), "{word}");
    }
    // Too rare in an encyclopaedia to be among them by themselves: configs/word-vectors.json asks for them.
    for word in ["teddy", "cute", "plush", "cuddly", "kitten"] {
        assert!(vectors.id(word).unwrap() > 19_000, "{word}");
    }
}

#[test]
fn neighbours_are_what_one_would_say() {
    let vectors = vectors();
    for (word, one_of) in [
        ("king", ["queen", "prince", "throne", "emperor"]),
        ("france", ["spain", "belgium", "italy", "germany"]),
        ("blue", ["red", "green", "yellow", "purple"]),
        ("river", ["tributary", "lake", "rivers", "valley"]),
        (
            "physics",
            ["chemistry", "mathematics", "astronomy", "mechanics"],
        ),
        ("february", ["january", "march", "november", "october"]),
    ] {
        let near = vectors.nearest(word, 10).unwrap();
        let hits = near
            .iter()
            .filter(|n| one_of.contains(&n.word.as_str()))
            .count();
        assert!(hits >= 2, "{word}: {near:?}");
    }
    assert!(vectors.cosine("king", "queen").unwrap() > vectors.cosine("king", "book").unwrap());
}

#[test]
fn analogies_that_come_out_right() {
    let vectors = vectors();
    let mut right = Vec::new();
    for [a, b, c, d] in [
        ["man", "king", "woman", "queen"],
        ["france", "paris", "germany", "berlin"],
        ["france", "paris", "japan", "tokyo"],
        ["king", "queen", "man", "woman"],
        ["he", "his", "she", "her"],
        ["good", "better", "bad", "worse"],
        ["walking", "walked", "playing", "played"],
        ["spain", "spanish", "france", "french"],
    ] {
        let answer = &vectors.analogy([a, b, c], 1).unwrap()[0].word;
        if answer == d {
            right.push(d);
        }
    }
    assert!(right.len() >= 6, "{right:?}");
}

#[test]
fn bank_has_one_static_vector_and_two_contextual_ones() {
    let files = |name| text("translator", name);
    let translator = Translator::from_files(
        &files(CONFIG_FILE),
        &files(TOKENIZER_FILE),
        &read("translator", WEIGHTS_FILE),
    )
    .unwrap();
    let vectors = vectors();
    let bank = |sentence: &str| {
        let sentence = words_in_context(&translator, Some(&vectors), sentence).unwrap();
        for word in &sentence.words {
            assert_eq!(sentence.text[word.span.clone()], word.word);
            assert!(!word.tokens.is_empty());
        }
        let bank = sentence.words.iter().find(|w| w.word == "bank").unwrap();
        bank.clone()
    };
    let money = bank("I put my money in the bank.");
    let river = bank("We sat on the bank of the river.");
    let again = bank("I put my money in the bank.");
    assert_eq!(money, again);
    assert_eq!(money.embedding, river.embedding);
    assert_eq!(money.word_vector, river.word_vector);
    assert_eq!(money.word_vector.as_ref().unwrap().len(), vectors.dim());
    let same = cosine_similarity(&money.contextual, &river.contextual);
    assert!(same < 0.99, "cos = {same}");
    assert_eq!(money.contextual.len(), translator.model.config.d_model);
    // By definition: the rows of the embedding matrix and of `memory` at the word's places.
    let source = translator.prepare("I put my money in the bank.").unwrap();
    let memory = translator.model.encode(&source.ids).unwrap();
    let n = money.tokens.len() as f32;
    for l in 0..money.contextual.len() {
        let mean = money.tokens.clone().map(|t| memory[(t, l)]).sum::<f32>() / n;
        assert!((mean - money.contextual[l]).abs() < 1e-5);
    }
    let piece: String = source.tokens[money.tokens.clone()]
        .iter()
        .map(|t| t.piece.as_str())
        .collect();
    assert_eq!(piece.trim_start_matches('▁'), "bank");
}
