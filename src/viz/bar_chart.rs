//! Bars of probabilities: what could come next. The page shows them as a list; this draws the file, with plotters.
//!
//! Only bars and ready-placed texts are drawn, nothing that would make plotters measure a font: in the browser it does
//! that by way of the document.

use super::colormap::{Rgb, Scale, Theme};
use super::label::ellipsis;
use super::number::format_percent;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use thiserror::Error;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    /// 0 to 1.
    pub probability: f32,
    /// The token that was taken: its bar has the strong colour and a mark.
    pub chosen: bool,
}

/// The drawing failed.
#[derive(Clone, Debug, Error)]
#[error("the bar chart could not be drawn: {0}")]
pub struct ChartError(String);

const ROW: u32 = 24;
const LABEL: i32 = 130;
const VALUE: i32 = 70;

/// Horizontal bars from 0 to 100 %, top to bottom in the given order, as an SVG file.
pub fn bars_svg(title: &str, bars: &[Bar], width: u32, theme: Theme) -> Result<String, ChartError> {
    let (ink, paper) = match theme {
        Theme::Light => (Rgb(0x1a, 0x1a, 0x1e), Rgb(255, 255, 255)),
        Theme::Dark => (Rgb(0xec, 0xec, 0xf0), Rgb(0x16, 0x17, 0x1b)),
    };
    let size = (width.max(320), 40 + ROW * bars.len() as u32);
    let mut svg = String::new();
    draw(
        &mut svg,
        size,
        title,
        bars,
        [ink, paper, strong(theme), weak(theme)],
    )
    .map_err(|e| ChartError(e.to_string()))?;
    Ok(svg)
}

/// The colour of the chosen bar and of the others.
fn strong(theme: Theme) -> Rgb {
    Scale::weights().colour(0.75, theme)
}

fn weak(theme: Theme) -> Rgb {
    Scale::weights().colour(0.35, theme)
}

fn draw(
    svg: &mut String,
    size: (u32, u32),
    title: &str,
    bars: &[Bar],
    [ink, paper, strong, weak]: [Rgb; 4],
) -> Result<(), Box<dyn std::error::Error>> {
    let colour = |c: Rgb| RGBColor(c.0, c.1, c.2);
    let root = SVGBackend::with_string(svg, size).into_drawing_area();
    root.fill(&colour(paper))?;
    let text = |size: i32, h: HPos| {
        ("sans-serif", size)
            .into_font()
            .color(&colour(ink))
            .pos(Pos::new(h, VPos::Center))
    };
    root.draw(&Text::new(
        title.to_string(),
        (12, 18),
        text(19, HPos::Left),
    ))?;
    let plot = root.margin(34, 6, LABEL, VALUE);
    let mut chart =
        ChartBuilder::on(&plot).build_cartesian_2d(0f32..1f32, 0f32..bars.len().max(1) as f32)?;
    // plotters counts upwards, the list runs down.
    let from_top = |i: usize, offset: f32| bars.len() as f32 - i as f32 - offset;
    chart.draw_series(bars.iter().enumerate().map(|(i, bar)| {
        let end = if bar.probability.is_finite() {
            bar.probability.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let fill = colour(if bar.chosen { strong } else { weak });
        Rectangle::new(
            [(0.0, from_top(i, 0.15)), (end, from_top(i, 0.85))],
            fill.filled(),
        )
    }))?;
    for (i, bar) in bars.iter().enumerate() {
        let y = 34 + (ROW as i32) * i as i32 + ROW as i32 / 2;
        let mark = if bar.chosen { "▸ " } else { "" };
        let label = format!("{mark}{}", ellipsis(&bar.label, 8.0));
        root.draw(&Text::new(label, (LABEL - 8, y), text(16, HPos::Right)))?;
        let percent = format_percent(bar.probability);
        root.draw(&Text::new(
            percent,
            (size.0 as i32 - VALUE + 8, y),
            text(16, HPos::Left),
        ))?;
    }
    root.present()?;
    Ok(())
}
