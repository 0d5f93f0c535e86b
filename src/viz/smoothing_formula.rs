//! Label smoothing with its numbers put in.
//!
//! ```
//! use teddy_reads::nlp::autograd::ops::{Convention, LabelSmoothing};
//! use teddy_reads::viz::smoothing_formula::target;
//! let smoothing = LabelSmoothing { epsilon: 0.1, convention: Convention::Others };
//! let [right, other] = target(smoothing, 101).map(|math| math.text());
//! assert_eq!(right, "q_right = 1 − ε = 0.9000");
//! assert_eq!(other, "q_other = ε/(V − 1) = 0.1/(101 − 1) = 0.001000");
//! ```

use super::formula::Math::{self, Fraction, Ident, Number, Operator, Row, Sub, Text};
use super::number::format_value;
use crate::nlp::autograd::ops::{Convention, LabelSmoothing};
use crate::session::studio::smoothing::Moment;

fn ident(name: &str) -> Math {
    Ident(name.to_owned())
}

fn number(value: f64) -> Math {
    Number(format_value(value as f32))
}

fn sub(name: &str, index: &str) -> Math {
    Sub(Box::new(ident(name)), Box::new(Text(index.to_owned())))
}

fn over(above: Math, below: Math) -> Math {
    Fraction(Box::new(above), Box::new(below))
}

/// What the right token is to have, and what each other one, of V tokens.
pub fn target(smoothing: LabelSmoothing, vocab_size: usize) -> [Math; 2] {
    let (on, off) = smoothing.target(vocab_size);
    let epsilon = || ident("ε");
    let minus = || Operator("−");
    let one = || Number("1".into());
    let v = || ident("V");
    let size = || Number(vocab_size.to_string());
    let mut right = vec![sub("q", "right"), Operator("="), one(), minus(), epsilon()];
    let (letters, numbers) = match smoothing.convention {
        Convention::Others => (
            Row(vec![v(), minus(), one()]),
            Row(vec![size(), minus(), one()]),
        ),
        Convention::All => {
            right.extend([Operator("+"), over(epsilon(), v())]);
            (v(), size())
        }
    };
    right.extend([Operator("="), number(on)]);
    let other = vec![
        sub("q", "other"),
        Operator("="),
        over(epsilon(), letters),
        Operator("="),
        over(Number(smoothing.epsilon.to_string()), numbers),
        Operator("="),
        number(off),
    ];
    [Row(right), Row(other)]
}

/// The loss as the part of the right token and that of all others together: in letters, and on a line of its own (where it
/// is narrow, both together find no room) in numbers.
pub fn loss(moment: &Moment) -> [Math; 2] {
    let of_right = moment.on * moment.negative_log_likelihood;
    let p = (-moment.negative_log_likelihood).exp();
    let log = |of: Math| Row(vec![ident("ln"), Operator("("), of, Operator(")")]);
    let letters = Row(vec![
        ident("L"),
        Operator("="),
        Operator("−"),
        sub("q", "right"),
        log(sub("p", "right")),
        Operator("−"),
        ident("Σ"),
        sub("q", "other"),
        log(sub("p", "other")),
    ]);
    let numbers = Row(vec![
        Operator("="),
        Operator("−"),
        number(moment.on),
        Operator("·"),
        log(number(p)),
        Operator("+"),
        number(moment.loss - of_right),
        Operator("="),
        number(moment.loss),
    ]);
    [letters, numbers]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions_are_written_out() {
        let smoothing = LabelSmoothing {
            epsilon: 0.2,
            convention: Convention::All,
        };
        let [right, other] = target(smoothing, 100).map(|math| math.text());
        assert_eq!(right, "q_right = 1 − ε + ε/V = 0.8020");
        assert_eq!(other, "q_other = ε/V = 0.2/100 = 0.002000");
    }

    #[test]
    fn the_parts_of_the_loss_add_up() {
        let smoothing = LabelSmoothing {
            epsilon: 0.1,
            convention: Convention::Others,
        };
        // p = ½, ¼, ¼: 0.9·ln 2 + 0.1·ln 4 = 0.6238 + 0.1386.
        let logits = [4.0f32.ln(), 2.0f32.ln(), 2.0f32.ln()];
        let moment = Moment::of(&logits, 0, smoothing).unwrap();
        let [letters, text] = loss(&moment).map(|math| math.text());
        assert!(letters.starts_with("L ="), "{letters}");
        assert!(text.contains("0.9000"), "{text}");
        assert!(text.ends_with("+ 0.1386 = 0.7625"), "{text}");
    }
}
