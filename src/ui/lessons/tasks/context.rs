//! What the parts of lesson 1 share.

use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::link::Link;
use crate::session::studio::tasks::test_set::TestSet;
use crate::session::studio::tasks::{self, CLASSIFIER};
use crate::ui::sentence;
use crate::ui::studio::{Answered, picked};
use leptos::prelude::*;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct TasksContext {
    /// The reader's text.
    pub text: RwSignal<String>,
    pub threshold: RwSignal<f64>,
    /// Counts set by hand: TP, FN, FP, TN.
    pub counts: RwSignal<Option<[u64; 4]>>,
    pub share: RwSignal<f64>,
    pub hypothesis: RwSignal<String>,
    pub reference: RwSignal<String>,
    pub order: RwSignal<usize>,
    /// True tags that the reader changed: sentence, word, class.
    pub tags: RwSignal<Vec<[usize; 3]>>,
    /// The classifier's answers to its held-out sentences.
    pub test_set: Answered<TestSet>,
}

impl TasksContext {
    /// Made once by the page; its parts call [`use_tasks`].
    pub fn provide(link: Link) -> Self {
        let context = TasksContext {
            text: RwSignal::new(link.text.unwrap_or_else(sentence::current)),
            threshold: RwSignal::new(link.threshold),
            counts: RwSignal::new(link.counts),
            share: RwSignal::new(link.share),
            hypothesis: RwSignal::new(link.hypothesis),
            reference: RwSignal::new(link.reference),
            order: RwSignal::new(link.order),
            tags: RwSignal::new(link.tags),
            test_set: Answered::to(
                &[CLASSIFIER],
                || Some(Request::Tasks(tasks::Request::TestSet)),
                picked!(Event::Tasks(tasks::Event::TestSet(set)) => set),
            ),
        };
        provide_context(context);
        context
    }

    /// What the reader looks at, as a link.
    pub fn link(&self) -> Link {
        Link {
            text: Some(self.text.get()),
            threshold: self.threshold.get(),
            counts: self.counts.get(),
            share: self.share.get(),
            hypothesis: self.hypothesis.get(),
            reference: self.reference.get(),
            order: self.order.get(),
            tags: self.tags.get(),
        }
    }
}

/// The lesson's state, inside [`TasksPage`](super::TasksPage).
pub fn use_tasks() -> TasksContext {
    expect_context()
}
