//! Curves over a common x: losses over steps, times over lengths. Drawn with plotters; ticks, nearest points and the
//! table are here too, so that what is read out is what is drawn.
//!
//! Texts are placed by us at sizes known beforehand: plotters would measure fonts by way of the document.

use super::colormap::{Rgb, Theme};
use super::count::grouped;
use super::number::{format_digits, format_value};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use thiserror::Error;

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    /// (x, y) with x growing. Numbers that are not finite, or not positive on a logarithmic axis, are gaps.
    pub points: Vec<(f64, f64)>,
    /// Broken line: for a reference, a second data set, a theory.
    pub dashed: bool,
}

/// What stands along an axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// With its unit: "training step", "milliseconds".
    pub label: String,
    pub logarithmic: bool,
    /// Always on the axis, such as 0, or 0 and 1 for shares.
    pub include: Vec<f64>,
}

/// A vertical line where something happened: "ε = 0.1".
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub x: f64,
    pub label: String,
}

/// Curves with their axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    pub title: String,
    pub x: Axis,
    pub y: Axis,
    pub series: Vec<Series>,
    pub marks: Vec<Mark>,
}

/// The drawing failed.
#[derive(Clone, Debug, Error)]
#[error("the chart could not be drawn: {0}")]
pub struct LineChartError(String);

/// Space around the plot: top, bottom, left, right, in units of the drawing.
pub const MARGINS: [u32; 4] = [14, 46, 64, 16];

/// Size of the texts as plotters counts; 12.9 in units of the drawing.
const FONT_SIZE: u32 = 16;
/// The least that is drawn.
const LEAST: (u32, u32) = (240, 140);

/// The size of a chart that fills `width` and is no higher than `height`, if that is enough for a curve: lower on a
/// phone, where it still has to have a curve to show, and not so high on a wide screen that its legend leaves it.
pub fn size_in(width: f64, height: f64) -> (u32, u32) {
    let width = (width.max(0.0) as u32).max(LEAST.0);
    let most = height.min(380.0) as u32;
    (
        width,
        (width * 2 / 5).clamp(210, 380).min(most.max(LEAST.1)),
    )
}

impl LineChart {
    /// The range of an axis that holds all that is drawn; on logarithmic axes in logarithms.
    fn range(&self, axis: &Axis, of: fn(&(f64, f64)) -> f64) -> (f64, f64) {
        let points = self.series.iter().flat_map(|s| s.points.iter());
        let mut drawn = points.filter(|p| self.is_drawn(p)).map(of).peekable();
        let is_empty = drawn.peek().is_none();
        let values = drawn.chain(axis.include.iter().copied());
        let scaled = values.map(|v| scale(axis, v)).filter(|v| v.is_finite());
        let (lo, hi) = scaled.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| {
            (lo.min(v), hi.max(v))
        });
        match (lo <= hi, hi - lo) {
            (false, _) => (0.0, 1.0),
            // Nothing yet: an axis to wait with.
            (true, 0.0) if is_empty => (lo, lo + 1.0),
            (true, 0.0) => (lo - 0.5, hi + 0.5),
            _ => (lo, hi),
        }
    }

    fn is_drawn(&self, &(x, y): &(f64, f64)) -> bool {
        scale(&self.x, x).is_finite() && scale(&self.y, y).is_finite()
    }

    /// Whether some curve is in the plot's upper part just right of `at`, where a mark's text would stand.
    fn is_high_after(&self, at: f64, x: (f64, f64), y: (f64, f64)) -> bool {
        let room = at..=at + 0.2 * (x.1 - x.0);
        let points = self.series.iter().flat_map(|s| s.points.iter());
        points.filter(|p| self.is_drawn(p)).any(|p| {
            room.contains(&scale(&self.x, p.0)) && scale(&self.y, p.1) > y.0 + 0.85 * (y.1 - y.0)
        })
    }

    fn x_range(&self) -> (f64, f64) {
        self.range(&self.x, |p| p.0)
    }

    fn y_range(&self) -> (f64, f64) {
        self.range(&self.y, |p| p.1)
    }

    /// Every x at which some curve has a point, growing.
    pub fn xs(&self) -> Vec<f64> {
        let points = self.series.iter().flat_map(|s| s.points.iter());
        let mut xs: Vec<f64> = points.filter(|p| self.is_drawn(p)).map(|p| p.0).collect();
        xs.sort_by(f64::total_cmp);
        xs.dedup();
        xs
    }

    /// The x with a point that is nearest to the fraction `at` (0 left, 1 right) of the plot's width.
    pub fn nearest_x(&self, at: f64) -> Option<f64> {
        let (lo, hi) = self.x_range();
        let wanted = lo + at * (hi - lo);
        let distance = |x: &f64| (scale(&self.x, *x) - wanted).abs();
        let nearest = |a: &f64, b: &f64| distance(a).total_cmp(&distance(b));
        self.xs().into_iter().min_by(nearest)
    }

    /// Where `x` lies, as a fraction of the plot's width.
    pub fn fraction_of(&self, x: f64) -> f64 {
        let (lo, hi) = self.x_range();
        (scale(&self.x, x) - lo) / (hi - lo)
    }

    /// The value of every curve at `x`; `None` where it has no point there.
    pub fn values_at(&self, x: f64) -> Vec<Option<f64>> {
        let at = |s: &Series| s.points.iter().find(|p| p.0 == x).map(|p| p.1);
        self.series.iter().map(at).collect()
    }

    /// `x` as it is read out: a step, a word or an epoch is no decimal number.
    pub fn x_text(&self, x: f64) -> String {
        text_among(x, self.xs().into_iter())
    }

    /// `y` of curve `i` as it is read out.
    pub fn y_text(&self, i: usize, y: f64) -> String {
        text_among(y, self.series[i].points.iter().map(|p| p.1))
    }

    /// All points: x, then a column a curve.
    pub fn to_csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let names = self.series.iter().map(|s| quoted(&s.name));
        let head: Vec<String> = [quoted(&self.x.label)].into_iter().chain(names).collect();
        let row = |x: &f64| {
            let cell = |y: Option<f64>| y.map(|y| y.to_string()).unwrap_or_default();
            let cells = self.values_at(*x).into_iter().map(cell);
            let cells: Vec<String> = [x.to_string()].into_iter().chain(cells).collect();
            cells.join(",")
        };
        let rows: Vec<String> = self.xs().iter().map(row).collect();
        [vec![head.join(",")], rows].concat().join("\n") + "\n"
    }

    /// The chart as an SVG file of this size.
    pub fn to_svg(&self, width: u32, height: u32, theme: Theme) -> Result<String, LineChartError> {
        self.drawn((width, height), theme, false)
    }

    /// The same with a bar for every point of the first curve: one unit of x has room for one.
    pub fn to_bar_svg(
        &self,
        width: u32,
        height: u32,
        theme: Theme,
    ) -> Result<String, LineChartError> {
        self.drawn((width, height), theme, true)
    }

    fn drawn(
        &self,
        (width, height): (u32, u32),
        theme: Theme,
        bars: bool,
    ) -> Result<String, LineChartError> {
        let mut svg = String::new();
        self.draw(
            &mut svg,
            (width.max(LEAST.0), height.max(LEAST.1)),
            theme,
            bars,
        )
        .map_err(|error| LineChartError(error.to_string()))?;
        Ok(svg)
    }

    fn draw(
        &self,
        svg: &mut String,
        size: (u32, u32),
        theme: Theme,
        bars: bool,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let (ink, rule) = match theme {
            Theme::Light => (Rgb(0x57, 0x53, 0x4c), Rgb(0xd9, 0xd4, 0xc8)),
            Theme::Dark => (Rgb(0xb3, 0xae, 0xa4), Rgb(0x35, 0x39, 0x42)),
        };
        let [top, bottom, left, right] = MARGINS;
        let root = SVGBackend::with_string(svg, size).into_drawing_area();
        let (x, y) = (self.x_range(), self.y_range());
        let plot = root.margin(top, bottom, left, right);
        let mut chart = ChartBuilder::on(&plot).build_cartesian_2d(x.0..x.1, y.0..y.1)?;
        let text = |h: HPos, v: VPos| {
            let style = ("sans-serif", FONT_SIZE).into_font().color(&colour(ink));
            style.pos(Pos::new(h, v))
        };
        let (w, h) = (
            f64::from(size.0 - left - right),
            f64::from(size.1 - top - bottom),
        );
        let pixel_x = |v: f64| left as i32 + ((v - x.0) / (x.1 - x.0) * w) as i32;
        let pixel_y = |v: f64| top as i32 + ((y.1 - v) / (y.1 - y.0) * h) as i32;
        for (at, label) in ticks(x, self.x.logarithmic, (w / 70.0) as usize) {
            let line = [(at, y.0), (at, y.1)];
            chart.draw_series(LineSeries::new(line, colour(rule)))?;
            let place = (pixel_x(at), size.1 as i32 - bottom as i32 + 6);
            root.draw(&Text::new(label, place, text(HPos::Center, VPos::Top)))?;
        }
        for (at, label) in ticks(y, self.y.logarithmic, (h / 45.0) as usize) {
            let line = [(x.0, at), (x.1, at)];
            chart.draw_series(LineSeries::new(line, colour(rule)))?;
            let place = (left as i32 - 8, pixel_y(at));
            root.draw(&Text::new(label, place, text(HPos::Right, VPos::Center)))?;
        }
        for mark in &self.marks {
            let at = scale(&self.x, mark.x);
            if at.is_finite() && (x.0..=x.1).contains(&at) {
                chart.draw_series(LineSeries::new(
                    [(at, y.0), (at, y.1)],
                    colour(ink).stroke_width(1),
                ))?;
                // Beside the line, at the end of it that the curves leave free.
                let (end, anchor) = match self.is_high_after(at, x, y) {
                    true => ((h + f64::from(top)) as i32 - 4, VPos::Bottom),
                    false => (top as i32 + 2, VPos::Top),
                };
                let place = (pixel_x(at) + 4, end);
                let label = Text::new(mark.label.clone(), place, text(HPos::Left, anchor));
                root.draw(&label)?;
            }
        }
        for (i, series) in self.series.iter().enumerate() {
            let style = colour(series_colour(i, theme)).stroke_width(2);
            if bars && i == 0 {
                let points = series.points.iter().filter(|p| self.is_drawn(p));
                let bar = |p: &(f64, f64)| {
                    let top = scale(&self.y, p.1);
                    Rectangle::new([(p.0 - 0.35, y.0), (p.0 + 0.35, top)], style.filled())
                };
                chart.draw_series(points.map(bar))?;
                continue;
            }
            // A gap ends a line.
            for run in series.points.split(|p| !self.is_drawn(p)) {
                let points: Vec<(f64, f64)> = run
                    .iter()
                    .map(|&(px, py)| (scale(&self.x, px), scale(&self.y, py)))
                    .collect();
                match points[..] {
                    [] => {}
                    [one] => {
                        chart.draw_series([Circle::new(one, 3, style.filled())])?;
                    }
                    _ if series.dashed => {
                        chart.draw_series(DashedLineSeries::new(points, 6, 4, style))?;
                    }
                    _ => {
                        chart.draw_series(LineSeries::new(points, style))?;
                    }
                }
            }
        }
        let below = (left as i32 + w as i32 / 2, size.1 as i32 - 6);
        root.draw(&Text::new(
            self.x.label.clone(),
            below,
            text(HPos::Center, VPos::Bottom),
        ))?;
        root.present()?;
        Ok(())
    }
}

/// The colour of curve `i`: told apart without colour vision by lightness too, at least 3 : 1 on the page's paper.
pub fn series_colour(i: usize, theme: Theme) -> Rgb {
    const LIGHT: [Rgb; 6] = [
        Rgb(0x1d, 0x3f, 0x94),
        Rgb(0xb3, 0x54, 0x00),
        Rgb(0x00, 0x75, 0x73),
        Rgb(0x8c, 0x2d, 0x70),
        Rgb(0x5a, 0x5a, 0x5a),
        Rgb(0x7d, 0x16, 0x31),
    ];
    const DARK: [Rgb; 6] = [
        Rgb(0x8f, 0xac, 0xff),
        Rgb(0xf9, 0xb0, 0x2f),
        Rgb(0x86, 0xe8, 0xda),
        Rgb(0xf0, 0x9a, 0xd8),
        Rgb(0xc4, 0xc4, 0xc4),
        Rgb(0xfb, 0x6a, 0x78),
    ];
    match theme {
        Theme::Light => LIGHT[i % LIGHT.len()],
        Theme::Dark => DARK[i % DARK.len()],
    }
}

fn colour(c: Rgb) -> RGBColor {
    RGBColor(c.0, c.1, c.2)
}

/// Whole where all numbers of its kind are.
fn text_among(value: f64, mut all: impl Iterator<Item = f64>) -> String {
    const EXACT: f64 = 9e15;
    let is_whole = |v: f64| v.fract() == 0.0 && (0.0..EXACT).contains(&v);
    match is_whole(value) && all.all(|v| is_whole(v) || !v.is_finite()) {
        true => grouped(value as usize),
        false => format_value(value as f32),
    }
}

fn scale(axis: &Axis, value: f64) -> f64 {
    if axis.logarithmic {
        value.log10()
    } else {
        value
    }
}

/// About `wanted` round numbers in a range with their texts. Of a logarithmic axis the range is in logarithms, and
/// the numbers are powers of ten where there are enough of them, else 1, 2, 5 times those.
pub fn ticks((lo, hi): (f64, f64), logarithmic: bool, wanted: usize) -> Vec<(f64, String)> {
    let wanted = wanted.clamp(2, 12);
    let text = |value: f64| {
        let text = format_digits(value as f32, 3);
        // 20.0 is 20.
        match text.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole.to_owned(),
            Some((_, digits)) if !text.contains('×') && digits.ends_with('0') => {
                text.trim_end_matches('0').to_owned()
            }
            // 1.00×10⁻⁵ is 10⁻⁵.
            _ => text
                .strip_prefix("1.00×")
                .map_or(text.clone(), str::to_owned),
        }
    };
    if logarithmic {
        let factors: &[f64] = match hi - lo {
            span if span >= 3.0 => &[1.0],
            span if span >= 1.0 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0],
        };
        let decades = (lo.floor() as i32)..=(hi.ceil() as i32);
        let every = ((hi - lo) / wanted as f64).ceil().max(1.0) as usize;
        let values = decades
            .step_by(every)
            .flat_map(|d| factors.iter().map(move |f| f * 10f64.powi(d)));
        return values
            .filter(|v| (lo..=hi).contains(&v.log10()))
            .map(|v| (v.log10(), text(v)))
            .collect();
    }
    let rough = (hi - lo) / wanted as f64;
    let decade = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|f| f * decade);
    let step = steps.into_iter().find(|s| *s >= rough * 0.999);
    let step = step.unwrap_or(10.0 * decade);
    let first = (lo / step - 1e-9).ceil() as i64;
    (first..)
        .map(|i| i as f64 * step)
        .take_while(|v| *v <= hi + 1e-9 * step)
        .map(|v| (v, text(v)))
        .collect()
}
