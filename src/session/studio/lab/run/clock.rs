//! How fast a run goes, and how long it will take yet.

use crate::session::studio::lab::report::Pace;

/// Milliseconds between two tellings of steps.
const TELL_EVERY: f64 = 120.0;

/// Tokens a second, and how long it will take yet. Time in which it was paused counts for nothing.
#[derive(Default)]
pub struct Clock {
    last: Option<f64>,
    longest: f64,
    /// Milliseconds at work, and what was done in them.
    worked: f64,
    steps: u64,
    tokens: f64,
    told: f64,
}

impl Clock {
    pub fn tick(&mut self, now: f64) {
        if let Some(last) = self.last {
            let gap = now - last;
            // A much longer gap than any before was a pause.
            if gap < 10.0 * self.longest.max(50.0) {
                self.worked += gap;
                self.longest = self.longest.max(gap);
            }
        }
        self.last = Some(now);
    }

    pub fn count(&mut self, tokens: usize) {
        self.steps += 1;
        self.tokens += tokens as f64;
    }

    pub fn is_due(&self, now: f64) -> bool {
        now - self.told >= TELL_EVERY
    }

    /// `now`, where it is known, counts as the moment of telling.
    pub fn read(&mut self, now: Option<f64>, left: u64) -> Pace {
        self.told = now.unwrap_or(self.told);
        if self.worked <= 0.0 || self.steps == 0 {
            return Pace::default();
        }
        Pace {
            tokens_per_second: self.tokens / self.worked * 1e3,
            seconds_left: self.worked / 1e3 / self.steps as f64 * left as f64,
            ..Default::default()
        }
    }
}
