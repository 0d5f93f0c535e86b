//! Who computes: the attention of the translation on screen by the graphics card, compared with the CPU's.

use super::super::context::{Origin, use_lesson};
use crate::gpu::choice::Reason;
use crate::session::protocol::Decoding;
use crate::session::studio::models::ModelId;
use crate::session::studio::protocol::StudioError;
use crate::ui::failure::Failure;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::pages::reason_words;
use crate::ui::say::{live_text, say};
use crate::ui::studio::{Trouble, TroubleNote, model_files};
use crate::viz::number::format_value;
use crate::worker::card::{ByCard, Event, Request, Who};
use crate::worker::protocol::Attention;
use crate::worker::{Client, ClientOptions, WorkerFailure};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The worker of the card, from this figure's side.
#[derive(Clone, Copy)]
struct Card {
    client: StoredValue<Option<Client<Attention>>, LocalStorage>,
    /// The model is there.
    ready: RwSignal<bool>,
    busy: RwSignal<bool>,
    who: RwSignal<Option<Who>>,
    trouble: RwSignal<Option<Trouble>>,
    last: StoredValue<u32>,
}

impl Card {
    fn new() -> Self {
        Card {
            client: StoredValue::new_local(None),
            ready: RwSignal::new(false),
            busy: RwSignal::new(false),
            who: RwSignal::new(None),
            trouble: RwSignal::new(None),
            last: StoredValue::new(0),
        }
    }

    /// Starts the worker and sends it the translator, from the browser's cache.
    fn start(self, on_answer: impl Fn(ByCard) + Copy + 'static) {
        self.busy.set(true);
        let client = Client::start(
            ClientOptions::default(),
            move |event| self.on_event(event, on_answer),
            move |failure: WorkerFailure| {
                // All other failures are mended by computing on the page.
                if let WorkerFailure::Died { why } = failure {
                    self.fail(Trouble::Failed(Failure::Died { why }));
                }
            },
        );
        self.client.set_value(Some(client));
        spawn_local(async move {
            match model_files(ModelId::Translator, |_| ()).await {
                Ok(files) => self.send(Request::Load { files }),
                Err(Some(failure)) => self.fail(Trouble::Failed(failure)),
                Err(None) => {}
            }
        });
    }

    fn fail(self, trouble: Trouble) {
        self.trouble.try_set(Some(trouble));
        self.busy.try_set(false);
    }

    fn send(self, request: Request) {
        let sent = self.client.try_with_value(|client| {
            let client = client.as_ref();
            client.is_some_and(|client| client.send(request).is_ok())
        });
        if sent == Some(false) {
            let why = String::new();
            self.fail(Trouble::Failed(Failure::Died { why }));
        }
    }

    fn translate(self, text: String, decoding: Decoding, insists: bool) {
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.busy.set(true);
        self.send(Request::Translate {
            id,
            text,
            decoding,
            insists,
        });
    }

    fn on_event(self, event: Event, on_answer: impl Fn(ByCard)) {
        let refused = |error: StudioError| self.fail(Trouble::Refused(error));
        match event {
            Event::Loaded(Ok(())) => drop(self.ready.try_set(true)),
            Event::Loaded(Err(error)) => refused(error),
            Event::Translated { id, answer } if self.last.try_get_value() == Some(id) => {
                match answer {
                    Ok(found) => {
                        self.trouble.try_set(None);
                        self.busy.try_set(false);
                        self.who.try_set(Some(found.who.clone()));
                        on_answer(*found);
                    }
                    Err(error) => refused(error),
                }
            }
            _ => {}
        }
    }
}

#[component]
pub fn CardFigure() -> impl IntoView {
    let i18n = use_i18n();
    let lesson = use_lesson();
    let card = Card::new();
    let asked = RwSignal::new(false);
    let insists = RwSignal::new(false);
    // Not again for what it put on screen itself.
    let wanted = Memo::new(move |_| {
        let translation = lesson.translation.read();
        let found = translation.as_deref();
        found.map(|t| (t.src_text.clone(), t.decoding.clone()))
    });
    let show = move |found: ByCard| {
        if let Who::Card { facts, .. } = found.who {
            let name = facts.name;
            let summary = lesson
                .translation
                .with_untracked(|t| t.as_ref().map(|t| t.model.clone()));
            let mut translation = found.translation;
            translation.model = summary.unwrap_or(translation.model);
            lesson.show(Arc::new(translation), Origin::Card { name });
        }
    };
    let ask = move |_| {
        asked.set(true);
        card.start(show);
    };
    Effect::new(move |_| {
        if card.ready.get()
            && let Some((text, decoding)) = wanted.get()
        {
            card.translate(text, decoding, insists.get());
        }
    });
    let said = move || {
        if card.busy.get() {
            return t_string!(i18n, what_if.card_busy).to_owned();
        }
        match card.who.get() {
            None => String::new(),
            Some(Who::Card {
                facts,
                largest_difference,
            }) => t_string!(
                i18n,
                what_if.card_did,
                name = facts.name,
                difference = format_value(largest_difference)
            ),
            Some(Who::Software(_)) => {
                let why = reason_words(i18n, &Reason::Software);
                t_string!(i18n, what_if.cpu_did, why = why)
            }
            Some(Who::Failed(error)) => {
                let why = reason_words(i18n, &Reason::Failed(error));
                t_string!(i18n, what_if.cpu_did, why = why)
            }
        }
    };
    let by = move || match card.who.get() {
        Some(Who::Card { .. }) => "gpu",
        Some(_) => "cpu",
        None => "",
    };
    let is_software = move || matches!(card.who.get(), Some(Who::Software(_)));
    view! {
        <h3>{say!(i18n, what_if.card)}</h3>
        <p>{say!(i18n, what_if.card_text)}</p>
        <div class="figure wi-figure" id="wi-card" data-by=by>
            <Show when=move || !asked.get()>
                <button type="button" class="button" on:click=ask>{say!(i18n, what_if.card_ask)}</button>
            </Show>
            <p role="status">{live_text(said)}</p>
            <Show when=is_software>
                <button type="button" class="button" on:click=move |_| insists.set(true)>
                    {say!(i18n, what_if.card_insist)}
                </button>
            </Show>
            <TroubleNote trouble=card.trouble />
        </div>
    }
}
