//! Numbers as the reader sees them.
//!
//! Four significant digits everywhere, so that columns can be compared and a value read out is as exact as the figure
//! claims to be. Typographic minus (U+2212), never `-0`, infinities as `∞`.
//!
//! ```
//! use teddy_reads::viz::number::{format_percent, format_short, format_value};
//! assert_eq!(format_value(0.8123456), "0.8123");
//! assert_eq!(format_value(-12.345678), "−12.35");
//! assert_eq!(format_value(0.0000123), "1.230×10⁻⁵");
//! assert_eq!(format_value(-0.0), "0");
//! assert_eq!(format_short(0.8123456), "0.81");
//! assert_eq!(format_percent(0.8123456), "81.2\u{202f}%");
//! ```

/// Significant digits of [`format_value`].
pub const DIGITS: usize = 4;

/// `value` to [`DIGITS`] significant digits; exact zero is `0`. From 10⁵ up and below 10⁻³ as a power of ten.
pub fn format_value(value: f32) -> String {
    format_digits(value, DIGITS)
}

/// `value` to `digits` significant digits.
pub fn format_digits(value: f32, digits: usize) -> String {
    let digits = digits.max(1);
    if let Some(special) = special(value) {
        return special.to_string();
    }
    // Rounding first: 9.9996 has one digit before the point, 10.00 has two.
    let scientific = format!("{:.*e}", digits - 1, value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let body = if (-3..5).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        format!("{:.*}", decimals, value.abs())
    } else {
        format!("{mantissa}×10{}", superscript(exponent))
    };
    if value < 0.0 {
        format!("−{body}")
    } else {
        body
    }
}

/// Two decimals, for the inside of a cell; exact zero is `0`, so that it differs from a rounded `0.00`.
pub fn format_short(value: f32) -> String {
    if let Some(special) = special(value) {
        return special.to_string();
    }
    let body = match value.abs() {
        a if a < 9.995 => format!("{a:.2}"),
        a if a < 99.95 => format!("{a:.1}"),
        a if a < 99_999.5 => format!("{a:.0}"),
        _ => format_digits(value.abs(), 1),
    };
    // A negative number that rounds to 0.00 keeps its sign: it is not zero.
    if value < 0.0 {
        format!("−{body}")
    } else {
        body
    }
}

/// A probability in percent with one decimal (below 10 % two).
pub fn format_percent(probability: f32) -> String {
    if !probability.is_finite() {
        return format_value(probability);
    }
    let percent = f64::from(probability) * 100.0;
    let body = match percent.abs() {
        0.0 => "0".to_string(),
        p if p < 0.005 => "<0.01".to_string(),
        p if p < 9.995 => format!("{p:.2}"),
        p => format!("{p:.1}"),
    };
    let sign = if percent < 0.0 { "−" } else { "" };
    // A narrow no-break space between number and sign, as the SI brochure wants it.
    format!("{sign}{body}\u{202f}%")
}

/// As `f32` prints itself: the shortest digits that read back as the same number. For files.
pub fn format_exact(value: f32) -> String {
    format!("{value}")
}

fn special(value: f32) -> Option<&'static str> {
    match value {
        v if v.is_nan() => Some("NaN"),
        f32::INFINITY => Some("∞"),
        f32::NEG_INFINITY => Some("−∞"),
        0.0 => Some("0"),
        _ => None,
    }
}

fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => char::from_u32('⁰' as u32 + (digit as u32 - '0' as u32)).unwrap_or(digit),
        })
        .collect()
}

/// A length in a drawing, to a hundredth of a pixel and without needless digits.
pub(crate) struct Px(pub f64);

impl std::fmt::Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", (self.0 * 100.0).round() / 100.0)
    }
}
