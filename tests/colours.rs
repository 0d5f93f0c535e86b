//! The claims of `style/tokens.css`: contrast as WCAG 2.2 AA asks, and meanings that stay apart for
//! people with each kind of colour blindness.

use std::collections::BTreeMap;

type Rgb = [f64; 3];

/// The token's colours, light and dark, as linear RGB.
fn tokens() -> BTreeMap<String, [Rgb; 2]> {
    let css = include_str!("../style/tokens.css");
    let mut tokens = BTreeMap::new();
    for line in css.lines() {
        let Some((name, rest)) = line.trim().split_once(": light-dark(#") else {
            continue;
        };
        let (light, rest) = rest.split_at(6);
        let dark = rest
            .strip_prefix(", #")
            .unwrap_or_else(|| panic!("{line}"))
            .split_at(6)
            .0;
        tokens.insert(name.to_owned(), [linear(light), linear(dark)]);
    }
    tokens
}

fn linear(hex: &str) -> Rgb {
    std::array::from_fn(|i| {
        let c = f64::from(u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// WCAG's contrast ratio.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |[r, g, b]: Rgb| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Björn Ottosson's OKLab, in which equal distances look about equally different.
fn oklab([r, g, b]: Rgb) -> [f64; 3] {
    let l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b).cbrt();
    let m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b).cbrt();
    let s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b).cbrt();
    [
        0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ]
}

/// Normal sight, then protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009, severity 1).
const SIGHTS: [(&str, [Rgb; 3]); 4] = [
    (
        "normal",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ),
];

fn seen(sight: &[Rgb; 3], colour: Rgb) -> Rgb {
    std::array::from_fn(|i| {
        (0..3)
            .map(|j| sight[i][j] * colour[j])
            .sum::<f64>()
            .max(0.0)
    })
}

const THEMES: [&str; 2] = ["light", "dark"];
const MEANINGS: [&str; 5] = ["--q", "--k", "--v", "--enc", "--dec"];

#[test]
fn text_can_be_read_on_every_surface() {
    let tokens = tokens();
    for (theme, name) in THEMES.iter().enumerate() {
        for surface in ["--paper", "--paper-2"] {
            for text in MEANINGS.iter().chain(&["--ink", "--ink-2", "--bad"]) {
                let ratio = contrast(tokens[*text][theme], tokens[surface][theme]);
                assert!(ratio >= 4.5, "{text} on {surface}, {name}: {ratio:.2}");
            }
            let ratio = contrast(tokens["--edge"][theme], tokens[surface][theme]);
            assert!(ratio >= 3.0, "--edge on {surface}, {name}: {ratio:.2}");
        }
    }
}

#[test]
fn meanings_stay_apart_for_every_kind_of_sight() {
    let tokens = tokens();
    for (theme, name) in THEMES.iter().enumerate() {
        for (sight_name, sight) in &SIGHTS {
            for (i, a) in MEANINGS.iter().enumerate() {
                for b in &MEANINGS[i + 1..] {
                    let [x, y] = [a, b].map(|token| oklab(seen(sight, tokens[*token][theme])));
                    let distance = (0..3).map(|k| (x[k] - y[k]).powi(2)).sum::<f64>().sqrt();
                    assert!(
                        distance >= 0.09,
                        "{a} and {b}, {name}, {sight_name}: {distance:.3}"
                    );
                }
            }
        }
    }
}
