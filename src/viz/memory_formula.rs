//! The formulas of gradients through time, with one pass's numbers.

use super::formula::Math;
use super::number::{format_digits, format_value};
use Math::{Fraction, Ident, Number, Operator, Row, Sub, Sup};

/// Factors that are written out at the beginning of a product; few, for narrow screens.
const WRITTEN: usize = 2;

fn ident(name: &str) -> Math {
    Ident(name.to_owned())
}

fn sub(name: &str, below: Math) -> Math {
    Sub(Box::new(ident(name)), Box::new(below))
}

fn number(value: f64) -> Math {
    Number(format_value(value as f32))
}

fn count(n: usize) -> Math {
    Number(n.to_string())
}

fn partial(above: &str, below: Math) -> Math {
    let above = Row(vec![Operator("∂"), ident(above)]);
    let below = Row(vec![Operator("∂"), below]);
    Fraction(Box::new(above), Box::new(below))
}

/// ∂L/∂h₁ = ∂L/∂h_T · J_T · ⋯ · J₂
pub fn chain(steps: usize) -> Math {
    Row(vec![
        partial("L", sub("h", count(1))),
        Operator("="),
        partial("L", sub("h", count(steps))),
        Operator("·"),
        sub("J", count(steps)),
        Operator("·"),
        Operator("⋯"),
        Operator("·"),
        sub("J", count(2)),
    ])
}

/// J_t = ∂h_t/∂h_{t−1} = diag(1 − h_t²) · W_hh
pub fn jacobian() -> Math {
    let h = |below: Math| sub("h", below);
    let before = Row(vec![ident("t"), Operator("−"), count(1)]);
    let squared = Sup(Box::new(h(ident("t"))), Box::new(count(2)));
    let above = Row(vec![Operator("∂"), h(ident("t"))]);
    let below = Row(vec![Operator("∂"), h(before)]);
    Row(vec![
        sub("J", ident("t")),
        Operator("="),
        Fraction(Box::new(above), Box::new(below)),
        Operator("="),
        ident("diag"),
        Operator("("),
        count(1),
        Operator("−"),
        squared,
        Operator(")"),
        Operator("·"),
        sub("W", Math::Text("hh".into())),
    ])
}

/// 0.88 · 0.89 · ⋯ · 0.90 = 0.0213: the last factor first, as the gradient meets them.
pub fn product(factors: &[f32]) -> Math {
    let n = factors.len();
    let two = |value: f32| Number(format_digits(value, 3));
    let mut row = Vec::new();
    for (i, factor) in factors.iter().rev().enumerate() {
        let written = i < WRITTEN || i + 1 == n || n <= 2 * WRITTEN;
        if !written && i != WRITTEN {
            continue;
        }
        if i > 0 {
            row.push(Operator("·"));
        }
        row.push(if written {
            two(*factor)
        } else {
            Operator("⋯")
        });
    }
    let all: f64 = factors.iter().map(|f| f64::from(*f)).product();
    row.extend([Operator("="), number(all)]);
    Row(row)
}

/// The product of all factors after step t, for every t: what [`product`] writes out is the first, the last is 1.
///
/// `factors` are of the steps 2 … T, so there are T products.
pub fn running_products(factors: &[f32]) -> Vec<f32> {
    let mut products = vec![1.0];
    let mut product = 1f64;
    for factor in factors.iter().rev() {
        product *= f64::from(*factor);
        products.push(product as f32);
    }
    products.reverse();
    products
}

/// e_ij = vᵀ tanh(W s_{i−1} + U h_j), α_ij = softmax_j(e_ij), c_i = Σ_j α_ij h_j (Bahdanau et al. 2014, section 3.1
/// and appendix A.1.2).
pub fn additive_attention() -> [Math; 3] {
    let ij = || Row(vec![ident("i"), ident("j")]);
    let before = Row(vec![ident("i"), Operator("−"), count(1)]);
    let transposed = Sup(Box::new(ident("v")), Box::new(ident("T")));
    let sum = Sub(Box::new(Operator("∑")), Box::new(ident("j")));
    [
        Row(vec![
            sub("e", ij()),
            Operator("="),
            transposed,
            ident("tanh"),
            Operator("("),
            ident("W"),
            sub("s", before),
            Operator("+"),
            ident("U"),
            sub("h", ident("j")),
            Operator(")"),
        ]),
        Row(vec![
            sub("α", ij()),
            Operator("="),
            sub("softmax", ident("j")),
            Operator("("),
            sub("e", ij()),
            Operator(")"),
        ]),
        Row(vec![
            sub("c", ident("i")),
            Operator("="),
            sum,
            sub("α", ij()),
            sub("h", ident("j")),
        ]),
    ]
}

/// g ← g · min(1, c/‖g‖) = g · 0.0055
pub fn clipped(norm: f64, clip: f64) -> Math {
    let g = Row(vec![Operator("‖"), ident("g"), Operator("‖")]);
    let fraction = |a: Math, b: Math| Fraction(Box::new(a), Box::new(b));
    let least = |b: Math| {
        vec![
            ident("min"),
            Operator("("),
            count(1),
            Operator(","),
            b,
            Operator(")"),
        ]
    };
    let mut row = least(fraction(ident("c"), g));
    row.push(Operator("="));
    row.extend(least(fraction(number(clip), number(norm))));
    row.extend([Operator("="), number((clip / norm).min(1.0))]);
    Row(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_begin_with_the_last_factor_and_end_with_their_value() {
        assert_eq!(product(&[0.5, 0.25]).text(), "0.250·0.500 = 0.1250");
        let long = product(&[0.9; 29]).text();
        assert_eq!(long, "0.900·0.900·⋯·0.900 = 0.04710");
        assert_eq!(running_products(&[0.5, 0.25]), [0.125, 0.25, 1.0]);
        let first = f64::from(running_products(&[0.9; 29])[0]);
        assert!((first - 0.9f64.powi(29)).abs() < 1e-6);
    }

    #[test]
    fn additive_attention_has_scores_weights_and_a_mean() {
        let [score, weight, mean] = additive_attention().map(|math| math.text());
        assert_eq!(score, "e_ij = v^Ttanh(Ws_(i − 1) + Uh_j)");
        assert_eq!(weight, "α_ij = softmax_j(e_ij)");
        assert_eq!(mean, "c_i = ∑_jα_ijh_j");
    }

    #[test]
    fn clipping_is_a_factor_of_at_most_one() {
        assert!(clipped(4.0, 1.0).text().ends_with("= 0.2500"));
        assert!(clipped(0.5, 1.0).text().ends_with("= 1.000"));
    }

    #[test]
    fn the_chain_names_its_ends() {
        assert_eq!(chain(30).text(), "∂L/∂h_1 = ∂L/∂h_30·J_30·⋯·J_2");
        assert!(jacobian().text().ends_with("W_hh"));
    }
}
