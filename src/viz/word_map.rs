//! Words as points of a plane, with labels that do not hide each other.
//!
//! ```
//! use teddy_reads::viz::word_map::WordMap;
//! let map = WordMap::new(&[(-1.0, 0.0), (1.0, 0.0)], &["soft", "book"], &[], (200.0, 100.0));
//! assert_eq!((map.words[0].x < map.words[1].x, map.words[0].y), (true, 50.0));
//! ```

use super::label::width_em;

/// Size of the labels, in the drawing's units.
pub const FONT_SIZE: f64 = 13.0;
const RADIUS: f64 = 3.5;
/// Of the word that is looked at, with its ring.
const LARGE_RADIUS: f64 = 6.0;
/// Between a point and its label.
const GAP: f64 = 3.0;
/// Left free around the points.
const MARGIN: f64 = 22.0;
/// Right of the outermost point stands its label.
const LABEL_ROOM: f64 = 70.0;
/// How much wider than estimated a label may come out, plain and bold: faces differ.
const PLAIN: f64 = 1.1;
const BOLD: f64 = 1.25;

/// A word's point and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub x: f64,
    pub y: f64,
    /// `None` where others leave no room.
    pub label: Option<Label>,
}

/// Where a label stands. It is held at the end that is next to its point, so that it keeps off it in every face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    pub x: f64,
    /// Of its baseline.
    pub y: f64,
    pub anchor: Anchor,
}

/// Which end of a label is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// As SVG's `text-anchor`.
    pub fn name(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// All words.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMap {
    pub words: Vec<Placed>,
}

impl WordMap {
    /// One scale for both axes, so that distances are true; the origin in the middle, as PCA leaves it. The `marked`
    /// words, the one that is looked at and then those near it, have a label whatever else is in the way.
    pub fn new<S: AsRef<str>>(
        points: &[(f32, f32)],
        labels: &[S],
        marked: &[usize],
        (width, height): (f64, f64),
    ) -> Self {
        let finite = |v: f32| f64::from(if v.is_finite() { v } else { 0.0 });
        let points: Vec<(f64, f64)> = points.iter().map(|p| (finite(p.0), finite(p.1))).collect();
        let far = |of: fn(&(f64, f64)) -> f64| {
            let far = points.iter().map(|p| of(p).abs()).fold(0.0, f64::max);
            if far > 0.0 { far } else { 1.0 }
        };
        let (half_x, half_y) = ((width - LABEL_ROOM) / 2.0 - MARGIN, height / 2.0 - MARGIN);
        let scale = (half_x / far(|p| p.0)).min(half_y / far(|p| p.1)).max(0.0);
        let centre = ((width - LABEL_ROOM) / 2.0, height / 2.0);
        let mut words: Vec<Placed> = points
            .iter()
            .map(|p| Placed {
                x: centre.0 + scale * p.0,
                y: centre.1 - scale * p.1,
                label: None,
            })
            .collect();
        let radius = |i: usize| {
            if marked.first() == Some(&i) {
                LARGE_RADIUS
            } else {
                RADIUS
            }
        };
        let mut taken: Vec<Area> = words
            .iter()
            .enumerate()
            .map(|(i, word)| Area::around(word, radius(i)))
            .collect();
        let others = (0..words.len()).filter(|i| !marked.contains(i));
        let first = marked.iter().copied().filter(|i| *i < words.len());
        for i in first.chain(others).collect::<Vec<_>>() {
            let is_marked = marked.contains(&i);
            let wider = if is_marked { BOLD } else { PLAIN };
            let wide = labels.get(i).map_or(0.0, |l| width_em(l.as_ref())) * FONT_SIZE * wider;
            let hidden = |label: &Label| {
                let area = Area::of(label, wide);
                let outside = !area.is_inside(width, height);
                let met = taken.iter().filter(|other| area.meets(other)).count();
                (outside, met)
            };
            // The first of those that hide the least.
            let best = spots(&words[i], radius(i)).into_iter().min_by_key(hidden);
            let label = best.filter(|label| is_marked || hidden(label) == (false, 0));
            taken.extend(label.map(|label| Area::of(&label, wide)));
            words[i].label = label;
        }
        WordMap { words }
    }
}

/// Where a label may stand: right, left, above, below, and then aslant.
fn spots(at: &Placed, radius: f64) -> [Label; 8] {
    let (gap, near) = (radius + GAP, radius + 1.0);
    let (level, above, below) = (0.35 * FONT_SIZE, -0.2 * FONT_SIZE, 0.8 * FONT_SIZE);
    [
        (gap, level, Anchor::Start),
        (-gap, level, Anchor::End),
        (0.0, above - near, Anchor::Middle),
        (0.0, below + near, Anchor::Middle),
        (near, above - 1.0, Anchor::Start),
        (near, below + 1.0, Anchor::Start),
        (-near, above - 1.0, Anchor::End),
        (-near, below + 1.0, Anchor::End),
    ]
    .map(|(dx, dy, anchor)| Label {
        x: at.x + dx,
        y: at.y + dy,
        anchor,
    })
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn around(at: &Placed, radius: f64) -> Self {
        Area {
            left: at.x - radius,
            right: at.x + radius,
            top: at.y - radius,
            bottom: at.y + radius,
        }
    }

    fn of(label: &Label, width: f64) -> Self {
        let left = match label.anchor {
            Anchor::Start => label.x,
            Anchor::Middle => label.x - width / 2.0,
            Anchor::End => label.x - width,
        };
        Area {
            left,
            right: left + width,
            top: label.y - 0.8 * FONT_SIZE,
            bottom: label.y + 0.2 * FONT_SIZE,
        }
    }

    fn is_inside(&self, width: f64, height: f64) -> bool {
        self.left >= 0.0 && self.right <= width && self.top >= 0.0 && self.bottom <= height
    }

    fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd() -> (Vec<(f32, f32)>, Vec<String>) {
        let at = |i: usize| ((i as f32).sin(), (1.7 * i as f32).cos());
        (
            (0..40).map(at).collect(),
            (0..40).map(|i| format!("word{i}")).collect(),
        )
    }

    fn areas(map: &WordMap, labels: &[String], wider: f64) -> Vec<Area> {
        let area = |(word, text): (&Placed, &String)| {
            let wide = width_em(text) * FONT_SIZE * wider;
            word.label.map(|label| Area::of(&label, wide))
        };
        map.words.iter().zip(labels).filter_map(area).collect()
    }

    #[test]
    fn labels_hide_neither_each_other_nor_points() {
        let (points, labels) = crowd();
        let map = WordMap::new(&points, &labels, &[], (640.0, 420.0));
        let labels = areas(&map, &labels, PLAIN);
        assert!(labels.len() > 20, "{} labels", labels.len());
        for (i, a) in labels.iter().enumerate() {
            assert!(labels[..i].iter().all(|b| !a.meets(b)));
            let mut points = map.words.iter().map(|word| Area::around(word, RADIUS));
            assert!(points.all(|point| !a.meets(&point)));
        }
    }

    #[test]
    fn marked_words_always_have_a_label() {
        let (points, labels) = crowd();
        // Too little room for most, and all points in one place.
        for points in [points, vec![(0.5, 0.5); 40]] {
            let marked = [17, 3, 30, 8];
            let map = WordMap::new(&points, &labels, &marked, (260.0, 180.0));
            assert!(marked.iter().all(|&i| map.words[i].label.is_some()));
            let others = map.words.iter().filter(|word| word.label.is_none());
            assert!(others.count() > 0);
        }
    }

    #[test]
    fn a_label_stands_where_there_is_room() {
        // The second word stands where the first one's label would: it goes to the left.
        let points = [(0.0, 0.0), (0.1, 0.0), (1.0, 0.0)];
        let map = WordMap::new(&points, &["bear", "book", "a"], &[0], (400.0, 200.0));
        let label = map.words[0].label.expect("marked");
        assert_eq!(label.anchor, Anchor::End);
        assert!(label.x < map.words[0].x - LARGE_RADIUS);
        let label = map.words[1].label.expect("free to the right");
        assert_eq!(label.anchor, Anchor::Start);
    }

    #[test]
    fn distances_keep_their_proportion_and_nonsense_stays_inside() {
        let map = WordMap::new(
            &[(0.0, 0.0), (3.0, 0.0), (0.0, 4.0)],
            &["a", "b", "c"],
            &[],
            (400.0, 400.0),
        );
        let [a, b, c] = &map.words[..] else { panic!() };
        let (ab, ac) = ((a.x - b.x).hypot(a.y - b.y), (a.x - c.x).hypot(a.y - c.y));
        assert!((ac / ab - 4.0 / 3.0).abs() < 1e-9);
        let odd = WordMap::new(
            &[(f32::NAN, 0.0), (0.0, 0.0)],
            &["a", "b"],
            &[],
            (100.0, 100.0),
        );
        assert!(odd.words.iter().all(|w| w.x.is_finite() && w.y.is_finite()));
    }
}
