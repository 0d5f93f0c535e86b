//! What the parts of lesson 1 share.

use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tasks::link::Link;
use crate::session::studio::tasks::test_set::TestSet;
use crate::session::studio::tasks::{self, CLASSIFIER};
use crate::ui::sentence;
use crate::ui::studio::{ModelState, Studio, Trouble};
use leptos::prelude::*;
use std::sync::Arc;

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
    tests: Answered,
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
            tests: Answered::to(Some(CLASSIFIER), || tasks::Request::TestSet),
        };
        provide_context(context);
        context
    }

    /// The classifier's answers to its held-out sentences, once they are there.
    pub fn test_set(&self) -> Option<TestSet> {
        match &*self.tests.event.get()? {
            tasks::Event::TestSet(set) => Some(set.clone()),
            _ => None,
        }
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

/// The worker's answer to a question that follows the controls.
#[derive(Clone, Copy)]
pub struct Answered {
    /// The last answer that was none of trouble.
    pub event: RwSignal<Option<Arc<tasks::Event>>>,
    /// Why the question of now has none.
    pub trouble: RwSignal<Option<Trouble>>,
}

impl Answered {
    /// Asks `request` whenever what it reads changes, once `model` is there. Only the answer to the last question is
    /// kept.
    pub fn to(model: Option<ModelId>, request: impl Fn() -> tasks::Request + 'static) -> Self {
        Answered::to_boxed(model, Box::new(request))
    }

    fn to_boxed(model: Option<ModelId>, request: Box<dyn Fn() -> tasks::Request>) -> Self {
        let answered = Answered {
            event: RwSignal::new(None),
            trouble: RwSignal::new(None),
        };
        let state = model.map(Studio::model);
        let ready = Memo::new(move |_| match &state {
            Some(state) => state.get() == ModelState::Ready,
            None => true,
        });
        let last = StoredValue::new(0u32);
        Effect::new(move |_| {
            let request = request();
            if !ready.get() {
                return;
            }
            let number = last.get_value() + 1;
            last.set_value(number);
            Studio::ask(Request::Tasks(request), move |answer| {
                // The reader may have left, or asked something else.
                if last.try_get_value() != Some(number) {
                    return;
                }
                match answer {
                    Ok(Event::Tasks(event)) => {
                        answered.trouble.try_set(None);
                        answered.event.try_set(Some(Arc::new(event)));
                    }
                    Ok(_) => {}
                    Err(why) => drop(answered.trouble.try_set(Some(why))),
                }
            });
        });
        answered
    }
}
