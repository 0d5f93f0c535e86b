//! What can be turned, and to which values.

use serde::{Deserialize, Serialize};

/// What can be turned. Those that come first are shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Knob {
    Heads,
    Epsilon,
    LearningRate,
    Steps,
    Layers,
    Width,
    Hidden,
    Dropout,
    Warmup,
    Batch,
    Pairs,
    Vocabulary,
    Seed,
}

impl Knob {
    pub const ALL: [Knob; 13] = [
        Knob::Heads,
        Knob::Epsilon,
        Knob::LearningRate,
        Knob::Steps,
        Knob::Layers,
        Knob::Width,
        Knob::Hidden,
        Knob::Dropout,
        Knob::Warmup,
        Knob::Batch,
        Knob::Pairs,
        Knob::Vocabulary,
        Knob::Seed,
    ];

    /// How many of [`Knob::ALL`] are seen at once.
    pub const FIRST: usize = 4;

    /// Its name in a link.
    pub fn key(self) -> &'static str {
        match self {
            Knob::Heads => "heads",
            Knob::Epsilon => "eps",
            Knob::LearningRate => "lr",
            Knob::Steps => "steps",
            Knob::Layers => "layers",
            Knob::Width => "d",
            Knob::Hidden => "ff",
            Knob::Dropout => "dropout",
            Knob::Warmup => "warmup",
            Knob::Batch => "batch",
            Knob::Pairs => "pairs",
            Knob::Vocabulary => "vocab",
            Knob::Seed => "seed",
        }
    }

    /// What it can be set to, growing; of the seed, [`Knob::SEEDS`] can be.
    pub fn values(self) -> &'static [f64] {
        match self {
            Knob::Heads => &[1., 2., 4., 8.],
            Knob::Epsilon => &[0., 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9],
            Knob::LearningRate => &[
                1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 3e-3, 4e-3, 6e-3, 1e-2, 2e-2, 5e-2, 0.1, 1.,
                10.,
            ],
            Knob::Steps => &[
                100., 200., 300., 400., 600., 800., 1000., 1200., 1500., 2000., 3000., 5000.,
                10_000.,
            ],
            Knob::Layers => &[1., 2., 3., 4.],
            Knob::Width => &[16., 32., 48., 64., 96., 128., 192., 256.],
            Knob::Hidden => &[16., 32., 64., 128., 192., 256., 384., 512., 1024.],
            Knob::Dropout => &[0., 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5],
            Knob::Warmup => &[1., 10., 20., 50., 100., 200., 400., 800., 1500., 4000.],
            Knob::Batch => &[1., 4., 8., 16., 32., 48., 64., 96., 128.],
            Knob::Pairs => &[100., 300., 1000., 2000., 4000., 8000., 12_000., 20_000.],
            Knob::Vocabulary => &[400., 500., 700., 1000., 1500., 2000.],
            Knob::Seed => &[],
        }
    }

    /// The largest seed.
    pub const SEEDS: u64 = 999_999;

    /// Whether a run that is on its way can change it.
    pub fn is_live(self) -> bool {
        matches!(self, Knob::Epsilon | Knob::LearningRate | Knob::Dropout)
    }

    /// The value that can be chosen and is nearest to `value`, by ratio where both are positive.
    pub fn nearest(self, value: f64) -> f64 {
        if self == Knob::Seed {
            return value.clamp(0.0, Knob::SEEDS as f64).round();
        }
        let far = |x: f64| match x > 0.0 && value > 0.0 {
            true => (x / value).ln().abs(),
            false => (x - value).abs() * 1e3,
        };
        let values = self.values().iter().copied();
        let nearest = values.min_by(|&a, &b| far(a).total_cmp(&far(b)));
        nearest.unwrap_or(value)
    }
}
