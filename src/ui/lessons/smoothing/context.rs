//! What the parts of lesson 7 share.

use crate::nlp::autograd::ops::LabelSmoothing;
use crate::session::protocol::{Candidate, Translation};
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::smoothing::link::Link;
use crate::session::studio::smoothing::{self, Card, Moment};
use crate::ui::sentence;
use crate::ui::studio::{Answered, picked};
use leptos::prelude::*;

/// Trained with ε = 0.1, and the same without; a megabyte and a half each.
pub const WITH: ModelId = ModelId::Heads4;
pub const WITHOUT: ModelId = ModelId::Smoothing0;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct SmoothingContext {
    pub text: RwSignal<String>,
    /// What each model makes of it, with its logits.
    pub with: Answered<Translation>,
    pub without: Answered<Translation>,
    pub cards: Answered<[Card; 2]>,
    /// The prediction that is looked at.
    pub step: RwSignal<Option<usize>>,
    /// In thousandths.
    pub epsilon: RwSignal<f64>,
    /// ε spread over all tokens.
    pub all: RwSignal<bool>,
    /// Which of the candidates is held for right; the one that was taken where none is chosen.
    pub truth: RwSignal<Option<usize>>,
}

impl SmoothingContext {
    /// Made once by the page; other parts call [`use_smoothing`].
    pub fn provide(link: Link) -> Self {
        let text = RwSignal::new(link.text.unwrap_or_else(sentence::current));
        let translated = |model| Answered::translated(model, move || Some(text.get()), Vec::new);
        let context = SmoothingContext {
            text,
            with: translated(WITH),
            without: translated(WITHOUT),
            cards: Answered::to(
                &[],
                || Some(Request::Smoothing(smoothing::Request::Cards)),
                picked!(Event::Smoothing(smoothing::Event::Cards(found)) => *found),
            ),
            step: RwSignal::new(Some(link.step)),
            epsilon: RwSignal::new(f64::from(link.epsilon)),
            all: RwSignal::new(link.all),
            truth: RwSignal::new(link.truth),
        };
        // Another prediction has other candidates.
        Effect::new(move |before: Option<Option<usize>>| {
            let step = context.step.get();
            if before.is_some_and(|before| before != step) {
                context.truth.set(None);
            }
            step
        });
        provide_context(context);
        context
    }

    pub fn smoothing(&self) -> LabelSmoothing {
        self.link().smoothing()
    }

    /// The step that is looked at: what the model says there, and the number of steps.
    pub fn moment(&self) -> Option<Shown> {
        let translation = self.with.value.get()?;
        let step = self.step.get().unwrap_or(0);
        let step = step.min(translation.steps.len().checked_sub(1)?);
        let here = &translation.steps[step];
        let logits = translation.trace.get("logits")?;
        let vocab_size = *logits.shape.get(1)?;
        let row = logits
            .data
            .get(step * vocab_size..(step + 1) * vocab_size)?;
        let taken = here.candidates.iter().position(|c| c.id == here.chosen.id);
        let truth = self.truth.get().filter(|&t| t < here.candidates.len());
        let truth = truth.or(taken)?;
        let target = here.candidates[truth].id as usize;
        Some(Shown {
            moment: Moment::of(row, target, self.smoothing())?,
            candidates: here.candidates.clone(),
            truth,
        })
    }

    /// What the reader looks at, as a link.
    pub fn link(&self) -> Link {
        Link {
            text: Some(self.text.get()),
            step: self.step.get().unwrap_or(0),
            epsilon: self.epsilon.get() as u32,
            all: self.all.get(),
            truth: self.truth.get(),
        }
    }
}

/// One prediction as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub moment: Moment,
    /// The likeliest tokens.
    pub candidates: Vec<Candidate>,
    /// The one of them that is held for right.
    pub truth: usize,
}

/// The state that the page provides.
pub fn use_smoothing() -> SmoothingContext {
    expect_context()
}
