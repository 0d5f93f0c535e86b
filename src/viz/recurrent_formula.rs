//! The formulas of recurrent layers, with one unit's numbers.

use super::formula::Math;
use super::number::format_value;

fn ident(name: &str) -> Math {
    Math::Ident(name.to_owned())
}

fn sub(name: &str, below: &str) -> Math {
    Math::Sub(Box::new(ident(name)), Box::new(ident(below)))
}

/// x_t, h_t, c_t
fn now(name: &str) -> Math {
    sub(name, "t")
}

/// h_{t−1}, c_{t−1}
fn before(name: &str) -> Math {
    let below = Math::Row(vec![
        ident("t"),
        Math::Operator("−"),
        Math::Number("1".into()),
    ]);
    Math::Sub(Box::new(ident(name)), Box::new(below))
}

fn number(value: f32) -> Math {
    Math::Number(format_value(value))
}

/// A summand or factor: negative numbers in brackets.
fn bracketed(value: f32) -> Math {
    match value < 0.0 {
        true => Math::Row(vec![
            Math::Operator("("),
            number(value),
            Math::Operator(")"),
        ]),
        false => number(value),
    }
}

fn row(parts: impl IntoIterator<Item = Math>) -> Math {
    Math::Row(parts.into_iter().collect())
}

fn call(name: &str, argument: Math) -> Math {
    row([
        ident(name),
        Math::Operator("("),
        argument,
        Math::Operator(")"),
    ])
}

/// W_x·x_t
fn from_input(matrix: Math) -> Math {
    row([matrix, Math::Operator("·"), now("x")])
}

/// W_h·h_{t−1}
fn from_state(matrix: Math) -> Math {
    row([matrix, Math::Operator("·"), before("h")])
}

/// a + b + c
fn sum([a, b, c]: [Math; 3]) -> Math {
    row([a, Math::Operator("+"), b, Math::Operator("+"), c])
}

/// W_x·x_t + W_h·h_{t−1} + b
fn pre_activation() -> Math {
    sum([
        from_input(sub("W", "x")),
        from_state(sub("W", "h")),
        ident("b"),
    ])
}

/// Entry `unit` of a vector: (W_x·x_t)₃
fn entry(vector: Math, unit: usize) -> Math {
    let vector = row([Math::Operator("("), vector, Math::Operator(")")]);
    Math::Sub(Box::new(vector), Box::new(Math::Number(unit.to_string())))
}

/// h_t = tanh(W_x·x_t + W_h·h_{t−1} + b)
pub fn rnn() -> Math {
    row([
        now("h"),
        Math::Operator("="),
        call("tanh", pre_activation()),
    ])
}

/// z_t = (W_x·x_t)₃ + (W_h·h_{t−1})₃ + b₃: the summands of [`rnn_sum`], in its order.
pub fn rnn_sum_by_name(unit: usize) -> Math {
    let bias = Math::Sub(
        Box::new(ident("b")),
        Box::new(Math::Number(unit.to_string())),
    );
    let summands = sum([
        entry(from_input(sub("W", "x")), unit),
        entry(from_state(sub("W", "h")), unit),
        bias,
    ]);
    row([now("z"), Math::Operator("="), summands])
}

/// z_t = 0.21 + (−0.10) + 0.04 = 0.15: what comes from the token, from the state before, and b.
pub fn rnn_sum(from_input: f32, from_state: f32, bias: f32) -> Math {
    row([
        now("z"),
        Math::Operator("="),
        number(from_input),
        Math::Operator("+"),
        bracketed(from_state),
        Math::Operator("+"),
        bracketed(bias),
        Math::Operator("="),
        number(from_input + from_state + bias),
    ])
}

/// h_t = tanh(0.15) = 0.149
pub fn rnn_unit(z: f32, h: f32) -> Math {
    row([
        now("h"),
        Math::Operator("="),
        call("tanh", number(z)),
        Math::Operator("="),
        number(h),
    ])
}

/// c_t = f_t ∘ c_{t−1} + i_t ∘ g_t
pub fn cell() -> Math {
    row([
        now("c"),
        Math::Operator("="),
        now("f"),
        Math::Operator("∘"),
        before("c"),
        Math::Operator("+"),
        now("i"),
        Math::Operator("∘"),
        now("g"),
    ])
}

/// h_t = o_t ∘ tanh(c_t)
pub fn shown() -> Math {
    row([
        now("h"),
        Math::Operator("="),
        now("o"),
        Math::Operator("∘"),
        call("tanh", now("c")),
    ])
}

/// f_t = σ(W_xf·x_t + W_hf·h_{t−1} + b_f): i, f and o as σ, g as tanh, each with matrices of its own.
pub fn gate(name: &str) -> Math {
    let squash = if name == "g" { "tanh" } else { "σ" };
    let matrix = |from: &str| {
        let below = row([ident(from), ident(name)]);
        Math::Sub(Box::new(ident("W")), Box::new(below))
    };
    let inner = sum([
        from_input(matrix("x")),
        from_state(matrix("h")),
        sub("b", name),
    ]);
    row([now(name), Math::Operator("="), call(squash, inner)])
}

/// c_t = 0.9·0.5 + 0.2·(−0.3) = 0.39; the gates are i, f, g, o.
pub fn cell_unit([i, f, g, _]: [f32; 4], c_before: f32, c: f32) -> Math {
    row([
        now("c"),
        Math::Operator("="),
        number(f),
        Math::Operator("·"),
        bracketed(c_before),
        Math::Operator("+"),
        number(i),
        Math::Operator("·"),
        bracketed(g),
        Math::Operator("="),
        number(c),
    ])
}

/// h_t = 0.7·tanh(0.39) = 0.26
pub fn shown_unit(o: f32, c: f32, h: f32) -> Math {
    row([
        now("h"),
        Math::Operator("="),
        number(o),
        Math::Operator("·"),
        call("tanh", number(c)),
        Math::Operator("="),
        number(h),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_put_in() {
        let text = rnn_sum(0.25, -0.5, 0.125).text();
        assert!(text.contains("(−0.5000)"), "{text}");
        assert!(text.ends_with("−0.1250"), "{text}");
        let text = rnn_unit(-0.125, -0.125_f32.tanh()).text();
        assert!(text.ends_with("−0.1244"), "{text}");
        let text = cell_unit([0.5, 1.0, -0.25, 0.0], 2.0, 1.875).text();
        assert!(
            text.contains("(−0.2500)") && text.ends_with("1.875"),
            "{text}"
        );
        assert!(gate("g").text().contains("tanh") && gate("f").text().contains('σ'));
    }

    #[test]
    fn each_gate_has_matrices_of_its_own() {
        let texts = ["f", "i", "g", "o"].map(|name| {
            let text = gate(name).text();
            text.split_once('(')
                .expect("a function of a sum")
                .1
                .to_owned()
        });
        for (i, text) in texts.iter().enumerate() {
            assert!(!texts[..i].contains(text), "{text} twice");
        }
    }
}
