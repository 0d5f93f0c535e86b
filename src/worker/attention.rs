//! The session of the graphics card's worker: a [`Bench`] with the worker's clock, and a translator whose attention the card
//! computes.

use super::card::{ByCard, Event, Request, Who};
use super::protocol::Attention;
use super::serve::{Serve, later, tell};
use crate::gpu::bench::{Bench, Surroundings, facts};
use crate::gpu::reference::largest_difference;
use crate::gpu::{CardLayers, Gpu};
use crate::nlp::nn::OnCpu;
use crate::session::protocol::Decoding;
use crate::session::studio::models::{ModelId, Models};
use crate::session::studio::protocol::{ModelFile, StudioError};
use js_sys::{Promise, Reflect};
use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

/// The translator of lesson 8.
const MODEL: ModelId = ModelId::Translator;

/// A card, and the translator's layers on it.
type KnownLayers = RefCell<Option<(Rc<Gpu>, Rc<CardLayers>)>>;

/// Both sides of attention, and a translator once it was sent.
pub struct Session {
    bench: Rc<Bench<Here>>,
    models: Rc<Models>,
    /// The translator's layers on the card that is open.
    layers: Rc<KnownLayers>,
}

impl Session {
    pub fn new() -> Self {
        Session {
            bench: Rc::new(Bench::new(Here::new())),
            models: Rc::default(),
            layers: Rc::default(),
        }
    }

    fn load(&mut self, files: &[ModelFile]) -> Result<(), StudioError> {
        let mut models = Models::default();
        models.load(MODEL, files)?;
        self.models = Rc::new(models);
        self.layers.take();
        Ok(())
    }
}

impl Default for Session {
    fn default() -> Self {
        Session::new()
    }
}

impl Serve<Attention> for Session {
    fn handle(&mut self, request: Request) -> Vec<Event> {
        match request {
            Request::Attention(request) => {
                let bench = Rc::clone(&self.bench);
                later(async move {
                    let tell = |event| tell::<Attention>(&Event::Attention(event));
                    bench.handle(request, tell).await
                });
                vec![]
            }
            Request::Load { files } => vec![Event::Loaded(self.load(&files))],
            Request::Translate {
                id,
                text,
                decoding,
                insists,
            } => {
                let models = Rc::clone(&self.models);
                let (bench, layers) = (Rc::clone(&self.bench), Rc::clone(&self.layers));
                later(async move {
                    let asked = (&*text, &decoding, insists);
                    let answer = translate(&bench, &layers, &models, asked).await;
                    let answer = answer.map(Box::new);
                    tell::<Attention>(&Event::Translated { id, answer });
                });
                vec![]
            }
        }
    }
}

/// The translation by the CPU, and by the card where there is one: only that is worth comparing.
async fn translate(
    bench: &Bench<Here>,
    layers: &KnownLayers,
    models: &Models,
    (text, decoding, insists): (&str, &Decoding, bool),
) -> Result<ByCard, StudioError> {
    let translator = models.transformer(MODEL)?;
    let by_cpu = translator.translate_by(text, decoding, &OnCpu).await?;
    let cpu = |who| {
        Ok(ByCard {
            translation: by_cpu.clone(),
            who,
        })
    };
    let gpu = match bench.open().await {
        Ok(gpu) => gpu,
        Err(error) => return cpu(Who::Failed(error)),
    };
    let facts = facts(&gpu);
    if facts.software && !insists {
        return cpu(Who::Software(facts));
    }
    let known = layers.borrow().clone();
    let card = match known {
        Some((of, card)) if Rc::ptr_eq(&of, &gpu) => card,
        _ => {
            let card = Rc::new(CardLayers::new(Rc::clone(&gpu)));
            layers.replace(Some((gpu, Rc::clone(&card))));
            card
        }
    };
    let translation = translator.translate_by(text, decoding, &*card).await?;
    if let Some(error) = card.failure() {
        return cpu(Who::Failed(error));
    }
    let pairs = translation.trace.tensors.iter().zip(&by_cpu.trace.tensors);
    let differences = pairs.map(|(a, b)| largest_difference(&a.data, &b.data));
    let largest_difference = differences.fold(0.0, f32::max);
    Ok(ByCard {
        translation,
        who: Who::Card {
            facts,
            largest_difference,
        },
    })
}

/// The clock of a worker or a page, and a way to let other messages in.
struct Here(Option<Performance>);

impl Here {
    fn new() -> Self {
        let clock = Reflect::get(&js_sys::global(), &"performance".into());
        Here(clock.ok().and_then(|clock| clock.dyn_into().ok()))
    }
}

impl Surroundings for Here {
    fn now(&self) -> f64 {
        self.0.as_ref().map_or(0.0, |clock| clock.now())
    }

    /// A message to oneself is behind what was sent meanwhile, and timers would wait four milliseconds.
    fn pause(&self) -> impl Future<Output = ()> {
        let turn = Promise::new(&mut |resolve, _| {
            let channel = MessageChannel::new().expect("workers and pages have message channels");
            channel.port2().set_onmessage(Some(&resolve));
            // Fails only for values that cannot be cloned.
            let _ = channel.port1().post_message(&JsValue::NULL);
        });
        async move {
            // It never fails.
            let _ = JsFuture::from(turn).await;
        }
    }
}
