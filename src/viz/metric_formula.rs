//! Metrics with the counts that they are made of.
//!
//! ```
//! use teddy_reads::viz::metric_formula::{Term, fraction};
//! let (tp, fp) = (Term::new("TP", 17), Term::new("FP", 3));
//! let precision = fraction("precision", &[tp], &[tp, fp]);
//! assert_eq!(precision.text(), "precision = TP/(TP + FP) = 17/(17 + 3) = 0.8500");
//! ```

use super::formula::Math::{self, Fraction, Ident, Number, Operator, Row, Sub, Sup, Text};
use super::number::{format_digits, format_value};
use crate::nlp::metrics::BleuScore;

/// A count with its name, some times over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term<'a> {
    pub times: u64,
    pub name: &'a str,
    pub count: u64,
}

impl<'a> Term<'a> {
    pub fn new(name: &'a str, count: u64) -> Self {
        Term {
            times: 1,
            name,
            count,
        }
    }

    pub fn twice(self) -> Self {
        Term { times: 2, ..self }
    }

    fn value(&self) -> u64 {
        self.times * self.count
    }
}

/// `name = names / names = counts / counts = value`. Without a value where there is nothing to divide by.
pub fn fraction(name: &str, above: &[Term], below: &[Term]) -> Math {
    let named = |term: &Term| Text(term.name.to_owned());
    let counted = |term: &Term| whole(term.count);
    let mut row = vec![
        Text(name.to_owned()),
        Operator("="),
        over(sum(above, named), sum(below, named)),
        Operator("="),
        over(sum(above, counted), sum(below, counted)),
    ];
    let [above, below] = [above, below].map(|terms| terms.iter().map(Term::value).sum::<u64>());
    if below > 0 {
        let value = above as f64 / below as f64;
        row.extend([Operator("="), Number(format_value(value as f32))]);
    }
    Row(row)
}

/// The brevity penalty: 1, with the lengths that make it so, or e^(1 − r/c).
pub fn brevity_penalty(score: &BleuScore) -> Math {
    let (c, r) = (score.sys_len, score.ref_len);
    let name = || Ident("BP".into());
    if c >= r {
        let is = |name: &str, n| [Ident(name.into()), Operator("="), whole(n)];
        let mut why = vec![Text("\u{a0}".into()), Operator("(")];
        why.extend(is("c", c));
        why.push(Operator("≥"));
        why.extend(is("r", r));
        why.push(Operator(")"));
        return Row(vec![name(), Operator("="), whole(1), Row(why)]);
    }
    let exponent = |a: Math, b: Math| Row(vec![whole(1), Operator("−"), over(a, b)]);
    Row(vec![
        name(),
        Operator("="),
        sup(
            Ident("e".into()),
            exponent(Ident("r".into()), Ident("c".into())),
        ),
        Operator("="),
        sup(Ident("e".into()), exponent(whole(r), whole(c))),
        Operator("="),
        decimal(score.brevity_penalty),
    ])
}

/// BLEU = 100 · BP · (p₁ ⋯ p_N)^(1/N), N being the orders that the text is long enough for.
pub fn bleu(score: &BleuScore) -> Math {
    let orders = score.effective_order.max(1);
    let product = |factors: Vec<Math>| {
        let mut row = vec![Operator("(")];
        for (i, factor) in factors.into_iter().enumerate() {
            if i > 0 {
                row.push(Operator("·"));
            }
            row.push(factor);
        }
        row.push(Operator(")"));
        sup(Row(row), over(whole(1), whole(orders as u64)))
    };
    let name = |n: usize| Sub(Box::new(Ident("p".into())), Box::new(whole(n as u64 + 1)));
    let share = |n: usize| decimal(score.precisions[n] / 100.0);
    Row(vec![
        Ident("BLEU".into()),
        Operator("="),
        whole(100),
        Operator("·"),
        Ident("BP".into()),
        Operator("·"),
        product((0..orders).map(name).collect()),
        Operator("="),
        whole(100),
        Operator("·"),
        decimal(score.brevity_penalty),
        Operator("·"),
        product((0..orders).map(share).collect()),
        Operator("="),
        decimal(score.score),
    ])
}

/// exp(total / tokens), the total being in nats.
pub fn perplexity(total_nll: f64, tokens: usize) -> Math {
    let exp = |of: Math| {
        Row(vec![
            Ident("exp".into()),
            Row(vec![Operator("("), of, Operator(")")]),
        ])
    };
    let log = Row(vec![Operator("−"), Ident("ln".into()), Ident("p".into())]);
    let sum = Row(vec![Operator("∑"), log]);
    let mut row = vec![
        Ident("PPL".into()),
        Operator("="),
        exp(over(sum, Ident("T".into()))),
        Operator("="),
        // With so many digits that the numbers put in give the result, to the digits shown.
        exp(over(
            Number(format_digits(total_nll as f32, 7)),
            whole(tokens as u64),
        )),
    ];
    if tokens > 0 {
        let value = (total_nll / tokens as f64).exp();
        row.extend([Operator("="), decimal(value)]);
    }
    Row(row)
}

fn sum(terms: &[Term], of: impl Fn(&Term) -> Math) -> Math {
    let mut row = Vec::new();
    for (i, term) in terms.iter().enumerate() {
        if i > 0 {
            row.push(Operator("+"));
        }
        if term.times > 1 {
            row.extend([whole(term.times), Operator("·")]);
        }
        row.push(of(term));
    }
    Row(row)
}

fn whole(n: u64) -> Math {
    Number(n.to_string())
}

fn decimal(value: f64) -> Math {
    Number(format_value(value as f32))
}

fn over(a: Math, b: Math) -> Math {
    Fraction(Box::new(a), Box::new(b))
}

fn sup(a: Math, b: Math) -> Math {
    Sup(Box::new(a), Box::new(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::metrics::sentence_bleu;

    #[test]
    fn f1_is_written_in_counts() {
        let (tp, fp, fn_) = (Term::new("TP", 8), Term::new("FP", 2), Term::new("FN", 4));
        let f1 = fraction("F1", &[tp.twice()], &[tp.twice(), fp, fn_]);
        let text = "F1 = 2·TP/(2·TP + FP + FN) = 2·8/(2·8 + 2 + 4) = 0.7273";
        assert_eq!(f1.text(), text);
        let nothing = fraction("P", &[Term::new("TP", 0)], &[Term::new("n", 0)]);
        assert_eq!(nothing.text(), "P = TP/n = 0/0");
    }

    #[test]
    fn bleu_is_written_with_its_own_numbers() {
        let score = sentence_bleu("The cat sat on the mat.", &["The cat is on the mat."]).unwrap();
        let text = bleu(&score).text();
        assert!(
            text.ends_with(&format!("= {}", format_value(score.score as f32))),
            "{text}"
        );
        assert!(text.contains("0.8571·0.6667·0.4000·0.2500"), "{text}");
        assert_eq!(brevity_penalty(&score).text(), "BP = 1\u{a0}(c = 7≥r = 7)");
        let short = sentence_bleu("The cat", &["The cat is on the mat."]).unwrap();
        let text = brevity_penalty(&short).text();
        assert!(
            text.ends_with("= 0.0821") || text.ends_with("= 0.08208"),
            "{text}"
        );
    }

    #[test]
    fn perplexity_of_even_chances_is_their_number() {
        let text = perplexity(3.0 * 8f64.ln(), 3).text();
        assert!(text.ends_with("= 8.000"), "{text}");
        // 101.5/16 would give 568.9.
        let text = perplexity(101.4573, 16).text();
        assert!(text.ends_with("(101.4573/16) = 567.4"), "{text}");
    }
}
