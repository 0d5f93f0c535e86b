//! What the parts of lesson 3 share.

use crate::nlp::embedding::Neighbour;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::vectors::link::{Link, list};
use crate::session::studio::vectors::{self, Compared, LabConfig, LabFrame, Task};
use crate::ui::studio::{ModelState, Studio, Trouble};
use crate::viz::arrows::Arrows;
use leptos::prelude::*;
use std::sync::Arc;

/// The words that are compared at first: the lecture's three, and some company.
pub const WORDS: &str = "book, soft, teddy, bear, cute, read, novel, paris, france";
pub const NEAR: &str = "bear";
pub const ANALOGY: [&str; 3] = ["man", "king", "woman"];
/// The arrows at first, in tenths.
pub const A: (i32, i32) = (30, 10);
pub const B: (i32, i32) = (12, 24);
/// What the small network learns from. Soft things and hard things; those that read, and what is read.
pub const TEXT: &str = "A cute teddy bear is reading a book.\nA soft teddy bear is cuddly.\nA soft kitten is cuddly.\n\
                        A soft pillow is cuddly.\nA heavy stone is hard.\nA heavy table is hard.\n\
                        A heavy box is hard.\nThe girl is reading a book.\nThe boy is reading a story.\n\
                        The bear is reading a story.";
/// The network's settings that the page does not offer.
pub const DIM: usize = 8;
pub const WINDOW: usize = 2;
pub const LR: f32 = 0.1;
pub const SEED: u64 = 295;

/// An answer that may still be on its way, or why there is none.
#[derive(Debug)]
pub struct Answered<T: Send + Sync + 'static> {
    pub value: RwSignal<Option<Arc<T>>>,
    pub trouble: RwSignal<Option<Trouble>>,
}

impl<T: Send + Sync> Clone for Answered<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync> Copy for Answered<T> {}

impl<T: Send + Sync> Answered<T> {
    pub fn new() -> Self {
        Answered {
            value: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    /// Asks; `pick` takes the answer out of its event, `then` is told when it is there, or not.
    pub fn ask(
        self,
        request: vectors::Request,
        pick: fn(vectors::Event) -> Option<T>,
        then: impl Fn() + 'static,
    ) {
        Studio::ask(Request::Vectors(request), move |answer| {
            match answer {
                Ok(Event::Vectors(event)) => {
                    if let Some(value) = pick(event) {
                        self.trouble.try_set(None);
                        self.value.try_set(Some(Arc::new(value)));
                    }
                }
                Ok(_) => {}
                Err(why) => drop(self.trouble.try_set(Some(why))),
            }
            then();
        });
    }
}

/// The lesson's state.
#[derive(Clone, Copy)]
pub struct VectorsContext {
    /// The words that are compared, as the reader wrote them.
    pub words: RwSignal<String>,
    /// As learnt vectors, not as one-hot ones.
    pub learnt: RwSignal<bool>,
    pub compared: Answered<Compared>,
    /// The arrows, in tenths.
    pub a: RwSignal<(i32, i32)>,
    pub b: RwSignal<(i32, i32)>,
    pub near: RwSignal<String>,
    pub nearest: Answered<Vec<Neighbour>>,
    pub analogy: [RwSignal<String>; 3],
    pub answer: Answered<Vec<Neighbour>>,
    pub task: RwSignal<Task>,
    pub updates: RwSignal<f64>,
    pub text: RwSignal<String>,
    pub frame: Answered<LabFrame>,
    /// One question about the network at a time: the newest waits.
    asking: StoredValue<bool>,
    asked_again: StoredValue<bool>,
}

impl VectorsContext {
    /// Made once by the page; other parts call [`use_vectors`].
    pub fn provide(link: Link) -> Self {
        let usual = |link: Option<String>, usual: &str| link.unwrap_or_else(|| usual.to_owned());
        let analogy = link.analogy.unwrap_or_else(|| ANALOGY.map(str::to_owned));
        let context = VectorsContext {
            words: RwSignal::new(usual(link.words.map(|words| words.join(", ")), WORDS)),
            learnt: RwSignal::new(link.learnt),
            compared: Answered::new(),
            a: RwSignal::new(link.a.unwrap_or(A)),
            b: RwSignal::new(link.b.unwrap_or(B)),
            near: RwSignal::new(usual(link.near, NEAR)),
            nearest: Answered::new(),
            analogy: analogy.map(RwSignal::new),
            answer: Answered::new(),
            task: RwSignal::new(link.task),
            updates: RwSignal::new(f64::from(link.updates)),
            text: RwSignal::new(usual(link.text, TEXT)),
            frame: Answered::new(),
            asking: StoredValue::new(false),
            asked_again: StoredValue::new(false),
        };
        provide_context(context);
        let model = Studio::model(ModelId::WordVectors);
        let ready = Memo::new(move |_| model.get() == ModelState::Ready);
        Effect::new(move |_| {
            if ready.get() {
                let words = list(&context.words.get());
                let pick = |event| match event {
                    vectors::Event::Compared(compared) => Some(compared),
                    _ => None,
                };
                let request = vectors::Request::Compare { words };
                context.compared.ask(request, pick, || ());
            }
        });
        Effect::new(move |_| {
            let word = context.near.get();
            if ready.get() && !word.trim().is_empty() {
                let pick = |event| match event {
                    vectors::Event::Nearest(found) => Some(found),
                    _ => None,
                };
                let request = vectors::Request::Nearest { word };
                context.nearest.ask(request, pick, || ());
            }
        });
        Effect::new(move |_| {
            let words = context.analogy.map(|word| word.get());
            if ready.get() && words.iter().all(|word| !word.trim().is_empty()) {
                let pick = |event| match event {
                    vectors::Event::Analogy(found) => Some(found),
                    _ => None,
                };
                let request = vectors::Request::Analogy { words };
                context.answer.ask(request, pick, || ());
            }
        });
        Effect::new(move |_| {
            let _ = (
                context.text.get(),
                context.task.get(),
                context.updates.get(),
            );
            context.ask_for_frame();
        });
        context
    }

    fn ask_for_frame(self) {
        if self.asking.get_value() {
            self.asked_again.set_value(true);
            return;
        }
        self.asking.set_value(true);
        let request = vectors::Request::Lab {
            config: LabConfig {
                text: self.text.get_untracked(),
                task: self.task.get_untracked(),
                dim: DIM,
                window: WINDOW,
                lr: LR,
                seed: SEED,
            },
            updates: self.updates.get_untracked() as u32,
        };
        let pick = |event| match event {
            vectors::Event::Lab(frame) => Some(*frame),
            _ => None,
        };
        self.frame.ask(request, pick, move || {
            self.asking.try_update_value(|asking| *asking = false);
            let again = self.asked_again.try_update_value(std::mem::take);
            if again == Some(true) {
                self.ask_for_frame();
            }
        });
    }

    pub fn arrows(self) -> Arrows {
        let of = |(x, y): (i32, i32)| (x as f32 / 10.0, y as f32 / 10.0);
        Arrows {
            a: of(self.a.get()),
            b: of(self.b.get()),
        }
    }

    /// What is on screen, for a link.
    pub fn link(self) -> Link {
        let analogy = self.analogy.map(|word| word.get());
        let words = list(&self.words.get());
        let other = |text: String, usual: &str| (text != usual).then_some(text);
        Link {
            words: (words != list(WORDS)).then_some(words),
            learnt: self.learnt.get(),
            a: Some(self.a.get()).filter(|a| *a != A),
            b: Some(self.b.get()).filter(|b| *b != B),
            near: other(self.near.get(), NEAR),
            analogy: (analogy.each_ref().map(String::as_str) != ANALOGY).then_some(analogy),
            task: self.task.get(),
            updates: self.updates.get() as u32,
            text: other(self.text.get(), TEXT),
        }
    }
}

/// The state that the page provides.
pub fn use_vectors() -> VectorsContext {
    expect_context()
}
