//! Fused attention against the definition in f64, and against the one that keeps its weights.

use ndarray::{Array2, ArrayView2, s};
use teddy_reads::nlp::linalg::attention::{Mask, attention, attention_weights};
use teddy_reads::nlp::rng::Rng;

fn random((rows, columns): (usize, usize), size: f32, rng: &mut Rng) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |_| size * rng.normal() as f32)
}

/// Score by score, in f64: the context (B·T_q, d) of inputs in f32.
fn by_definition(
    (q, k, v): (ArrayView2<f32>, ArrayView2<f32>, ArrayView2<f32>),
    n_heads: usize,
    mask: &Mask,
) -> Array2<f64> {
    let (d, t_q, t_k) = (q.ncols(), mask.t_q, mask.t_k);
    let d_k = d / n_heads;
    let mut context = Array2::zeros((mask.batch * t_q, d));
    for (b, h) in (0..mask.batch).flat_map(|b| (0..n_heads).map(move |h| (b, h))) {
        let columns = h * d_k..(h + 1) * d_k;
        for i in 0..t_q {
            let seen: Vec<usize> = (0..t_k).filter(|&j| mask.allows(b, i, j)).collect();
            let score = |&j: &usize| {
                let products = columns
                    .clone()
                    .map(|c| f64::from(q[(b * t_q + i, c)]) * f64::from(k[(b * t_k + j, c)]));
                products.sum::<f64>() / (d_k as f64).sqrt()
            };
            let scores: Vec<f64> = seen.iter().map(score).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let powers: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
            let total: f64 = powers.iter().sum();
            for c in columns.clone() {
                let of_key = |(&j, p): (&usize, &f64)| p / total * f64::from(v[(b * t_k + j, c)]);
                context[(b * t_q + i, c)] = seen.iter().zip(&powers).map(of_key).sum();
            }
        }
    }
    context
}

/// The largest difference of both ways from the definition.
fn error(
    (q, k, v): (ArrayView2<f32>, ArrayView2<f32>, ArrayView2<f32>),
    n_heads: usize,
    mask: &Mask,
) -> f64 {
    let want = by_definition((q, k, v), n_heads, mask);
    let difference = |got: &Array2<f32>| {
        let pairs = got.iter().zip(&want);
        // A NaN is as far away as can be.
        let apart = pairs.map(|(&x, &y)| match (f64::from(x) - y).abs() {
            d if d.is_nan() => f64::INFINITY,
            d => d,
        });
        apart.fold(0.0, f64::max)
    };
    let fused = difference(&attention((q, k, v), n_heads, mask));
    let (context, weights) = attention_weights((q, k, v), n_heads, mask, |_| {});
    for row in weights.rows() {
        let sum: f32 = row.sum();
        assert!(
            sum == 0.0 || (sum - 1.0).abs() < 1e-5,
            "weights add up to {sum}"
        );
    }
    fused.max(difference(&context))
}

#[test]
fn every_length_and_width() {
    let mut rng = Rng::new(1);
    for t_q in [1, 7, 64, 65, 513] {
        for t_k in [1, 7, 64, 65, 513] {
            let n_heads = 1 + (t_q + t_k) % 2;
            for d_k in [8, 20, 64] {
                let d = n_heads * d_k;
                let (q, k) = (
                    random((t_q, d), 1.0, &mut rng),
                    random((t_k, d), 1.0, &mut rng),
                );
                let v = random((t_k, d), 1.0, &mut rng);
                let mask = Mask::padding(t_q, t_k, &[t_k]);
                let error = error((q.view(), k.view(), v.view()), n_heads, &mask);
                assert!(error < 1e-5, "{t_q} x {t_k}, d_k {d_k}: {error:e}");
            }
        }
    }
}

#[test]
fn every_kind_of_mask() {
    let mut rng = Rng::new(2);
    for t in [1, 7, 64, 65, 300] {
        let lengths = [t, t / 2, 0, 1];
        let masks = [
            Mask::padding(t, t, &lengths),
            Mask::causal(t, &lengths),
            // With holes, a query that sees nothing, and keys that nobody sees.
            Mask::from_fn((4, t, t), |b, i, j| {
                i != 3 && j % 5 != 2 && (b + i + 2 * j) % 3 != 0
            }),
            Mask::from_fn((4, t, t), |_, i, j| j + 5 > i && j < i + 5),
        ];
        let shape = (4 * t, 24);
        let (q, k) = (random(shape, 2.0, &mut rng), random(shape, 2.0, &mut rng));
        let v = random(shape, 1.0, &mut rng);
        for (n, mask) in masks.iter().enumerate() {
            let error = error((q.view(), k.view(), v.view()), 2, mask);
            assert!(error < 1e-5, "length {t}, mask {n}: {error:e}");
        }
    }
}

#[test]
fn large_and_very_negative_scores() {
    let mut rng = Rng::new(3);
    let (t, d) = (200, 64);
    // One key apart from the others, by scores of about ±8,000, early and late; all scores very negative.
    for (place, sign) in [(0, 1.0), (199, 1.0), (70, -1.0)] {
        let q = Array2::from_shape_fn((t, d), |(i, _)| 8.0 + (i % 3) as f32);
        let mut k = Array2::from_shape_fn((t, d), |(j, c)| -100.0 - ((j * 7 + c) % 2) as f32 * 2.0);
        k.row_mut(place).fill(sign * 120.0);
        let v = random((t, d), 1.0, &mut rng);
        let error = error((q.view(), k.view(), v.view()), 1, &Mask::causal(t, &[t]));
        assert!(error < 1e-5, "key {place}: {error:e}");
    }
    // Scores of tens that have to be told apart.
    let (q, k) = (random((t, d), 4.0, &mut rng), random((t, d), 4.0, &mut rng));
    let v = random((t, d), 1.0, &mut rng);
    let error = error(
        (q.view(), k.view(), v.view()),
        1,
        &Mask::padding(t, t, &[t]),
    );
    assert!(error < 1e-4, "{error:e}");
}

#[test]
fn parts_of_larger_matrices_and_both_precisions() {
    let mut rng = Rng::new(4);
    let all = random((90, 96), 1.0, &mut rng);
    let part = |first: usize| all.slice(s![3..70, first..first + 32]);
    let mask = Mask::causal(67, &[61]);
    let inputs = (part(0), part(30), part(64));
    assert!(error(inputs, 4, &mask) < 1e-5);
    let doubles = [part(0), part(30), part(64)].map(|x| x.mapv(f64::from));
    let [q, k, v] = doubles.each_ref().map(|x| x.view());
    let (got, want) = (
        attention((q, k, v), 4, &mask),
        by_definition(inputs, 4, &mask),
    );
    assert!((got - want).iter().all(|d| d.abs() < 1e-12));
}
