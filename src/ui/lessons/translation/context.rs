//! What the parts of lesson 8 share: the translation on screen and where the reader is in it.

use crate::session::protocol::Translation;
use crate::session::walkthrough::{Dims, Walkthrough};
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
}

impl LessonContext {
    /// Made once by the page; other parts call [`use_lesson`].
    pub fn provide() -> Self {
        let translation = RwSignal::new(None::<Arc<Translation>>);
        let walkthrough = Memo::new(move |_| {
            translation.with(|t| t.as_ref().map(|t| Arc::new(Walkthrough::new(Dims::of(t)))))
        });
        let (position, head) = (RwSignal::new(0), RwSignal::new(0));
        let context = LessonContext {
            translation,
            walkthrough,
            position,
            head,
        };
        provide_context(context);
        context
    }
}

/// The lesson's state, inside [`TranslationPage`](super::TranslationPage).
pub fn use_lesson() -> LessonContext {
    expect_context()
}
