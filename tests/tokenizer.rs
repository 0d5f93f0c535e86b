//! The byte-pair tokenizer: exact round trips, spans, training. Files are in `tokenizer_files.rs`.

use teddy_reads::nlp::tokenizer::{BpeConfig, BpeTokenizer, MergeLearner, Tokenizer};

const LINES: [&str; 8] = [
    "The little bear reads a book about the sea.",
    "Le petit ours lit un livre sur la mer.",
    "The bear doesn't sleep; it's reading!",
    "L'ours ne dort pas ; il lit encore !",
    "Twenty-two bears read 22 books.",
    "Vingt-deux ours lisent 22 livres.",
    "Où est l'été ? Derrière la forêt.",
    "Where is the summer? Behind the forest.",
];

fn tiny() -> BpeTokenizer {
    let config = BpeConfig {
        vocab_size: 360,
        ..BpeConfig::default()
    };
    BpeTokenizer::train(LINES, &config).unwrap()
}

fn nasty() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        "a",
        " ",
        "  ",
        " a",
        "a ",
        "   the   bear   ",
        "\tthe\nbear\r\n\r\n ",
        "🧸",
        "👩‍👩‍👧‍👦 and 🏳️‍🌈!",
        "小熊读书。",
        "Où est l'élève naïf ? Ça alors !",
        "e\u{301}te\u{301} a\u{308}\u{323}",
        "\u{0}\u{1}\u{7f}\u{85}\u{200b}\u{feff}",
        "a\u{a0}b\u{202f}c\u{3000}d\u{2009}",
        "<s> bear </s><pad><unk>",
        "<0x41><0xFF>",
        "مرحبا שלום हिन्दी",
        "\u{10FFFF}\u{FFFD}",
        "don't 22-23 l'été --- ...",
    ]
    .map(String::from)
    .into();
    texts.push("The bear reads été 🧸 読む\t".repeat(300)); // about 10 kB
    texts.push("bearbookseaourslivre".repeat(500)); // 10 kB without a space
    texts
}

#[test]
fn decoding_gives_the_text_back() {
    let tokenizer = tiny();
    for text in nasty() {
        let ids = tokenizer.encode_ids(&text);
        assert_eq!(tokenizer.decode(&ids), text);
        assert!(!ids.contains(&tokenizer.special().unk));
        let all = tokenizer.encode_with_specials(&text);
        let all: Vec<_> = all.iter().map(|token| token.id).collect();
        assert_eq!((all[0], all[all.len() - 1]), (2, 3));
        assert_eq!(all[1..all.len() - 1], ids);
        assert_eq!(tokenizer.decode(&all), text, "special tokens leave nothing");
    }
}

#[test]
fn spans_cover_the_text_and_cut_no_character() {
    let tokenizer = tiny();
    for text in nasty() {
        let tokens = tokenizer.encode(&text);
        let ids: Vec<_> = tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids, tokenizer.encode_ids(&text));
        let mut covered = 0..0;
        for token in &tokens {
            assert_eq!(tokenizer.piece(token.id), Some(token.piece.as_str()));
            let slice = text.get(token.span.clone()).expect("on character borders");
            if token.piece.starts_with("<0x") && covered == token.span {
                continue; // the next byte of the same character
            }
            assert_eq!(token.span.start, covered.end, "no gap in {text:?}");
            covered = token.span.clone();
            if !token.piece.starts_with("<0x") {
                let piece = token.piece.replace('▁', " ");
                let piece = if token.span.start == 0 && slice.len() < piece.len() {
                    &piece[1..]
                } else {
                    &piece
                };
                assert_eq!(slice, piece);
            }
        }
        assert_eq!(covered.end, text.len());
    }
}

#[test]
fn typed_specials_are_text() {
    let tokenizer = tiny();
    let special = tokenizer.special();
    let ids = tokenizer.encode_ids("<s></s><pad><unk>");
    assert!(
        [special.pad, special.unk, special.bos, special.eos]
            .iter()
            .all(|id| !ids.contains(id))
    );
}

#[test]
fn decoding_broken_ids() {
    let tokenizer = tiny();
    let byte = |b: u32| 4 + b;
    assert_eq!(tokenizer.decode(&[byte(0xC3), byte(0xA9)]), "é");
    assert_eq!(
        tokenizer.decode(&[byte(0xC3), 2, byte(0xA9)]),
        "é",
        "specials are taken out first"
    );
    assert_eq!(
        tokenizer.decode(&[byte(0x41), byte(0xF0), byte(0x9F)]),
        "\u{FFFD}\u{FFFD}\u{FFFD}"
    );
    assert_eq!(tokenizer.decode(&[u32::MAX, 1_000_000, byte(0x41)]), "A");
    assert_eq!(tokenizer.decode(&[]), "");
}

#[test]
fn training_does_not_depend_on_the_order_of_lines() {
    let mut backwards = LINES;
    backwards.reverse();
    let config = BpeConfig {
        vocab_size: 360,
        ..BpeConfig::default()
    };
    let again = BpeTokenizer::train(backwards, &config).unwrap();
    assert_eq!(tiny().to_json(), again.to_json());
}

#[test]
fn merges_stay_on_their_side() {
    let config = BpeConfig {
        vocab_size: 8000,
        min_frequency: 1,
        alphabet_limit: 500,
    };
    let tokenizer = BpeTokenizer::train(LINES, &config).unwrap();
    assert!(tokenizer.vocab_size() < 8000, "merges ran out");
    for (left, right) in tokenizer.merges() {
        let union = format!("{left}{right}");
        let body = union.strip_prefix('▁').unwrap_or(&union);
        assert!(
            body.chars().count() == 1 || body.chars().all(char::is_alphabetic),
            "{union}"
        );
    }
    let pieces: Vec<_> = tokenizer
        .encode("it's twenty-two")
        .into_iter()
        .map(|t| t.piece)
        .collect();
    assert!(pieces.contains(&"'".into()) && pieces.contains(&"-".into()));
}

#[test]
fn settings_without_sense_are_refused() {
    let train = |vocab_size, alphabet_limit, lines: &[&str]| {
        let config = BpeConfig {
            vocab_size,
            alphabet_limit,
            min_frequency: 2,
        };
        BpeTokenizer::train(lines.iter().copied(), &config)
    };
    assert!(train(260, 100, &LINES).is_err());
    assert!(train(300, 0, &LINES).is_err());
    assert!(train(300, 100, &[]).is_err());
    assert!(train(300, 100, &[""]).is_err());
    // Room for the marker alone: everything is spelled in bytes.
    let bytes = train(261, 100, &LINES).unwrap();
    assert_eq!(bytes.vocab_size(), 261);
    assert_eq!(bytes.decode(&bytes.encode_ids("l'été 🧸")), "l'été 🧸");
    assert_eq!(
        train(300, 100, &LINES).unwrap().vocab_size(),
        300,
        "exactly as asked"
    );
}

/// Wikipedia's example of byte-pair encoding: aaabdaaabac → ZabdZabac → ZYdZYac → XdXac.
#[test]
fn wikipedia_example() {
    let text: Vec<String> = "aaabdaaabac".chars().map(String::from).collect();
    let mut learner = MergeLearner::new([], [(text.iter().map(String::as_str), 1)]);
    let first = learner.step(2).unwrap();
    assert_eq!((first.left.as_str(), first.right.as_str()), ("a", "a"));
    let word = |learner: &MergeLearner| learner.words().next().unwrap().0.join(" ");
    assert_eq!(word(&learner), "aa a b d aa a b a c");
    learner.merge("a", "b").unwrap();
    learner.merge("aa", "ab").unwrap();
    assert_eq!(word(&learner), "aaab d aaab a c");
    assert_eq!(learner.step(2), None, "no pair occurs twice");
    assert_eq!(learner.merge("a", "d"), None);
}

/// The example of Sennrich et al. 2016 (section 3.2, algorithm 1): low, lower, newest, widest.
#[test]
fn paper_example() {
    let corpus = [
        ("l o w </w>", 5),
        ("l o w e r </w>", 2),
        ("n e w e s t </w>", 6),
        ("w i d e s t </w>", 3),
    ];
    let mut learner = MergeLearner::new([], corpus.map(|(word, count)| (word.split(' '), count)));
    for (left, right, count) in [
        ("e", "s", 9),
        ("es", "t", 9),
        ("est", "</w>", 9),
        ("l", "o", 7),
        ("lo", "w", 7),
    ] {
        assert_eq!(
            learner.pair_counts()[0].count,
            count,
            "the paper's merge is a most frequent one"
        );
        assert_eq!(learner.merge(left, right).unwrap().count, count);
    }
    let words: Vec<String> = learner.words().map(|(word, _)| word.join(" ")).collect();
    assert_eq!(
        words,
        ["low </w>", "low e r </w>", "n e w est</w>", "w i d est</w>"]
    );
}

/// The incremental counts are those of counting everything anew, and the best pair comes first.
#[test]
fn incremental_counts_are_right() {
    use std::collections::HashMap;
    let words: Vec<String> = LINES.join(" ").split(' ').map(str::to_owned).collect();
    let spelled: Vec<Vec<String>> = words
        .iter()
        .map(|w| w.chars().map(String::from).collect())
        .collect();
    let mut learner = MergeLearner::new(
        [],
        spelled
            .iter()
            .zip(1..)
            .map(|(w, n)| (w.iter().map(String::as_str), n)),
    );
    loop {
        let mut counts: HashMap<(String, String), u64> = HashMap::new();
        for (word, count) in learner.words() {
            for pair in word.windows(2) {
                *counts.entry((pair[0].into(), pair[1].into())).or_default() += count;
            }
        }
        let listed = learner.pair_counts();
        assert_eq!(listed.len(), counts.len());
        for pair in &listed {
            assert_eq!(counts[&(pair.left.clone(), pair.right.clone())], pair.count);
        }
        let step = learner.step(1);
        assert_eq!(step, listed.into_iter().next());
        if step.is_none() {
            break;
        }
    }
}

#[test]
fn json_round_trip() {
    let tokenizer = tiny();
    let json = tokenizer.to_json();
    let read = BpeTokenizer::from_json(&json).unwrap();
    assert_eq!(read.to_json(), json);
    for text in nasty() {
        assert_eq!(read.encode(&text), tokenizer.encode(&text));
    }
}

/// After every undo the learner is what it was, and a redo gives what the first time gave.
#[test]
fn undo_goes_all_the_way_back() {
    let text = LINES.join("\n") + "\naaaa aaaaa abab 👩‍👩‍👧‍👦👩‍👩‍👧‍👦 e\u{301}te\u{301}";
    let mut learner = MergeLearner::from_text(&text);
    assert!(learner.pieces().iter().any(|piece| piece == "👩‍👩‍👧‍👦"));
    let mut history = vec![learner.snapshot(50)];
    while learner.step(1).is_some() {
        history.push(learner.snapshot(50));
    }
    assert_eq!(learner.merges().len(), history.len() - 1);
    assert!(history.len() > 100);
    let json = serde_json::to_string(&history[7]).unwrap();
    assert_eq!(
        serde_json::from_str::<teddy_reads::nlp::tokenizer::LearnerSnapshot>(&json).unwrap(),
        history[7]
    );

    // Back a little and forth again, several times over, then all the way.
    for back in [1, 3, 40, 5] {
        for _ in 0..back {
            learner.undo().unwrap();
        }
        assert!(learner.snapshot(50) == history[history.len() - 1 - back]);
        assert_eq!(learner.play(usize::MAX, 1), back);
        assert!(learner.snapshot(50) == *history.last().unwrap());
    }
    for before in history.iter().rev().skip(1) {
        assert!(learner.undo().is_some());
        assert!(learner.snapshot(50) == *before);
    }
    assert_eq!(learner.undo(), None);

    // Another way from the start: a merge of the reader's choice, taken back, changes nothing.
    learner.merge("b", "e").unwrap();
    learner.merge("be", "a").unwrap();
    learner.undo();
    learner.undo();
    learner.play(history[20].pieces.len(), 1);
    assert!(learner.snapshot(50) == history[20]);
}

/// A pair that is too rare for one call is still there for the next.
#[test]
fn play_stops_at_its_target_or_frequency() {
    let mut learner = MergeLearner::from_text("bear bears bear bee");
    let start = learner.pieces().len();
    assert_eq!(learner.play(start + 2, 2), 2);
    assert_eq!(learner.pieces().len(), start + 2);
    learner.play(usize::MAX, 2);
    assert!(learner.pair_counts().iter().all(|pair| pair.count == 1));
    assert_eq!(learner.step(2), None);
    assert!(learner.step(1).is_some());
    assert!(learner.play(usize::MAX, 1) > 0);
    assert_eq!(learner.token_count(), 4, "each word is one piece at last");
    assert_eq!(MergeLearner::from_text(" \n ").step(1), None);
}
