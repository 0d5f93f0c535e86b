//! The formulas of stages whose parameters are not on the page: in letters only, no invented numbers.

use super::formula::{Math, Role};
use super::number::format_value;
use Math::{Fraction, Ident, Operator, Row, Sub, Sup};

fn i(name: &str) -> Math {
    Ident(name.to_owned())
}

fn n(value: f32) -> Math {
    Math::Number(format_value(value))
}

fn sub(a: &str, b: Math) -> Math {
    Sub(Box::new(i(a)), Box::new(b))
}

fn text(name: &str) -> Math {
    Math::Text(name.to_owned())
}

/// Between two formulas on one line.
fn apart() -> Math {
    Row(vec![Operator(","), text("\u{2003}")])
}

fn root(a: Math) -> Math {
    Math::Root(Box::new(a))
}

/// xᵢ = √d · E[id].
pub fn embedding(id: u32, d_model: usize) -> Math {
    Row(vec![
        i("x"),
        Operator("="),
        root(i("d")),
        Operator("·"),
        sub("E", Math::Number(id.to_string())),
        Operator("="),
        root(Math::Number(d_model.to_string())),
        Operator("·"),
        sub("E", Math::Number(id.to_string())),
    ])
}

/// Q = XW_Q, K = XW_K, V = XW_V; queries from `from`, keys and values from `over`.
pub fn projections(from: &str, over: &str) -> Math {
    let one = |role, name: &str, x: &str| {
        Row(vec![
            Math::Role(role, name.to_owned()),
            Operator("="),
            i(x),
            sub("W", Math::Role(role, name.to_owned())),
            Operator("+"),
            sub("b", Math::Role(role, name.to_owned())),
        ])
    };
    Row(vec![
        one(Role::Query, "Q", from),
        apart(),
        one(Role::Key, "K", over),
        apart(),
        one(Role::Value, "V", over),
    ])
}

/// output = concat(head₁, …, head_h) W_O + b_O.
pub fn heads(n_heads: usize) -> Math {
    let head = |n: String| Sub(Box::new(text("head")), Box::new(Math::Number(n)));
    let mut inside = vec![head("1".into())];
    if n_heads > 2 {
        inside.extend([Operator(","), Operator("…")]);
    }
    if n_heads > 1 {
        inside.extend([Operator(","), head(n_heads.to_string())]);
    }
    let mut row = vec![i("o"), Operator("="), Operator("[")];
    row.extend(inside);
    row.extend([
        Operator("]"),
        sub("W", i("O")),
        Operator("+"),
        sub("b", i("O")),
    ]);
    Row(row)
}

/// x + Sublayer(x); post-norm: LayerNorm of it. `entry`: one entry's numbers, x, output and sum.
pub fn residual(post_norm: bool, entry: Option<(f32, f32, f32)>) -> Math {
    let sum = [i("x"), Operator("+"), i("o")];
    let mut row = Vec::from(sum);
    if let Some((x, output, sum)) = entry {
        let output = match output < 0.0 {
            true => Row(vec![Operator("("), n(output), Operator(")")]),
            false => n(output),
        };
        row.extend([
            Operator("="),
            n(x),
            Operator("+"),
            output,
            Operator("="),
            n(sum),
        ]);
    }
    if post_norm {
        row.extend([
            apart(),
            i("x′"),
            Operator("="),
            i("LayerNorm"),
            Operator("("),
            i("x"),
            Operator("+"),
            i("o"),
            Operator(")"),
        ]);
    }
    Row(row)
}

/// FFN(x) = max(0, xW₁ + b₁) W₂ + b₂.
pub fn feed_forward() -> Math {
    let affine = |x: Vec<Math>, k: &str| {
        let mut row = x;
        let k = Math::Number(k.to_owned());
        row.extend([sub("W", k.clone()), Operator("+"), sub("b", k)]);
        row
    };
    let mut inner = vec![
        i("max"),
        Operator("("),
        Math::Number("0".into()),
        Operator(","),
    ];
    inner.extend(affine(vec![i("x")], "1"));
    inner.push(Operator(")"));
    let mut row = vec![
        i("FFN"),
        Operator("("),
        i("x"),
        Operator(")"),
        Operator("="),
    ];
    row.extend(affine(inner, "2"));
    Row(row)
}

/// μ and σ² of a vector, with their numbers.
pub fn statistics(mean: f32, variance: f32) -> Math {
    let two = || Math::Number("2".into());
    let sum = |inside: Math| {
        Row(vec![
            Fraction(Box::new(Math::Number("1".into())), Box::new(i("d"))),
            Sub(Box::new(Operator("∑")), Box::new(i("j"))),
            inside,
        ])
    };
    let deviation = Row(vec![
        Operator("("),
        sub("x", i("j")),
        Operator("−"),
        i("μ"),
        Operator(")"),
    ]);
    Row(vec![
        i("μ"),
        Operator("="),
        sum(sub("x", i("j"))),
        Operator("="),
        n(mean),
        apart(),
        Sup(Box::new(i("σ")), Box::new(two())),
        Operator("="),
        sum(Sup(Box::new(deviation), Box::new(two()))),
        Operator("="),
        n(variance),
    ])
}

/// z = x Eᵀ, one number for each of the V tokens.
pub fn logits() -> Math {
    Row(vec![
        i("z"),
        Operator("="),
        i("x"),
        Sup(Box::new(i("E")), Box::new(i("T"))),
    ])
}

/// log p(y) as the sum of its steps' logarithms.
pub fn sentence_probability(log_probability: f32) -> Math {
    Row(vec![
        i("log"),
        i("p"),
        Operator("="),
        Sub(Box::new(Operator("∑")), Box::new(i("t"))),
        i("log"),
        sub("p", i("t")),
        Operator("="),
        n(log_probability),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_read_as_in_the_books() {
        assert_eq!(feed_forward().text(), "FFN(x) = max(0,xW_1 + b_1)W_2 + b_2");
        assert_eq!(
            residual(false, Some((1.0, -2.0, -1.0))).text(),
            "x + o = 1.000 + (−2.000) = −1.000"
        );
        assert_eq!(
            residual(true, None).text(),
            "x + o,\u{2003}x′ = LayerNorm(x + o)"
        );
        assert_eq!(heads(8).text(), "o = [head_1,…,head_8]W_O + b_O");
        assert_eq!(heads(1).text(), "o = [head_1]W_O + b_O");
        assert_eq!(logits().text(), "z = xE^T");
        assert_eq!(embedding(7, 64).text(), "x = √(d)·E_7 = √(64)·E_7");
    }
}
