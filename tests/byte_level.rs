//! Byte-level BPE against tiktoken and Hugging Face's `tokenizers`, whose answers
//! `fixtures/make_byte_level_fixture.py` wrote down. (`fixtures/compare_tokenizers.py` compares 100,000 strings.)

use serde_json::Value;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::tokenizer::{
    ByteLevelBpe, ByteLevelConfig, Tokenizer, WordCache, read_tokenizer,
};

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn ids(value: &Value) -> Vec<u32> {
    serde_json::from_value(value.clone()).unwrap()
}

fn from_json() -> ByteLevelBpe {
    ByteLevelBpe::from_json(&fixture("byte_level.json")).unwrap()
}

fn from_tiktoken() -> ByteLevelBpe {
    let special = [("<|endoftext|>", 0)];
    ByteLevelBpe::from_tiktoken(&fixture("byte_level.tiktoken"), &special).unwrap()
}

/// The two files of older releases.
fn vocab_and_merges() -> (String, String) {
    let file: Value = serde_json::from_str(&fixture("byte_level.json")).unwrap();
    let mut merges = "#version: 0.2\n".to_owned();
    for merge in file["model"]["merges"].as_array().unwrap() {
        let piece = |at: usize| merge[at].as_str().unwrap();
        merges += &format!("{} {}\n", piece(0), piece(1));
    }
    (file["model"]["vocab"].to_string(), merges)
}

fn from_vocab_and_merges() -> ByteLevelBpe {
    let (vocab, merges) = vocab_and_merges();
    ByteLevelBpe::from_vocab_and_merges(&vocab, &merges).unwrap()
}

/// Every way to load it gives tiktoken's ids, and the text back.
#[test]
fn agrees_with_tiktoken() {
    let cases: Value = serde_json::from_str(&fixture("byte_level_cases.json")).unwrap();
    let texts = cases["texts"].as_array().unwrap();
    assert!(texts.len() > 400);
    let written = |tokenizer: ByteLevelBpe| ByteLevelBpe::from_json(&tokenizer.to_json()).unwrap();
    for (how, tokenizer) in [
        ("tokenizer.json", from_json()),
        (".tiktoken", from_tiktoken()),
        ("vocab and merges", from_vocab_and_merges()),
        ("tokenizer.json, written and read", written(from_json())),
        (
            ".tiktoken, written as tokenizer.json",
            written(from_tiktoken()),
        ),
    ] {
        for (text, expected) in texts.iter().zip(cases["ids"].as_array().unwrap()) {
            let text = text.as_str().unwrap();
            let found = tokenizer.encode_ids(text);
            assert_eq!(found, ids(expected), "{how}: {text:?}");
            assert_eq!(tokenizer.decode(&found), text);
        }
        for case in cases["decode"].as_array().unwrap() {
            assert_eq!(
                tokenizer.decode(&ids(&case[0])),
                case[1].as_str().unwrap(),
                "{case}"
            );
        }
        let special: Vec<_> = tokenizer.specials().collect();
        assert_eq!(special, [("<|endoftext|>", 0)]);
        assert_eq!(tokenizer.piece(0), Some("<|endoftext|>"));
        assert!(
            !tokenizer.encode_ids("<|endoftext|>").contains(&0),
            "text is text"
        );
        assert_eq!(tokenizer.decode(&[0, 500, u32::MAX]), "");
    }
}

/// The vocabulary and the merges that Hugging Face's trainer learned, whatever the order of lines.
#[test]
fn trains_as_hugging_face_does() {
    let corpus = fixture("tokenizer_corpus.txt");
    let config = ByteLevelConfig {
        vocab_size: 500,
        min_frequency: 2,
        specials: vec!["<|endoftext|>".into()],
    };
    let mut lines: Vec<&str> = corpus.split_inclusive('\n').collect();
    let expected: Value = serde_json::from_str(&fixture("byte_level.json")).unwrap();
    for _ in 0..2 {
        let tokenizer = ByteLevelBpe::train(lines.iter().copied(), &config).unwrap();
        let found: Value = serde_json::from_str(&tokenizer.to_json()).unwrap();
        assert!(found["model"]["merges"] == expected["model"]["merges"]);
        assert!(found["model"]["vocab"] == expected["model"]["vocab"]);
        lines.reverse();
    }
    let bytes_only = ByteLevelConfig {
        vocab_size: 260,
        ..ByteLevelConfig::default()
    };
    let bytes = ByteLevelBpe::train([corpus.as_str()], &bytes_only).unwrap();
    assert_eq!(bytes.decode(&bytes.encode_ids("été 🧸")), "été 🧸");
    assert_eq!(bytes.special().eos, 3);
    for (config, lines) in [
        (
            ByteLevelConfig {
                vocab_size: 259,
                ..ByteLevelConfig::default()
            },
            vec!["a"],
        ),
        (
            ByteLevelConfig {
                specials: vec![],
                ..ByteLevelConfig::default()
            },
            vec!["a"],
        ),
        (
            ByteLevelConfig {
                specials: vec!["x".into(), "x".into()],
                ..ByteLevelConfig::default()
            },
            vec!["a"],
        ),
        (ByteLevelConfig::default(), vec![]),
        (ByteLevelConfig::default(), vec![""]),
    ] {
        assert!(ByteLevelBpe::train(lines, &config).is_err(), "{config:?}");
    }
}

/// A string of characters of all kinds.
fn random_text(rng: &mut Rng) -> String {
    let words = [
        "the",
        " bear",
        "'s",
        " ",
        "\n",
        "é",
        "e\u{301}",
        "👩‍👩‍👧‍👦",
        "🇫🇷",
        "熊",
        "42",
        "...",
        "\u{a0}",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    let mut text = String::new();
    for _ in 0..rng.below(40) {
        match rng.below(3) {
            0 => text.extend(char::from_u32(rng.below(0x110000) as u32)),
            1 => text.push(char::from(rng.below(128) as u8)),
            _ => text.push_str(words[rng.below(words.len())]),
        }
    }
    text
}

#[test]
fn any_text_comes_back_and_spans_cover_it() {
    let tokenizer = from_json();
    let mut rng = Rng::new(41);
    let mut cache = WordCache::with_limit(16); // so small that it starts anew all the time
    let mut with_cache = Vec::new();
    for _ in 0..3000 {
        let text = random_text(&mut rng);
        let tokens = tokenizer.encode(&text);
        let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids, tokenizer.encode_ids(&text));
        with_cache.clear();
        tokenizer.encode_with(&text, &mut cache, &mut with_cache);
        assert_eq!(ids, with_cache);
        assert_eq!(tokenizer.decode(&ids), text);
        assert_eq!(tokenizer.decode_bytes(&ids), text.as_bytes());
        let mut end = 0;
        for token in &tokens {
            let slice = text.get(token.span.clone()).expect("on character borders");
            let bytes = tokenizer.token_bytes(token.id);
            assert!(
                slice
                    .as_bytes()
                    .windows(bytes.len())
                    .any(|window| window == bytes)
            );
            assert!(
                token.span.start <= end && token.span.end > token.span.start,
                "no gap"
            );
            assert_eq!(tokenizer.piece(token.id), Some(token.piece.as_str()));
            end = token.span.end;
        }
        assert_eq!(end, text.len());
    }
}

#[test]
fn broken_tiktoken_files_name_the_line() {
    let good = fixture("byte_level.tiktoken");
    for (line, with, expected) in [
        (1, "IQ== 1 1", "line 1: \"1 1\" is not an id"),
        (2, "IQ==2", "line 2: \"IQ==2\" is not a token and its id"),
        (3, "I_== 3", "line 3: \"I_==\" is not base64"),
        (4, " 4", "line 4: \"\" is not base64"),
        (5, "IQ== 5", "line 5: the token of line 1 again"),
        (6, "Jg== 5", "line 6: id 5 is taken"),
        (6, "Jg== -6", "line 6: \"-6\" is not an id"),
        (
            6,
            "Jg== 99999999",
            "line 6: id 99999999 is out of proportion",
        ),
        (
            6,
            "Jg== 99999999999999999999999",
            "line 6: \"99999999999999999999999\" is not an id",
        ),
        (7, "", "byte 0x27 is missing"),
        (300, "IQ== 0", "line 300: the token of line 1 again"),
        (300, "////// 0", "is not base64"),
    ] {
        let mut lines: Vec<&str> = good.lines().collect();
        lines[line - 1] = with;
        let error = ByteLevelBpe::from_tiktoken(&lines.join("\n"), &[]).unwrap_err();
        assert!(error.to_string().contains(expected), "{with}: {error}");
    }
    for (special, expected) in [
        (("<x>", 5), "id 5 is taken"),
        (("<x>", u32::MAX), "out of proportion"),
    ] {
        let error = ByteLevelBpe::from_tiktoken(&good, &[special]).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let none = ByteLevelBpe::from_tiktoken(&good, &[]).unwrap();
    assert_eq!(
        none.specials().collect::<Vec<_>>(),
        [("<|endoftext|>", 500)]
    );
}

#[test]
fn broken_vocabularies_and_merges_name_the_place() {
    let (vocab, merges) = vocab_and_merges();
    let lines = |line: usize, with: &str| {
        let mut lines: Vec<&str> = merges.lines().collect();
        lines[line - 1] = with;
        lines.join("\n")
    };
    let second = merges.lines().nth(1).unwrap();
    for (line, with, expected) in [
        (3, "a", "line 3: \"a\" is not two pieces"),
        (3, "a b c", "line 3: "),
        (4, " b", "line 4: "),
        (
            5,
            "q zzz",
            "line 5: merges: \"zzz\" is not in the vocabulary",
        ),
        (5, "q Z", "line 5: merges: \"qZ\" is not in the vocabulary"),
        (6, second, "is given twice"),
        (7, "<|endoftext|> a", "line 7: "),
    ] {
        let error = ByteLevelBpe::from_vocab_and_merges(&vocab, &lines(line, with)).unwrap_err();
        assert!(error.to_string().contains(expected), "{with}: {error}");
        assert!(
            matches!(error, NlpError::BadLine { line: at, .. } if at == line),
            "{error:?}"
        );
    }
    for (from, to, expected) in [
        ("\"!\":1", "\"!\":2", "id 2 is taken"),
        ("\"!\":1", "\"!\":-1", "line 1 column"),
        ("\"!\":1", "\"!\":1.5", "line 1 column"),
        ("\"!\":1", "\"!\":1000000", "out of proportion"),
        ("\"!\":1", "\"\\\"\":1", "comes twice"),
        ("\"!\":1", "\" \":1", "spells no byte"),
        ("\"!\":1,", "", "\"!\" is not in the vocabulary"),
        ("{", "[", "line 1 column"),
    ] {
        let broken = vocab.replacen(from, to, 1);
        assert_ne!(broken, vocab, "{from}");
        let error = ByteLevelBpe::from_vocab_and_merges(&broken, &merges).unwrap_err();
        assert!(error.to_string().contains(expected), "{to}: {error}");
    }
}

#[test]
fn broken_json_files_name_the_part() {
    let good: Value = serde_json::from_str(&fixture("byte_level.json")).unwrap();
    for (at, value, expected) in [
        ("/model/type", "Unigram".into(), "model.type"),
        ("/model/dropout", 0.5.into(), "model.dropout"),
        ("/model/byte_fallback", true.into(), "model.byte_fallback"),
        ("/model/ignore_merges", "yes".into(), "model.ignore_merges"),
        ("/model/vocab/a", "x".into(), "line 1 column"),
        ("/model/vocab/a", 1.into(), "id 1"),
        (
            "/model/merges/3",
            "ab".into(),
            "merge 3: \"ab\" is not two pieces",
        ),
        (
            "/model/merges/3/0",
            "zzzz".into(),
            "merge 3: \"zzzz\" is not in",
        ),
        (
            "/pre_tokenizer/add_prefix_space",
            true.into(),
            "pre_tokenizer.add_prefix_space",
        ),
        (
            "/pre_tokenizer/use_regex",
            false.into(),
            "pre_tokenizer.use_regex",
        ),
        ("/pre_tokenizer", Value::Null, "pre_tokenizer.type"),
        ("/decoder/type", "WordPiece".into(), "decoder.type"),
        ("/added_tokens/0/id", 7.into(), "\"<|endoftext|>\" has id 7"),
        (
            "/normalizer",
            serde_json::json!({"type": "NFC"}),
            "normalizer",
        ),
    ] {
        let mut file = good.clone();
        *file.pointer_mut(at).unwrap() = value;
        let error = ByteLevelBpe::from_json(&file.to_string()).unwrap_err();
        assert!(error.to_string().contains(expected), "{at}: {error}");
    }
}

/// Files cut short or with flipped bits are read or refused, whatever they hold; none panics.
#[test]
fn fuzzed_files_never_panic() {
    let mut rng = Rng::new(77);
    let (vocab, merges) = vocab_and_merges();
    let tiktoken = fixture("byte_level.tiktoken");
    let jsons = [
        fixture("byte_level.json"),
        fixture("word_level.json"),
        fixture("tokenizer_own.json"),
    ];
    let broken = |rng: &mut Rng, file: &str| {
        let mut bytes = file.as_bytes().to_vec();
        if rng.below(3) == 0 {
            bytes.truncate(rng.below(bytes.len()));
        }
        for _ in 0..rng.below(4) {
            if !bytes.is_empty() {
                let at = rng.below(bytes.len());
                bytes[at] ^= 1 << rng.below(8);
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let mut refused = 0;
    let mut check = |read: Result<Box<dyn Tokenizer + Send + Sync>, NlpError>| match read {
        Ok(tokenizer) => {
            let mut ids = Vec::new();
            tokenizer.encode_into("A cute teddy bear is reading. 🧸", &mut ids);
            tokenizer.decode(&ids);
        }
        Err(error) => {
            assert!(
                matches!(error, NlpError::BadFile { .. } | NlpError::BadLine { .. }),
                "{error:?}"
            );
            refused += 1;
        }
    };
    for round in 0..400 {
        check(read_tokenizer(&broken(&mut rng, &jsons[round % 3])));
        let text = broken(&mut rng, &tiktoken);
        check(ByteLevelBpe::from_tiktoken(&text, &[]).map(|t| Box::new(t) as _));
        let (vocab, merges) = match round % 2 {
            0 => (broken(&mut rng, &vocab), merges.clone()),
            _ => (vocab.clone(), broken(&mut rng, &merges)),
        };
        check(ByteLevelBpe::from_vocab_and_merges(&vocab, &merges).map(|t| Box::new(t) as _));
    }
    assert!(refused > 600, "{refused}");
}
