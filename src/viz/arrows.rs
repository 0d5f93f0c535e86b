//! Two arrows from the origin, and the angle between them.

use super::formula::Math;
use super::number::{Px, format_value};

/// Two vectors of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrows {
    pub a: (f32, f32),
    pub b: (f32, f32),
}

impl Arrows {
    pub fn dot(&self) -> f32 {
        self.a.0 * self.b.0 + self.a.1 * self.b.1
    }

    pub fn norms(&self) -> (f32, f32) {
        (self.a.0.hypot(self.a.1), self.b.0.hypot(self.b.1))
    }

    /// cos of the angle; `None` where one of them has no direction.
    ///
    /// ```
    /// use teddy_reads::viz::arrows::Arrows;
    /// assert_eq!(Arrows { a: (2.0, 0.0), b: (0.0, 5.0) }.cosine(), Some(0.0));
    /// assert_eq!(Arrows { a: (2.0, 1.0), b: (-4.0, -2.0) }.cosine(), Some(-1.0));
    /// assert_eq!(Arrows { a: (0.0, 0.0), b: (1.0, 2.0) }.cosine(), None);
    /// ```
    pub fn cosine(&self) -> Option<f32> {
        let (a, b) = self.norms();
        let cosine = self.dot() / (a * b);
        cosine.is_finite().then(|| cosine.clamp(-1.0, 1.0))
    }

    /// The angle in degrees.
    pub fn degrees(&self) -> Option<f32> {
        self.cosine().map(|cosine| cosine.acos().to_degrees())
    }

    /// An SVG path of the arc from a to b, `radius` from the origin; y goes down.
    pub fn arc(&self, radius: f64) -> String {
        let at = |v: (f32, f32)| {
            let norm = f64::from(v.0.hypot(v.1)).max(1e-9);
            (
                radius * f64::from(v.0) / norm,
                0.0 - radius * f64::from(v.1) / norm,
            )
        };
        let ((x0, y0), (x1, y1)) = (at(self.a), at(self.b));
        let turns_left = self.a.0 * self.b.1 - self.a.1 * self.b.0 > 0.0;
        let sweep = i32::from(!turns_left);
        let (x0, y0, x1, y1, r) = (Px(x0), Px(y0), Px(x1), Px(y1), Px(radius));
        format!("M{x0} {y0}A{r} {r} 0 0 {sweep} {x1} {y1}")
    }

    /// a·b = 3.0·1.2 + 1.0·2.4 = 6.00
    pub fn dot_formula(&self) -> Math {
        let number = |value: f32| Math::Number(fixed(value, 1));
        let bracketed = |value: f32| match value < 0.0 {
            true => Math::Row(vec![
                Math::Operator("("),
                number(value),
                Math::Operator(")"),
            ]),
            false => number(value),
        };
        Math::Row(vec![
            Math::Ident("a".into()),
            Math::Operator("·"),
            Math::Ident("b".into()),
            Math::Operator("="),
            number(self.a.0),
            Math::Operator("·"),
            bracketed(self.b.0),
            Math::Operator("+"),
            bracketed(self.a.1),
            Math::Operator("·"),
            bracketed(self.b.1),
            Math::Operator("="),
            Math::Number(fixed(self.dot(), 2)),
        ])
    }

    /// cos = a·b / (‖a‖‖b‖) = 6.00 / (√10.00·√7.20), exact, = 0.7071
    pub fn formula(&self) -> Math {
        let ident = |name: &str| Math::Ident(name.to_owned());
        let number = |value: f32| Math::Number(fixed(value, 2));
        let root = |(x, y): (f32, f32)| Math::Root(Box::new(number(x * x + y * y)));
        let norm = |inner: Math| Math::Row(vec![Math::Operator("‖"), inner, Math::Operator("‖")]);
        let by_name = Math::Fraction(
            Box::new(Math::Row(vec![ident("a"), Math::Operator("·"), ident("b")])),
            Box::new(Math::Row(vec![norm(ident("a")), norm(ident("b"))])),
        );
        let by_number = Math::Fraction(
            Box::new(number(self.dot())),
            Box::new(Math::Row(vec![
                root(self.a),
                Math::Operator("·"),
                root(self.b),
            ])),
        );
        let result = match self.cosine() {
            Some(cosine) => Math::Number(format_value(cosine)),
            None => Math::Text("–".into()),
        };
        let equals = || Math::Operator("=");
        Math::Row(vec![
            ident("cos"),
            equals(),
            by_name,
            equals(),
            by_number,
            equals(),
            result,
        ])
    }
}

/// The arrows stand on tenths, so products of their coordinates are written whole with two decimals.
fn fixed(value: f32, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    // What rounds to nothing has no sign.
    match text.strip_prefix('-') {
        Some(rest) if rest.contains(|c| matches!(c, '1'..='9')) => format!("−{rest}"),
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_norm_does_not_matter() {
        let arrows = Arrows {
            a: (3.0, 1.0),
            b: (1.0, 2.0),
        };
        let longer = Arrows {
            a: (6.0, 2.0),
            ..arrows
        };
        assert!((arrows.cosine().unwrap() - longer.cosine().unwrap()).abs() < 1e-6);
        assert_eq!(2.0 * arrows.dot(), longer.dot());
        assert!((arrows.degrees().unwrap() - 45.0).abs() < 1e-3);
        let text = arrows.formula().text();
        assert!(text.ends_with("10.00)·√(5.00) = 0.7071"), "{text}");
        let dot = Arrows {
            a: (3.0, -1.0),
            ..arrows
        }
        .dot_formula()
        .text();
        assert!(dot.contains("(−1.0)·2.0") && dot.ends_with("1.00"), "{dot}");
        assert_eq!(
            (fixed(-1e-7, 2), fixed(-0.5, 1)),
            ("0.00".into(), "−0.5".into())
        );
    }

    #[test]
    fn the_arc_goes_the_short_way() {
        let left = Arrows {
            a: (1.0, 0.0),
            b: (0.0, 1.0),
        };
        assert_eq!(left.arc(10.0), "M10 0A10 10 0 0 0 0 -10");
        let right = Arrows {
            a: left.b,
            b: left.a,
        };
        assert_eq!(right.arc(10.0), "M0 -10A10 10 0 0 1 10 0");
    }
}
