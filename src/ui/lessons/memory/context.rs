//! What the parts of lesson 5 share.

use crate::session::studio::memory::gradient::{GradientConfig, Gradients};
use crate::session::studio::memory::link::Link;
use crate::session::studio::memory::recall::RecallConfig;
use crate::session::studio::memory::{self};
use crate::session::studio::protocol::{Event, Request};
use crate::ui::sentence;
use crate::ui::studio::{Studio, Trouble};
use leptos::prelude::*;
use std::sync::Arc;

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
    /// What the backward pass gave; `None` until the first has come.
    pub gradients: RwSignal<Option<Arc<Gradients>>>,
    pub trouble: RwSignal<Option<Trouble>>,
    /// The largest distance to recall.
    pub farthest: RwSignal<f64>,
    /// The sentence to translate.
    pub text: RwSignal<String>,
    /// One question at a time: the newest waits.
    asking: StoredValue<bool>,
    asked_again: StoredValue<bool>,
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
        let context = MemoryContext {
            steps: RwSignal::new(g.steps as f64),
            gain: RwSignal::new(g.gain),
            forget: RwSignal::new(g.forget),
            clip: RwSignal::new(clip as f64),
            seed: RwSignal::new(g.seed),
            gradients: RwSignal::new(None),
            trouble: RwSignal::new(None),
            farthest: RwSignal::new(link.recall.farthest as f64),
            text: RwSignal::new(link.text.unwrap_or_else(sentence::current)),
            asking: StoredValue::new(false),
            asked_again: StoredValue::new(false),
        };
        provide_context(context);
        Effect::new(move |_| context.ask(context.gradient_config()));
        context
    }

    fn gradient_config(self) -> GradientConfig {
        GradientConfig {
            steps: self.steps.get() as usize,
            gain: self.gain.get(),
            forget: self.forget.get(),
            clip: CLIPS[(self.clip.get() as usize).min(CLIPS.len() - 1)],
            seed: self.seed.get(),
        }
    }

    fn ask(self, config: GradientConfig) {
        if self.asking.get_value() {
            self.asked_again.set_value(true);
            return;
        }
        self.asking.set_value(true);
        let request = memory::Request::Gradient(config);
        Studio::ask(Request::Memory(request), move |answer| {
            match answer {
                Ok(Event::Memory(memory::Event::Gradient(found))) => {
                    self.trouble.try_set(None);
                    self.gradients.try_set(Some(Arc::from(found)));
                }
                Ok(_) => {}
                Err(why) => drop(self.trouble.try_set(Some(why))),
            }
            self.asking.try_update_value(|asking| *asking = false);
            let again = self.asked_again.try_update_value(std::mem::take);
            if again == Some(true) {
                self.ask(untrack(|| self.gradient_config()));
            }
        });
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
            gradient: self.gradient_config(),
            text: Some(self.text.get()),
            recall: self.recall_config(),
        }
    }
}

/// The state that the page provides.
pub fn use_memory() -> MemoryContext {
    expect_context()
}
