//! Attention as lines between two rows of tokens: the thicker, the more weight.

use super::heatmap::Heatmap;
use super::label::{ellipsis, spoken, width_em};
use super::number::Px;

/// Where the two rows of tokens lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Keys above, queries below; sentences run to the right.
    #[default]
    Across,
    /// Queries left, keys right; sentences run down. For long sentences and narrow screens.
    Down,
}

/// Room of one token along its row.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub start: f64,
    pub length: f64,
    /// The label, shortened to fit.
    pub label: String,
}

impl Slot {
    /// Where lines meet the token.
    pub fn centre(&self) -> f64 {
        self.start + self.length / 2.0
    }
}

/// Where the lines start and end.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowLayout {
    pub direction: Direction,
    pub queries: Vec<Slot>,
    pub keys: Vec<Slot>,
    /// Extent along the sentences.
    pub length: f64,
    /// Thickness of a row of tokens across the sentences (in [`Direction::Down`]: width of a column).
    pub band: f64,
    /// Distance between the two rows.
    pub span: f64,
}

const FONT: f64 = 14.0;
const PAD: f64 = 8.0;
const GAP: f64 = 4.0;
/// Height of a token; also its least width, so that it can be hit.
const TOKEN: f64 = 28.0;
const LONGEST_EM: f64 = 10.0;

impl FlowLayout {
    /// Across if both sentences fit into `width`, else down.
    pub fn new(queries: &[String], keys: &[String], width: f64) -> Self {
        let (across_queries, across_keys) = (across(queries), across(keys));
        let length = end(&across_queries).max(end(&across_keys));
        if length <= width {
            return Self {
                direction: Direction::Across,
                queries: centred(across_queries, length),
                keys: centred(across_keys, length),
                length,
                band: TOKEN,
                span: 120.0,
            };
        }
        let longest = queries
            .iter()
            .chain(keys)
            .map(|p| width_em(p))
            .fold(2.0, f64::max)
            .min(LONGEST_EM);
        let band = (longest * FONT + 2.0 * PAD).min(width * 0.36);
        let max_em = (band - 2.0 * PAD) / FONT;
        let (queries, keys) = (down(queries, max_em), down(keys, max_em));
        let length = end(&queries).max(end(&keys));
        Self {
            direction: Direction::Down,
            queries,
            keys,
            length,
            band,
            span: (width - 2.0 * band).clamp(40.0, 320.0),
        }
    }

    /// Width and height of the figure.
    pub fn size(&self) -> (f64, f64) {
        let across = 2.0 * self.band + self.span;
        match self.direction {
            Direction::Across => (self.length, across),
            Direction::Down => (across, self.length),
        }
    }
}

fn across(pieces: &[String]) -> Vec<Slot> {
    let mut start = 0.0;
    pieces
        .iter()
        .map(|piece| {
            let label = ellipsis(piece, LONGEST_EM);
            let length = (width_em(&label) * FONT + 2.0 * PAD).max(TOKEN).ceil();
            let slot = Slot {
                start,
                length,
                label,
            };
            start += length + GAP;
            slot
        })
        .collect()
}

fn down(pieces: &[String], max_em: f64) -> Vec<Slot> {
    let slot = |(i, piece): (usize, &String)| Slot {
        start: i as f64 * (TOKEN + GAP),
        length: TOKEN,
        label: ellipsis(piece, max_em.max(2.0)),
    };
    pieces.iter().enumerate().map(slot).collect()
}

fn end(slots: &[Slot]) -> f64 {
    slots.last().map_or(0.0, |s| s.start + s.length)
}

fn centred(mut slots: Vec<Slot>, length: f64) -> Vec<Slot> {
    let shift = (length - end(&slots)) / 2.0;
    for slot in &mut slots {
        slot.start += shift;
    }
    slots
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub query: usize,
    pub key: usize,
    pub weight: f32,
    /// SVG path data: a cubic from the key to the query.
    pub path: String,
    pub width: f64,
    pub opacity: f64,
}

/// The lines, and what was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Weakest first, so that strong lines lie on top.
    pub curves: Vec<Curve>,
    /// Lines with a weight above zero that are below the threshold.
    pub left_out: usize,
    /// Share of all shown rows' weight that the lines carry, in 0..=1.
    pub share: f32,
}

/// The lines of row `query` of `weights` (of all rows: `None`) that weigh at least `threshold`.
pub fn flow(weights: &Heatmap, query: Option<usize>, threshold: f32, layout: &FlowLayout) -> Flow {
    let mut curves = Vec::new();
    let (mut left_out, mut drawn, mut total) = (0, 0.0f32, 0.0f32);
    for (row, from) in layout.queries.iter().enumerate() {
        if query.is_some_and(|q| q != row) {
            continue;
        }
        for (col, to) in layout.keys.iter().enumerate() {
            let Some(weight) = weights.get(row, col).filter(|w| w.is_finite() && *w > 0.0) else {
                continue;
            };
            total += weight;
            if weight < threshold {
                left_out += 1;
                continue;
            }
            drawn += weight;
            let strength = f64::from(weight.min(1.0));
            curves.push(Curve {
                query: row,
                key: col,
                weight,
                path: path(layout, from.centre(), to.centre()),
                width: 1.0 + 7.0 * strength,
                opacity: 0.25 + 0.7 * strength,
            });
        }
    }
    curves.sort_by(|a, b| a.weight.total_cmp(&b.weight));
    let share = if total > 0.0 { drawn / total } else { 0.0 };
    Flow {
        curves,
        left_out,
        share,
    }
}

fn path(layout: &FlowLayout, query: f64, key: f64) -> String {
    let (near, far) = (layout.band, layout.band + layout.span);
    let middle = (near + far) / 2.0;
    let (q, k) = (Px(query), Px(key));
    let (near, middle, far) = (Px(near), Px(middle), Px(far));
    match layout.direction {
        Direction::Across => format!("M{k} {near}C{k} {middle} {q} {middle} {q} {far}"),
        Direction::Down => format!("M{far} {k}C{middle} {k} {middle} {q} {near} {q}"),
    }
}

/// The keys of a row from the largest weight down, for reading out: (label, weight).
pub fn ranked(weights: &Heatmap, query: usize) -> Vec<(&str, f32)> {
    let mut keys: Vec<_> = weights
        .cols
        .iter()
        .enumerate()
        .filter_map(|(col, label)| Some((spoken(label), weights.get(query, col)?)))
        .filter(|(_, w)| *w > 0.0)
        .collect();
    keys.sort_by(|a, b| b.1.total_cmp(&a.1));
    keys
}
