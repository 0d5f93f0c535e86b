//! Formulas as trees, with the real numbers put in. The page turns them into MathML and the browser sets them.
//!
//! ```
//! use teddy_reads::viz::formula::score;
//! assert_eq!(score(12.3, 32).text(), "q·k/√(d_k) = 12.30/√(32) = 12.30/5.657 = 2.174");
//! ```

use super::label::spoken;
use super::number::format_value;

/// A piece of a formula, after the elements of MathML.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// A variable of one letter (set in italics) or a function name (upright).
    Ident(String),
    /// A variable with a meaning that has a colour: query, key, value.
    Role(Role, String),
    Number(String),
    Operator(&'static str),
    /// Words.
    Text(String),
    Row(Vec<Math>),
    Fraction(Box<Math>, Box<Math>),
    Root(Box<Math>),
    Sub(Box<Math>, Box<Math>),
    Sup(Box<Math>, Box<Math>),
}

/// Quantities that have one colour throughout the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Query,
    Key,
    Value,
}

use Math::{Fraction, Ident, Number, Operator, Root, Row, Sub, Sup};

fn ident(name: &str) -> Math {
    Ident(name.to_string())
}

fn role(role: Role, name: &str) -> Math {
    Math::Role(role, name.to_string())
}

fn number(value: f32) -> Math {
    Number(format_value(value))
}

fn count(n: usize) -> Math {
    Number(n.to_string())
}

fn frac(a: Math, b: Math) -> Math {
    Fraction(Box::new(a), Box::new(b))
}

fn root(a: Math) -> Math {
    Root(Box::new(a))
}

fn sub(a: Math, b: Math) -> Math {
    Sub(Box::new(a), Box::new(b))
}

fn sup(a: Math, b: Math) -> Math {
    Sup(Box::new(a), Box::new(b))
}

fn call(name: &str, argument: Math) -> Math {
    Row(vec![ident(name), Operator("("), argument, Operator(")")])
}

fn d_k() -> Math {
    sub(ident("d"), ident("k"))
}

/// A factor of a product or a summand: negative numbers in brackets.
fn factor(value: f32) -> Math {
    if value < 0.0 {
        Row(vec![Operator("("), number(value), Operator(")")])
    } else {
        number(value)
    }
}

/// Terms that are written out before the rest becomes dots.
const TERMS: usize = 3;

/// softmax(QKᵀ/√d_k) V, with + M for a mask.
pub fn attention(masked: bool) -> Math {
    let product = Row(vec![
        role(Role::Query, "Q"),
        sup(role(Role::Key, "K"), ident("T")),
    ]);
    let scores = frac(product, root(d_k()));
    let argument = if masked {
        Row(vec![scores, Operator("+"), ident("M")])
    } else {
        scores
    };
    Row(vec![call("softmax", argument), role(Role::Value, "V")])
}

/// q·k/√d_k = dot/√d_k = dot/root = score.
pub fn score(dot: f32, width: usize) -> Math {
    let scale = (width as f32).sqrt();
    Row(vec![
        frac(
            Row(vec![
                role(Role::Query, "q"),
                Operator("·"),
                role(Role::Key, "k"),
            ]),
            root(d_k()),
        ),
        Operator("="),
        frac(number(dot), root(count(width))),
        Operator("="),
        frac(number(dot), number(scale)),
        Operator("="),
        number(dot / scale),
    ])
}

/// q·k = q₁k₁ + q₂k₂ + … with the first terms' numbers, and the sum.
pub fn dot(q: &[f32], k: &[f32]) -> Math {
    let products: Vec<(f32, f32)> = q.iter().copied().zip(k.iter().copied()).collect();
    let sum: f32 = products.iter().map(|(a, b)| a * b).sum();
    let mut row = vec![
        role(Role::Query, "q"),
        Operator("·"),
        role(Role::Key, "k"),
        Operator("="),
    ];
    for (i, (a, b)) in products.iter().take(TERMS).enumerate() {
        if i > 0 {
            row.push(Operator("+"));
        }
        row.extend([factor(*a), Operator("·"), factor(*b)]);
    }
    if products.len() > TERMS {
        row.extend([Operator("+"), Operator("⋯")]);
    }
    row.extend([Operator("="), number(sum)]);
    Row(row)
}

/// exp(sᵢ) / Σⱼ exp(sⱼ) with numbers: the share of entry `index` of `scores`. Infinite scores (masked) count nothing.
pub fn softmax(scores: &[f32], index: usize) -> Math {
    // Shifted by the maximum as every implementation does; the shift cancels.
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exp = |s: f32| {
        if largest.is_finite() {
            (s - largest).exp()
        } else {
            0.0
        }
    };
    let sum: f32 = scores.iter().map(|s| exp(*s)).sum();
    let own = scores.get(index).copied().unwrap_or(f32::NAN);
    let term = |subscript: &str| sup(ident("e"), sub(ident("s"), ident(subscript)));
    let power = |s: f32| sup(ident("e"), number(s));
    let mut below = Vec::new();
    for (i, s) in scores.iter().take(TERMS).enumerate() {
        if i > 0 {
            below.push(Operator("+"));
        }
        below.push(power(*s));
    }
    if scores.len() > TERMS {
        below.extend([Operator("+"), Operator("⋯")]);
    }
    Row(vec![
        frac(
            term("i"),
            Row(vec![sub(Operator("∑"), ident("j")), term("j")]),
        ),
        Operator("="),
        frac(power(own), Row(below)),
        Operator("="),
        number(exp(own) / sum),
    ])
}

/// Σ wⱼ vⱼ with the largest weights first, each with the label of its token.
pub fn weighted_sum(weights: &[f32], labels: &[String]) -> Math {
    let mut terms: Vec<(f32, &str)> = weights
        .iter()
        .copied()
        .zip(labels.iter().map(|l| spoken(l)))
        .collect();
    terms.retain(|(w, _)| *w != 0.0);
    terms.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let mut row = vec![
        sub(Operator("∑"), ident("j")),
        sub(ident("w"), ident("j")),
        sub(role(Role::Value, "v"), ident("j")),
        Operator("="),
    ];
    for (i, (w, label)) in terms.iter().take(TERMS + 1).enumerate() {
        if i > 0 {
            row.push(Operator("+"));
        }
        row.extend([
            factor(*w),
            sub(role(Role::Value, "v"), Math::Text(label.to_string())),
        ]);
    }
    if terms.len() > TERMS + 1 {
        row.extend([Operator("+"), Operator("⋯")]);
    }
    if terms.is_empty() {
        row.push(count(0));
    }
    Row(row)
}

/// The numbers of one entry's layer normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormNumbers {
    pub x: f32,
    pub mean: f32,
    pub variance: f32,
    pub epsilon: f32,
    pub gain: f32,
    pub bias: f32,
}

impl NormNumbers {
    /// Mean and variance (over d, not d − 1) of `x`, at entry `index`.
    pub fn of(x: &[f32], index: usize, epsilon: f32, gain: f32, bias: f32) -> Option<Self> {
        let own = *x.get(index)?;
        let n = x.len() as f32;
        let mean = x.iter().sum::<f32>() / n;
        let variance = x.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n;
        Some(Self {
            x: own,
            mean,
            variance,
            epsilon,
            gain,
            bias,
        })
    }

    /// γ (x − μ)/√(σ² + ε) + β.
    pub fn result(&self) -> f32 {
        self.gain * (self.x - self.mean) / (self.variance + self.epsilon).sqrt() + self.bias
    }
}

/// γ (x − μ)/√(σ² + ε) + β, and the same with numbers.
pub fn layer_norm(numbers: Option<NormNumbers>) -> Math {
    let mut row = vec![
        ident("γ"),
        frac(
            Row(vec![ident("x"), Operator("−"), ident("μ")]),
            root(Row(vec![
                sup(ident("σ"), count(2)),
                Operator("+"),
                ident("ε"),
            ])),
        ),
        Operator("+"),
        ident("β"),
    ];
    if let Some(n) = numbers {
        row.extend([
            Operator("="),
            factor(n.gain),
            Operator("·"),
            frac(
                Row(vec![number(n.x), Operator("−"), factor(n.mean)]),
                root(Row(vec![
                    number(n.variance),
                    Operator("+"),
                    number(n.epsilon),
                ])),
            ),
            Operator("+"),
            factor(n.bias),
            Operator("="),
            number(n.result()),
        ]);
    }
    Row(row)
}

/// Sinusoidal position encoding: sin for even dimensions, cos for odd, of pos / 10000^(2i/d).
pub fn positional(position: usize, dimension: usize, d_model: usize) -> Math {
    let (function, even) = if dimension.is_multiple_of(2) {
        ("sin", dimension)
    } else {
        ("cos", dimension - 1)
    };
    let angle = position as f64 / 10_000f64.powf(even as f64 / d_model.max(1) as f64);
    let value = if function == "sin" {
        angle.sin()
    } else {
        angle.cos()
    };
    let symbol = Row(vec![count(2), ident("i")]);
    let index = if function == "sin" {
        symbol.clone()
    } else {
        Row(vec![count(2), ident("i"), Operator("+"), count(1)])
    };
    let power =
        |numerator: Math, denominator: Math| sup(count(10_000), frac(numerator, denominator));
    Row(vec![
        sub(ident("PE"), Row(vec![ident("pos"), Operator(","), index])),
        Operator("="),
        call(function, frac(ident("pos"), power(symbol, ident("d")))),
        Operator("="),
        call(
            function,
            frac(count(position), power(count(even), count(d_model))),
        ),
        Operator("="),
        number(value as f32),
    ])
}

impl Math {
    /// Where a line may break on a narrow screen: what stands before the first `=`, then each `=` with what follows it.
    /// Put side by side they are the formula.
    pub fn steps(&self) -> Vec<Math> {
        let Row(parts) = self else {
            return vec![self.clone()];
        };
        let mut steps: Vec<Vec<Math>> = vec![vec![]];
        for part in parts {
            if *part == Operator("=") {
                steps.push(vec![]);
            }
            steps.last_mut().expect("never empty").push(part.clone());
        }
        let steps = steps.into_iter().filter(|step| !step.is_empty());
        steps.map(Row).collect()
    }

    /// On one line, for tests and for copying.
    pub fn text(&self) -> String {
        match self {
            Ident(s) | Number(s) | Math::Role(_, s) | Math::Text(s) => s.clone(),
            Operator(o @ ("=" | "+" | "−")) => format!(" {o} "),
            Operator(o) => o.to_string(),
            Row(parts) => parts.iter().map(Math::text).collect(),
            Fraction(a, b) => format!("{}/{}", a.group(), b.group()),
            Root(a) => format!("√({})", a.text()),
            Sub(a, b) => format!("{}_{}", a.text(), b.group()),
            Sup(a, b) => format!("{}^{}", a.text(), b.group()),
        }
    }

    /// In brackets where a sum would be torn apart.
    fn group(&self) -> String {
        match self {
            Row(parts) if parts.iter().any(|p| matches!(p, Operator("+" | "−" | ","))) => {
                format!("({})", self.text())
            }
            Fraction(..) => format!("({})", self.text()),
            _ => self.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_breaks_before_each_equals_sign() {
        let whole = score(12.3, 32);
        let steps: Vec<String> = whole.steps().iter().map(Math::text).collect();
        assert_eq!(
            steps,
            ["q·k/√(d_k)", " = 12.30/√(32)", " = 12.30/5.657", " = 2.174"]
        );
        assert_eq!(steps.concat(), whole.text());
        assert_eq!(ident("x").steps(), [ident("x")]);
    }
}
