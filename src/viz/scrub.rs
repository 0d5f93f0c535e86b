//! The scale of a scrubber whose chapters have widths of their own.
//!
//! A chapter of a hundred stages and one of a single stage both want room for a label, so a chapter's width is its
//! weight, and its stages share it evenly.

/// Where stages lie on a line from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScrubScale {
    /// (number of stages, left edge, width) of every chapter.
    chapters: Vec<(usize, f64, f64)>,
}

impl ScrubScale {
    /// Of chapters as (number of stages, weight), in order.
    pub fn new(chapters: &[(usize, f64)]) -> Self {
        let total: f64 = chapters.iter().map(|(_, weight)| weight).sum();
        let mut left = 0.0;
        let chapters = chapters
            .iter()
            .map(|&(stages, weight)| {
                let width = if total > 0.0 { weight / total } else { 0.0 };
                let chapter = (stages.max(1), left, width);
                left += width;
                chapter
            })
            .collect();
        Self { chapters }
    }

    /// The middle of the stage at `position`; the end of the line beyond the last.
    pub fn x_of(&self, position: usize) -> f64 {
        let mut before = 0;
        for &(stages, left, width) in &self.chapters {
            if position < before + stages {
                return left + width * ((position - before) as f64 + 0.5) / stages as f64;
            }
            before += stages;
        }
        1.0
    }

    /// The stage at `x`; the nearest one outside the line.
    pub fn position_at(&self, x: f64) -> usize {
        let mut before = 0;
        for &(stages, left, width) in &self.chapters {
            if x < left + width {
                let share = ((x - left) / width).max(0.0);
                return before + ((share * stages as f64) as usize).min(stages - 1);
            }
            before += stages;
        }
        before.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_found_where_it_lies() {
        let scale = ScrubScale::new(&[(4, 5.0), (7, 6.0), (1, 4.0), (130, 40.0), (1, 2.0)]);
        for position in 0..143 {
            assert_eq!(scale.position_at(scale.x_of(position)), position);
        }
        assert_eq!(scale.position_at(-1.0), 0);
        assert_eq!(scale.position_at(f64::NAN), 142);
        assert_eq!(scale.position_at(2.0), 142);
        assert_eq!(scale.x_of(143), 1.0);
        assert_eq!(ScrubScale::default().position_at(0.5), 0);
    }

    #[test]
    fn a_chapter_is_as_wide_as_its_weight() {
        let scale = ScrubScale::new(&[(1, 1.0), (2, 3.0)]);
        assert_eq!(scale.x_of(0), 0.125);
        assert_eq!(scale.x_of(1), 0.4375);
        assert_eq!(scale.x_of(2), 0.8125);
    }
}
