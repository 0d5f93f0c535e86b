//! The formulas of the proxy network, with one update's numbers.

use super::formula::Math;
use super::number::format_value;

/// Between a function's name and what it is taken of, where no brackets are: a thin space.
fn thin_space() -> Math {
    Math::Text("\u{2009}".to_owned())
}

fn ident(name: &str) -> Math {
    Math::Ident(name.to_owned())
}

fn sub(name: &str, below: &str) -> Math {
    Math::Sub(
        Box::new(ident(name)),
        Box::new(Math::Text(below.to_owned())),
    )
}

fn partial(below: &str) -> Math {
    let d = |name: &str| Math::Row(vec![Math::Operator("∂"), ident(name)]);
    Math::Fraction(Box::new(d("L")), Box::new(d(below)))
}

/// h = x·W_in
pub fn hidden() -> Math {
    Math::Row(vec![
        ident("h"),
        Math::Operator("="),
        ident("x"),
        Math::Operator("·"),
        sub("W", "in"),
    ])
}

/// p = softmax(h·W_out)
pub fn probabilities() -> Math {
    Math::Row(vec![
        ident("p"),
        Math::Operator("="),
        ident("softmax"),
        Math::Operator("("),
        ident("h"),
        Math::Operator("·"),
        sub("W", "out"),
        Math::Operator(")"),
    ])
}

/// L = −ln p[target] = −ln 0.04 = 3.2
pub fn loss(target: &str, probability: f32, loss: f32) -> Math {
    Math::Row(vec![
        ident("L"),
        Math::Operator("="),
        Math::Operator("−"),
        ident("ln"),
        thin_space(),
        sub("p", target),
        Math::Operator("="),
        Math::Operator("−"),
        ident("ln"),
        thin_space(),
        Math::Number(format_value(probability)),
        Math::Operator("="),
        Math::Number(format_value(loss)),
    ])
}

/// ∂L/∂z = p − y
pub fn d_logits() -> Math {
    Math::Row(vec![
        partial("z"),
        Math::Operator("="),
        ident("p"),
        Math::Operator("−"),
        ident("y"),
    ])
}

/// ∂L/∂h = ∂L/∂z · W_outᵀ
pub fn d_hidden() -> Math {
    let transposed = Math::Sup(Box::new(sub("W", "out")), Box::new(ident("T")));
    Math::Row(vec![
        partial("h"),
        Math::Operator("="),
        partial("z"),
        Math::Operator("·"),
        transposed,
    ])
}

/// w ← w − η · ∂L/∂w, η = 0.1
pub fn update(lr: f32) -> Math {
    Math::Row(vec![
        ident("w"),
        Math::Operator("←"),
        ident("w"),
        Math::Operator("−"),
        Math::Number(format_value(lr)),
        Math::Operator("·"),
        partial("w"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_put_in() {
        let text = loss("bear", 0.25, 0.25_f32.ln().abs()).text();
        assert!(text.contains("0.2500") && text.ends_with("1.386"), "{text}");
    }
}
