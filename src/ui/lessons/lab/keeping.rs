//! How runs are kept, found again after a reload or when their worker died, and forgotten.

use super::context::{LabContext, Notice, Phase};
use super::saved::{self, owner};
use crate::session::studio::lab::card::{RunCard, RunState};
use crate::session::studio::lab::config::{Corpus, Setting};
use crate::session::studio::lab::{LabCommand, LabEvent, LabRequest};
use crate::session::studio::protocol::Event;
use crate::ui::studio::Trouble;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Milliseconds from one time that a run is kept to the next …
const KEEP_EVERY: f64 = 5_000.0;
/// … and for each byte of it, so that a large model does not do nothing else.
const PER_BYTE: f64 = 1e-3;
/// Milliseconds until a page that was loaded again must have let go of its runs.
const RELOAD: u32 = 2_000;
/// Where the tab remembers which run it was at; unlike the database, this is the tab's own.
const SESSION_KEY: &str = "teddy.lab.run";

impl LabContext {
    /// Keeps the run as it is.
    pub(super) fn keep(self) {
        self.keep_as(match self.phase.get_untracked() {
            Phase::Paused => RunState::Paused,
            Phase::Finished => RunState::Finished,
            Phase::Broken => RunState::Broken,
            Phase::Idle | Phase::Making(_) | Phase::Running => RunState::Running,
        });
    }

    pub(super) fn keep_if_due(self) {
        if saved::now() >= self.due.get_value() {
            self.keep();
        }
    }

    /// The reader may be about to close the page.
    pub fn keep_if_hidden(self) {
        if document().hidden() && self.phase.get_untracked() == Phase::Running {
            self.keep();
        }
    }

    /// Lists what other tabs have kept meanwhile.
    pub fn look_again(self) {
        spawn_local(self.refresh());
    }

    pub(super) fn keep_as(self, state: RunState) {
        // Not again before this is done.
        self.due.set_value(f64::INFINITY);
        let current = self.current.get_untracked();
        let Some(card) = current.and_then(|id| untrack(|| self.card(&id))) else {
            return;
        };
        let mut card = (*card).clone();
        let record = self.record.get_untracked();
        if let Some(config) = self.config.get_untracked() {
            card.config = config;
        }
        if let Some(facts) = self.facts.get_untracked() {
            card.n_parameters = facts.n_parameters;
        }
        self.ask(LabCommand::Keep, move |answer| {
            let Ok(Event::Lab(LabEvent::Kept { step, bytes })) = answer else {
                return self.due.set_value(saved::now() + KEEP_EVERY);
            };
            card.update(state, step, &record);
            card.saved = saved::now();
            let card = Arc::new(card.clone());
            spawn_local(async move {
                let kept = saved::keep(&card, &bytes).await;
                self.storage.set(kept.err());
                if untrack(|| self.card(&card.id)).is_none() {
                    // It was deleted meanwhile.
                    let _ = saved::remove(&card.id).await; // what cannot be deleted was not kept either
                }
                self.list(card);
                let pause = KEEP_EVERY.max(bytes.len() as f64 * PER_BYTE);
                self.due.set_value(saved::now() + pause);
            });
        });
    }

    /// Puts a card in the place of the same run's.
    fn list(self, card: Arc<RunCard>) {
        self.runs.update(|runs| {
            if let Some(place) = runs.iter_mut().find(|known| known.id == card.id) {
                *place = card;
            }
        });
    }

    /// Which run a reload of this tab goes on with.
    pub(super) fn remember(self, id: Option<&str>) {
        let Some(storage) = session_storage() else {
            return;
        };
        let _ = match id {
            Some(id) => storage.set_item(SESSION_KEY, id),
            None => storage.remove_item(SESSION_KEY),
        }; // forbidden: a reload then offers the run instead
    }

    /// Finds the runs that are kept. The one that this tab was at goes on, unless the address asks for other settings.
    pub(super) fn restore(self, asks: bool) {
        let before = session_storage().and_then(|s| s.get_item(SESSION_KEY).ok()?);
        spawn_local(async move {
            if untrack(|| self.settings.read().corpus) == Corpus::Own {
                self.find_own().await;
            }
            self.refresh().await;
            let card = before.and_then(|id| untrack(|| self.card(&id)));
            let Some(card) = card.filter(|card| card.state != RunState::Broken) else {
                return;
            };
            let is_same = self.settings.with_untracked(|settings| {
                let is_same = |config| Setting::differing([settings, config]).is_empty();
                is_same(&card.config) || is_same(&card.begun)
            });
            // The reader may have begun one meanwhile.
            if (!asks || is_same) && self.phase.get_untracked() == Phase::Idle {
                let paused = card.state == RunState::Paused;
                if self.take_over(&card, paused, RELOAD).await && card.state != RunState::Finished {
                    self.notice.set(Some(Notice::Restored { step: card.step }));
                }
            }
        });
    }

    /// Lists what is kept, by this tab and others.
    pub(super) async fn refresh(self) {
        let (cards, unreadable) = match saved::cards().await {
            Ok(found) => found,
            Err(trouble) => return self.storage.set(Some(trouble)),
        };
        self.unreadable.set(unreadable);
        self.claimed.set(owner::claimed().await);
        let current = self.current.get_untracked();
        self.runs.update(|runs| {
            // This tab knows its own run better.
            runs.retain(|card| Some(&card.id) == current.as_ref());
            let others = cards
                .into_iter()
                .filter(|c| Some(&c.id) != current.as_ref());
            runs.extend(others.map(Arc::new));
            runs.sort_by(|a, b| b.created.total_cmp(&a.created));
        });
    }

    /// Goes on with a run that is kept.
    pub fn go_on_with(self, id: &str) {
        let Some(card) = untrack(|| self.card(id)) else {
            return;
        };
        spawn_local(async move {
            // One that broke would break again: its reader wants to change something first.
            let paused = card.state == RunState::Broken;
            self.take_over(&card, paused, 0).await;
        });
    }

    async fn take_over(self, card: &RunCard, paused: bool, patience: u32) -> bool {
        let Some(claim) = owner::claim(&card.id, patience).await else {
            self.notice.set(Some(Notice::Elsewhere));
            return false;
        };
        // Another tab may have brought it further since it was listed.
        self.refresh().await;
        let card = untrack(|| self.card(&card.id)).map_or_else(|| card.clone(), |c| (*c).clone());
        let Some(checkpoint) = saved::checkpoint(&card.id).await else {
            self.notice.set(Some(Notice::Lost));
            return false;
        };
        self.settings.set(card.config.clone());
        let record = card.record.clone();
        self.take_up(card);
        self.record.set(record);
        self.claim.set_value(Some(claim));
        self.start(LabRequest::Resume { checkpoint, paused });
        true
    }

    /// Its worker died: another goes on from where the run was kept last, unless it died there already.
    pub(super) fn revive(self, trouble: Trouble) {
        let phase = self.phase.get_untracked();
        let paused = matches!(phase, Phase::Paused | Phase::Broken);
        let current = self.current.get_untracked();
        let card = current.and_then(|id| untrack(|| self.card(&id)));
        self.facts.set(None);
        spawn_local(async move {
            let kept = match &card {
                Some(card) => saved::checkpoint(&card.id).await,
                None => None,
            };
            let step = card.as_ref().map(|card| card.step);
            match (card, kept) {
                (Some(card), Some(checkpoint)) if step != self.revived.get_value() => {
                    self.handle.set_value(None);
                    self.record.set(card.record.clone());
                    self.revived.set_value(step);
                    self.notice.set(Some(Notice::Revived { step: card.step }));
                    self.start(LabRequest::Resume { checkpoint, paused });
                }
                _ => {
                    self.trouble.set(Some(trouble));
                    self.phase.set(Phase::Broken);
                }
            }
        });
    }

    /// Forgets a run, where it is not on in another tab.
    pub fn delete(self, id: String) {
        spawn_local(async move {
            let is_current = self.current.get_untracked().as_ref() == Some(&id);
            let claim = if is_current {
                None
            } else {
                let Some(claim) = owner::claim(&id, 0).await else {
                    self.notice.set(Some(Notice::Elsewhere));
                    return;
                };
                Some(claim)
            };
            self.runs.update(|runs| runs.retain(|card| card.id != id));
            self.drawn.update(|drawn| {
                drawn.remove(&id);
            });
            if is_current {
                self.reset();
            }
            // Where the database is forbidden, memory was all there is.
            let _ = saved::remove(&id).await;
            drop(claim);
        });
    }

    /// Lets go of everything, since nothing of it will be kept.
    pub(super) fn forget(self) {
        self.runs.set(Vec::new());
        self.drawn.update(|drawn| drawn.clear());
        self.unreadable.set(0);
        self.own.set(None);
        self.reset();
        self.storage.set(None);
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
