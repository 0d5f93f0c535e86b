//! The page's side of the measurement: what is set, what was asked, what has come.

use crate::gpu::choice::{Card, Computes, Reason, Wish, choose, crossover};
use crate::gpu::link::Link;
use crate::gpu::protocol::{
    CardFacts, Comparison, Event, Fault, Growth, GrowthPoint, Request, Setting,
};
use crate::gpu::{GpuError, MAX_LENGTH};
use crate::worker::card;
use crate::worker::protocol::Attention;
use crate::worker::{Client, ClientOptions, WorkerFailure};
use leptos::prelude::*;

/// What is known of the graphics card.
#[derive(Clone, Debug, PartialEq)]
pub enum CardState {
    Looking,
    There(CardFacts),
    Failed(GpuError),
}

/// Times at growing lengths, and what they were measured for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The setting, its length aside, and whether the card was asked.
    pub of: Option<(Setting, bool)>,
    pub points: Vec<GrowthPoint>,
    /// Once all are there.
    pub growth: Option<Growth>,
}

impl Curve {
    /// The length from which on the card is never slower.
    pub fn crossover(&self) -> Option<usize> {
        let (cpu, card) = self.growth.as_ref()?.costs()?;
        crossover(&cpu, &card, MAX_LENGTH)
    }
}

/// The page's state.
#[derive(Clone, Copy)]
pub struct Bench {
    pub setting: RwSignal<Setting>,
    pub wish: RwSignal<Wish>,
    pub card: RwSignal<CardState>,
    pub comparison: RwSignal<Option<Comparison>>,
    pub curve: RwSignal<Curve>,
    /// The worker is gone.
    pub died: RwSignal<bool>,
    fault: StoredValue<Option<Fault>>,
    /// The number of the last question, and whether its answer is still to come.
    asked: RwSignal<(u32, bool)>,
    client: StoredValue<Option<Client<Attention>>, LocalStorage>,
}

impl Bench {
    /// Starts the worker, looks for the card and measures what the link says; measures again whenever something is set.
    pub fn start(link: Link) -> Self {
        let bench = Bench {
            setting: RwSignal::new(link.setting),
            wish: RwSignal::new(link.wish),
            card: RwSignal::new(CardState::Looking),
            comparison: RwSignal::new(None),
            curve: RwSignal::new(Curve::default()),
            died: RwSignal::new(false),
            fault: StoredValue::new(link.fault),
            asked: RwSignal::new((0, false)),
            client: StoredValue::new_local(None),
        };
        let client = Client::start(
            ClientOptions::default(),
            move |event| bench.on_event(event),
            move |failure| bench.on_failure(failure),
        );
        bench.client.set_value(Some(client));
        bench.send(Request::Open);
        Effect::new(move |_| {
            if bench.card.get() != CardState::Looking {
                bench.ask(bench.setting.get(), bench.asks_card());
            }
        });
        bench
    }

    pub fn link(&self) -> Link {
        Link {
            setting: self.setting.get(),
            wish: self.wish.get(),
            fault: None,
        }
    }

    /// Something is being measured.
    pub fn is_busy(&self) -> bool {
        self.asked.get().1 || self.curve.read().growth.is_none()
    }

    /// Looks for the card once more.
    pub fn look_again(&self) {
        self.card.set(CardState::Looking);
        if self.died.get_untracked() {
            self.died.set(false);
            self.client.with_value(|client| {
                if let Some(client) = client {
                    client.restart();
                }
            });
        }
        self.send(Request::Open);
    }

    /// Who computes at the length that is set, and why.
    pub fn verdict(&self) -> Option<(Computes, Reason)> {
        let card = match self.card.get() {
            CardState::Looking => return None,
            CardState::Failed(error) => Card::Failed(error),
            CardState::There(facts) => match self.failed_here() {
                Some(error) => Card::Failed(error),
                None if facts.software => Card::Software,
                None => Card::Real,
            },
        };
        let costs = self.curve.read().growth.as_ref().and_then(Growth::costs);
        Some(choose(self.wish.get(), &card, costs, self.setting.get().n))
    }

    /// Why the card did not compute what is on screen, though it was asked.
    fn failed_here(&self) -> Option<GpuError> {
        match self.comparison.read().as_ref()?.card.as_ref()? {
            Ok(_) => None,
            Err(error) => Some(error.clone()),
        }
    }

    /// Whether the card is to be measured: a program that stands in for one only where the reader insists.
    fn asks_card(&self) -> bool {
        match (self.card.get(), self.wish.get()) {
            (CardState::There(_), Wish::Gpu) => true,
            (CardState::There(facts), Wish::Measured) => !facts.software,
            _ => false,
        }
    }

    fn ask(&self, setting: Setting, card: bool) {
        let id = self.next_id();
        let fault = if card {
            self.fault.try_update_value(Option::take).flatten()
        } else {
            None
        };
        self.send(Request::Compare {
            id,
            setting,
            card,
            fault,
        });
    }

    /// Measures the curve, unless it is there already.
    fn ask_curve(&self, setting: Setting, card: bool) {
        // The curve is the same for every length.
        let of = Some((Setting { n: 0, ..setting }, card));
        if self
            .curve
            .with_untracked(|curve| curve.of == of && curve.growth.is_some())
        {
            return;
        }
        self.curve.set(Curve {
            of,
            ..Curve::default()
        });
        let id = self.next_id();
        self.send(Request::Grow { id, setting, card });
    }

    fn next_id(&self) -> u32 {
        let id = self.asked.get_untracked().0 + 1;
        self.asked.set((id, true));
        id
    }

    fn send(&self, request: Request) {
        let sent = self.client.with_value(|client| {
            let client = client.as_ref();
            client.is_some_and(|client| client.send(card::Request::Attention(request)).is_ok())
        });
        if !sent {
            self.died.set(true);
        }
    }

    fn on_event(&self, event: card::Event) {
        // The rest is lesson 8's.
        let card::Event::Attention(event) = event else {
            return;
        };
        let last = self.asked.get_untracked().0;
        match event {
            Event::Card(card) => self.card.set(match card {
                Ok(facts) => CardState::There(facts),
                Err(error) => CardState::Failed(error),
            }),
            Event::Compared { id, comparison } if id == last => {
                let asked = comparison.card.is_some();
                let setting = comparison.setting;
                self.comparison.set(Some(*comparison));
                self.asked.set((id, false));
                self.ask_curve(setting, asked);
            }
            Event::Grown { id, point } if id == last => {
                self.curve.update(|curve| curve.points.push(point));
            }
            Event::Fitted { id, growth } if id == last => {
                self.curve.update(|curve| curve.growth = Some(growth));
                self.asked.set((id, false));
            }
            // Answers to what nobody asks any more.
            Event::Compared { .. } | Event::Grown { .. } | Event::Fitted { .. } => {}
        }
    }

    fn on_failure(&self, failure: WorkerFailure) {
        leptos::logging::warn!("{failure}");
        // All other failures are mended by computing on the page.
        if matches!(failure, WorkerFailure::Died { .. }) {
            self.died.set(true);
        }
    }
}
