//! What the parts of lesson 3 share.

use crate::nlp::embedding::Neighbour;
use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::vectors::link::{Link, list};
use crate::session::studio::vectors::{self, Compared, LabConfig, LabFrame, Task};
use crate::ui::sentence;
use crate::ui::studio::{Answered, picked};
use crate::viz::arrows::Arrows;
use leptos::prelude::*;

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

/// The lesson's state.
#[derive(Clone, Copy)]
pub struct VectorsContext {
    /// The words that are compared, as the reader wrote them.
    pub words: RwSignal<String>,
    /// As learnt vectors, not as one-hot ones.
    pub learnt: RwSignal<bool>,
    /// The matrix waits for the reader's guess.
    pub veiled: RwSignal<bool>,
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
}

impl VectorsContext {
    /// Made once by the page; other parts call [`use_vectors`].
    pub fn provide(link: Link) -> Self {
        let usual = |link: Option<String>, usual: &str| link.unwrap_or_else(|| usual.to_owned());
        let analogy = link.analogy.unwrap_or_else(|| ANALOGY.map(str::to_owned));
        let veiled = link.words.is_none() && !link.learnt;
        let words = RwSignal::new(usual(link.words.map(|words| words.join(", ")), WORDS));
        let near = RwSignal::new(usual(link.near, NEAR));
        let analogy = analogy.map(RwSignal::new);
        let task = RwSignal::new(link.task);
        let updates = RwSignal::new(f64::from(link.updates));
        let text = RwSignal::new(link.text.unwrap_or_else(usual_text));
        let compared = Answered::to(
            &[ModelId::WordVectors],
            move || {
                let words = list(&words.get());
                Some(Request::Vectors(vectors::Request::Compare { words }))
            },
            picked!(Event::Vectors(vectors::Event::Compared(compared)) => compared),
        );
        let nearest = Answered::to(
            &[ModelId::WordVectors],
            move || {
                let word = near.get();
                let asked = !word.trim().is_empty();
                asked.then_some(Request::Vectors(vectors::Request::Nearest { word }))
            },
            picked!(Event::Vectors(vectors::Event::Nearest(found)) => found),
        );
        let answer = Answered::to(
            &[ModelId::WordVectors],
            move || {
                let words = analogy.map(|word| word.get());
                let asked = words.iter().all(|word| !word.trim().is_empty());
                asked.then_some(Request::Vectors(vectors::Request::Analogy { words }))
            },
            picked!(Event::Vectors(vectors::Event::Analogy(found)) => found),
        );
        let frame = Answered::to(
            &[],
            move || {
                let config = LabConfig {
                    text: text.get(),
                    task: task.get(),
                    dim: DIM,
                    window: WINDOW,
                    lr: LR,
                    seed: SEED,
                };
                let updates = updates.get() as u32;
                Some(Request::Vectors(vectors::Request::Lab { config, updates }))
            },
            picked!(Event::Vectors(vectors::Event::Lab(frame)) => *frame),
        );
        let context = VectorsContext {
            words,
            learnt: RwSignal::new(link.learnt),
            veiled: RwSignal::new(veiled),
            compared,
            a: RwSignal::new(link.a.unwrap_or(A)),
            b: RwSignal::new(link.b.unwrap_or(B)),
            near,
            nearest,
            analogy,
            answer,
            task,
            updates,
            text,
            frame,
        };
        provide_context(context);
        context
    }

    pub fn arrows(self) -> Arrows {
        let of = |(x, y): (i32, i32)| (x as f32 / 10.0, y as f32 / 10.0);
        Arrows {
            a: of(self.a.get()),
            b: of(self.b.get()),
        }
    }

    /// Whether a question about real vectors is complete.
    pub fn is_asked(words: &[RwSignal<String>]) -> bool {
        words.iter().all(|word| !word.read().trim().is_empty())
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

/// What the network learns from at first: the lesson's text, after the reader's own sentence where there is one.
fn usual_text() -> String {
    let sentence = sentence::current();
    match sentence == LECTURE_SENTENCE {
        true => TEXT.to_owned(),
        false => format!("{sentence}\n{TEXT}"),
    }
}

/// The state that the page provides.
pub fn use_vectors() -> VectorsContext {
    expect_context()
}
