//! Word2Vec: gradients against finite differences, the fast loop against a plain one in f64 with the same draws, what
//! is learnt from a text with planted topics, and texts that there is nothing to learn from.

use ndarray::Array2;
use teddy_reads::nlp::embedding::word2vec::objective::{backward, forward};
use teddy_reads::nlp::embedding::word2vec::*;
use teddy_reads::nlp::embedding::{ProxyNetwork, WordVectors};
use teddy_reads::nlp::error::NlpError;
use teddy_reads::nlp::rng::Rng;

const H: f64 = 1e-5;

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

fn vectors(n: usize, d: usize, rng: &mut Rng) -> Vec<Vec<f64>> {
    (0..n)
        .map(|_| (0..d).map(|_| rng.normal()).collect())
        .collect()
}

#[test]
fn negative_sampling_by_hand() {
    // h = (1, 0); scores 0 and ln 3: p = 1/2 and 3/4; L = −ln ½ − ln ¼ = 3·ln 2.
    let f = forward(
        &[vec![2.0, 0.0], vec![0.0, 0.0]],
        &[vec![0.0, 9.0], vec![3f64.ln(), 0.0]],
    );
    assert_eq!(f.hidden, [1.0, 0.0]);
    assert!(close(f.probabilities[0], 0.5, 1e-12) && close(f.probabilities[1], 0.75, 1e-12));
    assert!(close(f.loss, 3.0 * 2f64.ln(), 1e-12));
    // Far out nothing overflows: a sure mistake costs its score.
    let far = forward(&[vec![1.0]], &[vec![-1000.0], vec![1000.0]]);
    assert_eq!((far.loss, far.probabilities), (2000.0, vec![0.0, 1.0]));
}

#[test]
fn gradients_of_both_objectives_are_those_of_finite_differences() {
    let mut rng = Rng::new(3);
    // One input: skip-gram. Several: CBOW.
    for (c, k, d) in [(1, 1, 1), (1, 5, 7), (4, 5, 7), (3, 2, 16)] {
        let (x, y) = (vectors(c, d, &mut rng), vectors(k + 1, d, &mut rng));
        let b = backward(&x, &y, &forward(&x, &y));
        let slope = |change: &dyn Fn(f64) -> f64| (change(H) - change(-H)) / (2.0 * H);
        for i in 0..c {
            for l in 0..d {
                let by_difference = slope(&|h| {
                    let mut x = x.clone();
                    x[i][l] += h;
                    forward(&x, &y).loss
                });
                assert!(close(b.d_input[l], by_difference, 1e-8));
                assert!(close(b.d_hidden[l], by_difference * c as f64, 1e-7));
            }
        }
        for j in 0..=k {
            for l in 0..d {
                let by_difference = slope(&|h| {
                    let mut y = y.clone();
                    y[j][l] += h;
                    forward(&x, &y).loss
                });
                assert!(close(b.d_outputs[j][l], by_difference, 1e-8));
            }
        }
    }
}

#[test]
fn gradients_of_the_proxy_network_are_those_of_finite_differences() {
    let mut rng = Rng::new(4);
    let network = ProxyNetwork::<f64>::new(7, 3, &mut rng).unwrap();
    for inputs in [&[2][..], &[0, 5, 6], &[1, 1, 4]] {
        let target = 3;
        let f = network.forward(inputs, target).unwrap();
        assert!(close(f.probabilities.sum(), 1.0, 1e-12));
        assert!(close(f.loss, -f.probabilities[3].ln(), 1e-12));
        let b = network.backward(&f, target);
        let check = |gradient: &Array2<f64>,
                     layer: fn(&mut ProxyNetwork<f64>) -> &mut Array2<f64>| {
            for (at, &g) in gradient.indexed_iter() {
                let loss = |h: f64| {
                    let mut moved = network.clone();
                    layer(&mut moved)[at] += h;
                    moved.forward(inputs, target).unwrap().loss
                };
                assert!(close(g, (loss(H) - loss(-H)) / (2.0 * H), 1e-8));
            }
        };
        check(&b.d_w_in, |n| &mut n.w_in);
        check(&b.d_w_out, |n| &mut n.w_out);
        // The quick step is the traced one, and goes along the gradient.
        let (mut quick, mut traced) = (network.clone(), network.clone());
        let loss = quick.step(inputs, target, 0.1).unwrap();
        let trace = traced.step_traced(inputs, target, 0.1).unwrap();
        assert_eq!(trace.get("loss").unwrap().data, [loss as f32]);
        for (a, (w, g)) in quick.w_in.iter().zip(network.w_in.iter().zip(&b.d_w_in)) {
            assert!(close(*a, w - 0.1 * g, 1e-12));
        }
        let same =
            |a: &Array2<f64>, b: &Array2<f64>| a.iter().zip(b).all(|(a, b)| close(*a, *b, 1e-12));
        assert!(same(&quick.w_in, &traced.w_in) && same(&quick.w_out, &traced.w_out));
        assert!(quick.forward(inputs, target).unwrap().loss < loss);
        assert_eq!(trace.get("w_out.after").unwrap().shape, [3, 7]);
    }
}

/// A text with planted topics: of the words of a line four in five are of one of `TOPICS` groups of ten.
const TOPICS: usize = 6;

fn planted(n_lines: usize, rng: &mut Rng) -> Corpus {
    let mut corpus = Corpus::default();
    for _ in 0..n_lines {
        let topic = rng.below(TOPICS);
        corpus.push((0..12).map(|_| match rng.chance(0.8) {
            true => (topic * 10 + rng.below(10)) as u32,
            false => rng.below(TOPICS * 10) as u32,
        }));
    }
    corpus
}

fn config(architecture: Architecture) -> Word2VecConfig {
    Word2VecConfig {
        architecture,
        dim: 11,
        window: 3,
        negatives: 4,
        subsample: 0.02,
        epochs: 2,
        lr: 0.05,
        loss_every: 1,
        ..Default::default()
    }
}

/// The whole of word2vec.c's algorithm without any speed, in f64, drawing in the same order; negatives are shared by a
/// window. Returns (W_in, W_out, loss, pairs).
fn plain(
    corpus: &Corpus,
    c: &Word2VecConfig,
    seed: u64,
) -> (Vec<Vec<f64>>, Vec<Vec<f64>>, f64, u64) {
    let counts = corpus.counts(0);
    let mut rng = Rng::new(seed);
    let mut w_in: Vec<Vec<f64>> = counts
        .iter()
        .map(|_| {
            let one = |_| f64::from(((rng.uniform() - 0.5) / c.dim as f64) as f32);
            (0..c.dim).map(one).collect()
        })
        .collect();
    let mut w_out = vec![vec![0.0; c.dim]; counts.len()];
    let mut rng = rng.fork();
    let weights: Vec<f64> = counts.iter().map(|&n| (n as f64).powf(0.75)).collect();
    let (negatives, keep) = (
        AliasSampler::new(&weights).unwrap(),
        keep_probabilities(&counts, c),
    );
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (mut loss, mut pairs, mut read) = (0.0, 0, 0);
    let total = corpus.n_words() as f64 * f64::from(c.epochs);
    for _ in 0..c.epochs {
        for s in 0..corpus.n_sentences() {
            let (from, to) = (f64::from(c.lr), f64::from(c.min_lr));
            let lr = from + (to - from) * read as f64 / total;
            read += corpus.sentence(s).len();
            let mut words = Vec::new();
            for &w in corpus.sentence(s) {
                let p = keep[w as usize];
                if p >= 1.0 || rng.uniform() < f64::from(p) {
                    words.push(w as usize);
                }
            }
            for at in 0..words.len() {
                let width = 1 + rng.below(c.window);
                let near = |&i: &usize| i != at && i.abs_diff(at) <= width;
                let around: Vec<usize> = (0..words.len()).filter(near).map(|i| words[i]).collect();
                if around.is_empty() {
                    continue;
                }
                let mut outputs = vec![words[at]];
                for _ in 0..c.negatives {
                    let drawn = negatives.draw(&mut rng) as usize;
                    if drawn != words[at] {
                        outputs.push(drawn);
                    }
                }
                // The inputs of each prediction, and which rows its gradient goes to.
                let predictions: Vec<Vec<usize>> = match c.architecture {
                    Architecture::SkipGram => around.iter().map(|&w| vec![w]).collect(),
                    Architecture::Cbow => vec![around],
                };
                let (old_in, old_out) = (w_in.clone(), w_out.clone());
                for inputs in predictions {
                    pairs += 1;
                    let n = inputs.len() as f64;
                    let h: Vec<f64> = (0..c.dim)
                        .map(|l| inputs.iter().map(|&i| old_in[i][l]).sum::<f64>() / n)
                        .collect();
                    let mut d_h = vec![0.0; c.dim];
                    for (k, &o) in outputs.iter().enumerate() {
                        let label = if k == 0 { 1.0 } else { 0.0 };
                        let score: f64 = h.iter().zip(&old_out[o]).map(|(a, b)| a * b).sum();
                        let p = sigmoid(score);
                        loss -= if k == 0 { p.ln() } else { (1.0 - p).ln() };
                        for l in 0..c.dim {
                            d_h[l] += lr * (label - p) * old_out[o][l];
                            w_out[o][l] += lr * (label - p) * h[l];
                        }
                    }
                    let share = if c.divide_by_window { 1.0 / n } else { 1.0 };
                    for &i in &inputs {
                        for l in 0..c.dim {
                            w_in[i][l] += share * d_h[l];
                        }
                    }
                }
            }
        }
    }
    (w_in, w_out, loss, pairs)
}

#[test]
fn the_fast_loop_does_what_the_plain_one_does() {
    let corpus = planted(60, &mut Rng::new(8));
    for (architecture, divide, dim) in [
        (Architecture::SkipGram, false, 11),
        (Architecture::SkipGram, false, 16),
        (Architecture::Cbow, false, 11),
        (Architecture::Cbow, true, 24),
    ] {
        let config = Word2VecConfig {
            divide_by_window: divide,
            dim,
            lr: 0.25,
            epochs: 4,
            ..config(architecture)
        };
        let mut model = Word2Vec::new(&corpus.counts(0), config.clone(), Rng::new(1)).unwrap();
        let progress = model.train(&corpus).unwrap();
        let (w_in, w_out, loss, pairs) = plain(&corpus, &config, 1);
        assert_eq!((progress.words, progress.pairs), (2880, pairs));
        assert!(
            close(progress.loss, loss, 1e-4),
            "{} and {loss}",
            progress.loss
        );
        for (table, want) in [(&model.w_in, &w_in), (&model.w_out, &w_out)] {
            for (i, want) in want.iter().enumerate() {
                for (a, b) in table.vector(i as u32).iter().zip(want) {
                    assert!(
                        (f64::from(*a) - b).abs() < 1e-4,
                        "{architecture:?}: {a} and {b}"
                    );
                }
            }
        }
        // It has moved far enough for that to mean something.
        for w in [&w_in, &w_out] {
            assert!(w.iter().flatten().any(|v| v.abs() > 0.1));
        }
    }
}

#[test]
fn a_traced_update_is_a_step_along_the_gradient() {
    let corpus = planted(60, &mut Rng::new(8));
    for architecture in [Architecture::SkipGram, Architecture::Cbow] {
        let mut model =
            Word2Vec::new(&corpus.counts(0), config(architecture), Rng::new(1)).unwrap();
        model.train(&corpus).unwrap();
        let updates = model.updates_at(&corpus, (3, 5), 2).unwrap();
        let sentence = corpus.sentence(3);
        match architecture {
            Architecture::SkipGram => {
                assert_eq!(updates.len(), 4);
                assert!(updates.iter().all(|u| u.inputs == [sentence[5]]));
                let targets: Vec<u32> = updates.iter().map(|u| u.target).collect();
                assert_eq!(
                    targets,
                    [sentence[3], sentence[4], sentence[6], sentence[7]]
                );
            }
            Architecture::Cbow => {
                assert_eq!((updates.len(), updates[0].target), (1, sentence[5]));
                assert_eq!(updates[0].inputs.len(), 4);
            }
        }
        assert!(
            updates
                .iter()
                .all(|u| u.negatives.len() <= 4 && !u.negatives.contains(&u.target))
        );
        let update = Update {
            inputs: vec![1, 2],
            target: 3,
            negatives: vec![4, 5],
        };
        let before = model.update(&update, 0.1).unwrap();
        let after = model.update(&update, 0.1).unwrap();
        let value =
            |t: &teddy_reads::nlp::trace::Trace, name: &str| t.get(name).unwrap().data.clone();
        assert!(value(&after, "loss")[0] < value(&before, "loss")[0]);
        // What one step wrote the next one reads.
        assert_eq!(value(&before, "input.after"), value(&after, "input"));
        assert_eq!(value(&before, "output.after"), value(&after, "output"));
        for (k, w) in value(&before, "output").iter().enumerate() {
            let want = w - 0.1 * value(&before, "d_output")[k];
            assert!((value(&after, "output")[k] - want).abs() < 1e-6);
        }
        assert_eq!(before.get("output").unwrap().shape, [3, 11]);
        assert_eq!(value(&before, "labels"), [1.0, 0.0, 0.0]);
    }
}

/// The share of the five nearest neighbours that are of the word's own topic.
fn topic_score(model: &Word2Vec) -> f64 {
    let words = (0..model.vocab_size()).map(|i| i.to_string()).collect();
    let vectors = WordVectors::new(words, model.w_in.to_array()).unwrap();
    let same = (0..TOPICS * 10).map(|i| {
        let near = vectors.nearest(&i.to_string(), 5).unwrap();
        near.iter().filter(|n| n.id as usize / 10 == i / 10).count()
    });
    same.sum::<usize>() as f64 / (TOPICS * 50) as f64
}

#[test]
fn topics_are_found_on_one_shard_and_on_several() {
    let corpus = planted(2000, &mut Rng::new(8));
    for architecture in [Architecture::SkipGram, Architecture::Cbow] {
        for shards in [1, 2, 3] {
            let config = Word2VecConfig {
                shards,
                subsample: 0.0,
                epochs: 5,
                words_per_merge: 1000,
                ..config(architecture)
            };
            let train = || {
                let mut model =
                    Word2Vec::new(&corpus.counts(0), config.clone(), Rng::new(5)).unwrap();
                let first = model
                    .train_words(&corpus, 3000)
                    .unwrap()
                    .mean_loss()
                    .unwrap();
                let last = model.train(&corpus).unwrap();
                assert!(last.is_done() && last.mean_loss().unwrap() < 0.9 * first);
                model
            };
            let model = train();
            let score = topic_score(&model);
            assert!(score > 0.95, "{architecture:?} on {shards}: {score}");
            // The same again, whatever the threads did.
            let again = train();
            assert_eq!(model.w_in, again.w_in);
            assert_eq!(model.w_out, again.w_out);
        }
    }
}

#[test]
fn texts_without_anything_to_learn_are_typed_errors() {
    let new = |counts: &[u64], c: Word2VecConfig| Word2Vec::new(counts, c, Rng::new(1)).map(drop);
    let default = Word2VecConfig::default;
    assert_eq!(new(&[], default()), Err(NlpError::EmptyText));
    assert_eq!(new(&[0, 0], default()), Err(NlpError::EmptyText));
    assert!(matches!(
        new(&[0, 7], default()),
        Err(NlpError::BadConfig {
            field: "counts",
            ..
        })
    ));
    for bad in [
        Word2VecConfig {
            dim: 0,
            ..default()
        },
        Word2VecConfig {
            window: 0,
            ..default()
        },
        Word2VecConfig {
            negatives: 0,
            ..default()
        },
        Word2VecConfig {
            subsample: -1.0,
            ..default()
        },
        Word2VecConfig {
            lr: f32::NAN,
            ..default()
        },
        Word2VecConfig {
            shards: 0,
            ..default()
        },
        Word2VecConfig {
            epochs: 0,
            ..default()
        },
    ] {
        assert!(matches!(new(&[3, 2], bad), Err(NlpError::BadConfig { .. })));
    }
    let mut model = Word2Vec::new(&[3, 2], default(), Rng::new(1)).unwrap();
    assert_eq!(model.train(&Corpus::default()), Err(NlpError::EmptyText));
    let strange: Corpus = [vec![0, 1, 2]].into_iter().collect();
    assert!(matches!(
        model.train(&strange),
        Err(NlpError::BadConfig {
            field: "corpus",
            ..
        })
    ));
    // Sentences of one word teach nothing and end nothing.
    let lonely: Corpus = [vec![0], vec![1], vec![0]].into_iter().collect();
    let before = model.w_in.clone();
    assert!(model.train(&lonely).unwrap().is_done());
    assert_eq!(model.w_in, before);
    assert_eq!(model.updates_at(&lonely, (0, 0), 2), Ok(vec![]));
    assert!(model.updates_at(&lonely, (0, 1), 2).is_err());
    assert!(model.updates_at(&lonely, (9, 0), 2).is_err());
    let unknown = Update {
        inputs: vec![7],
        target: 0,
        negatives: vec![],
    };
    assert!(matches!(
        model.update(&unknown, 0.1),
        Err(NlpError::UnknownWord { .. })
    ));

    assert!(ProxyNetwork::<f32>::new(1, 4, &mut Rng::new(1)).is_err());
    assert!(ProxyNetwork::<f32>::new(4, 0, &mut Rng::new(1)).is_err());
    let network = ProxyNetwork::<f32>::new(4, 2, &mut Rng::new(1)).unwrap();
    assert_eq!(network.forward(&[], 0), Err(NlpError::EmptyText));
    assert!(network.forward(&[4], 0).is_err() && network.forward(&[0], 4).is_err());
}
