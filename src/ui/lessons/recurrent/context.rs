//! What the parts of lesson 4 share.

use super::run::Run;
use crate::nlp::nn::Cell;
use crate::session::studio::protocol::{Event, Request};
use crate::session::studio::recurrent::link::{Link, Use, held_gates};
use crate::session::studio::recurrent::unroll::Unrolled;
use crate::session::studio::recurrent::{self, language_model};
use crate::ui::sentence;
use crate::ui::studio::{Answered, Trouble};
use crate::viz::tokens::{ChipState, TokenChip};
use leptos::prelude::*;
use std::sync::Arc;

/// Beyond the last token of any text: a slider at its end.
const END: f64 = 1000.0;
/// Where the lesson opens: in the middle of the lecture's sentence, so that the end is still to be guessed.
const START: f64 = 8.0;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct RecurrentContext {
    /// The sentence that is read.
    pub text: RwSignal<String>,
    /// Two orders of the same words.
    pub orders: [RwSignal<String>; 2],
    /// Which language model is unrolled.
    pub cell: RwSignal<Cell>,
    /// The token that was read last; a whole number, for the slider. See [`Self::at`].
    pub step: RwSignal<f64>,
    /// The unit that is explained.
    pub unit: RwSignal<usize>,
    /// At which token, where the reader chose one. See [`Self::explained`].
    pub row: RwSignal<Option<usize>>,
    /// Which gates are held open or shut, in the order of [`HELD`](recurrent::link::HELD).
    pub hold: RwSignal<[Option<bool>; 3]>,
    /// From which token to which, both counted; whole numbers, for the sliders.
    pub from: RwSignal<f64>,
    pub to: RwSignal<f64>,
    /// The first of the units that are shown of an LSTM; a whole number, for the slider.
    pub units: RwSignal<f64>,
    pub usage: RwSignal<Use>,
    /// The two language models over the sentence.
    pub rnn: Answered<Unrolled>,
    pub lstm: Answered<Unrolled>,
    /// The LSTM with gates held; of an earlier choice while the next is on its way.
    pub held: Answered<Unrolled>,
    pub run: Run,
}

impl RecurrentContext {
    /// Made once by the page; its parts call [`use_recurrent`].
    pub fn provide(link: Link) -> Self {
        let text = RwSignal::new(link.text.clone().unwrap_or_else(sentence::current));
        let hold = RwSignal::new(link.hold);
        let place = |step: Option<usize>, usual: f64| step.map_or(usual, |step| step as f64);
        let (from, to) = (
            RwSignal::new(place(link.from, 0.0)),
            RwSignal::new(place(link.to, END)),
        );
        let unrolled = move |cell: Cell| {
            let request = move || {
                Some(Request::Recurrent(recurrent::Request::Unroll {
                    cell,
                    text: text.get(),
                    held: vec![],
                }))
            };
            Answered::to(&[language_model(cell)], request, pick_unrolled)
        };
        let held = move || {
            let held = held_gates(hold.get(), from.get() as usize, to.get() as usize);
            (!held.is_empty()).then(|| {
                Request::Recurrent(recurrent::Request::Unroll {
                    cell: Cell::Lstm,
                    text: text.get(),
                    held,
                })
            })
        };
        let context = RecurrentContext {
            text,
            orders: [link.first.clone(), link.second.clone()].map(RwSignal::new),
            cell: RwSignal::new(link.cell),
            step: RwSignal::new(place(link.step, START)),
            unit: RwSignal::new(link.unit),
            row: RwSignal::new(None),
            hold,
            from,
            to,
            units: RwSignal::new(link.units as f64),
            usage: RwSignal::new(link.usage),
            rnn: unrolled(Cell::Rnn),
            lstm: unrolled(Cell::Lstm),
            held: Answered::to(&[language_model(Cell::Lstm)], held, pick_unrolled),
            run: Run::new(&link),
        };
        // Another sentence is read to its end, and gates are held all along it.
        Effect::new(move |before: Option<()>| {
            text.track();
            if before.is_some() {
                context.step.set(END);
                from.set(0.0);
                to.set(END);
            }
        });
        provide_context(context);
        context
    }

    /// The pass of the model that the reader chose.
    pub fn unrolled(self) -> Option<Arc<Unrolled>> {
        match self.cell.get() {
            Cell::Rnn => self.rnn.value.get(),
            Cell::Lstm => self.lstm.value.get(),
        }
    }

    /// Why the model that the reader chose did not read the text.
    pub fn trouble(self) -> Option<Trouble> {
        match self.cell.get() {
            Cell::Rnn => self.rnn.trouble.get(),
            Cell::Lstm => self.lstm.trouble.get(),
        }
    }

    /// The LSTM's pass with the gates as they are held, or free where none is.
    pub fn held_or_free(self) -> Option<Arc<Unrolled>> {
        match self.is_held() {
            true => self.held.value.get().or(self.lstm.value.get()),
            false => self.lstm.value.get(),
        }
    }

    pub fn is_held(self) -> bool {
        self.hold.get().iter().any(Option::is_some)
    }

    /// The place of the last token; 0 until they are known.
    pub fn last(self) -> usize {
        self.known_len().map_or(0, |len| len.saturating_sub(1))
    }

    /// Both models have the same tokenizer.
    fn known_len(self) -> Option<usize> {
        let of = |answered: Answered<Unrolled>| answered.value.read().as_ref().map(|u| u.len());
        of(self.rnn).or(of(self.lstm))
    }

    /// The token that was read last.
    pub fn at(self) -> usize {
        (self.step.get() as usize).min(self.last())
    }

    /// The token at which a unit is explained: the reader's, if it is read already.
    pub fn explained(self) -> usize {
        let at = self.at();
        self.row.get().filter(|&row| row <= at).unwrap_or(at)
    }

    /// The tokens, as far as they are read.
    pub fn chips(self) -> Vec<TokenChip> {
        let at = self.at();
        let unrolled = self.rnn.value.get().or(self.lstm.value.get());
        let tokens = unrolled.map(|u| u.tokens.clone()).unwrap_or_default();
        let chip = |(i, token)| {
            TokenChip::new(token).with_state(match i {
                i if i < at => ChipState::Past,
                i if i == at => ChipState::Current,
                _ => ChipState::Future,
            })
        };
        tokens.iter().enumerate().map(chip).collect()
    }

    /// “3: ▁bear”, for sliders along the tokens.
    pub fn place_name(self, place: f64) -> String {
        let place = (place as usize).min(self.last());
        let unrolled = self.rnn.value.get().or(self.lstm.value.get());
        let piece = unrolled.and_then(|u| Some(u.tokens.get(place)?.piece.clone()));
        format!("{place}: {}", piece.unwrap_or_default())
    }

    /// What the reader looks at, as a link.
    pub fn link(self) -> Link {
        let last = self.known_len().map_or(END, |len| len as f64 - 1.0);
        let before_last = |place: f64| (place < last).then_some(place as usize);
        Link {
            text: Some(self.text.get()),
            first: self.orders[0].get(),
            second: self.orders[1].get(),
            cell: self.cell.get(),
            step: (self.step.get() != START).then(|| self.step.get().min(last) as usize),
            unit: self.unit.get(),
            hold: self.hold.get(),
            from: Some(self.from.get() as usize).filter(|&from| from > 0),
            to: before_last(self.to.get()),
            units: self.units.get() as usize,
            usage: self.usage.get(),
            own: self.run.own.get(),
            hidden: self.run.hidden.get(),
            seed: self.run.seed.get(),
            steps: self.run.step.get(),
            temperature: self.run.temperature.get(),
            draw: self.run.draw.get(),
        }
    }
}

fn pick_unrolled(event: Event) -> Option<Unrolled> {
    match event {
        Event::Recurrent(recurrent::Event::Unrolled(unrolled)) => Some(*unrolled),
        _ => None,
    }
}

/// The lesson's state, inside [`RecurrentPage`](super::RecurrentPage).
pub fn use_recurrent() -> RecurrentContext {
    expect_context()
}
