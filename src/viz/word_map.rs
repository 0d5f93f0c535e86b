//! Words as points of a plane, with labels that do not hide each other.
//!
//! ```
//! use teddy_reads::viz::word_map::WordMap;
//! let map = WordMap::new(&[(-1.0, 0.0), (1.0, 0.0)], &["soft", "book"], (200.0, 100.0));
//! assert_eq!((map.words[0].x < map.words[1].x, map.words[0].y), (true, 50.0));
//! ```

use super::label::width_em;

/// Size of the labels, in the drawing's units.
pub const FONT_SIZE: f64 = 13.0;
const RADIUS: f64 = 3.5;
/// Left free around the points.
const MARGIN: f64 = 22.0;
/// Right of the outermost point stands its label.
const LABEL_ROOM: f64 = 70.0;

/// A word's point and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub x: f64,
    pub y: f64,
    /// Where the label begins (its baseline); `None` where others leave no room: then it shows on pointing only.
    pub label: Option<(f64, f64)>,
}

/// All words.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMap {
    pub words: Vec<Placed>,
}

impl WordMap {
    /// One scale for both axes, so that distances are true; the origin in the middle, as PCA leaves it.
    pub fn new<S: AsRef<str>>(
        points: &[(f32, f32)],
        labels: &[S],
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
        let at: Vec<(f64, f64)> = points
            .iter()
            .map(|p| (centre.0 + scale * p.0, centre.1 - scale * p.1))
            .collect();
        let mut taken: Vec<Area> = at.iter().map(|&(x, y)| Area::around(x, y)).collect();
        let mut words = Vec::with_capacity(at.len());
        for (i, &(x, y)) in at.iter().enumerate() {
            let text = labels.get(i).map_or("", |label| label.as_ref());
            let wide = width_em(text) * FONT_SIZE;
            let gap = RADIUS + 3.0;
            // Right, left, above, below: the first that is free.
            let spots = [
                (x + gap, y + 0.35 * FONT_SIZE),
                (x - gap - wide, y + 0.35 * FONT_SIZE),
                (x - wide / 2.0, y - gap),
                (x - wide / 2.0, y + gap + 0.8 * FONT_SIZE),
            ];
            let label = spots.into_iter().find(|&(lx, ly)| {
                let label = Area::of_label(lx, ly, wide);
                let inside = label.left >= 0.0
                    && label.right <= width
                    && label.top >= 0.0
                    && label.bottom <= height;
                let own = Area::around(x, y);
                inside
                    && taken
                        .iter()
                        .all(|other| *other == own || !label.meets(other))
            });
            if let Some((lx, ly)) = label {
                taken.push(Area::of_label(lx, ly, wide));
            }
            words.push(Placed { x, y, label });
        }
        WordMap { words }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn around(x: f64, y: f64) -> Self {
        Area {
            left: x - RADIUS,
            right: x + RADIUS,
            top: y - RADIUS,
            bottom: y + RADIUS,
        }
    }

    fn of_label(x: f64, baseline: f64, width: f64) -> Self {
        Area {
            left: x,
            right: x + width,
            top: baseline - 0.8 * FONT_SIZE,
            bottom: baseline + 0.2 * FONT_SIZE,
        }
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

    #[test]
    fn labels_do_not_hide_each_other() {
        let points: Vec<(f32, f32)> = (0..40)
            .map(|i| ((i as f32).sin(), (1.7 * i as f32).cos()))
            .collect();
        let labels: Vec<String> = (0..40).map(|i| format!("word{i}")).collect();
        let map = WordMap::new(&points, &labels, (640.0, 420.0));
        let boxes: Vec<Area> = map
            .words
            .iter()
            .zip(&labels)
            .filter_map(|(w, l)| {
                w.label
                    .map(|(x, y)| Area::of_label(x, y, width_em(l) * FONT_SIZE))
            })
            .collect();
        assert!(boxes.len() > 20, "{} labels", boxes.len());
        for (i, a) in boxes.iter().enumerate() {
            assert!(boxes[..i].iter().all(|b| !a.meets(b)));
        }
    }

    #[test]
    fn distances_keep_their_proportion_and_nonsense_stays_inside() {
        let map = WordMap::new(
            &[(0.0, 0.0), (3.0, 0.0), (0.0, 4.0)],
            &["a", "b", "c"],
            (400.0, 400.0),
        );
        let [a, b, c] = &map.words[..] else { panic!() };
        let (ab, ac) = ((a.x - b.x).hypot(a.y - b.y), (a.x - c.x).hypot(a.y - c.y));
        assert!((ac / ab - 4.0 / 3.0).abs() < 1e-9);
        let odd = WordMap::new(&[(f32::NAN, 0.0), (0.0, 0.0)], &["a", "b"], (100.0, 100.0));
        assert!(odd.words.iter().all(|w| w.x.is_finite() && w.y.is_finite()));
    }
}
