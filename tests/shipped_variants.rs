//! The small translators that differ in one thing (heads, label smoothing): their files belong together, are
//! small, translate what they were made for, and differ as their index says.

use serde::Deserialize;
use std::fs;
use std::path::PathBuf;
use teddy_reads::nlp::data::batch::Example;
use teddy_reads::nlp::data::grammar;
use teddy_reads::nlp::metrics::{Reliability, ReliabilityBin};
use teddy_reads::nlp::model::{TransformerConfig, Translator};
use teddy_reads::nlp::train::calibration;
use teddy_reads::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};

#[derive(Deserialize)]
struct Index {
    format: u32,
    test_sentences: u64,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    name: String,
    n_heads: usize,
    epsilon: f64,
    bytes: u64,
    bleu_greedy: f64,
    bleu_beam4: f64,
    chrf_beam4: f64,
    perplexity: f64,
    next_token_accuracy: f64,
    mean_confidence: f64,
    ece: f64,
    bleu_by_source_words: Vec<Bucket>,
    reliability: Vec<ReliabilityBin>,
}

#[derive(Deserialize)]
struct Bucket {
    from: u64,
    to: Option<u64>,
    sentences: u64,
    bleu: f64,
}

fn dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("public/models/variants")
}

fn read(name: &str, file: &str) -> Vec<u8> {
    let path = dir().join(name).join(file);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn index() -> Index {
    let index: Index = serde_json::from_slice(&read("", "index.json")).unwrap();
    assert_eq!(index.format, 1);
    index
}

fn variant<'a>(index: &'a Index, name: &str) -> &'a Variant {
    let found = index.variants.iter().find(|v| v.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn translator(name: &str) -> Translator {
    let text = |file| String::from_utf8(read(name, file)).unwrap();
    let weights = read(name, WEIGHTS_FILE);
    Translator::from_files(&text(CONFIG_FILE), &text(TOKENIZER_FILE), &weights).unwrap()
}

#[test]
fn each_is_what_the_index_says_and_at_most_1_5_mb() {
    let card = String::from_utf8(read("", "README.md")).unwrap();
    let mut shared: Option<(TransformerConfig, String)> = None;
    for v in index().variants {
        let manifest_json = read(&v.name, MANIFEST_FILE);
        let manifest = Manifest::from_json(&manifest_json).unwrap();
        for file in [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE] {
            manifest.verify(file, &read(&v.name, file)).unwrap();
        }
        assert_eq!(manifest.total_bytes(), v.bytes, "{}", v.name);
        let all = v.bytes + manifest_json.len() as u64;
        assert!(all <= 1_500_000, "{}: {all} bytes", v.name);
        assert!(card.contains(&format!("`{}`", v.name)), "the model card");

        // Otherwise equal: same sizes, same tokenizer.
        let mut config: TransformerConfig =
            serde_json::from_slice(&read(&v.name, CONFIG_FILE)).unwrap();
        assert_eq!(config.n_heads, v.n_heads);
        config.n_heads = 1;
        let this = (
            config,
            manifest.file(TOKENIZER_FILE).unwrap().sha256.clone(),
        );
        assert_eq!(*shared.get_or_insert(this.clone()), this, "{}", v.name);
    }
}

#[test]
fn the_figures_of_the_index_are_of_one_piece() {
    let index = index();
    for v in &index.variants {
        let name = &v.name;
        let reliability = Reliability {
            bins: v.reliability.clone(),
        };
        let total = reliability.total();
        assert!((reliability.ece() - v.ece).abs() < 1e-3, "{name}");
        assert!(
            (total.confidence() - v.mean_confidence).abs() < 1e-3,
            "{name}"
        );
        let accuracy = total.accuracy().value();
        assert!((accuracy - v.next_token_accuracy).abs() < 1e-3, "{name}");
        let buckets = &v.bleu_by_source_words;
        let sentences: u64 = buckets.iter().map(|b| b.sentences).sum();
        assert_eq!(sentences, index.test_sentences, "{name}");
        assert!(buckets.windows(2).all(|b| b[0].to == Some(b[1].from - 1)));
        assert!(buckets.iter().all(|b| (0.0..=100.0).contains(&b.bleu)));
        // What they are good for: a page that compares them must have something to compare.
        assert!(v.bleu_greedy >= 25.0 && v.bleu_beam4 >= 25.0, "{name}");
        assert!(v.chrf_beam4 >= 45.0 && v.perplexity <= 7.0, "{name}");
    }
}

#[test]
fn the_lectures_sentence_comes_out_in_french() {
    for v in index().variants {
        let translator = translator(&v.name);
        let src = translator.prepare("A cute teddy bear is reading.").unwrap();
        let text = translator.text(&translator.greedy(&src).unwrap());
        assert!(
            text.starts_with("Un ") && text.contains("ours en peluche") && text.contains("lit"),
            "{}: {text}",
            v.name
        );
    }
}

/// Measured here, on the lecture's sentence and its variants, and as the index has it from the test set.
#[test]
fn without_label_smoothing_a_model_is_surer() {
    let index = index();
    let (smoothed, plain) = (variant(&index, "heads-4"), variant(&index, "smoothing-0"));
    assert_eq!((smoothed.epsilon, plain.epsilon), (0.1, 0.0));
    assert_eq!(smoothed.n_heads, plain.n_heads);
    assert!(plain.mean_confidence > smoothed.mean_confidence + 0.05);

    let confidence = |name: &str| {
        let Translator { tokenizer, model } = translator(name);
        let ids = |text: &str| -> Vec<u32> {
            let tokens = tokenizer.encode_with_specials(text);
            tokens.iter().map(|token| token.id).collect()
        };
        let examples: Vec<Example> = grammar::variants()
            .iter()
            .map(|entry| Example {
                src: ids(&entry.src),
                tgt: ids(&entry.refs[0]),
            })
            .collect();
        let reliability = calibration(&model, &examples, 10).unwrap().reliability;
        assert!(reliability.total().accuracy().value() > 0.6, "{name}");
        reliability.total().confidence()
    };
    let (smoothed, plain) = (confidence("heads-4"), confidence("smoothing-0"));
    assert!(plain > smoothed + 0.03, "{plain} and {smoothed}");
}
