//! Numbers to colours.
//!
//! Both scales are laid out in [OKLab](https://bottosson.github.io/posts/oklab/) (Ottosson 2020), whose straight
//! distances follow what people see: the anchors are joined there and walked at constant speed, so that equal
//! differences of value are equal differences of colour.
//!
//! * Sequential (weights): from the paper's side to the far side, lightness strictly monotone. It reads without any
//!   colour vision. On light paper 0 is pale and 1 is deep blue; on dark paper the same ramp runs the other way.
//! * Diverging (signed values): blue – neutral – orange, the pair that all common forms of colour blindness tell
//!   apart; zero is the neutral, both arms equally long.
//!
//! ```
//! use teddy_reads::viz::colormap::{Scale, Theme};
//! let scale = Scale::weights();
//! assert!(scale.colour(0.0, Theme::Light).luminance() > scale.colour(1.0, Theme::Light).luminance());
//! assert!(scale.colour(0.0, Theme::Dark).luminance() < scale.colour(1.0, Theme::Dark).luminance());
//! ```

use std::fmt;
use std::sync::LazyLock;

/// Which paper the figure lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// An sRGB colour. Displays as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    /// Relative luminance as WCAG 2 defines it, in 0 (black) to 1 (white).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// WCAG 2 contrast ratio, from 1 to 21. Text wants at least 4.5, lines and marks at least 3.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever stands out more on this colour. One of them always reaches 4.5.
    pub fn text(self) -> Rgb {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        if self.contrast(white) >= self.contrast(black) {
            white
        } else {
            black
        }
    }

    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|byte| {
            let x = f64::from(byte) / 255.0;
            if x <= 0.04045 {
                x / 12.92
            } else {
                ((x + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// Lightness L (0 black, 1 white), a (green to red), b (blue to yellow).
    pub fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b).cbrt();
        let m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b).cbrt();
        let s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b).cbrt();
        [
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
        ]
    }

    fn from_oklab([lightness, a, b]: [f64; 3]) -> Self {
        let l = (lightness + 0.3963377774 * a + 0.2158037573 * b).powi(3);
        let m = (lightness - 0.1055613458 * a - 0.0638541728 * b).powi(3);
        let s = (lightness - 0.0894841775 * a - 1.2914855480 * b).powi(3);
        let byte = |x: f64| {
            let x = if x <= 0.0031308 {
                12.92 * x
            } else {
                1.055 * x.powf(1.0 / 2.4) - 0.055
            };
            (x * 255.0).round().clamp(0.0, 255.0) as u8
        };
        Rgb(
            byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
        )
    }
}

fn lerp(p: [f64; 3], q: [f64; 3], t: f64) -> [f64; 3] {
    [0, 1, 2].map(|i| p[i] + (q[i] - p[i]) * t)
}

fn distance(p: [f64; 3], q: [f64; 3]) -> f64 {
    (0..3).map(|i| (p[i] - q[i]).powi(2)).sum::<f64>().sqrt()
}

/// The point at fraction `t` of the length of the broken line through `anchors`.
fn along(anchors: &[[f64; 3]], t: f64) -> [f64; 3] {
    let total: f64 = anchors.windows(2).map(|w| distance(w[0], w[1])).sum();
    let mut left = t.clamp(0.0, 1.0) * total;
    for w in anchors.windows(2) {
        let length = distance(w[0], w[1]);
        if left <= length {
            return lerp(w[0], w[1], left / length);
        }
        left -= length;
    }
    anchors[anchors.len() - 1]
}

/// Night, blue, cyan, mint, cream: from dark to light. The ends lie near the two papers, so that what is small recedes.
const SEQUENTIAL: [Rgb; 5] = [
    Rgb(0x16, 0x19, 0x34),
    Rgb(0x20, 0x4a, 0x90),
    Rgb(0x21, 0x8d, 0xaf),
    Rgb(0x78, 0xcf, 0xb1),
    Rgb(0xf9, 0xf9, 0xee),
];
/// Negative end, zero, positive end; first for light paper, then for dark.
const DIVERGING: [[Rgb; 3]; 2] = [
    [
        Rgb(0x1d, 0x5a, 0xb0),
        Rgb(0xf1, 0xf0, 0xed),
        Rgb(0xb3, 0x57, 0x13),
    ],
    [
        Rgb(0x86, 0xc3, 0xff),
        Rgb(0x24, 0x26, 0x2a),
        Rgb(0xf9, 0xaa, 0x60),
    ],
];
/// Steps of the precomputed ramps: finer than 8-bit colour shows.
const STEPS: usize = 512;

fn ramp(anchors: &[Rgb]) -> Vec<Rgb> {
    let anchors: Vec<_> = anchors.iter().map(|c| c.oklab()).collect();
    (0..=STEPS)
        .map(|i| Rgb::from_oklab(along(&anchors, i as f64 / STEPS as f64)))
        .collect()
}

static SEQUENTIAL_RAMP: LazyLock<Vec<Rgb>> = LazyLock::new(|| ramp(&SEQUENTIAL));
static DIVERGING_RAMPS: LazyLock<[[Vec<Rgb>; 2]; 2]> =
    LazyLock::new(|| DIVERGING.map(|[neg, zero, pos]| [ramp(&[zero, neg]), ramp(&[zero, pos])]));

/// How values become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// One direction, for weights and other amounts; values outside are drawn as the nearest end.
    Sequential { min: f32, max: f32 },
    /// Two directions from zero, for signed values; ends at ±`limit`.
    Diverging { limit: f32 },
}

impl Scale {
    /// Probabilities and attention weights: 0 to 1.
    pub fn weights() -> Self {
        Self::Sequential { min: 0.0, max: 1.0 }
    }

    /// Symmetric about zero, as far out as the largest finite absolute value (1 if there is none).
    pub fn signed_for(values: &[f32]) -> Self {
        let limit = values
            .iter()
            .filter(|v| v.is_finite())
            .fold(0.0f32, |m, v| m.max(v.abs()));
        Self::Diverging {
            limit: if limit > 0.0 { limit } else { 1.0 },
        }
    }

    /// The smallest and the largest value that the scale tells apart.
    pub fn ends(&self) -> (f32, f32) {
        match *self {
            Self::Sequential { min, max } => (min, max),
            Self::Diverging { limit } => (-limit, limit),
        }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high one; `None` for NaN.
    pub fn position(&self, value: f32) -> Option<f64> {
        if value.is_nan() {
            return None;
        }
        let (low, high) = self.ends();
        let (low, high) = (f64::from(low), f64::from(high));
        if high <= low {
            return Some(0.0);
        }
        Some(((f64::from(value) - low) / (high - low)).clamp(0.0, 1.0))
    }

    /// The colour of a value; NaN has [`Scale::missing`].
    pub fn colour(&self, value: f32, theme: Theme) -> Rgb {
        let Some(t) = self.position(value) else {
            return Self::missing(theme);
        };
        let at = |ramp: &[Rgb], t: f64| ramp[(t * STEPS as f64).round() as usize];
        match (self, theme) {
            (Self::Sequential { .. }, Theme::Light) => at(&SEQUENTIAL_RAMP, 1.0 - t),
            (Self::Sequential { .. }, Theme::Dark) => at(&SEQUENTIAL_RAMP, t),
            (Self::Diverging { .. }, _) => {
                let arms = &DIVERGING_RAMPS[usize::from(theme == Theme::Dark)];
                at(&arms[usize::from(t > 0.5)], (2.0 * t - 1.0).abs())
            }
        }
    }

    /// The grey of what has no value (NaN, masked); always drawn with a hatch, never by colour alone.
    pub fn missing(theme: Theme) -> Rgb {
        match theme {
            Theme::Light => Rgb(0xd0, 0xd0, 0xd4),
            Theme::Dark => Rgb(0x48, 0x4a, 0x50),
        }
    }
}
