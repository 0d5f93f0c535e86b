//! What the parts of lesson 8 share: the translation on screen and where the reader is in it.

use super::engine::{Engine, Job};
use crate::session::link::Link;
use crate::session::protocol::{Decoding, SessionError, Translation};
use crate::session::walkthrough::{Dims, Walkthrough};
use crate::ui::sentence;
use leptos::prelude::*;
use std::sync::Arc;

/// The lesson's state. Everything shown is a pure function of it, so stepping back shows what was there.
#[derive(Clone, Copy)]
pub struct LessonContext {
    /// The translation that the reader looks at; `None` until the first is there.
    pub translation: RwSignal<Option<Arc<Translation>>>,
    /// Its stages.
    pub walkthrough: Memo<Option<Arc<Walkthrough>>>,
    /// Which stage is on screen.
    pub position: RwSignal<usize>,
    /// Which head the attention stages show.
    pub head: RwSignal<usize>,
    /// Where the translation comes from.
    pub origin: RwSignal<Origin>,
    /// What stands in the reader's field.
    pub text: RwSignal<String>,
    /// How the next translation is decoded.
    pub decoding: RwSignal<Decoding>,
    /// What the what-if further down adds to the address.
    pub more: RwSignal<String>,
    /// The model.
    pub engine: Engine,
    /// The run of the lab whose model that is.
    pub run: StoredValue<Option<String>>,
    /// The stage to open with the next translation, from a link.
    wanted_stage: StoredValue<Option<String>>,
    /// A link asked for a stage, and the page has not gone there yet.
    goes_to_stage: StoredValue<bool>,
}

/// Where a translation comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// This page's model, in so many milliseconds.
    Engine { milliseconds: f64 },
    /// A file that the reader opened.
    File { name: String },
}

impl LessonContext {
    /// Made once by the page; other parts call [`use_lesson`].
    pub fn provide(link: Link, engine: Engine) -> Self {
        let translation = RwSignal::new(None::<Arc<Translation>>);
        let walkthrough = Memo::new(move |_| {
            translation.with(|t| t.as_ref().map(|t| Arc::new(Walkthrough::new(Dims::of(t)))))
        });
        let text = link.text.unwrap_or_else(sentence::current);
        let context = LessonContext {
            translation,
            walkthrough,
            position: RwSignal::new(0),
            head: RwSignal::new(link.head),
            origin: RwSignal::new(Origin::Engine { milliseconds: 0.0 }),
            text: RwSignal::new(text),
            decoding: RwSignal::new(link.decoding.unwrap_or(Decoding::Greedy)),
            more: RwSignal::new(String::new()),
            engine,
            run: StoredValue::new(link.run),
            goes_to_stage: StoredValue::new(link.stage.is_some()),
            wanted_stage: StoredValue::new(link.stage),
        };
        Effect::new(move || {
            if let Some(answer) = engine.answer.get() {
                let milliseconds = answer.milliseconds;
                context.show(answer.translation, Origin::Engine { milliseconds });
            }
        });
        provide_context(context);
        context.translate();
        context
    }

    /// Asks for the translation of what stands in the field.
    pub fn translate(&self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            self.engine.call_off();
            self.engine.problem.set(Some(SessionError::EmptyText));
            return;
        }
        let decoding = self.decoding.get_untracked();
        self.engine.translate(Job { text, decoding });
    }

    /// Puts a translation on screen, at the stage where the reader is, as far as it has that stage.
    pub fn show(&self, translation: Arc<Translation>, origin: Origin) {
        let stages = Walkthrough::new(Dims::of(&translation));
        let before = self.position.get_untracked();
        let stage = self
            .wanted_stage
            .try_update_value(Option::take)
            .flatten()
            .or_else(|| self.stage_id(before));
        let position = stage.map(|id| stages.position_of(&id).unwrap_or(before));
        let heads = translation.model.n_heads;
        self.origin.set(origin);
        self.translation.set(Some(translation));
        self.position.set(position.unwrap_or(0).min(stages.last()));
        if self.head.get_untracked() >= heads {
            self.head.set(0);
        }
    }

    /// Whether the page should go to the walkthrough: once, where a link asked for a stage.
    pub fn take_goes_to_stage(&self) -> bool {
        let wanted = self.goes_to_stage.try_update_value(std::mem::take);
        wanted == Some(true)
    }

    /// The id of the stage at `position`, as links have it.
    pub fn stage_id(&self, position: usize) -> Option<String> {
        self.walkthrough
            .with_untracked(|w| w.as_ref().map(|w| w.at(position).to_string()))
    }

    /// What the reader looks at, as a link.
    pub fn link(&self) -> Link {
        let at = self.position.get();
        let stage = self
            .walkthrough
            .with(|w| w.as_ref().map(|w| w.at(at).to_string()));
        // Before the first translation is there, the stage of the address still waits.
        let stage = stage.or_else(|| self.wanted_stage.get_value());
        Link {
            text: Some(self.text.get()),
            decoding: Some(self.decoding.get()),
            stage: stage.filter(|_| at != 0 || self.translation.with(Option::is_none)),
            head: self.head.get(),
            run: self.run.get_value(),
        }
    }
}

/// The lesson's state, inside [`TranslationPage`](super::TranslationPage).
pub fn use_lesson() -> LessonContext {
    expect_context()
}
