//! Reading, cleaning and splitting a corpus of sentence pairs.

use std::collections::HashSet;

use teddy_reads::nlp::data::clean::{
    Fault, clean_pair, fault, is_clean, is_vulgar_english, is_vulgar_french, normalise,
    normalise_french,
};
use teddy_reads::nlp::data::corpus::{
    Entry, Pair, Shares, bare_source, fnv1a, normal_source, parse_aligned, parse_tsv,
    split_by_source, without,
};
use teddy_reads::nlp::error::NlpError;

fn pair(src: &str, tgt: &str) -> Pair {
    Pair {
        src: src.into(),
        tgt: tgt.into(),
    }
}

/// `n` sentences, every third with a second translation.
fn corpus(n: usize) -> Vec<Pair> {
    let second = (0..n)
        .step_by(3)
        .map(|i| pair(&format!("Sentence {i}."), &format!("La phrase {i}.")));
    (0..n)
        .map(|i| pair(&format!("Sentence {i}."), &format!("Phrase {i}.")))
        .chain(second)
        .collect()
}

#[test]
fn lines_become_pairs() {
    let text = "\u{feff}Go.\tVa !\n\nHi.\tSalut.\tCC-BY 2.0\r\n  Run!  \t Cours ! \n";
    let pairs = parse_tsv(text).unwrap();
    assert_eq!(
        pairs,
        [
            pair("Go.", "Va !"),
            pair("Hi.", "Salut."),
            pair("Run!", "Cours !")
        ]
    );
    assert_eq!(parse_tsv("").unwrap(), []);
}

#[test]
fn a_bad_line_is_named() {
    let line_of = |text: &str| match parse_tsv(text) {
        Err(NlpError::BadLine { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line_of("Go.\tVa !\nno tab here\n"), 2);
    assert_eq!(line_of("Go.\tVa !\n\nGo.\t \n"), 3);
    assert_eq!(line_of("\tVa !"), 1);
}

#[test]
fn aligned_texts_become_pairs() {
    assert_eq!(
        parse_aligned("Go.\nHi.\n", "Va !\nSalut.").unwrap(),
        [pair("Go.", "Va !"), pair("Hi.", "Salut.")]
    );
    let error = parse_aligned("Go.\nHi.\n", "Va !\n").unwrap_err();
    assert!(matches!(error, NlpError::BadLine { line: 2, .. }));
}

#[test]
fn held_out_sentences_keep_all_references_and_leave_training() {
    let shares = Shares {
        test: 0.1,
        valid: 0.05,
    };
    let split = split_by_source(corpus(3000), shares, 1).unwrap();
    let held: Vec<&Entry> = split.test.iter().chain(&split.valid).collect();
    let trained: HashSet<String> = split
        .train
        .iter()
        .map(|pair| bare_source(&pair.src))
        .collect();
    assert!(
        held.iter()
            .all(|entry| !trained.contains(&bare_source(&entry.src)))
    );
    assert_eq!(
        trained.len() + held.len(),
        3000,
        "a sentence is lost or counted twice"
    );
    let references: usize = held.iter().map(|entry| entry.refs.len()).sum();
    assert_eq!(split.train.len() + references, 4000);
    for entry in held {
        let i: usize = entry.src["Sentence ".len()..entry.src.len() - 1]
            .parse()
            .unwrap();
        assert_eq!(
            entry.refs.len(),
            if i.is_multiple_of(3) { 2 } else { 1 },
            "{entry:?}"
        );
    }
}

#[test]
fn shares_are_about_what_was_asked_for() {
    let split = split_by_source(corpus(40_000), Shares::default(), 7).unwrap();
    // 600 and 200 expected; four standard deviations of a binomial are 97 and 56.
    assert!(
        (503..=697).contains(&split.test.len()),
        "{}",
        split.test.len()
    );
    assert!(
        (144..=256).contains(&split.valid.len()),
        "{}",
        split.valid.len()
    );
}

#[test]
fn the_split_does_not_depend_on_order_or_company() {
    let shares = Shares {
        test: 0.2,
        valid: 0.1,
    };
    let sources = |pairs: Vec<Pair>| -> HashSet<String> {
        split_by_source(pairs, shares, 3)
            .unwrap()
            .test
            .into_iter()
            .map(|entry| entry.src)
            .collect()
    };
    let (mut turned, small) = (corpus(1000), sources(corpus(300)));
    turned.reverse();
    let whole = sources(corpus(1000));
    assert_eq!(whole, sources(turned));
    assert!(small.is_subset(&whole));
    let other = split_by_source(corpus(1000), shares, 4).unwrap();
    assert_ne!(
        whole,
        other.test.into_iter().map(|entry| entry.src).collect()
    );
}

#[test]
fn case_and_final_marks_do_not_separate_sentences() {
    assert_eq!(normal_source("  Go On! "), "go on!");
    assert_eq!(bare_source("  Go On?! "), "go on");
    // Whatever the seed, all four go together.
    for seed in 0..200 {
        let pairs = vec![
            pair("Go on.", "Continue."),
            pair("go on!", "Vas-y !"),
            pair("Go on!", "Continue !"),
            pair("Go on", "Va"),
        ];
        let split = split_by_source(
            pairs,
            Shares {
                test: 0.3,
                valid: 0.3,
            },
            seed,
        )
        .unwrap();
        let parts = [split.train.len(), split.valid.len(), split.test.len()];
        assert_eq!(parts.iter().filter(|&&n| n > 0).count(), 1, "{split:?}");
        // "go on!" and "Go on!" are one entry with two references.
        assert!([4, 3].contains(&parts.iter().sum()), "{split:?}");
    }
}

#[test]
fn a_repeated_reference_counts_once() {
    let pairs = vec![
        pair("Go.", "Va !"),
        pair("Go.", "Va !"),
        pair("Go.", "Pars !"),
    ];
    let split = split_by_source(
        pairs,
        Shares {
            test: 0.999,
            valid: 0.0,
        },
        1,
    )
    .unwrap();
    assert_eq!(
        split.test,
        [Entry {
            src: "Go.".into(),
            refs: vec!["Va !".into(), "Pars !".into()]
        }]
    );
}

#[test]
fn impossible_shares_are_refused() {
    for (test, valid) in [(-0.1, 0.1), (0.6, 0.4), (f64::NAN, 0.1)] {
        let error = split_by_source(corpus(3), Shares { test, valid }, 1).unwrap_err();
        assert!(matches!(
            error,
            NlpError::BadConfig {
                field: "shares",
                ..
            }
        ));
    }
}

#[test]
fn the_hash_is_stable() {
    // The split of a published model must stay what it was: these numbers must never change.
    assert_eq!(
        [
            fnv1a("", 0),
            fnv1a("a cute teddy bear is reading", 0),
            fnv1a("a", 1)
        ],
        HASHES
    );
}

/// From a second implementation, in Python.
const HASHES: [u64; 3] = [
    0x813f_0174_a236_7c13,
    0x2cfd_90c3_3738_a601,
    0xb2a8_1edc_870f_611d,
];

#[test]
fn other_held_out_sentences_can_be_taken_out() {
    let held = [Entry {
        src: "Sentence 1".into(),
        refs: vec![],
    }];
    let left = without(
        vec![
            pair("sentence 1!", "Phrase 1 !"),
            pair("Sentence 2.", "Phrase 2."),
        ],
        &held,
    );
    assert_eq!(left, [pair("Sentence 2.", "Phrase 2.")]);
}

#[test]
fn text_is_written_in_one_way() {
    for (raw, plain) in [
        ("C\u{2019}est l\u{2018}ours", "C'est l'ours"),
        ("Va\u{202f}! Où\u{a0}?", "Va ! Où ?"),
        ("«\u{a0}Oui\u{a0}», dit-il.", "\"Oui\", dit-il."),
        ("« Oui »", "\"Oui\""),
        ("«Oui»", "\"Oui\""),
        ("“Yes,” he said.", "\"Yes,\" he said."),
        ("Well…", "Well..."),
        ("  two \t  words\n", "two words"),
        ("zero\u{200b}width", "zerowidth"),
        ("", ""),
    ] {
        assert_eq!(normalise(raw), plain, "{raw:?}");
        assert_eq!(normalise(plain), plain, "normalising twice");
    }
    for (raw, plain) in [
        ("Ça va?", "Ça va ?"),
        ("Ça va ?", "Ça va ?"),
        ("Vraiment?!", "Vraiment ?!"),
        ("«\u{a0}Va\u{202f}!\u{a0}»", "\"Va !\""),
        ("Va!", "Va !"),
    ] {
        assert_eq!(normalise_french(raw), plain, "{raw:?}");
    }
    assert_eq!(
        clean_pair(&pair("Really ?", "Vraiment?")),
        pair("Really ?", "Vraiment ?")
    );
}

#[test]
fn faults_are_found() {
    let many = "mot ".repeat(61);
    for (src, tgt, found) in [
        (
            "A cute teddy bear is reading.",
            "Un ours en peluche mignon lit.",
            None,
        ),
        ("Go!", "Va-t'en tout de suite !", None),
        ("!", "?", Some(Fault::Empty)),
        ("", "Oui.", Some(Fault::Empty)),
        (&many, &many, Some(Fault::TooLong)),
        (
            "Yes.",
            "Oui, mais il y a encore beaucoup de choses à dire.",
            Some(Fault::OddRatio),
        ),
        ("This is shit.", "C'est nul.", Some(Fault::Vulgar)),
        ("Damn it!", "MERDE !", Some(Fault::Vulgar)),
    ] {
        let pair = pair(src, tgt);
        assert_eq!(fault(&pair), found, "{pair:?}");
        assert_eq!(is_clean(&pair), found.is_none());
    }
}

#[test]
fn vulgar_words_are_compared_as_wholes() {
    for fine in [
        "Scunthorpe",
        "a class of cockpits",
        "Take a bite.",
        "pros and cons",
    ] {
        assert!(!is_vulgar_english(fine), "{fine}");
    }
    for fine in [
        "une assiette",
        "le concours",
        "la culture",
        "un pique-nique",
        "un as",
    ] {
        assert!(!is_vulgar_french(fine), "{fine}");
    }
    for not in ["You bastard!", "SHIT"] {
        assert!(is_vulgar_english(not), "{not}");
    }
    for not in ["quel con!", "Putain, j'ai oublié", "l'enculé"] {
        assert!(is_vulgar_french(not), "{not}");
    }
}
