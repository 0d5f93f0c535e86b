//! What the parts of lesson 2 share: the text, how it was cut, and how far the learning went.

use crate::session::link::LECTURE_SENTENCE;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tokens::link::Link;
use crate::session::studio::tokens::{self, Cut, Learnt, Way};
use crate::ui::sentence;
use crate::ui::studio::{Answered, picked};
use crate::viz::tokens::TokenChip;
use leptos::prelude::*;

/// What merges are learnt from at first. Every word of it is in a family: bear and bears, read, reads and reading.
pub const LEARN: &str = "a bear reads a book . two bears read two books . the bear is reading . \
                         a teddy bear is soft . teddy bears are soft . she reads to the teddy bear .";
/// A word that is not in it.
pub const PROBE: &str = "teddies";
/// Cut otherwise as words than as sub-words, which the lecture's sentence is not.
pub const RARE: &str = "unbearably teddylike";
/// Cut otherwise from characters than from bytes, which the lecture's sentence is not.
pub const MIXED: &str = "Un café, un 🧸, 一本书.";
/// The other sentence of the batch.
pub const SHORT: &str = "Bears read.";

/// A text and its four cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub text: String,
    pub cuts: Vec<Cut>,
}

impl Shown {
    pub fn of(&self, way: Way) -> Option<&Cut> {
        self.cuts.iter().find(|cut| cut.way == way)
    }

    /// The tokens as chips, the first `limit` of them.
    pub fn chips(&self, way: Way, limit: usize) -> Vec<TokenChip> {
        let tokens = self.of(way).map_or(&[][..], |cut| &cut.tokens);
        let chip = |token| TokenChip::cut(token, &self.text, way == Way::ByteLevel);
        tokens.iter().take(limit).map(chip).collect()
    }
}

/// The lesson's state.
#[derive(Clone, Copy)]
pub struct TokensContext {
    /// What stands in the reader's field.
    pub text: RwSignal<String>,
    /// The last text that was cut.
    pub shown: Answered<Shown>,
    /// [`SHORT`], cut.
    pub short: Answered<Shown>,
    /// [`RARE`], cut.
    pub rare: Answered<Shown>,
    /// [`MIXED`], or the reader's text once it is their own.
    pub mixed: Answered<Shown>,
    /// Ids under all tokens.
    pub ids: RwSignal<bool>,
    /// What merges are learnt from, how many, and the word that they are tried on.
    pub learn: RwSignal<String>,
    pub merges: RwSignal<f64>,
    pub probe: RwSignal<String>,
    pub learnt: Answered<Learnt>,
    /// What the lesson begins with: the sentence of all lessons.
    first: StoredValue<String>,
}

impl TokensContext {
    /// Made once by the page; other parts call [`use_tokens`].
    pub fn provide(link: Link) -> Self {
        let first = sentence::current();
        let text = RwSignal::new(link.text.unwrap_or_else(|| first.clone()));
        let learn = RwSignal::new(link.learn.unwrap_or_else(|| LEARN.to_owned()));
        let merges = RwSignal::new(f64::from(link.merges));
        let probe = RwSignal::new(link.probe.unwrap_or_else(|| PROBE.to_owned()));
        let learnt = Answered::to(
            &[],
            move || {
                Some(Request::Tokens(tokens::Request::Learn {
                    text: learn.get(),
                    merges: merges.get() as u32,
                    probe: probe.get(),
                }))
            },
            picked!(Event::Tokens(tokens::Event::Learnt(learnt)) => learnt),
        );
        let context = TokensContext {
            text,
            shown: cut(move || text.get()),
            short: cut(|| SHORT.to_owned()),
            rare: cut(|| RARE.to_owned()),
            mixed: cut(move || match text.get() {
                text if text == LECTURE_SENTENCE => MIXED.to_owned(),
                text => text,
            }),
            ids: RwSignal::new(link.ids),
            learn,
            merges,
            probe,
            learnt,
            first: StoredValue::new(first),
        };
        provide_context(context);
        context
    }

    /// The sentence of all lessons.
    pub fn first(&self) -> String {
        self.first.get_value()
    }

    /// What is on screen, for a link.
    pub fn link(&self) -> Link {
        let other = |text: String, usual: &str| (text != usual).then_some(text);
        Link {
            // Not `first`: that is another text in another browser.
            text: other(self.text.get(), LECTURE_SENTENCE),
            learn: other(self.learn.get(), LEARN),
            merges: self.merges.get() as u32,
            probe: other(self.probe.get(), PROBE),
            ids: self.ids.get(),
        }
    }
}

/// A text cut in every way, whenever it changes.
fn cut(text: impl Fn() -> String + 'static) -> Answered<Shown> {
    Answered::to(
        &[ModelId::Tokenizers],
        move || Some(Request::Tokens(tokens::Request::Cut { text: text() })),
        picked!(Event::Tokens(tokens::Event::Cut { text, cuts }) => Shown { text, cuts }),
    )
}

/// The state that the page provides.
pub fn use_tokens() -> TokensContext {
    expect_context()
}
