//! BLEU, chrF and perplexity against sacrebleu 2.6.0 (`fixtures/make_metrics_fixture.py`) and by hand.

use serde::Deserialize;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::metrics::*;

/// Scores are in percent, so this is eight digits.
const TOLERANCE: f64 = 1e-6;

#[derive(Deserialize)]
struct Fixture {
    sacrebleu: String,
    segments: Vec<Segment>,
    corpora: Vec<Corpus>,
}

#[derive(Deserialize)]
struct Segment {
    hypothesis: String,
    references: Vec<String>,
    tokens: Vec<String>,
    bleu: Bleu,
    chrf: f64,
}

#[derive(Deserialize)]
struct Corpus {
    name: String,
    segments: Vec<usize>,
    bleu: Bleu,
    chrf: f64,
}

#[derive(Deserialize)]
struct Bleu {
    score: f64,
    precisions: [f64; 4],
    matches: [u64; 4],
    totals: [u64; 4],
    brevity_penalty: f64,
    sys_len: u64,
    ref_len: u64,
}

fn fixture() -> Fixture {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/metrics.json")).unwrap();
    assert_eq!(fixture.sacrebleu, "2.6.0");
    assert!(fixture.segments.len() >= 200);
    fixture
}

fn assert_close(ours: f64, theirs: f64, what: &str) {
    assert!(
        (ours - theirs).abs() < TOLERANCE,
        "{what}: ours {ours}, sacrebleu's {theirs}"
    );
}

fn assert_same(ours: &BleuScore, theirs: &Bleu, what: &str) {
    assert_eq!(ours.matches, theirs.matches, "matches of {what}");
    assert_eq!(ours.totals, theirs.totals, "totals of {what}");
    assert_eq!(
        (ours.sys_len, ours.ref_len),
        (theirs.sys_len, theirs.ref_len),
        "lengths of {what}"
    );
    assert_close(ours.brevity_penalty, theirs.brevity_penalty, what);
    for (ours, theirs) in ours.precisions.iter().zip(theirs.precisions) {
        assert_close(*ours, theirs, what);
    }
    assert_close(ours.score, theirs.score, what);
}

#[test]
fn tokens_are_those_of_sacrebleu() {
    for segment in fixture().segments {
        assert_eq!(
            tokenize_13a(&segment.hypothesis),
            segment.tokens,
            "tokens of {:?}",
            segment.hypothesis
        );
    }
}

#[test]
fn sentences_score_as_in_sacrebleu() {
    for Segment {
        hypothesis,
        references,
        bleu,
        chrf,
        ..
    } in fixture().segments
    {
        let what = format!("{hypothesis:?} against {references:?}");
        assert_same(
            &sentence_bleu(&hypothesis, &references).unwrap(),
            &bleu,
            &what,
        );
        assert_close(
            sentence_chrf(&hypothesis, &references).unwrap().score,
            chrf,
            &what,
        );
    }
}

#[test]
fn corpora_score_as_in_sacrebleu() {
    let Fixture {
        segments, corpora, ..
    } = fixture();
    for corpus in corpora {
        let hypotheses: Vec<&str> = corpus
            .segments
            .iter()
            .map(|&i| segments[i].hypothesis.as_str())
            .collect();
        let references: Vec<&[String]> = corpus
            .segments
            .iter()
            .map(|&i| segments[i].references.as_slice())
            .collect();
        let bleu = corpus_bleu(&hypotheses, &references).unwrap();
        assert_same(&bleu, &corpus.bleu, &corpus.name);
        let chrf = corpus_chrf(&hypotheses, &references).unwrap();
        assert_close(chrf.score, corpus.chrf, &corpus.name);
    }
}

#[test]
fn sentence_counts_add_up_to_the_corpus() {
    let segments = fixture().segments;
    let (mut bleu, mut chrf) = (BleuStats::default(), ChrfStats::default());
    for Segment {
        hypothesis,
        references,
        ..
    } in &segments
    {
        bleu += sentence_bleu_stats(hypothesis, references).unwrap();
        chrf += sentence_chrf_stats(hypothesis, references).unwrap();
    }
    let hypotheses: Vec<&String> = segments.iter().map(|s| &s.hypothesis).collect();
    let references: Vec<&[String]> = segments.iter().map(|s| s.references.as_slice()).collect();
    assert_eq!(
        bleu.corpus_score(),
        corpus_bleu(&hypotheses, &references).unwrap()
    );
    assert_eq!(chrf.score(), corpus_chrf(&hypotheses, &references).unwrap());
}

#[test]
fn clipped_ngrams_add_up_to_matches_and_totals() {
    for Segment {
        hypothesis,
        references,
        bleu,
        ..
    } in fixture().segments
    {
        let tokens = tokenize_13a(hypothesis.trim_end());
        let references: Vec<_> = references
            .iter()
            .map(|r| tokenize_13a(r.trim_end()))
            .collect();
        for n in 1..=MAX_NGRAM_ORDER {
            let ngrams = clipped_ngrams(&tokens, &references, n);
            let matches: usize = ngrams.iter().map(ClippedNgram::clipped).sum();
            let total: usize = ngrams.iter().map(|ngram| ngram.starts.len()).sum();
            assert_eq!(
                (matches as u64, total as u64),
                (bleu.matches[n - 1], bleu.totals[n - 1]),
                "{n}-grams of {hypothesis:?}"
            );
        }
    }
}

/// Papineni et al. 2002, section 2.1, example 2: modified unigram precision 2/7, because no
/// reference has more than two "the".
#[test]
fn papineni_the_the_the() {
    let references = ["the cat is on the mat", "there is a cat on the mat"];
    let bleu = sentence_bleu("the the the the the the the", &references).unwrap();
    assert_eq!((bleu.matches[0], bleu.totals[0]), (2, 7));
    assert!((bleu.precisions[0] - 100.0 * 2.0 / 7.0).abs() < 1e-12);
    // No pair matches, nor longer: smoothed to 1/2 of 1/6, 1/4 of 1/5, 1/8 of 1/4.
    for (n, expected) in [(1, 100.0 / 12.0), (2, 100.0 / 20.0), (3, 100.0 / 32.0)] {
        assert!((bleu.precisions[n] - expected).abs() < 1e-12);
    }
    // The second reference has seven tokens as well.
    assert_eq!((bleu.ref_len, bleu.brevity_penalty), (7, 1.0));
}

/// Papineni et al. 2002, example 1: 17 of 18 words of candidate 1, 8 of 14 of candidate 2 (their
/// count is without capitals and full stops).
#[test]
fn papineni_guide_to_action() {
    let references = [
        "it is a guide to action that ensures that the military will forever heed party commands",
        "it is the guiding principle which guarantees the military forces always being under the \
         command of the party",
        "it is the practical guide for the army always to heed the directions of the party",
    ];
    let first = "it is a guide to action which ensures that the military always obeys the commands \
                 of the party";
    let second =
        "it is to insure the troops forever hearing the activity guidebook that party direct";
    let [first, second] = [first, second].map(|text| sentence_bleu(text, &references).unwrap());
    assert_eq!((first.matches[0], first.totals[0]), (17, 18));
    assert_eq!((first.matches[1], first.totals[1]), (10, 17));
    assert_eq!((second.matches[0], second.totals[0]), (8, 14));
    assert_eq!((second.matches[1], second.totals[1]), (1, 13));
}

#[test]
fn too_short_is_punished_by_the_brevity_penalty_alone() {
    let bleu = sentence_bleu("a b c d", &["a b c d e f"]).unwrap();
    assert_eq!(bleu.precisions, [100.0; 4]);
    assert!((bleu.brevity_penalty - (1.0f64 - 6.0 / 4.0).exp()).abs() < 1e-12);
    assert!((bleu.score - 60.653_065_97).abs() < 1e-8);
}

#[test]
fn identical_is_100_and_empty_is_0() {
    for text in ["a", "Le chat dort.", "今天天气很好。", "😀 😀"] {
        assert!((sentence_bleu(text, &[text]).unwrap().score - 100.0).abs() < 1e-9);
        assert!((sentence_chrf(text, &[text]).unwrap().score - 100.0).abs() < 1e-9);
        assert_eq!(sentence_bleu("", &[text]).unwrap().score, 0.0);
        assert_eq!(sentence_chrf("", &[text]).unwrap().score, 0.0);
    }
    let none: [&str; 0] = [];
    assert_eq!(
        corpus_bleu::<_, [&str; 1], _>(&none, &[]).unwrap().score,
        0.0
    );
}

#[test]
fn of_two_references_equally_far_the_shorter_counts() {
    for references in [["a b c", "a b c d e"], ["a b c d e", "a b c"]] {
        assert_eq!(sentence_bleu("a b c d", &references).unwrap().ref_len, 3);
    }
}

#[test]
fn lists_that_do_not_pair_up_are_refused() {
    let is_bad = |error| {
        matches!(
            error,
            NlpError::BadConfig {
                field: "references",
                ..
            }
        )
    };
    assert!(is_bad(corpus_bleu(&["a", "b"], &[["a"]]).unwrap_err()));
    assert!(is_bad(
        corpus_chrf(&["a"], &[Vec::<&str>::new()]).unwrap_err()
    ));
    assert!(is_bad(sentence_bleu::<&str>("a", &[]).unwrap_err()));
}

#[test]
fn perplexity_of_an_even_guess_is_the_vocabulary_size() {
    assert!((perplexity(100.0 * 32_000f64.ln(), 100).unwrap() - 32_000.0).abs() < 1e-6);
    assert_eq!(perplexity(0.0, 5).unwrap(), 1.0);
    assert_eq!(perplexity(1.0, 0), Err(NlpError::EmptyText));
}
