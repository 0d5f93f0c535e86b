//! BLEU, chrF, ROUGE and the Porter stemmer against sacrebleu, rouge-score and NLTK
//! (`fixtures/make_metrics_text_fixture.py`): 1,000 cases each, drawn here from the same seeds.

use serde::Deserialize;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::metrics::*;
use teddy_reads::nlp::rng::Rng;

#[derive(Deserialize)]
struct Fixture {
    versions: Vec<String>,
    pieces: Vec<String>,
    separators: Vec<String>,
    bleu_chrf: Vec<Vec<u64>>,
    rouge: Vec<Vec<u64>>,
    corpora: Vec<[u64; 3]>,
    beginnings: String,
    endings: String,
    irregular: String,
    stems: String,
}

fn fixture() -> Fixture {
    let fixture: Fixture =
        serde_json::from_str(include_str!("fixtures/metrics_text.json")).unwrap();
    assert_eq!(fixture.versions, ["sacrebleu 2.6.0", "rouge-score 0.1.2"]);
    assert!(fixture.bleu_chrf.len() >= 1000 && fixture.rouge.len() >= 1000);
    fixture
}

/// The references' numbers are rounded to millionths.
fn assert_close(ours: f64, theirs: u64, what: &str) {
    let theirs = theirs as f64 / 1e6;
    assert!(
        (ours - theirs).abs() < 0.6e-6,
        "{what}: ours {ours}, theirs {theirs}"
    );
}

impl Fixture {
    fn piece(&self, rng: &mut Rng) -> [&str; 2] {
        let piece: &String = rng.choose(&self.pieces);
        let separator: &String = rng.choose(&self.separators);
        [piece, separator]
    }

    fn text(&self, rng: &mut Rng, longest: usize) -> Vec<[&str; 2]> {
        let n = rng.below(longest + 1);
        (0..n).map(|_| self.piece(rng)).collect()
    }

    fn disturbed<'a>(&'a self, rng: &mut Rng, pieces: &[[&'a str; 2]]) -> Vec<[&'a str; 2]> {
        let mut result = Vec::new();
        for &piece in pieces {
            match rng.below(10) {
                0 => {}
                1 => result.push(self.piece(rng)),
                2 => result.extend([piece, piece]),
                _ => result.push(piece),
            }
        }
        result
    }

    /// A hypothesis and one to three references: mostly variants of each other, sometimes strangers.
    fn case(&self, seed: usize) -> (String, Vec<String>) {
        let mut rng = Rng::new(seed as u64);
        let longest = [1, 4, 12, 25][rng.below(4)];
        let hypothesis = self.text(&mut rng, longest);
        let references = (0..1 + rng.below(3))
            .map(|_| match rng.below(8) {
                0 => self.text(&mut rng, longest).concat().concat(),
                _ => self.disturbed(&mut rng, &hypothesis).concat().concat(),
            })
            .collect();
        (hypothesis.concat().concat(), references)
    }
}

#[test]
fn bleu_and_chrf_are_sacrebleus() {
    let fixture = fixture();
    for (seed, row) in fixture.bleu_chrf.iter().enumerate() {
        let (hypothesis, references) = fixture.case(seed);
        let what = format!("case {seed}: {hypothesis:?} against {references:?}");
        let bleu = sentence_bleu(&hypothesis, &references).unwrap();
        let &[score, penalty, m1, m2, m3, m4, sys_len, ref_len, chrf] = &row[..] else {
            panic!("nine numbers")
        };
        assert_eq!(bleu.matches, [m1, m2, m3, m4], "{what}");
        assert_eq!((bleu.sys_len, bleu.ref_len), (sys_len, ref_len), "{what}");
        assert_close(bleu.score, score, &what);
        assert_close(bleu.brevity_penalty, penalty, &what);
        let ours = sentence_chrf(&hypothesis, &references).unwrap();
        assert_close(ours.score, chrf, &what);

        // The trace says the same.
        let trace = explain_bleu(&hypothesis, &references).unwrap();
        assert_eq!(trace.score, bleu);
        let closest = &trace.references[trace.closest_reference];
        assert_eq!(closest.len() as u64, ref_len, "{what}");
        for (i, ngrams) in trace.ngrams.iter().enumerate() {
            let clipped: usize = ngrams.iter().map(ClippedNgram::clipped).sum();
            assert_eq!(clipped as u64, bleu.matches[i], "{what}");
            for ngram in ngrams {
                let stands = |tokens: &[String], starts: &[usize]| {
                    let at = |&s: &usize| tokens[s..].starts_with(&ngram.tokens);
                    starts.iter().all(at)
                };
                assert!(stands(&trace.hypothesis, &ngram.starts), "{what}");
                if let Some(r) = ngram.reference {
                    assert!(stands(&trace.references[r], &ngram.reference_starts));
                }
            }
        }
    }
}

#[test]
fn corpora_are_sacrebleus() {
    let fixture = fixture();
    for (i, [bleu, penalty, chrf]) in fixture.corpora.iter().enumerate() {
        let cases = (10 * i..10 * i + 10).map(|seed| fixture.case(seed));
        let (hypotheses, references): (Vec<_>, Vec<_>) = cases.unzip();
        let ours = corpus_bleu(&hypotheses, &references).unwrap();
        assert_close(ours.score, *bleu, &format!("BLEU of corpus {i}"));
        assert_close(ours.brevity_penalty, *penalty, &format!("BP of corpus {i}"));
        let ours = corpus_chrf(&hypotheses, &references).unwrap();
        assert_close(ours.score, *chrf, &format!("chrF of corpus {i}"));
    }
}

#[test]
fn rouge_is_rouge_scores() {
    let fixture = fixture();
    for (seed, row) in fixture.rouge.iter().enumerate() {
        let (hypothesis, references) = fixture.case(seed);
        // One half where stemming makes no difference.
        let theirs = [&row[..9], &row[row.len() - 9..]];
        for (stemming, theirs) in [false, true].into_iter().zip(theirs) {
            let what =
                format!("case {seed}, stemming {stemming}: {hypothesis:?} against {references:?}");
            let mut scorer = RougeScorer::new(stemming);
            let scores = scorer.score_best(&hypothesis, &references).unwrap();
            let all = [scores.rouge1, scores.rouge2, scores.rouge_l];
            for (ours, theirs) in all.into_iter().zip(theirs.chunks(3)) {
                assert_close(ours.precision().value(), theirs[0], &what);
                assert_close(ours.recall().value(), theirs[1], &what);
                assert_close(ours.f1().value(), theirs[2], &what);
            }

            // The trace says the same, and its subsequence is one.
            let trace = explain_rouge(&hypothesis, &references[0], stemming).unwrap();
            let scores = scorer.score(&hypothesis, &references[0]);
            assert_eq!(trace.scores, scores, "{what}");
            for (ngrams, counts) in trace.ngrams.iter().zip([scores.rouge1, scores.rouge2]) {
                let clipped: usize = ngrams.iter().map(ClippedNgram::clipped).sum();
                assert_eq!(clipped as u64, counts.tp, "{what}");
            }
            let common = &trace.common_subsequence;
            assert_eq!(common.len() as u64, scores.rouge_l.tp, "{what}");
            assert!(common.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{what}");
            for &(i, j) in common {
                assert_eq!(trace.hypothesis[i], trace.reference[j], "{what}");
            }
        }
    }
}

#[test]
fn stems_are_nltks() {
    let fixture = fixture();
    let beginnings = fixture.beginnings.split(' ');
    let words = beginnings.flat_map(|beginning| {
        let endings = fixture.endings.split(' ');
        endings.map(move |ending| format!("{beginning}{ending}"))
    });
    let words: Vec<String> = words
        .chain(fixture.irregular.split(' ').map(str::to_owned))
        .collect();
    let stems: Vec<&str> = fixture.stems.split(' ').collect();
    assert_eq!(words.len(), stems.len());
    assert!(words.len() > 5000);
    for (word, stem) in words.iter().zip(stems) {
        assert_eq!(porter_stem(word), stem, "stem of {word}");
    }
    assert_eq!(porter_stem("Été"), "Été");
    assert_eq!(porter_stem(""), "");
}

#[test]
fn texts_without_tokens_score_nothing() {
    let nothing = rouge("", "今天", false);
    assert_eq!(nothing, RougeScores::default());
    assert_eq!(nothing.rouge1.f1().value(), 0.0);
    let none: [&str; 0] = [];
    let no_reference = RougeScorer::new(true).score_best("a", &none);
    assert!(matches!(no_reference, Err(NlpError::BadConfig { .. })));
    assert!(matches!(
        explain_bleu("a", &none),
        Err(NlpError::BadConfig { .. })
    ));
}

#[test]
fn a_table_too_large_is_refused() {
    let long = "word ".repeat(3000);
    assert!(matches!(
        explain_rouge(&long, &long, false),
        Err(NlpError::TooLong { .. })
    ));
    assert_eq!(rouge(&long, &long, false).rouge_l.tp, 3000);
}

#[test]
fn surprises_add_up_to_the_perplexity() {
    let log_probs: Vec<f64> = {
        let mut rng = Rng::new(1);
        (0..50).map(|_| rng.uniform().max(1e-9).ln()).collect()
    };
    let surprises_of = surprises(&log_probs).unwrap();
    let whole = perplexity(-log_probs.iter().sum::<f64>(), log_probs.len()).unwrap();
    assert!((surprises_of[49].perplexity_so_far / whole - 1.0).abs() < 1e-12);
    let bits: f64 = surprises_of.iter().map(|s| s.bits()).sum();
    assert!(((bits / 50.0).exp2() / whole - 1.0).abs() < 1e-12);
    // What a model holds for impossible surprises without end; what is no probability is refused.
    let impossible = surprises(&[f64::NEG_INFINITY]).unwrap();
    assert_eq!(impossible[0].perplexity_so_far, f64::INFINITY);
    for bad in [f64::NAN, 0.5] {
        assert!(matches!(surprises(&[bad]), Err(NlpError::BadConfig { .. })));
    }
}
