//! Attention measured on both sides: what the worker of the graphics card does.
//!
//! ```text
//!  comparison    one setting on both sides      corner     the weights shown of it
//!  growth        times at growing lengths       numbers    what is computed with
//!  tuning        which tiling is the fastest    repeats    how long something takes
//! ```
//!
//! The clock and the pause between two measurements are arguments; natively the tests bring their own.

mod comparison;
mod corner;
mod growth;
mod numbers;
mod repeats;
mod tuning;

use super::protocol::{CardFacts, Event, Request, Setting};
use super::{Gpu, GpuError};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

/// Time, and a moment in which other messages come in.
pub trait Surroundings {
    fn now(&self) -> f64;
    fn pause(&self) -> impl Future<Output = ()>;
}

/// The card, once it was looked for, and the number of the last request.
pub struct Bench<S> {
    surroundings: S,
    card: RefCell<Option<Result<Rc<Gpu>, GpuError>>>,
    latest: Cell<u32>,
}

/// A newer request has come: nobody waits for this one.
struct Superseded;

impl<S: Surroundings> Bench<S> {
    pub fn new(surroundings: S) -> Self {
        Bench {
            surroundings,
            card: RefCell::default(),
            latest: Cell::new(0),
        }
    }

    /// Answers one request by as many events as it takes.
    pub async fn handle(&self, request: Request, tell: impl Fn(Event)) {
        match request {
            Request::Open => {
                let facts = self.open().await.map(|gpu| facts(&gpu));
                tell(Event::Card(facts));
            }
            Request::Compare {
                id,
                setting,
                card,
                fault,
            } => {
                self.latest.set(id);
                let card = self.card(card, &setting).await;
                if let Ok(comparison) = self.compare(id, setting, card.clone(), fault).await {
                    let comparison = Box::new(comparison);
                    tell(Event::Compared { id, comparison });
                }
                self.tell_if_lost(card, &tell);
            }
            Request::Grow { id, setting, card } => {
                self.latest.set(id);
                let card = self.card(card, &setting).await;
                if let Ok(growth) = self.grow(id, setting, card.clone(), &tell).await {
                    tell(Event::Fitted { id, growth });
                }
                self.tell_if_lost(card, &tell);
            }
        }
    }

    /// The card, opened and checked; again where it was lost.
    pub async fn open(&self) -> Result<Rc<Gpu>, GpuError> {
        let lost = match &*self.card.borrow() {
            Some(Ok(gpu)) => gpu.lost().is_some(),
            _ => true,
        };
        if lost {
            let opened = match Gpu::open().await {
                Ok(gpu) => Ok(Rc::new(gpu)),
                Err(error) => Err(error),
            };
            self.card.replace(Some(opened));
        }
        let card = self.card.borrow();
        card.clone().expect("it was just looked for")
    }

    /// `None` where the card is not to be asked.
    async fn card(&self, wanted: bool, setting: &Setting) -> Option<Result<Rc<Gpu>, GpuError>> {
        if !wanted {
            return None;
        }
        let known = self.card.borrow().clone();
        let card = match known {
            Some(card) => card,
            None => self.open().await,
        };
        Some(match card {
            Ok(gpu) => self.tune(&gpu, setting).await.map(|()| gpu),
            Err(error) => Err(error),
        })
    }

    fn tell_if_lost(&self, card: Option<Result<Rc<Gpu>, GpuError>>, tell: &impl Fn(Event)) {
        if let Some(Ok(gpu)) = card
            && let Some(error) = gpu.lost()
        {
            self.card.replace(Some(Err(error.clone())));
            tell(Event::Card(Err(error)));
        }
    }

    async fn go_on(&self, id: u32) -> Result<(), Superseded> {
        self.surroundings.pause().await;
        if self.latest.get() == id {
            Ok(())
        } else {
            Err(Superseded)
        }
    }
}

/// What the page is told of a card.
pub fn facts(gpu: &Gpu) -> CardFacts {
    let facts = gpu.facts();
    CardFacts {
        name: facts.name.clone(),
        software: facts.software,
        timestamps: facts.timestamps,
    }
}
