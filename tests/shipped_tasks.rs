//! The models of the small tasks that the page downloads: their files belong together, are small enough, and do what
//! they were made for.

use std::fs;
use std::path::{Path, PathBuf};
use teddy_reads::nlp::data::conll::{Kind, Tag};
use teddy_reads::nlp::decode::BeamConfig;
use teddy_reads::nlp::model::{
    EntityRecogniser, LanguageModel, RecurrentTranslator, SentenceEncoder, TextClassifier,
    Translator,
};
use teddy_reads::session::manifest::{
    CONFIG_FILE, MANIFEST_FILE, Manifest, TOKENIZER_FILE, WEIGHTS_FILE,
};

const VOCAB_FILE: &str = "vocab.json";

struct Shipped(PathBuf);

impl Shipped {
    fn new(name: &str) -> Self {
        Shipped(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("public/models")
                .join(name),
        )
    }

    fn read(&self, name: &str) -> Vec<u8> {
        let path = self.0.join(name);
        fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The bytes of all files, which must be those of the manifest.
    fn checked_bytes(&self) -> u64 {
        let manifest = Manifest::from_json(&self.read(MANIFEST_FILE)).unwrap();
        for file in &manifest.files {
            manifest.verify(&file.name, &self.read(&file.name)).unwrap();
        }
        assert!(
            !manifest.quality.is_empty(),
            "{}: nothing measured",
            self.0.display()
        );
        let card = self.text("README.md");
        for part in ["## Data", "## Quality", "## Limits", "seed 295"] {
            assert!(card.contains(part), "{}: {part}", self.0.display());
        }
        manifest.total_bytes()
    }

    fn classifier(&self) -> TextClassifier {
        TextClassifier::from_files(
            &self.text(CONFIG_FILE),
            &self.text(VOCAB_FILE),
            &self.read(WEIGHTS_FILE),
        )
        .unwrap()
    }

    fn language_model(&self) -> LanguageModel {
        LanguageModel::from_files(
            &self.text(CONFIG_FILE),
            &self.text(TOKENIZER_FILE),
            &self.read(WEIGHTS_FILE),
        )
        .unwrap()
    }

    fn rnn_translator(&self) -> Translator<RecurrentTranslator<f32>> {
        Translator::from_files(
            &self.text(CONFIG_FILE),
            &self.text(TOKENIZER_FILE),
            &self.read(WEIGHTS_FILE),
        )
        .unwrap()
    }
}

const SENTIMENT: [&str; 3] = ["sentiment-lstm", "sentiment-rnn", "sentiment-mean"];

#[test]
fn files_are_those_of_the_manifests_and_small() {
    for (names, limit) in [
        (&SENTIMENT[..], 1_500_000),
        (&["entities"], 1_500_000),
        (&["language-model-lstm", "language-model-rnn"], 1_500_000),
        (&["rnn-translator-attention"], 1_600_000),
        (&["rnn-translator-plain"], 1_600_000),
    ] {
        let bytes: u64 = names
            .iter()
            .map(|name| Shipped::new(name).checked_bytes())
            .sum();
        assert!(bytes <= limit, "{names:?}: {bytes} bytes");
    }
}

#[test]
fn clear_opinions_are_recognised_by_all_three() {
    for name in SENTIMENT {
        let classifier = Shipped::new(name).classifier();
        for (text, positive) in [
            (
                "A warm, funny and moving film with wonderful performances.",
                true,
            ),
            ("One of the best films of the year.", true),
            ("A dull, boring mess with terrible acting.", false),
            ("The plot is stupid and the jokes are awful.", false),
        ] {
            let p = classifier.classify(text).unwrap();
            assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert_eq!(p[1] > 0.5, positive, "{name}: {text} {p:?}");
        }
    }
}

#[test]
fn the_mean_of_vectors_knows_no_order_and_the_others_do() {
    for name in SENTIMENT {
        let classifier = Shipped::new(name).classifier();
        let one = classifier.classify("not bad , but good").unwrap();
        let other = classifier.classify("not good , but bad").unwrap();
        let difference = (one[1] - other[1]).abs();
        match classifier.model.config.encoder {
            SentenceEncoder::MeanOfVectors => assert!(difference < 1e-5, "{difference}"),
            _ => assert!(difference > 1e-3, "{name}: {difference}"),
        }
    }
}

#[test]
fn predictions_on_the_test_set_are_at_least_as_good_as_promised() {
    for name in SENTIMENT {
        let json: serde_json::Value =
            serde_json::from_str(&Shipped::new(name).text("test.json")).unwrap();
        let list = |key: &str| json[key].as_array().unwrap().clone();
        let (labels, probabilities) = (list("labels"), list("probabilities"));
        assert_eq!(labels.len(), probabilities.len());
        assert!(labels.len() > 1000);
        let right = labels.iter().zip(&probabilities).filter(|(l, p)| {
            let p = p.as_f64().unwrap();
            assert!((0.0..=1.0).contains(&p));
            (p >= 0.5) == (l.as_u64() == Some(1))
        });
        let accuracy = right.count() as f64 / labels.len() as f64;
        assert!(accuracy >= 0.75, "{name}: {accuracy}");
    }
}

#[test]
fn well_known_names_are_found() {
    let shipped = Shipped::new("entities");
    let recogniser = EntityRecogniser::from_files(
        &shipped.text(CONFIG_FILE),
        &shipped.text(VOCAB_FILE),
        &shipped.read(WEIGHTS_FILE),
    )
    .unwrap();
    for (text, name, kind) in [
        (
            "Barack Obama visited Paris in the spring.",
            "Obama",
            Kind::Person,
        ),
        (
            "Barack Obama visited Paris in the spring.",
            "Paris",
            Kind::Location,
        ),
        (
            "She was born in London , England .",
            "London",
            Kind::Location,
        ),
        (
            "Yesterday John Smith met his brother in Germany.",
            "Germany",
            Kind::Location,
        ),
    ] {
        let tagged = recogniser.tag(text).unwrap();
        let found = tagged
            .iter()
            .find(|t| &text[t.span.clone()] == name)
            .unwrap();
        let right = [Tag::Begin(kind), Tag::Inside(kind)].contains(&found.tag);
        assert!(right, "{name} in {text}: {:?}", found.tag);
    }
    let plain = recogniser.tag("a teddy bear is reading a book").unwrap();
    assert!(plain.iter().all(|t| t.tag == Tag::Outside), "{plain:?}");
}

#[test]
fn english_surprises_less_than_its_words_in_disorder() {
    let mut per_model = Vec::new();
    for name in ["language-model-lstm", "language-model-rnn"] {
        let model = Shipped::new(name).language_model();
        let surprise = |text: &str| {
            let all = model.surprise(text).unwrap();
            all.iter().map(|s| -s.log_probability).sum::<f32>()
        };
        let (sentence, disorder) = (
            surprise("It is the capital and largest city of the country."),
            surprise("city the It of and country largest capital the is."),
        );
        assert!(sentence + 5.0 < disorder, "{name}: {sentence} {disorder}");
        per_model.push(sentence);
    }
    assert_eq!(per_model.len(), 2);
}

#[test]
fn recurrent_translators_translate_short_sentences() {
    let attention = Shipped::new("rnn-translator-attention").rnn_translator();
    for (src, tgt) in [
        ("Thank you.", "Merci."),
        (
            "A cute teddy bear is reading.",
            "Un ours en peluche mignon lit.",
        ),
    ] {
        let source = attention.prepare(src).unwrap();
        assert_eq!(attention.text(&attention.greedy(&source).unwrap()), tgt);
    }
    for name in ["rnn-translator-attention", "rnn-translator-plain"] {
        let translator = Shipped::new(name).rnn_translator();
        for text in ["A cute teddy bear is reading.", "你好", "a", "🐻 !"] {
            let source = translator.prepare(text).unwrap();
            let beam = BeamConfig {
                size: 4,
                length_penalty: 1.0,
            };
            assert!(
                translator.best(&source, beam).unwrap().ids.len() > 1,
                "{name}: {text}"
            );
        }
    }
}
