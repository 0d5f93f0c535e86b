//! What the parts of lesson 5 share.

use crate::session::studio::memory::gradient::{GradientConfig, Gradients};
use crate::session::studio::memory::link::Link;
use crate::session::studio::memory::recall::RecallConfig;
use crate::session::studio::memory::{self};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::sentence;
use crate::ui::studio::{Answered, picked};
use leptos::prelude::*;

/// The thresholds that the slider walks through.
pub const CLIPS: [f64; 13] = [
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0,
];

/// The lesson's state.
#[derive(Clone, Copy)]
pub struct MemoryContext {
    /// T, the gain, what the forget gate lets through, and the threshold's place in [`CLIPS`]: as sliders have them.
    pub steps: RwSignal<f64>,
    pub gain: RwSignal<f64>,
    pub forget: RwSignal<f64>,
    pub clip: RwSignal<f64>,
    pub seed: RwSignal<u64>,
    /// All of these as the engine has them.
    config: Signal<GradientConfig>,
    /// What the backward pass gave.
    pub gradients: Answered<Gradients>,
    /// The largest distance to recall.
    pub farthest: RwSignal<f64>,
    /// The sentence to translate.
    pub text: RwSignal<String>,
}

impl MemoryContext {
    /// Made once by the page; other parts call [`use_memory`].
    pub fn provide(link: Link) -> Self {
        let g = link.gradient;
        let nearest = |a: &usize, b: &usize| {
            let far = |i: usize| (CLIPS[i].ln() - g.clip.ln()).abs();
            far(*a).total_cmp(&far(*b))
        };
        let clip = (0..CLIPS.len()).min_by(nearest).unwrap_or_default();
        let steps = RwSignal::new(g.steps as f64);
        let (gain, forget) = (RwSignal::new(g.gain), RwSignal::new(g.forget));
        let (clip, seed) = (RwSignal::new(clip as f64), RwSignal::new(g.seed));
        let config = Signal::derive(move || GradientConfig {
            steps: steps.get() as usize,
            gain: gain.get(),
            forget: forget.get(),
            clip: CLIPS[(clip.get() as usize).min(CLIPS.len() - 1)],
            seed: seed.get(),
        });
        let context = MemoryContext {
            steps,
            gain,
            forget,
            clip,
            seed,
            config,
            gradients: Answered::to(
                &[],
                move || {
                    let request = memory::Request::Gradient(config.get());
                    Some(Request::Memory(request))
                },
                picked!(Event::Memory(memory::Event::Gradient(found)) => *found),
            ),
            farthest: RwSignal::new(link.recall.farthest as f64),
            text: RwSignal::new(link.text.unwrap_or_else(sentence::current)),
        };
        provide_context(context);
        context
    }

    /// What a run of [`super::recall`] is made with.
    pub fn recall_config(self) -> RecallConfig {
        RecallConfig {
            farthest: self.farthest.get() as usize,
            seed: self.seed.get(),
        }
    }

    /// What is on screen, for a link.
    pub fn link(self) -> Link {
        Link {
            gradient: self.config.get(),
            text: Some(self.text.get()),
            recall: self.recall_config(),
        }
    }
}

/// The state that the page provides.
pub fn use_memory() -> MemoryContext {
    expect_context()
}
