//! The answer to a question that follows the controls of a figure.

use super::{Answer, ModelState, Studio, Trouble};
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use leptos::prelude::*;
use std::sync::Arc;

/// The last answer, or why the question of now has none.
///
/// One question is with the worker at a time: while a slider moves, the newest waits and those between are never asked,
/// so that the figure follows as fast as answers come and no queue grows.
#[derive(Debug)]
pub struct Answered<T: Send + Sync + 'static> {
    /// Stays while the next one is on its way, and while there is trouble.
    pub value: RwSignal<Option<Arc<T>>>,
    pub trouble: RwSignal<Option<Trouble>>,
}

impl<T: Send + Sync> Clone for Answered<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync> Copy for Answered<T> {}

/// Takes a value out of an event: `picked!(Event::Tasks(tasks::Event::Tagged(words)) => words)`.
macro_rules! picked {
    ($pattern:pat => $value:expr) => {
        |event| match event {
            $pattern => Some($value),
            _ => None,
        }
    };
}
pub(crate) use picked;

impl<T: Send + Sync> Answered<T> {
    /// The answer, unless the question of now was refused: what is there then answers another.
    pub fn unless_refused(&self) -> Option<Arc<T>> {
        match self.trouble.read().is_some() {
            true => None,
            false => self.value.get(),
        }
    }

    /// Asks `request` whenever what it reads changes, once `models` are there; `None` asks nothing. `pick` takes the
    /// value out of the event.
    pub fn to(
        models: &[ModelId],
        request: impl Fn() -> Option<Request> + 'static,
        pick: fn(Event) -> Option<T>,
    ) -> Self {
        let states: Vec<_> = models.iter().map(|model| Studio::model(*model)).collect();
        let ready = Memo::new(move |_| states.iter().all(|s| s.get() == ModelState::Ready));
        let answered = Answered {
            value: RwSignal::new(None),
            trouble: RwSignal::new(None),
        };
        let question = StoredValue::new(Question::default());
        let request: Box<dyn Fn() -> Option<Request>> = Box::new(request);
        Effect::new(move |_| {
            if let Some(request) = request().filter(|_| ready.get()) {
                let ask = question.try_update_value(|q| q.next(request));
                answered.send(question, pick, ask.flatten());
            }
        });
        answered
    }

    fn send(
        self,
        question: StoredValue<Question>,
        pick: fn(Event) -> Option<T>,
        request: Option<Request>,
    ) {
        let Some(request) = request else { return };
        Studio::ask(request, move |answer| {
            self.take(answer, pick);
            // `None` where the reader has left.
            let next = question.try_update_value(Question::answered);
            self.send(question, pick, next.flatten());
        });
    }

    fn take(self, answer: Answer, pick: fn(Event) -> Option<T>) {
        match answer.map(pick) {
            Ok(Some(value)) => {
                self.trouble.try_set(None);
                self.value.try_set(Some(Arc::new(value)));
            }
            Ok(None) => {}
            Err(why) => drop(self.trouble.try_set(Some(why))),
        }
    }
}

/// What is asked and what waits.
#[derive(Default)]
struct Question {
    is_asked: bool,
    waiting: Option<Request>,
}

impl Question {
    /// The request to send now, if any.
    fn next(&mut self, request: Request) -> Option<Request> {
        if self.is_asked {
            self.waiting = Some(request);
            return None;
        }
        self.is_asked = true;
        Some(request)
    }

    /// An answer came: the request to send now, if any.
    fn answered(&mut self) -> Option<Request> {
        let next = self.waiting.take();
        self.is_asked = next.is_some();
        next
    }
}
