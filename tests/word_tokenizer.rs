//! Words and characters: agreement with Hugging Face's `WordLevel` (`fixtures/make_byte_level_fixture.py`),
//! spans, and the one trait for every tokenizer.

use serde_json::Value;
use std::ops::Range;
use teddy_reads::nlp::rng::Rng;
use teddy_reads::nlp::tokenizer::{
    BpeConfig, BpeTokenizer, ByteLevelBpe, ByteLevelConfig, CharTokenizer, Tokenizer, VocabConfig,
    WordTokenizer, read_tokenizer,
};

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn small() -> VocabConfig {
    VocabConfig {
        max_size: 400,
        min_count: 1,
    }
}

/// The file that `tokenizers` loaded, its ids, its offsets (in characters), and what it decodes.
#[test]
fn agrees_with_hugging_face() {
    let corpus = fixture("tokenizer_corpus.txt");
    let tokenizer = WordTokenizer::train(corpus.lines(), &small(), true);
    let written: Value = serde_json::from_str(&tokenizer.to_json()).unwrap();
    assert!(written == serde_json::from_str::<Value>(&fixture("word_level.json")).unwrap());
    let read = WordTokenizer::from_json(&fixture("word_level.json")).unwrap();
    assert_eq!(read.vocab().words(), tokenizer.vocab().words());

    let cases: Value = serde_json::from_str(&fixture("word_level_cases.json")).unwrap();
    let texts = cases["texts"].as_array().unwrap();
    assert!(texts.len() > 400);
    for (at, text) in texts.iter().enumerate() {
        let text = text.as_str().unwrap();
        let tokens = read.encode(text);
        let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
        let expected: Vec<u32> = serde_json::from_value(cases["ids"][at].clone()).unwrap();
        assert_eq!(ids, expected, "{text:?}");
        let in_chars = |bytes: &Range<usize>| {
            let chars = |to: usize| text[..to].chars().count();
            (chars(bytes.start), chars(bytes.end))
        };
        let spans: Vec<(usize, usize)> = tokens.iter().map(|token| in_chars(&token.span)).collect();
        let expected: Vec<(usize, usize)> =
            serde_json::from_value(cases["offsets"][at].clone()).unwrap();
        assert_eq!(spans, expected, "{text:?}");
        assert_eq!(read.decode(&ids), cases["decoded"][at].as_str().unwrap());
    }
}

#[test]
fn broken_word_files_name_the_part() {
    let good: Value = serde_json::from_str(&fixture("word_level.json")).unwrap();
    for (at, value, expected) in [
        ("/model/unk_token", "[UNK]".into(), "model.unk_token"),
        ("/model/vocab/the", 3.into(), "have id 3"),
        ("/model/vocab/the", 4000.into(), "has id 4000"),
        ("/pre_tokenizer/invert", false.into(), "pre_tokenizer"),
        ("/normalizer/type", "NFC".into(), "normalizer"),
        ("/added_tokens/0/content", "the".into(), "added_tokens"),
        ("/decoder", "x".into(), "decoder"),
    ] {
        let mut file = good.clone();
        *file.pointer_mut(at).unwrap() = value;
        let error = WordTokenizer::from_json(&file.to_string()).unwrap_err();
        assert!(error.to_string().contains(expected), "{at}: {error}");
    }
    assert!(read_tokenizer("{\"model\": {\"type\": \"Unigram\"}}").is_err());
}

/// All tokenizers, through the trait: ids and tokens agree, spans lie on character borders and in order,
/// pieces are those of the vocabulary; special ids leave nothing.
#[test]
fn one_trait_for_all() {
    let corpus = fixture("tokenizer_corpus.txt");
    let lines = || corpus.lines();
    let bpe = BpeConfig {
        vocab_size: 500,
        ..BpeConfig::default()
    };
    let bytes = ByteLevelConfig {
        vocab_size: 500,
        ..ByteLevelConfig::default()
    };
    let all: Vec<(&str, Box<dyn Tokenizer>)> = vec![
        (
            "word",
            Box::new(WordTokenizer::train(lines(), &small(), false)),
        ),
        (
            "character",
            Box::new(CharTokenizer::train(lines(), &small())),
        ),
        ("bpe", Box::new(BpeTokenizer::train(lines(), &bpe).unwrap())),
        (
            "byte level",
            Box::new(ByteLevelBpe::train(lines(), &bytes).unwrap()),
        ),
    ];
    let mut rng = Rng::new(9);
    let known: Vec<char> = corpus.chars().collect();
    for (name, tokenizer) in &all {
        let special = tokenizer.special();
        let hidden = [special.pad, special.bos, special.eos];
        assert_eq!(tokenizer.decode(&hidden), "", "{name}");
        assert_eq!(tokenizer.piece(tokenizer.vocab_size() as u32), None);
        assert_eq!(tokenizer.piece(special.unk), Some("<unk>"));
        for round in 0..1500 {
            let text: String = (0..rng.below(30))
                .filter_map(|_| match rng.below(if round % 2 == 0 { 1 } else { 3 }) {
                    0 => Some(known[rng.below(known.len())]),
                    1 => Some(
                        ['\u{301}', '\u{200d}', '\r', '\n', '👩', '🇫', '각', ' '][rng.below(8)],
                    ),
                    _ => char::from_u32(rng.below(0x110000) as u32),
                })
                .collect();
            let tokens = tokenizer.encode(&text);
            let mut ids = Vec::new();
            tokenizer.encode_into(&text, &mut ids);
            assert_eq!(
                tokens.iter().map(|token| token.id).collect::<Vec<_>>(),
                ids,
                "{name}"
            );
            let mut end = 0;
            for token in &tokens {
                assert!(text.get(token.span.clone()).is_some(), "{name}: {text:?}");
                assert!(token.span.end >= end);
                end = token.span.end;
                assert_eq!(tokenizer.piece(token.id), Some(token.piece.as_str()));
            }
            let whole = !ids.contains(&special.unk) && *name != "word";
            if whole {
                assert_eq!(tokenizer.decode(&ids), text, "{name}");
            }
        }
    }
}

/// No word and no character cuts a grapheme, and nothing but white space is left out.
#[test]
fn graphemes_stay_whole() {
    use unicode_segmentation::UnicodeSegmentation;
    let words = WordTokenizer::train([""], &small(), false);
    let chars = CharTokenizer::train([""], &small());
    let mut rng = Rng::new(10);
    let pool: Vec<char> = "ab1.,'’s \r\n\té\u{301}\u{308}\u{200d}\u{fe0f}👩👧🏽🇫🇷각ᄀ\u{1161}क\u{94d}ष\u{93e}ก\u{e33}\u{600}\u{110bd}".chars().collect();
    for _ in 0..3000 {
        let text: String = (0..rng.below(25))
            .map(|_| pool[rng.below(pool.len())])
            .collect();
        let borders: Vec<usize> = (text.grapheme_indices(true).map(|(at, _)| at))
            .chain([text.len()])
            .collect();
        let mut end = 0;
        for token in words.encode(&text) {
            assert!(
                borders.contains(&token.span.start) && borders.contains(&token.span.end),
                "{text:?}"
            );
            assert!(
                text[end..token.span.start].chars().all(char::is_whitespace),
                "{text:?}"
            );
            end = token.span.end;
        }
        assert!(text[end..].chars().all(char::is_whitespace));
        let spans: Vec<usize> = chars
            .encode(&text)
            .iter()
            .map(|token| token.span.start)
            .collect();
        assert_eq!(spans, borders[..borders.len() - 1]);
    }
}
