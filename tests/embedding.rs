//! Word vectors outside training: PCA against scikit-learn and rank correlation against scipy
//! (`fixtures/make_embedding_fixture.py`), neighbours and analogies against their definitions, files.

use ndarray::{Array2, ArrayView2};
use serde::Deserialize;
use teddy_reads::nlp::embedding::evaluation::*;
use teddy_reads::nlp::embedding::pca::{align, orientation, turn};
use teddy_reads::nlp::embedding::*;
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::metrics::spearman;
use teddy_reads::nlp::rng::Rng;

#[derive(Deserialize)]
struct Fixture {
    pca: Vec<PcaCase>,
    spearman: Vec<SpearmanCase>,
}

#[derive(Deserialize)]
struct PcaCase {
    n: usize,
    d: usize,
    k: usize,
    x: Vec<f64>,
    mean: Vec<f64>,
    components: Vec<f64>,
    variance: Vec<f64>,
    variance_ratio: Vec<f64>,
    transformed: Vec<f64>,
}

#[derive(Deserialize)]
struct SpearmanCase {
    x: Vec<f64>,
    y: Vec<f64>,
    rho: f64,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("fixtures/embedding.json")).unwrap()
}

fn assert_close<'a>(ours: impl IntoIterator<Item = &'a f64>, theirs: &[f64], what: &str) {
    let ours: Vec<f64> = ours.into_iter().copied().collect();
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (a, b) in ours.iter().zip(theirs) {
        assert!(
            (a - b).abs() < 1e-8 * (1.0 + b.abs()),
            "{what}: {a} and {b}"
        );
    }
}

fn random(rows: usize, columns: usize, rng: &mut Rng) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |_| rng.normal())
}

#[test]
fn principal_components_are_those_of_scikit_learn() {
    for case in fixture().pca {
        let x = Array2::from_shape_vec((case.n, case.d), case.x).unwrap();
        let pca = Pca::fit(x.view(), case.k).unwrap();
        assert_close(&pca.mean, &case.mean, "mean");
        assert_close(&pca.variance, &case.variance, "variance");
        assert_close(&pca.variance_ratio, &case.variance_ratio, "variance_ratio");
        assert_close(&pca.components, &case.components, "components");
        assert_close(&pca.transform(x.view()), &case.transformed, "transformed");
    }
}

#[test]
fn pca_of_awkward_points() {
    // All the same: no variance, but still an answer.
    let same = Array2::from_elem((5, 3), 2.0);
    let pca = Pca::fit(same.view(), 2).unwrap();
    assert_eq!(pca.variance_ratio.to_vec(), [0.0, 0.0]);
    assert!(pca.transform(same.view()).iter().all(|&y| y == 0.0));
    let x = random(4, 3, &mut Rng::new(1));
    assert!(matches!(
        Pca::fit(x.view(), 4),
        Err(NlpError::BadConfig { .. })
    ));
    assert!(matches!(
        Pca::fit(x.view(), 0),
        Err(NlpError::BadConfig { .. })
    ));
    let one = x.slice(ndarray::s![..1, ..]);
    assert_eq!(Pca::fit(one, 2), Err(NlpError::EmptyText));
    let mut holed = x.clone();
    holed[(1, 1)] = f64::NAN;
    assert!(matches!(
        Pca::fit(holed.view(), 2),
        Err(NlpError::BadConfig { .. })
    ));
}

#[test]
fn frames_are_aligned_by_the_best_turn_or_reflection() {
    let mut rng = Rng::new(5);
    let distance = |a: &Array2<f64>, b: &Array2<f64>| (a - b).mapv(|d| d * d).sum();
    for trial in 0..40 {
        let previous = random(12, 2, &mut rng);
        // Exactly a turned (and every other time turned over) frame comes back to where it was.
        let angle = rng.uniform() * std::f64::consts::TAU;
        let (sin, cos) = angle.sin_cos();
        let over = if trial % 2 == 0 { 1.0 } else { -1.0 };
        let moved = turn(previous.view(), [[cos, sin * over], [-sin, cos * over]]);
        assert!(distance(&align(moved.view(), previous.view()), &previous) < 1e-20);
        // With other points too, no turn of a fine grid does better.
        let points = random(12, 2, &mut rng);
        let best = distance(&align(points.view(), previous.view()), &previous);
        for step in 0..720 {
            let (sin, cos) = (f64::from(step) * std::f64::consts::PI / 360.0).sin_cos();
            for over in [1.0, -1.0] {
                let turned = turn(points.view(), [[cos, sin * over], [-sin, cos * over]]);
                assert!(distance(&turned, &previous) >= best - 1e-9);
            }
        }
        // A rigid motion: RᵀR = 1.
        let [[a, b], [c, d]] = orientation(points.view(), previous.view());
        assert!((a * a + c * c - 1.0).abs() < 1e-12 && (a * b + c * d).abs() < 1e-12);
    }
    let zeros = Array2::<f64>::zeros((3, 2));
    assert_eq!(align(zeros.view(), zeros.view()), zeros);
}

#[test]
fn rank_correlation_is_that_of_scipy() {
    for case in fixture().spearman {
        let rho = spearman(&case.x, &case.y).unwrap();
        assert!((rho - case.rho).abs() < 1e-12, "{rho} and {}", case.rho);
    }
    assert!(spearman(&[], &[]).is_err());
    assert!(spearman(&[1.0], &[1.0]).is_err());
    assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_err());
}

#[test]
fn one_hot_vectors_have_nothing_in_common() {
    let x = one_hot_matrix::<f32>(&[2, 0, 1], 4).unwrap();
    assert_eq!(x.row(0).to_vec(), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(cosine_matrix(x.view()), Array2::<f32>::eye(3));
    assert!(matches!(
        one_hot::<f32>(4, 4),
        Err(NlpError::UnknownWord { .. })
    ));
}

fn some_vectors(n: usize, d: usize, rng: &mut Rng) -> WordVectors {
    let words = (0..n).map(|i| format!("word{i}")).collect();
    WordVectors::new(words, random(n, d, rng).mapv(|x| x as f32)).unwrap()
}

/// By definition, in f64: every word's cosine with the query, best first.
fn by_definition(x: ArrayView2<f32>, query: &[f64], without: &[usize]) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = (0..x.nrows())
        .filter(|i| !without.contains(i))
        .map(|i| {
            let row: Vec<f64> = x.row(i).iter().map(|&v| f64::from(v)).collect();
            (i, cosine_similarity(&row, query))
        })
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

fn unit(x: ArrayView2<f32>, i: usize) -> Vec<f64> {
    let row: Vec<f64> = x.row(i).iter().map(|&v| f64::from(v)).collect();
    let norm = row.iter().map(|v| v * v).sum::<f64>().sqrt();
    row.iter().map(|v| v / norm).collect()
}

#[test]
fn neighbours_and_analogies_are_those_of_the_definition() {
    let mut rng = Rng::new(9);
    let vectors = some_vectors(200, 12, &mut rng);
    let x = vectors.vectors();
    let check = |ours: &[Neighbour], want: &[(usize, f64)]| {
        for (n, (id, cosine)) in ours.iter().zip(want) {
            assert_eq!((n.id as usize, n.word.clone()), (*id, format!("word{id}")));
            assert!((f64::from(n.cosine) - cosine).abs() < 1e-5);
        }
    };
    for i in 0..50 {
        let near = vectors.nearest(&format!("word{i}"), 10).unwrap();
        assert_eq!(near.len(), 10);
        check(&near, &by_definition(x, &unit(x, i), &[i]));

        let [a, b, c] = std::array::from_fn(|_| rng.below(200));
        let (ua, ub, uc) = (unit(x, a), unit(x, b), unit(x, c));
        let query: Vec<f64> = (0..12).map(|k| ub[k] - ua[k] + uc[k]).collect();
        let names = [a, b, c].map(|i| format!("word{i}"));
        let answer = vectors
            .analogy([&names[0], &names[1], &names[2]], 3)
            .unwrap();
        check(&answer, &by_definition(x, &query, &[a, b, c]));
    }
    // More than there are: all but the word itself.
    assert_eq!(vectors.nearest("word0", 1000).unwrap().len(), 199);
}

#[test]
fn analogy_tests_are_scored_as_the_questions_are_answered() {
    let vectors = some_vectors(120, 4, &mut Rng::new(2));
    let mut rng = Rng::new(3);
    // Half of the questions have the answer that the vectors give among the first 100 words.
    let mut text = String::from(": first\n");
    for i in 0..300 {
        let ids = [0, 1, 2].map(|_| rng.below(100));
        let names = ids.map(|i| format!("word{i}"));
        let all = vectors
            .analogy([&names[0], &names[1], &names[2]], 120)
            .unwrap();
        let best = all.iter().find(|n| n.id < 100).unwrap();
        let answer = if i % 2 == 0 {
            best.id as usize
        } else {
            (best.id as usize + 1) % 100
        };
        text += &format!("{} {} {} WORD{answer}\n", names[0], names[1], names[2]);
        if i == 199 {
            text += ": second\nword1 word2 word3 word110\nword1 word2 word3 nobody\n";
        }
    }
    let sections = parse_analogies(&text).unwrap();
    let scores = evaluate_analogies(&vectors, &sections, 100);
    let counts: Vec<_> = scores
        .iter()
        .map(|s| (s.correct, s.asked, s.questions))
        .collect();
    assert_eq!(counts, [(100, 200, 200), (50, 100, 102)]);
}

#[test]
fn broken_tests_are_named_by_line() {
    let line = |r: Result<_, NlpError>| match r {
        Err(NlpError::BadLine { line, .. }) => line,
        _ => 0,
    };
    assert_eq!(line(parse_analogies("a b c d").map(drop)), 1);
    assert_eq!(line(parse_analogies(": x\na b c d\n\na b c").map(drop)), 4);
    assert_eq!(line(parse_judgements("# comment\na\tb\n").map(drop)), 2);
    assert_eq!(
        line(parse_judgements("a\tb\t1.5\na\tb\tmuch\n").map(drop)),
        2
    );
    let vectors = some_vectors(3, 2, &mut Rng::new(1));
    assert!(evaluate_similarity(&vectors, &[]).is_err());
}

#[test]
fn unknown_and_awkward_words_are_typed_errors() {
    let vectors = some_vectors(3, 2, &mut Rng::new(1));
    let unknown = NlpError::UnknownWord {
        word: "bear".into(),
    };
    assert_eq!(vectors.nearest("bear", 3), Err(unknown));
    assert!(vectors.analogy(["word0", "word1", "bear"], 1).is_err());
    assert!(vectors.cosine("word0", "bear").is_err());
    assert!(
        vectors.cosine("WORD0", "Word1").is_ok(),
        "in lower case if need be"
    );
    assert_eq!(vectors.mean(["bear", "honey"]), Err(NlpError::EmptyText));
    let mean = vectors.mean(["word0", "bear", "word2"]).unwrap();
    let want = (&vectors.vector("word0").unwrap() + &vectors.vector("word2").unwrap()) / 2.0;
    assert!((mean - want).iter().all(|d| d.abs() < 1e-6));

    let words = |w: &[&str]| w.iter().map(|w| w.to_string()).collect::<Vec<_>>();
    let new = |w: &[&str], x: Array2<f32>| WordVectors::new(words(w), x).map(drop);
    assert_eq!(new(&[], Array2::zeros((0, 2))), Err(NlpError::EmptyText));
    for (w, x) in [
        (&["a", "a"][..], Array2::zeros((2, 2))),
        (&["a"][..], Array2::zeros((2, 2))),
        (&["a"][..], Array2::from_elem((1, 2), f32::NAN)),
    ] {
        assert!(matches!(new(w, x), Err(NlpError::BadFile { .. })), "{w:?}");
    }
    // A zero vector is near nothing and breaks nothing.
    let zero = WordVectors::new(words(&["a", "b"]), Array2::zeros((2, 2))).unwrap();
    assert_eq!(zero.nearest("a", 1).unwrap()[0].cosine, 0.0);
}

#[test]
fn files_come_back_within_the_precision_of_their_bits() {
    let vectors = some_vectors(30, 13, &mut Rng::new(6));
    for bits in [2, 3, 4, 5, 6, 7, 8, 32] {
        let files = to_files(&vectors, bits).unwrap();
        let again = from_files(&files.config, &files.words, &files.weights).unwrap();
        assert_eq!(again.words(), vectors.words());
        let (x, y) = (vectors.vectors(), again.vectors());
        if bits == 32 {
            assert_eq!(x, y);
            continue;
        }
        for (x, y) in x.rows().into_iter().zip(y.rows()) {
            // No worse than steps of max|w| / m, none of them more than half a step off.
            let m = f32::from((1u16 << (bits - 1)) - 1);
            let step = x.iter().fold(0.0f32, |a, v| a.max(v.abs())) / m;
            let plain: f32 = x
                .iter()
                .map(|v| (v - (v / step).round() * step).powi(2))
                .sum();
            let ours: f32 = x.iter().zip(y).map(|(a, b)| (a - b).powi(2)).sum();
            assert!(
                ours <= plain * 1.0001,
                "{bits} bits: {ours} against {plain}"
            );
            // The numbers are multiples of one step.
            let scale = y
                .iter()
                .filter(|v| **v != 0.0)
                .fold(f32::MAX, |a, v| a.min(v.abs()));
            let n_levels = y.iter().map(|v| (v / scale).abs()).fold(0.0, f32::max);
            assert!(n_levels <= m * 1.001);
        }
        // What was quantised once is kept by a second time, to rounding.
        let twice = to_files(&again, bits).unwrap();
        let twice = from_files(&twice.config, &twice.words, &twice.weights).unwrap();
        let error = (&twice.vectors() - &again.vectors()).mapv(f32::abs);
        assert!(error.iter().all(|e| *e < 1e-5), "{bits}");
    }
    let zero = WordVectors::new(vec!["a".into()], Array2::zeros((1, 3))).unwrap();
    let files = to_files(&zero, 4).unwrap();
    let again = from_files(&files.config, &files.words, &files.weights).unwrap();
    assert_eq!(again.vectors(), zero.vectors());
}

#[test]
fn damaged_files_are_typed_errors() {
    let vectors = some_vectors(10, 5, &mut Rng::new(6));
    let files = to_files(&vectors, 4).unwrap();
    let read = |c: &str, w: &str, b: &[u8]| from_files(c, w, b).map(drop);
    let (config, words, weights) = (&files.config[..], &files.words[..], &files.weights[..]);
    assert_eq!(read(config, words, weights), Ok(()));
    for end in 0..weights.len() {
        assert!(read(config, words, &weights[..end]).is_err());
    }
    for end in 0..config.trim_end().len() {
        assert!(read(&config[..end], words, weights).is_err());
    }
    // Any one byte changed: an error, or other numbers, but no panic.
    for i in 0..weights.len() {
        let mut changed = weights.to_vec();
        changed[i] ^= 0x55;
        let _ = read(config, words, &changed);
    }
    assert!(read(config, &words.replace("word3\n", ""), weights).is_err());
    assert!(read(config, &words.replace("word3\n", "\n"), weights).is_err());
    assert!(read(config, &words.replace("word3\n", "word4\n"), weights).is_err());
    for (from, to) in [
        ("\"bits\": 4", "\"bits\": 1"),
        ("\"bits\": 4", "\"bits\": 8"),
        ("\"bits\": 4", "\"bits\": 32"),
        ("\"dim\": 5", "\"dim\": 7"),
        ("\"dim\": 5", "\"dim\": 0"),
        ("\"vocab_size\": 10", "\"vocab_size\": 4000000000"),
    ] {
        assert!(config.contains(from));
        assert!(
            read(&config.replace(from, to), words, weights).is_err(),
            "{to}"
        );
    }
    assert!(matches!(
        to_files(&vectors, 9),
        Err(NlpError::BadConfig { .. })
    ));
}
