//! `tokenizer.json` and agreement with Hugging Face's `tokenizers`, whose answers
//! `fixtures/make_tokenizer_fixture.py` wrote down.

use serde_json::Value;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::tokenizer::{BpeConfig, BpeTokenizer, Tokenizer};

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn ids(value: &Value) -> Vec<u32> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Equal but for the order of keys; not `assert_eq`, which would print both files.
fn same_json(a: &str, b: &str) -> bool {
    let value = |text| serde_json::from_str::<Value>(text).unwrap();
    value(a) == value(b)
}

/// Id for id, and text for text, what Python's `tokenizers` says, with merges that keep to our rule
/// and with those of Hugging Face's own trainer, which do not.
#[test]
fn agrees_with_hugging_face() {
    let cases: Value = serde_json::from_str(&fixture("tokenizer_cases.json")).unwrap();
    let texts = cases["texts"].as_array().unwrap();
    assert!(texts.len() > 250);
    for name in ["own", "trained"] {
        let tokenizer =
            BpeTokenizer::from_json(&fixture(&format!("tokenizer_{name}.json"))).unwrap();
        for (text, expected) in texts.iter().zip(cases[name]["ids"].as_array().unwrap()) {
            let text = text.as_str().unwrap();
            let found = tokenizer.encode_ids(text);
            assert_eq!(found, ids(expected), "{name}: {text:?}");
            // A `▁` in the text is a space to both.
            assert_eq!(tokenizer.decode(&found), text.replace('▁', " "));
        }
        let bear = tokenizer.encode_with_specials("the bear");
        let bear: Vec<u32> = bear.iter().map(|token| token.id).collect();
        assert_eq!(bear, ids(&cases[name]["with_specials"]));
        for case in cases[name]["decode"].as_array().unwrap() {
            assert_eq!(
                tokenizer.decode(&ids(&case[0])),
                case[1].as_str().unwrap(),
                "{case}"
            );
        }
    }
}

/// The same corpus, learned in Python by recounting everything for each merge, gives the same file:
/// pieces, ids, merges, and every field that `tokenizers` writes.
#[test]
fn trains_and_writes_what_the_definition_says() {
    let corpus = fixture("tokenizer_corpus.txt");
    let config = BpeConfig {
        vocab_size: 700,
        min_frequency: 2,
        alphabet_limit: 160,
    };
    let tokenizer = BpeTokenizer::train(corpus.lines(), &config).unwrap();
    assert!(same_json(
        &tokenizer.to_json(),
        &fixture("tokenizer_own.json")
    ));
}

#[test]
fn older_files_write_merges_as_lines() {
    let mut file: Value = serde_json::from_str(&fixture("tokenizer_own.json")).unwrap();
    for merge in file["model"]["merges"].as_array_mut().unwrap() {
        *merge = format!(
            "{} {}",
            merge[0].as_str().unwrap(),
            merge[1].as_str().unwrap()
        )
        .into();
    }
    let tokenizer = BpeTokenizer::from_json(&file.to_string()).unwrap();
    assert!(same_json(
        &tokenizer.to_json(),
        &fixture("tokenizer_own.json")
    ));
}

/// Broken and foreign files are refused with the place that is at fault; none panics.
#[test]
fn bad_files_say_what_is_wrong() {
    let good: Value = serde_json::from_str(&fixture("tokenizer_own.json")).unwrap();
    let merge = |left: &str, right: &str| Value::from(vec![left, right]);
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/model/type", "WordPiece".into(), "model.type"),
        ("/model/byte_fallback", false.into(), "model.byte_fallback"),
        ("/model/unk_token", Value::Null, "model.unk_token"),
        ("/model/dropout", 0.1.into(), "model.dropout"),
        (
            "/model/end_of_word_suffix",
            "</w>".into(),
            "model.end_of_word_suffix",
        ),
        ("/model/ignore_merges", true.into(), "model.ignore_merges"),
        ("/normalizer", Value::Null, "normalizer"),
        (
            "/pre_tokenizer/prepend_scheme",
            "first".into(),
            "pre_tokenizer",
        ),
        ("/decoder/decoders/0", Value::Null, "decoder"),
        ("/post_processor/single/0", Value::Null, "post_processor"),
        ("/truncation", Value::from(vec![1]), "truncation"),
        ("/added_tokens/0/content", "<mask>".into(), "<mask>"),
        ("/added_tokens/0/id", (-1).into(), "invalid value"),
        ("/added_tokens/0/id", 9_999_999_999_u64.into(), "9999999999"),
        ("/model/vocab", Value::Null, "invalid type: null"),
        (
            "/model/vocab",
            serde_json::json!({}),
            "\"<pad>\" is missing",
        ),
        ("/model/vocab/▁", 0.into(), "have id 0"),
        ("/model/vocab/▁", 1_000_000.into(), "has id 1000000"),
        ("/model/vocab/▁", "x".into(), "has id \"x\""),
        ("/model/merges", 3.into(), "invalid type"),
        ("/model/merges/2", "a".into(), "merge 2"),
        ("/model/merges/2", "a b c".into(), "merge 2"),
        (
            "/model/merges/2",
            merge("qqq", "a"),
            "merge 2 (\"qqq\" + \"a\"): \"qqq\" is not",
        ),
        ("/model/merges/2", merge("a", "A"), "\"aA\" is not"),
        ("/model/merges/2", merge("", "a"), "merge 2"),
        ("/model/merges/2", Value::from(vec!["a"]), "did not match"),
        (
            "/model/merges/2",
            good["model"]["merges"][0].clone(),
            "given twice",
        ),
    ];
    for (at, value, expected) in cases {
        let mut file = good.clone();
        *file.pointer_mut(at).unwrap() = value;
        let error = BpeTokenizer::from_json(&file.to_string()).unwrap_err();
        assert!(matches!(error, NlpError::BadFile { .. }));
        assert!(error.to_string().contains(expected), "{at}: {error}");
    }
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"model\": 1}",
        "\u{0}",
        "{\"model\": {\"vocab\": {}}}",
    ] {
        assert!(BpeTokenizer::from_json(text).is_err());
    }
    // Cut off anywhere, the file is refused.
    let text = fixture("tokenizer_own.json");
    for end in (0..text.len())
        .step_by(97)
        .filter(|&end| text.is_char_boundary(end))
    {
        assert!(BpeTokenizer::from_json(&text[..end]).is_err());
    }
}

/// Pieces such as `<s>` cannot come about by merging, even if a file says so.
#[test]
fn merges_never_make_special_pieces() {
    let mut file: Value = serde_json::from_str(&fixture("tokenizer_own.json")).unwrap();
    let vocab = file["model"]["vocab"].as_object_mut().unwrap();
    let next = vocab.len();
    for (at, piece) in ["<", "s>"].into_iter().enumerate() {
        vocab.insert(piece.into(), (next + at).into());
    }
    file["model"]["merges"] = serde_json::json!([["<", "s>"]]);
    let error = BpeTokenizer::from_json(&file.to_string()).unwrap_err();
    assert!(error.to_string().contains("do not merge"), "{error}");
}
