//! What the parts of lesson 2 share: the text, how it was cut, and how far the learning went.

use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::tokens::link::Link;
use crate::session::studio::tokens::{self, Cut, Learnt, Way};
use crate::ui::sentence;
use crate::ui::studio::{ModelState, Studio, Trouble};
use crate::viz::tokens::TokenChip;
use leptos::prelude::*;
use std::sync::Arc;

/// What merges are learnt from at first. Every word of it is in a family: bear and bears, read, reads and reading.
pub const LEARN: &str = "a bear reads a book . two bears read two books . the bear is reading . \
                         a teddy bear is soft . teddy bears are soft . she reads to the teddy bear .";
/// A word that is not in it.
pub const PROBE: &str = "teddies";
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
    pub shown: RwSignal<Option<Arc<Shown>>>,
    /// [`SHORT`], cut.
    pub short: RwSignal<Option<Arc<Shown>>>,
    pub trouble: RwSignal<Option<Trouble>>,
    /// Ids under all tokens.
    pub ids: RwSignal<bool>,
    /// What merges are learnt from, how many, and the word that they are tried on.
    pub learn: RwSignal<String>,
    pub merges: RwSignal<f64>,
    pub probe: RwSignal<String>,
    pub learnt: RwSignal<Option<Arc<Learnt>>>,
    pub learn_trouble: RwSignal<Option<Trouble>>,
    /// What the lesson begins with: the sentence of all lessons.
    first: StoredValue<String>,
}

impl TokensContext {
    /// Made once by the page; other parts call [`use_tokens`].
    pub fn provide(link: Link) -> Self {
        let first = sentence::current();
        let context = TokensContext {
            text: RwSignal::new(link.text.unwrap_or_else(|| first.clone())),
            shown: RwSignal::new(None),
            short: RwSignal::new(None),
            trouble: RwSignal::new(None),
            ids: RwSignal::new(link.ids),
            learn: RwSignal::new(link.learn.unwrap_or_else(|| LEARN.to_owned())),
            merges: RwSignal::new(f64::from(link.merges)),
            probe: RwSignal::new(link.probe.unwrap_or_else(|| PROBE.to_owned())),
            learnt: RwSignal::new(None),
            learn_trouble: RwSignal::new(None),
            first: StoredValue::new(first),
        };
        provide_context(context);
        let model = Studio::model(ModelId::Tokenizers);
        let ready = Memo::new(move |_| model.get() == ModelState::Ready);
        Effect::new(move |_| {
            if ready.get() {
                cut(context.text.get(), context.shown, context.trouble);
            }
        });
        Effect::new(move |_| {
            if ready.get() {
                cut(SHORT.to_owned(), context.short, context.trouble);
            }
        });
        Effect::new(move |_| context.ask_to_learn());
        context
    }

    /// The sentence of all lessons.
    pub fn first(&self) -> String {
        self.first.get_value()
    }

    fn ask_to_learn(&self) {
        let request = tokens::Request::Learn {
            text: self.learn.get(),
            merges: self.merges.get() as u32,
            probe: self.probe.get(),
        };
        let (learnt, trouble) = (self.learnt, self.learn_trouble);
        Studio::ask(Request::Tokens(request), move |answer| match answer {
            Ok(Event::Tokens(tokens::Event::Learnt(new))) => {
                trouble.try_set(None);
                learnt.try_set(Some(Arc::new(new)));
            }
            Ok(_) => {}
            Err(why) => drop(trouble.try_set(Some(why))),
        });
    }

    /// What is on screen, for a link.
    pub fn link(&self) -> Link {
        let other = |text: String, usual: &str| (text != usual).then_some(text);
        Link {
            text: other(self.text.get(), &self.first()),
            learn: other(self.learn.get(), LEARN),
            merges: self.merges.get() as u32,
            probe: other(self.probe.get(), PROBE),
            ids: self.ids.get(),
        }
    }
}

fn cut(text: String, shown: RwSignal<Option<Arc<Shown>>>, trouble: RwSignal<Option<Trouble>>) {
    let request = Request::Tokens(tokens::Request::Cut { text: text.clone() });
    Studio::ask(request, move |answer| match answer {
        Ok(Event::Tokens(tokens::Event::Cut(cuts))) => {
            trouble.try_set(None);
            let text = text.clone();
            shown.try_set(Some(Arc::new(Shown { text, cuts })));
        }
        Ok(_) => {}
        Err(why) => drop(trouble.try_set(Some(why))),
    });
}

/// The state that the page provides.
pub fn use_tokens() -> TokensContext {
    expect_context()
}
