//! What the reader should know: a run that was left, one that went on by itself, storage that is full or forbidden.

use super::context::{LabContext, Notice, Phase, use_lab};
use super::saved::database::StorageTrouble;
use crate::session::studio::lab::report::{even_guess, has_exploded};
use crate::session::studio::protocol::StudioError;
use crate::ui::i18n::{t_string, use_i18n};
use crate::ui::say::{live, say};
use crate::ui::studio::{Trouble, TroubleNote};
use leptos::prelude::*;

#[component]
pub fn Notices() -> impl IntoView {
    let i18n = use_i18n();
    let lab = use_lab();
    let left_over = Memo::new(move |_| lab.left_over());
    let offer = move || {
        left_over.get().map(|card| {
            let id = card.id.clone();
            let steps = card.config.steps;
            let text = t_string!(i18n, lab.left_over, n = card.number, step = card.step, steps = steps);
            view! {
                <div class="note lab-note">
                    <p>{text}</p>
                    <button type="button" class="button" on:click=move |_| lab.go_on_with(&id)>{say!(i18n, lab.go_on_with_it)}</button>
                </div>
            }
        })
    };
    let notice = move || {
        let text = match lab.notice.get()? {
            Notice::Revived { step } => t_string!(i18n, lab.revived, step = step),
            Notice::Restored { step } => t_string!(i18n, lab.restored, step = step),
            Notice::WentBack { step } => t_string!(i18n, lab.went_back, step = step),
            Notice::Elsewhere => t_string!(i18n, lab.elsewhere).to_string(),
            Notice::Lost => t_string!(i18n, lab.lost).to_string(),
        };
        Some(view! { <div class="note lab-note"><p>{text}</p></div> })
    };
    let storage = move || {
        let text = match lab.storage.get()? {
            StorageTrouble::Forbidden => t_string!(i18n, lab.storage_forbidden),
            StorageTrouble::Full => t_string!(i18n, lab.storage_full),
        };
        Some(view! { <div class="note problem lab-note"><p>{text}</p></div> })
    };
    let is_not_finite = move || not_finite(lab).is_some();
    let broken = move || {
        not_finite(lab).map(|step| {
            // It says where it stands before it says why.
            let back = lab.pace.read().step;
            // That of its last step: the reader may have chosen another since.
            let last = lab.record.read().points.last().map(|p| p.lr);
            let lr = last.map_or(f32::NAN, |lr| (lr * 1e3).round() / 1e3);
            view! {
                <div class="note problem lab-note">
                    <p>{t_string!(i18n, lab.not_finite, step = step, lr = lr, back = back)}</p>
                    <button type="button" class="button" on:click=move |_| lab.resume()>{say!(i18n, lab.go_on_from_there)}</button>
                </div>
            }
        })
    };
    // By itself, so that the number that changes all the time does not take the focus from it.
    let can_go_back = Memo::new(move |_| {
        let is_on = matches!(lab.phase.get(), Phase::Running | Phase::Paused);
        is_on && hopeless(lab).is_some()
    });
    let other = Signal::derive(move || lab.trouble.get().filter(|_| !is_not_finite()));
    view! {
        <div role="status">{live(offer)}{live(notice)}{live(storage)}</div>
        <div role="alert">{live(broken)}</div>
        // Not an alert: its number changes all the time.
        {live(move || hopeless(lab).map(|(loss, guess)| {
            let text = t_string!(i18n, lab.hopeless, loss = format!("{loss:.1}"), guess = format!("{guess:.1}"));
            view! { <div class="note problem lab-note"><p>{text}</p></div> }
        }))}
        <Show when=move || can_go_back.get()>
            <button type="button" class="button" id="lab-go-back" on:click=move |_| lab.go_back()>{say!(i18n, lab.go_back)}</button>
        </Show>
        <TroubleNote trouble=other />
    }
}

/// The step at which the numbers were no longer finite.
fn not_finite(lab: LabContext) -> Option<u64> {
    match lab.trouble.get()? {
        Trouble::Refused(StudioError::NotFinite { step }) => Some(step),
        _ => None,
    }
}

/// The loss, and what guessing evenly among the vocabulary would cost, where that is far less.
fn hopeless(lab: LabContext) -> Option<(f64, f64)> {
    let size = lab.facts.read().as_deref().map(|facts| facts.vocab_size)?;
    let last = lab.record.read().points.last().map(|p| f64::from(p.loss))?;
    has_exploded(last, size).then(|| (last, even_guess(size)))
}
